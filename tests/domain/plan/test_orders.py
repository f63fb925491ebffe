"""What the plan adds to the words: facts of the whole file."""

from __future__ import annotations

from makegood.domain.plan import plan
from makegood.domain.terms.policy.decision import DecisionRule
from tests.domain.facts import line, policy, snapshot, stock


def test_what_a_rule_asks_of_repeat_customers_is_counted() -> None:
    loyal = DecisionRule(name="loyal", earlier_orders_min=2, choose=("split",))
    shop = policy(decision={"rules": (loyal,)})
    orders = [line(order, "MUG", 2, email="ann@example.com") for order in "123"]
    orders.append(line("4", "MUG", 2, email="bob@example.com"))
    planned = plan(snapshot(orders, [stock(on_hand=7)], policy=shop))
    assert {order.order_id: order.recommendation.by for order in planned.orders} == {"4": "costs_unknown"}
    planned = plan(
        snapshot(
            [*orders[1:3], line("0", "MUG", 2, email="ann@example.com")], [stock(on_hand=5)], policy=shop
        )
    )
    assert {order.order_id: order.recommendation.by for order in planned.orders} == {"3": "loyal"}
