"""What may be listed of components and the bundles they go into: no unit twice, none left idle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from makegood.domain.plan import Snapshot, plan
from makegood.domain.terms.demand import Item
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.shop import LocationPolicy
from makegood.domain.terms.policy.supply import EligibilityRule
from makegood.domain.terms.state import SellState
from tests.domain.facts import day, line, lot, policy, snapshot, stock

KIT = Item(sku="KIT", bundle_of=(("MUG", 2), ("TEA", 1)))
BOX = Item(sku="BOX", bundle_of=(("MUG", 1),))


def listed(shop: Snapshot) -> dict[str, int]:
    return {item.sku: item.listable_qty for item in plan(shop).items}


def test_a_component_keeps_an_equal_part_for_its_bundle() -> None:
    assert listed(snapshot([], [stock("MUG", 20), stock("TEA", 9)], items=[KIT])) == {
        "KIT": 4,
        "MUG": 12,
        "TEA": 5,
    }


def test_what_a_bundle_cannot_use_goes_back_to_the_component() -> None:
    assert listed(snapshot([], [stock("MUG", 20), stock("TEA", 2)], items=[KIT])) == {
        "KIT": 1,
        "MUG": 18,
        "TEA": 1,
    }


def test_a_bundle_may_wait_for_the_one_component_that_is_still_to_come() -> None:
    shop = snapshot([], [stock("MUG", 20)], [lot("TEA", 6, day("11-30"))], items=[KIT])
    assert listed(shop) == {"KIT": 3, "MUG": 14, "TEA": 3}


def test_two_bundles_and_the_component_itself_take_a_third_each() -> None:
    shop = snapshot([], [stock("MUG", 30), stock("TEA", 99)], items=[KIT, BOX])
    found = listed(shop)
    assert (found["KIT"], found["BOX"], found["MUG"]) == (5, 10, 10)
    assert 2 * found["KIT"] + found["BOX"] + found["MUG"] == 30


def rules(*found: EligibilityRule) -> Policy:
    return policy(eligibility={"rules": found})


def test_what_lies_beyond_the_longest_window_is_not_listed() -> None:
    shop = snapshot(
        [], [], [lot(eta=date(2027, 2, 1))], policy=rules(EligibilityRule(sku="MUG", longest_window_days=10))
    )
    (mug,) = plan(shop).items
    assert (mug.sell_state, mug.listable_qty) == (SellState.OUT_OF_STOCK, 0)


def test_before_the_first_day_of_sale_stock_too_is_sold_under_the_cap() -> None:
    soon = Item(sku="MUG", available_on=day("12-01"))
    shop = snapshot(
        [],
        [stock(on_hand=200)],
        items=[soon],
        policy=rules(EligibilityRule(sku="MUG", preorder_cap_units=10)),
    )
    (mug,) = plan(shop).items
    assert (mug.sell_state, mug.listable_qty) == (SellState.PREORDER, 10)


def test_a_component_cap_counts_what_bundles_lack_and_binds_the_bundle() -> None:
    kit = Item(sku="KIT", bundle_of=(("MUG", 5),))
    capped = rules(EligibilityRule(sku="MUG", cap_units=5))
    lines = [line("kit", "KIT", 1), line("mugs", "MUG", 3, placed_on=day("11-21"))]
    planned = plan(snapshot(lines, [], [lot(quantity=50)], items=[kit], policy=capped))
    assert {each.line.order_id: each.oversell for each in planned.lines} == {"kit": False, "mugs": True}
    assert {item.sku: item.listable_qty for item in planned.items} == {"KIT": 0, "MUG": 0}


def test_a_channel_whose_locations_have_nothing_is_out_of_stock() -> None:
    shop = replace(Policy(), locations={"here": LocationPolicy(channels=("ebay",))})
    sold = (
        plan(snapshot([line(channel="ebay")], [stock(on_hand=9, location="here")], policy=shop))
        .items[0]
        .channels
    )
    assert {sale.channel: sale.sell_state for sale in sold} == {
        "store": SellState.OUT_OF_STOCK,
        "ebay": SellState.IN_STOCK,
    }


def test_cancelled_units_do_not_make_an_order_valuable() -> None:
    shop = policy(allocation={"value_line": 10_000})
    lines = [line(quantity=10, unit_price=2_000, cancelled_qty=9)]
    assert plan(snapshot(lines, policy=shop)).lines[0].tier == 4


def test_what_never_left_of_a_closed_line_does_not_make_an_order_valuable() -> None:
    shop = policy(allocation={"value_line": 10_000})
    stopped = line(quantity=10, unit_price=2_000, shipped_qty=1, closed=True)
    lines = [stopped, line(quantity=1, unit_price=2_000, line_id="2")]
    assert {each.line.line_id: each.tier for each in plan(snapshot(lines, policy=shop)).lines}["2"] == 4


def test_what_one_place_lacks_of_its_safety_stock_all_others_keep_together() -> None:
    on_hand = [
        stock(on_hand=5, location="east", safety_stock=8),
        stock(on_hand=5, location="main"),
        stock(on_hand=5, location="west"),
    ]
    (mug,) = plan(snapshot([], on_hand)).items
    assert (mug.available, mug.listable_qty) == (7, 7)
