"""Which of the four ways is recommended, and what each costs."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from decimal import Decimal

import pytest

from makegood.domain.decision.leaving import assumed
from makegood.domain.decision.outcome import Recommendation, Why
from makegood.domain.terms.demand import Item
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.decision import CostPolicy, GoodwillPolicy
from makegood.domain.terms.policy.shop import ShopPolicy
from tests.domain.decision.orders import ITEMS, decide, option, order, part, shop, with_item
from tests.domain.tables import RULES, table

PAGE = (RULES / "decision.md").read_text(encoding="utf-8")
WAYS = ("hold", "split", "substitute", "cancel")


def minor(text: str) -> int:
    return int(Decimal(text) * 100)


def shown(cost: int | None) -> str:
    return "" if cost is None else f"{Decimal(cost) / 100:.2f}"


@pytest.mark.parametrize("row", table("decision", "chance"))
def test_the_chance_to_lose_a_customer_grows_with_the_wait(row: dict[str, str]) -> None:
    found = assumed(CostPolicy().cancel_chance_per_day)
    chance = found.chance(waited=0, days=int(row["late days ahead"]))
    assert f"{chance / 10_000:.1f} %" == row["chance"]


def worked(row: dict[str, str]) -> Recommendation:
    late = None if row["late days"] == "no date" else int(row["late days"])
    item = Item(sku="X", unit_cost=minor(row["unit cost"]), substitutes=("Y",))
    other = replace(item, sku="Y", unit_price=minor(row["substitute's price"] or "0"), substitutes=())
    free = {"Y": 99} if row["substitute's price"] else {}
    line = part(
        sku="X",
        unit_price=minor(row["price"]),
        short=int(row["short"]),
        reserved=int(row["could ship now"]),
        late=late,
    )
    return decide(order(line), items={"X": item, "Y": other}, free=free)


@pytest.mark.parametrize("row", table("decision", "costs"), ids=lambda row: row["order"])
def test_every_way_has_its_cost(row: dict[str, str]) -> None:
    answer = worked(row)
    assert [option.choice.value for option in answer.options] == list(WAYS)
    assert {way: shown(option(answer, way).cost) for way in WAYS} == {way: row[way] for way in WAYS}
    assert answer.choice == row["recommended"]


def test_the_figures_of_an_option_are_named_and_add_up() -> None:
    answer = decide(order(part(short=2, reserved=1)))
    assert option(answer, "hold").figures == {
        "margin_at_risk": 273,
        "customer_at_risk": 114,
        "contacts": 107,
        "storage": 7,
        "goodwill": 0,
    }
    assert option(answer, "split").figures == {
        "parcel": 800,
        "handling": 350,
        "margin_at_risk": 182,
        "customer_at_risk": 114,
        "contacts": 107,
        "goodwill": 0,
    }
    assert option(answer, "cancel").figures == {"margin_lost": 1484, "payment_fee": 116, "recovery": 1000}


def test_days_already_waited_do_not_count_again() -> None:
    fresh = decide(order(part(late=10)))
    waited = decide(order(part(late=24, delayed=14)), policy=shop(goodwill=GoodwillPolicy(after_days=None)))
    assert option(waited, "hold").cost == option(fresh, "hold").cost


def test_an_order_waits_for_its_last_line() -> None:
    both = decide(order(part("1", late=3), part("2", "SHADE", late=20)))
    assert option(both, "hold").figures["customer_at_risk"] == 215


def test_money_that_was_never_captured_is_not_lost() -> None:
    answer = decide(order(part(short=2, captured_amount=0)))
    assert option(answer, "cancel").figures == {"margin_lost": 1484, "payment_fee": 0, "recovery": 1000}


def test_a_bundle_costs_what_its_components_cost() -> None:
    answer = decide(order(part(sku="SET")))
    assert option(answer, "cancel").figures["margin_lost"] == 4500 - 3600 - 131


def test_a_bundle_of_unknown_components_has_no_cost() -> None:
    answer = decide(order(part(sku="SET")), items=with_item("SHADE", unit_cost=None))
    assert Why.UNIT_COST_UNKNOWN in option(answer, "cancel").why


def test_a_line_without_a_price_has_its_items() -> None:
    assert option(decide(order(part(unit_price=None))), "cancel").cost == 1800


def test_the_customer_pays_the_lower_price_unless_policy_says_otherwise() -> None:
    dearer = {"SHADE-3": 9}
    lower = decide(order(part(sku="SHADE")), free=dearer)
    own = decide(
        order(part(sku="SHADE")),
        free=dearer,
        policy=shop(costs=CostPolicy(substitute_at_lower_price=False)),
    )
    assert option(lower, "substitute").figures["margin_difference"] == 45
    assert option(own, "substitute").figures["margin_difference"] == -225


UNKNOWN = {
    "a price is missing": (order(part(sku="X", reserved=1)), with_item("X", unit_cost=1)),
    "a unit cost is missing": (order(part(reserved=1)), with_item("LAMP", unit_cost=None)),
    "a unit cost of what could ship now is missing": (
        order(part("1"), part("2", "SHADE", short=0, reserved=1)),
        with_item("SHADE", unit_cost=None),
    ),
    "the order is in another currency than the shop's costs and fees": (
        order(part(reserved=1, currency="EUR")),
        ITEMS,
    ),
    "two currencies in one order": (order(part("1", reserved=1), part("2", currency="EUR")), ITEMS),
    "price or unit cost of the substitute is missing": (
        order(part(sku="SHADE", reserved=1)),
        with_item("SHADE-2", unit_price=None),
    ),
}


@pytest.mark.parametrize("row", table("decision", "unknown"), ids=lambda row: row["what"])
def test_what_is_unknown_has_no_cost_and_says_why(row: dict[str, str]) -> None:
    case, items = UNKNOWN[row["what"]]
    answer = decide(case, items=items)
    known = [option.choice.value for option in answer.options if option.cost is not None]
    assert ", ".join(known) == row["known costs"].replace("none", "")
    assert all(row["code"] in option.why for option in answer.options if option.choice == "substitute")
    assert all(option.figures == {} for option in answer.options if option.cost is None)
    assert answer.choice == row["recommended"]
    assert answer.by == ("lowest_cost" if known else "costs_unknown")


def test_an_order_in_the_shops_own_currency_is_priced_whatever_that_is() -> None:
    answer = decide(order(part(currency="EUR")), policy=Policy(shop=ShopPolicy(currency="EUR")))
    assert (answer.currency, option(answer, "cancel").cost) == ("EUR", 1800)


def test_costs_in_another_currency_are_not_taken_for_the_items_price() -> None:
    answer = decide(order(part(currency="EUR", unit_price=None)))
    assert set(option(answer, "hold").why) >= {"other_currency", "price_unknown"}


@pytest.mark.parametrize("row", table("decision", "goodwill"))
def test_goodwill_has_a_trigger_and_a_limit(row: dict[str, str]) -> None:
    line = part(late=int(row["expected delay"]), unit_price=minor(row["price of the short units"]))
    hold = option(decide(order(line)), "hold")
    assert shown(hold.figures["goodwill"]) == row["credit"]
    assert ("goodwill" in hold.why) is (row["credit"] != "0.00")


def test_nothing_short_is_no_case() -> None:
    with pytest.raises(DomainError, match="nothing_short"):
        decide(order(part(short=0, reserved=2)))


@pytest.mark.parametrize("row", table("decision", "defaults"), ids=lambda row: row["setting"])
def test_the_page_tells_the_defaults(row: dict[str, str]) -> None:
    value = getattr(CostPolicy(), row["setting"])
    money = next(field for field in fields(CostPolicy) if field.name == row["setting"]).type == "Money"
    assert (shown(value) if money else str(value)) == row["default"]


def test_the_page_names_every_code_and_figure() -> None:
    answer = decide(order(part(sku="SHADE", reserved=1)))
    figures = {name for option in answer.options for name in option.figures}
    named = set(re.findall(r"`(\w+)", PAGE))
    assert len(figures) == 12
    assert ({code.value for code in Why} | figures) - named == set()
