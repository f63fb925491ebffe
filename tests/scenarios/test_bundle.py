"""The bundle whose part is missing: two kits of two mugs and a tea, mugs on the shelf, tea on its way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.story import Story, story

ORDERS = """
    order_id, placed_at,  sku, quantity
    kits,     2026-11-19, KIT, 2
    mugs,     2026-11-20, MUG, 2
    """
STOCK = """
    sku, on_hand
    MUG, 5
    TEA, 0
    """
INBOUND = """
    po,   sku, quantity, eta,        confirmed
    PO-1, TEA, 10,       2026-12-07, yes
    """
ITEMS = """
    sku, title,     unit_price, bundle_of
    KIT, Tea time,  50.00,      MUG:2;TEA:1
    MUG, Mug,       18.00,
    TEA, Green tea, 20.00,
    """


@pytest.fixture
def told(tmp_path: Path) -> Story:
    return story(tmp_path, orders=ORDERS, stock=STOCK, inbound=INBOUND, items=ITEMS)


def test_the_bundle_claims_its_parts_together_with_who_orders_them_alone(told: Story) -> None:
    # The kits come first (a day earlier): 2 x 2 = 4 mugs. One of five is left for two mugs.
    assert told.given("MUG") == [("kits", 4, "in_turn"), ("mugs", 1, "in_turn")]
    assert told.served("mugs") == (1, 1)


def test_a_bundle_without_one_part_is_no_bundle(told: Story) -> None:
    # Four mugs lie ready, yet not one kit is whole.
    assert told.served("kits") == (0, 2)
    assert told.line("kits")["ordered_qty"] == 2


def test_the_bundle_is_promised_with_its_latest_part(told: Story) -> None:
    # Tea: Mon 7 Dec + 0..3 = 7..Thu 10; receiving 1..2 = 8..Mon 14; processing 1..2 = 9..Wed 16; transit 2..5 = 11..23.
    assert told.ships("kits") == ("2026-12-09", "2026-12-16")
    assert told.arrives("kits") == ("2026-12-11", "2026-12-23")
    basis = told.line("kits")["promise"]["basis"]
    assert {(part["source"], part["ref"], part["qty"]) for part in basis} == {
        ("stock", "main", 4),
        ("lot", "PO-1", 2),
    }


def test_who_waits_for_a_part_nobody_sends_has_no_date(told: Story) -> None:
    assert told.ships("mugs") is None
    assert told.line("mugs")["label"] == "awaiting_inbound_confirmation"


def test_a_bundle_ships_complete_and_is_never_split_or_swapped(told: Story) -> None:
    assert [(told.option("kits", name)["allowed"]) for name in ("hold", "split", "substitute", "cancel")] == [
        True,
        False,
        False,
        True,
    ]


def test_its_money_is_its_own_price(told: Story) -> None:
    # Two kits at 50.00 and one mug at 18.00, both from the items.
    assert told.plan["summary"]["value_waiting"] == {"USD": 118.0}
    assert "2 × Tea time" in told.notice("kits")["text"]


def test_no_kit_and_no_mug_may_be_sold_and_tea_only_from_what_is_left(told: Story) -> None:
    # Tea: 10 - 2 = 8 come that nobody waits for. Mugs: none left and none coming, so no kit can be made up either.
    assert (told.item("KIT")["listable_qty"], told.item("MUG")["listable_qty"]) == (0, 0)
    assert told.item("MUG")["sell_state"] == "out_of_stock"
    assert told.item("TEA")["sell_state"] == "backorder"
    assert 0 < told.item("TEA")["listable_qty"] <= 8
