"""What the weekly figures and the controls are called, and what each of them counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Said(NamedTuple):
    """A figure in words. `counts`, `of` = its numerator and its denominator; `less` = the lower, the better; `rows` =
    what its orders are listed as."""

    title: str
    counts: str
    of: str
    less: bool
    rows: str


MEASURES: Mapping[str, Said] = {
    "backorder_rate": Said(
        "Backorder rate", "units short when ordered", "units ordered", True, "units that were short"
    ),
    "waiting": Said(
        "Backorder age",
        "backorders 15 or more days late",
        "open backorders",
        True,
        "backorders that waited at the end of the week",
    ),
    "first_hits": Said(
        "Kept our word", "first windows kept", "first windows that ended", False, "first windows that ended"
    ),
    "latest_hits": Said(
        "Kept our latest word",
        "latest windows kept",
        "latest windows that ended",
        False,
        "latest windows that ended",
    ),
    "cancellations": Said(
        "Cancelled while waiting",
        "backorders cancelled",
        "backorders that ended",
        True,
        "backorders that ended",
    ),
    "split_cost": Said(
        "Cost of splitting",
        "cost of further parcels",
        "margin of the orders that were split",
        True,
        "orders that left in several parcels",
    ),
    "contacts": Said(
        "Contacts per backorder", "replies and calls", "backorders that waited", True, "replies and calls"
    ),
    "on_time": Said("Shipped on time", "lines shipped by their day", "lines due", False, "lines due"),
    "accuracy": Said(
        "Order accuracy", "orders of which nothing came back", "orders that left", False, "orders that left"
    ),
}
"""By the names of `queries.measures`."""

STATES: Mapping[str, str] = {
    "short": "short",
    "kept": "kept",
    "late": "late",
    "not_shipped": "not shipped yet",
    "given_up": "left out: the customer gave it up before",
    "parcels": "parcels",
    "on_time": "on time",
    "came_back": "came back",
    "correct": "correct",
}
"""How an order behind a figure counts; any other is a bucket, or a code of its own."""

CONTROLS: Mapping[str, tuple[str, str, str]] = {
    "oversell_cap": (
        "Oversell cap",
        "Nothing waits beyond the cap unless it is flagged.",
        "oversold backorders that wait",
    ),
    "review_date": (
        "Review date present",
        "Every open backorder has an owner and a day on which they look at it.",
        "reviews overdue",
    ),
    "reason_code": (
        "Reason present",
        "Nothing ends without its reason.",
        "open backorders without a known reason",
    ),
    "promise_apart": (
        "Promise apart from supplier ETA",
        "A window moves only as a new version that somebody approved.",
        "",
    ),
    "allocation_audit": (
        "Allocation audited",
        "After each receipt, nobody better-ranked was passed over without a rule.",
        "runs that passed somebody over by a rule",
    ),
}
"""Of each control its name, what it proves, and what is allowed but worth a look."""


def state_said(state: str) -> str:
    """How an order counts, in words."""
    return STATES.get(state) or state.replace("_", " ")
