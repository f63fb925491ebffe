"""What may be listed of components and the bundles they go into: no unit twice, none left idle."""

from __future__ import annotations

from makegood.domain.plan import Snapshot, plan
from makegood.domain.terms.demand import Item
from tests.domain.facts import day, lot, snapshot, stock

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
