"""Short orders to decide about, with a shop around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from makegood.domain.decision.case import LineCase, OrderCase
from makegood.domain.decision.outcome import Choice, Option, Recommendation
from makegood.domain.decision.recommend import recommend
from makegood.domain.terms.demand import Item
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.decision import DecisionPolicy, DecisionRule
from tests.domain.facts import TODAY, case_of, line, promise

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
    known = {"unit_price": ITEMS[sku].unit_price if sku in ITEMS else None, **facts}
    quantity = reserved + short + facts.get("shipped_qty", 0)
    return case_of(
        line("1001", sku, quantity, line_id=line_id, placed_on=date(2026, 11, 2), **known),
        reserved=reserved,
        short=short,
        preorder=preorder,
        promise=promise(on(late - delayed - 2), on(late - delayed)) if short and late is not None else None,
        baseline=on(-delayed),
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
