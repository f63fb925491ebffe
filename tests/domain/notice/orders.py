"""Orders as notices see them, with the least said about each."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from makegood.domain.decision.case import LineCase, OrderCase
from makegood.domain.decision.outcome import Choice, Option, Recommendation
from makegood.domain.eligibility.outcome import Eligibility
from makegood.domain.notice.owed import Notifier
from makegood.domain.notice.verdict import Held
from makegood.domain.promise.outcome import Promise
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.dates import Window
from makegood.domain.terms.demand import Item, OrderLine
from makegood.domain.terms.policy import Policy

TODAY = date(2026, 11, 23)
ITEMS = {"K": Item(sku="K", title="Blue kettle"), "M": Item(sku="M", title="Mug"), "K2": Item(sku="K2")}
_ELIGIBLE = Eligibility(True, "default", (), None, None)


def promise(ship_to: date | None, ship_from: date = date(2026, 12, 3)) -> Promise | None:
    """A promise that ships up to this day, and arrives two to five days after."""
    if ship_to is None:
        return None
    start = min(ship_from, ship_to)
    deliver = Window(date.fromordinal(start.toordinal() + 2), date.fromordinal(ship_to.toordinal() + 5))
    return Promise(Window(start, ship_to), deliver, (), ())


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
    facts: dict[str, Any] = {
        "order_id": "1001",
        "line_id": line_id,
        "sku": "K",
        "quantity": max(1, short + reserved),
        "placed_at": datetime(2026, 11, 10, 9, tzinfo=UTC),
        "placed_on": date(2026, 11, 10),
        "email": "ana@example.com",
    }
    line = OrderLine(**facts | fields)
    return LineCase(
        line=line,
        reserved_qty=reserved,
        backordered_qty=short,
        eligibility=_ELIGIBLE,
        oversell=False,
        preorder=False,
        promise=promise(ship_to),
        tier=4,
        baseline=baseline,
        days_delayed=max(0, (TODAY - baseline).days),
        expected_delay=None,
    )


def order(*lines: LineCase) -> OrderCase:
    """The order of these lines."""
    return OrderCase("1001", lines)


def recommend(choice: Choice = Choice.HOLD, *allowed: Choice, **fields: Any) -> Recommendation:
    """Recommends `choice`; `allowed` = what may be offered, hold, split and cancel by default."""
    may = allowed or (Choice.HOLD, Choice.SPLIT, Choice.CANCEL)
    swaps = fields.get("substitutes", ())
    options = tuple(
        Option(each, each in may, 0, (), {}, swaps if each is Choice.SUBSTITUTE else ()) for each in Choice
    )
    return Recommendation(choice, "lowest_cost", options, "USD")


def notifier(policy: Policy | None = None, held: Held | None = None) -> Notifier:
    """The notifier of today, on working days from Monday to Friday."""
    return Notifier(policy=policy or Policy(), today=TODAY, calendar=WorkCalendar(), items=ITEMS, held=held)
