"""Short orders to decide about, with a shop around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from makegood.domain.decision.case import LineCase, OrderCase
from makegood.domain.decision.outcome import Choice, Option, Recommendation
from makegood.domain.decision.recommend import recommend
from makegood.domain.eligibility.outcome import Eligibility
from makegood.domain.promise.outcome import Promise
from makegood.domain.terms.dates import Window
from makegood.domain.terms.demand import Item, OrderLine
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.decision import DecisionPolicy, DecisionRule

TODAY = date(2026, 11, 23)

ITEMS = {
    "LAMP": Item(sku="LAMP", unit_price=2000, unit_cost=1200),
    "SHADE": Item(sku="SHADE", unit_price=2000, unit_cost=1200, substitutes=("SHADE-2", "SHADE-3")),
    "SHADE-2": Item(sku="SHADE-2", unit_price=1900, unit_cost=1200),
    "SHADE-3": Item(sku="SHADE-3", unit_price=2600, unit_cost=1300),
    "SET": Item(sku="SET", unit_price=4500, bundle_of=(("LAMP", 1), ("SHADE", 2))),
}
FREE = {"SHADE-2": 5, "SHADE-3": 50}


def on(days: int) -> date:
    """The day so many days from today."""
    return TODAY + timedelta(days=days)


def part(
    line_id: str = "1",
    sku: str = "LAMP",
    *,
    reserved: int = 0,
    short: int = 1,
    late: int | None = 10,
    delayed: int = 0,
    preorder: bool = False,
    **facts: Any,
) -> LineCase:
    """A line `late` days after its baseline (None = no date), `delayed` of them gone by. Its ship window is 3 days."""
    baseline = on(-delayed)
    promise = None
    if late is not None:
        last = baseline + timedelta(days=late)
        ship = Window(last - timedelta(days=2), last)
        promise = Promise(ship, Window(ship.from_on + timedelta(days=2), last + timedelta(days=5)), (), ())
    known: dict[str, Any] = {"unit_price": ITEMS[sku].unit_price if sku in ITEMS else None, **facts}
    line = OrderLine(
        order_id="1001",
        line_id=line_id,
        sku=sku,
        quantity=reserved + short + facts.get("shipped_qty", 0),
        placed_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
        placed_on=date(2026, 11, 2),
        **known,
    )
    return LineCase(
        line=line,
        reserved_qty=reserved,
        backordered_qty=short,
        eligibility=Eligibility(True, "default", (), None, None),
        oversell=False,
        preorder=preorder,
        promise=promise if short else None,
        tier=4,
        baseline=baseline,
        days_delayed=delayed,
        expected_delay=late if short else 0,
    )


def order(*parts: LineCase, earlier_orders: int | None = None) -> OrderCase:
    """An order of these lines."""
    return OrderCase("1001", parts, earlier_orders)


def shop(*rules: DecisionRule, **decision: Any) -> Policy:
    """The default policy with these rules and decision settings."""
    return Policy(decision=DecisionPolicy(rules=rules, **decision))


def decide(
    case: OrderCase,
    *,
    policy: Policy | None = None,
    items: Mapping[str, Item] = ITEMS,
    free: Mapping[str, int] = FREE,
) -> Recommendation:
    """The recommendation today."""
    return recommend(case=case, items=items, free=free, policy=policy or Policy(), today=TODAY)


def option(answer: Recommendation, choice: Choice | str) -> Option:
    """One of the four."""
    return next(option for option in answer.options if option.choice == choice)


def with_item(sku: str, **facts: Any) -> dict[str, Item]:
    """The shop's items, one of them changed."""
    return {**ITEMS, sku: replace(ITEMS.get(sku, Item(sku=sku)), **facts)}
