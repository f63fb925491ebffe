"""Orders as notices see them, with the least said about each."""

from __future__ import annotations

from datetime import date
from typing import Any

from makegood.domain.decision.case import LineCase, OrderCase
from makegood.domain.decision.outcome import Choice, Option, Recommendation
from makegood.domain.notice.owed import Notifier
from makegood.domain.notice.verdict import Agreed, Held
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.demand import Catalogue, Item
from makegood.domain.terms.policy import Policy
from tests.domain.facts import TODAY, case_of, line, promise

ITEMS = {"K": Item(sku="K", title="Blue kettle"), "M": Item(sku="M", title="Mug"), "K2": Item(sku="K2")}
SHIPS_FROM = date(2026, 12, 3)


def line_case(
    line_id: str = "1",
    *,
    short: int = 3,
    reserved: int = 0,
    ship_to: date | None = date(2026, 12, 9),
    baseline: date = date(2026, 11, 20),
    **fields: Any,
) -> LineCase:
    """A line with `short` units missing; `fields` are those of the order line."""
    usual: dict[str, Any] = {"sku": "K", "placed_on": date(2026, 11, 10), "email": "ana@example.com"}
    return case_of(
        line("1001", quantity=max(1, short + reserved), line_id=line_id, **usual | fields),
        reserved=reserved,
        short=short,
        promise=promise(min(SHIPS_FROM, ship_to), ship_to) if ship_to else None,
        baseline=baseline,
    )


def order(*lines: LineCase) -> OrderCase:
    """The order of these lines."""
    return OrderCase("1001", lines)


def recommend(choice: Choice = Choice.HOLD, *allowed: Choice, **fields: Any) -> Recommendation:
    """Recommends `choice`; `allowed` = what may be offered, hold, split and cancel by default; `by_right` = to cancel
    is the customer's right."""
    may = allowed or (Choice.HOLD, Choice.SPLIT, Choice.CANCEL)
    swaps = fields.get("substitutes", ())
    right = fields.get("by_right", False)
    options = tuple(
        Option(
            each,
            each in may,
            0,
            (),
            {},
            swaps if each is Choice.SUBSTITUTE else (),
            right and each is Choice.CANCEL,
        )
        for each in Choice
    )
    return Recommendation(choice, "lowest_cost", options, "USD")


def notifier(
    policy: Policy | None = None, held: Held | None = None, items: Catalogue = ITEMS, *, agreed: Agreed = ()
) -> Notifier:
    """The notifier of today, on working days from Monday to Friday."""
    return Notifier(
        policy=policy or Policy(),
        today=TODAY,
        calendar=WorkCalendar(),
        items=items,
        held=held,
        agreed=agreed,
    )
