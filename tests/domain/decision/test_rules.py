"""The shop's own rules: which fits, and what it does."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.policy.decision import DecisionRule
from makegood.domain.terms.policy.reading import from_toml
from tests.domain.decision.orders import decide, on, option, order, part, shop, with_item
from tests.domain.tables import RULES

PAGE = (RULES / "decision.md").read_text(encoding="utf-8")

RICH = order(part(sku="SHADE", reserved=3, short=2, late=12), earlier_orders=4)
HEAD: dict[str, Any] = {
    "customer_tier": "gold",
    "business": True,
    "country": "DE",
    "channel": "wholesale",
    "need_by": on(7),
}


@pytest.mark.parametrize(
    "fits, misses",
    [
        ({"value_min": 10000}, {"value_min": 10001}),
        ({"value_max": 10000}, {"value_max": 9999}),
        ({"margin_min": 1600}, {"margin_min": 1601}),
        ({"margin_max": 1600}, {"margin_max": 1599}),
        ({"delay_min_days": 12}, {"delay_min_days": 13}),
        ({"delay_max_days": 12}, {"delay_max_days": 11}),
        ({"undated": False}, {"undated": True}),
        ({"earlier_orders_min": 4}, {"earlier_orders_min": 5}),
        ({"customer_tiers": ("silver", "gold")}, {"customer_tiers": ("silver",)}),
        ({"business": True}, {"business": False}),
        ({"countries": ("DE",)}, {"countries": ("US",)}),
        ({"channels": ("wholesale",)}, {"channels": ("store",)}),
        ({"need_by_within_days": 7}, {"need_by_within_days": 6}),
        ({}, {"value_min": 1, "value_max": 2}),
    ],
)
def test_a_rule_fits_exactly_when_its_conditions_hold(fits: dict[str, Any], misses: dict[str, Any]) -> None:
    case = order(part(sku="SHADE", reserved=3, short=2, late=12, **HEAD), earlier_orders=4)
    assert decide(case, policy=shop(DecisionRule(name="it", choose=("split",), **fits))).by == "it"
    assert decide(case, policy=shop(DecisionRule(name="it", choose=("split",), **misses))).by == "lowest_cost"


@pytest.mark.parametrize(
    "flag, facts, other",
    [
        ("fragile", {"fragile": True}, {}),
        ("unique", {"unique": True}, {}),
        ("discontinued", {"discontinued": True}, {}),
        ("seasonal", {"seasonal_until": on(90)}, {}),
        ("past_season", {"seasonal_until": on(14)}, {"seasonal_until": on(15)}),
    ],
)
def test_a_rule_may_ask_for_an_items_flag(flag: Any, facts: dict[str, Any], other: dict[str, Any]) -> None:
    policy = shop(DecisionRule(name="flagged", items=(flag,), choose=("cancel",)))
    assert decide(order(part()), policy=policy, items=with_item("LAMP", **facts)).by == "flagged"
    assert decide(order(part()), policy=policy, items=with_item("LAMP", **other)).by == "lowest_cost"


def test_a_rule_may_ask_for_a_preorder() -> None:
    policy = shop(DecisionRule(name="ahead", items=("preorder", "unique"), choose=("hold",)))
    assert decide(order(part(preorder=True)), policy=policy).by == "ahead"
    assert decide(order(part()), policy=policy).by == "lowest_cost"


@pytest.mark.parametrize(
    "condition",
    [{"delay_min_days": 0}, {"delay_max_days": 999}, {"undated": False}],
)
def test_without_a_date_no_rule_about_days_fits(condition: dict[str, Any]) -> None:
    policy = shop(DecisionRule(name="days", choose=("hold",), **condition))
    assert decide(order(part(late=None)), policy=policy).by == "lowest_cost"


@pytest.mark.parametrize("condition", [{"value_min": 0}, {"margin_min": 0}])
def test_money_in_another_currency_fits_no_rule(condition: dict[str, Any]) -> None:
    policy = shop(DecisionRule(name="money", choose=("cancel",), **condition))
    assert decide(order(part(currency="EUR")), policy=policy).by == "costs_unknown"


def test_a_value_counts_where_the_margin_is_unknown() -> None:
    policy = shop(DecisionRule(name="dear", value_min=4000, choose=("split",)))
    case = order(part(reserved=1))
    assert decide(case, policy=policy, items=with_item("LAMP", unit_cost=None)).by == "dear"


def test_an_unknown_number_of_earlier_orders_fits_no_rule() -> None:
    policy = shop(DecisionRule(name="regular", earlier_orders_min=0, choose=("cancel",)))
    assert decide(order(part()), policy=policy).by == "lowest_cost"


def test_rules_that_only_forbid_leave_the_choice_to_the_next_and_the_first_that_chooses_ends_it() -> None:
    policy = shop(
        DecisionRule(name="first", forbid=("split",)),
        DecisionRule(name="second", choose=("cancel",)),
        DecisionRule(name="third", forbid=("cancel",), choose=("hold",)),
    )
    answer = decide(RICH, policy=policy)
    assert (answer.choice, answer.by) == ("cancel", "second")
    assert option(answer, "split").why[0] == "rule_forbids:first"
    assert not option(answer, "split").allowed
    assert option(answer, "cancel").allowed


def test_a_rule_chooses_the_first_way_that_is_allowed() -> None:
    policy = shop(DecisionRule(name="season over", choose=("substitute", "cancel")))
    answer = decide(order(part(reserved=1)), policy=policy)
    assert (answer.choice, answer.by) == (Choice.CANCEL, "season over")
    assert option(answer, "substitute").why == ("no_substitute", "rule_blocked:season over")
    assert option(answer, "cancel").why[-1] == "rule:season over"


def test_a_rule_that_chooses_what_is_forbidden_leaves_it_to_cost() -> None:
    answer = decide(order(part()), policy=shop(DecisionRule(name="quick", choose=("split",))))
    assert answer.by == "lowest_cost"
    assert option(answer, "split").why == ("single_unit", "rule_blocked:quick")


def test_a_rule_cannot_forbid_every_way() -> None:
    answer = decide(RICH, policy=shop(DecisionRule(forbid=("hold", "split", "substitute", "cancel"))))
    assert answer.choice is Choice.HOLD
    assert option(answer, "hold").why == ("rule_forbids:rule_1", "only_way_left", "lowest_cost")


def test_the_rules_on_the_page_are_a_policy_and_decide() -> None:
    policy = from_toml(PAGE.split("```toml\n")[1].split("```")[0])
    over = decide(order(part(reserved=1)), policy=policy, items=with_item("LAMP", seasonal_until=on(1)))
    soon = decide(order(part(reserved=1, need_by=on(7))), policy=policy)
    gold = decide(order(part(reserved=1, customer_tier="gold")), policy=policy)
    assert (over.by, over.choice) == ("season over", Choice.CANCEL)
    assert (soon.by, soon.choice) == ("needed soon", Choice.SPLIT)
    assert (option(gold, "cancel").allowed, option(gold, "hold").allowed) == (False, True)


def test_a_margin_below_zero_may_be_asked_for() -> None:
    policy = from_toml('[[decision.rules]]\nname = "loss"\nmargin_max = -0.01\nchoose = ["cancel"]\n')
    assert decide(order(part(unit_price=1199)), policy=policy).by == "loss"
    assert decide(order(part(unit_price=1200)), policy=policy).by == "lowest_cost"


def test_waiting_for_what_is_not_made_any_more_loses_the_sale_for_certain() -> None:
    gone = with_item("LAMP", discontinued=True)
    undated = order(part(late=None))
    answer = decide(undated, items=gone)
    assert answer.choice == "cancel"
    assert "nothing_more_comes" in option(answer, "hold").why
    assert decide(order(part(late=10)), items=gone).choice == "hold", "its last lot has a date"
