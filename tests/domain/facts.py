"""Facts for tests, with the dullest values where a test does not care. Today is Monday 23 November 2026."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from makegood.domain.decision.case import LineCase
from makegood.domain.eligibility.outcome import Eligibility
from makegood.domain.plan.snapshot import Snapshot
from makegood.domain.promise.outcome import Promise
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.dates import Window
from makegood.domain.terms.demand import Item, OrderLine
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.stock import IncomingLot, StockPosition

TODAY = date(2026, 11, 23)
T = TypeVar("T")


def day(text: str) -> date:
    """A day of 2026 written as month and day: 11-23."""
    return date.fromisoformat(f"2026-{text}")


def line(order_id: str = "1", sku: str = "MUG", quantity: int = 1, **facts: Any) -> OrderLine:
    """An order line placed on Friday 20 November at midnight, unless `placed_on` says otherwise."""
    placed_on = facts.pop("placed_on", date(2026, 11, 20))
    return OrderLine(
        order_id=order_id,
        line_id=facts.pop("line_id", "1"),
        sku=sku,
        quantity=quantity,
        placed_at=facts.pop("placed_at", datetime.combine(placed_on, time(), UTC)),
        placed_on=placed_on,
        **facts,
    )


def stock(sku: str = "MUG", on_hand: int = 0, **facts: Any) -> StockPosition:
    """Units of a SKU on hand at the main location."""
    return StockPosition(sku=sku, on_hand=on_hand, **facts)


def lot(
    sku: str = "MUG", quantity: int = 10, eta: date | None = date(2026, 11, 30), **facts: Any
) -> IncomingLot:
    """A confirmed lot of ten due in a week, unless told otherwise."""
    return IncomingLot(
        po=facts.pop("po", "PO-1"), sku=sku, quantity=quantity, eta=eta, **{"confirmed": True} | facts
    )


def promise(ship_from: date, ship_to: date) -> Promise:
    """Ships in these days and arrives two to five days later."""
    deliver = Window(ship_from + timedelta(days=2), ship_to + timedelta(days=5))
    return Promise(Window(ship_from, ship_to), deliver, (), ())


def case_of(
    line: OrderLine, *, reserved: int, short: int, promise: Promise | None, baseline: date, **facts: Any
) -> LineCase:
    """A line after stock was shared out: of the last tier, and its SKU may wait."""
    return LineCase(
        line=line,
        reserved_qty=reserved,
        backordered_qty=short,
        eligibility=Eligibility(True, "default", (), None, None),
        oversell=False,
        promise=promise,
        told_to=promise.ship.to_on if promise else None,
        tier=4,
        baseline=baseline,
        days_delayed=max(0, (TODAY - baseline).days),
        **{"preorder": False, "expected_delay": None} | facts,
    )


def snapshot(
    lines: Iterable[OrderLine] = (),
    stock: Iterable[StockPosition] = (),
    lots: Iterable[IncomingLot] = (),
    *,
    items: Iterable[Item] = (),
    policy: Policy | None = None,
    calendar: WorkCalendar | None = None,
    today: date = TODAY,
) -> Snapshot:
    """A shop on one day, working Monday to Friday."""
    return Snapshot(
        today=today,
        lines=list(lines),
        items={item.sku: item for item in items},
        stock=list(stock),
        lots=list(lots),
        policy=policy or Policy(),
        calendars={"default": calendar or WorkCalendar()},
    )


def policy(**areas: dict[str, Any]) -> Policy:
    """The default policy with some settings of some areas changed: policy(allocation={"minimum_fill": 5})."""
    usual = Policy()
    return replace(
        usual, **{name: replace(getattr(usual, name), **settings) for name, settings in areas.items()}
    )


def known(value: T | None) -> T:
    """The value, which a test expects to be there."""
    assert value is not None
    return value
