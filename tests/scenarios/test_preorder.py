"""The preorder that slips: a lamp was to be sold from 1 December, comes later, and now goes on sale on the 14th."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.story import Story, story

ORDERS = """
    order_id, placed_at,  sku,   quantity, country, promised_from, promised_to
    early,    2026-10-20, NOVA,  1,        US,      2026-12-02,    2026-12-04
    late,     2026-11-20, NOVA,  1,        US,      ,
    other,    2026-11-20, STAR,  1,        US,      ,
    """
STOCK = """
    sku,  on_hand
    NOVA, 0
    STAR, 5
    """
INBOUND = """
    po,   sku,  quantity, eta,        confirmed
    PO-1, NOVA, 20,       2026-12-10, yes
    """
ITEMS = """
    sku,  available_on
    NOVA, 2026-12-14
    STAR, 2026-12-10
    """


@pytest.fixture
def told(tmp_path: Path) -> Story:
    return story(tmp_path, orders=ORDERS, stock=STOCK, inbound=INBOUND, items=ITEMS)


def test_nothing_ships_before_the_first_day_of_sale(told: Story) -> None:
    # Lot: Thu 10 Dec + 0..3 = 10..Tue 15; receiving 1..2 = Fri 11..Thu 17; on sale from Mon 14: usable 14..17;
    # processing 1..2 = Tue 15..Mon 21; transit 2..5 = Thu 17..Mon 28.
    assert told.ships("early") == told.ships("late") == ("2026-12-15", "2026-12-21")
    assert told.arrives("early") == ("2026-12-17", "2026-12-28")


def test_a_preorder_does_not_age_before_its_day(told: Story) -> None:
    # late: max(20 Nov, 14 Dec) + 2 working days = Wed 16 Dec. early keeps the first window it was given: 4 Dec.
    early, late = told.line("early"), told.line("late")
    assert (early["baseline"], early["days_delayed"], early["expected_delay"]) == ("2026-12-04", 0, 17)
    assert (late["baseline"], late["days_delayed"], late["expected_delay"]) == ("2026-12-16", 0, 5)
    assert (early["rank"], late["rank"]) == (1, 3), "other: Thu 10 + 2 = Mon 14 Dec comes between"
    assert {early["sell_state"], late["sell_state"]} == {"preorder"}
    assert {early["reason"], late["reason"]} == {"preorder"}


def test_who_was_promised_an_earlier_day_is_told_and_may_leave(told: Story) -> None:
    # Stated 4 Dec, new last day 21 Dec: 17 days later, definite: silence keeps the order until that day.
    order = told.order("early")
    assert (order["silent_default"], order["answer_by"]) == ("hold", "2026-12-21")
    assert told.notice("early")["kind"] == "first"
    assert "between December 15 and 21" in told.notice("early")["text"]


def test_a_preorder_that_holds_alarms_nobody(told: Story) -> None:
    # Five on hand, on sale from Thu 10 Dec: ships Fri 11..Mon 14, its baseline.
    assert told.ships("other") == ("2026-12-11", "2026-12-14")
    assert told.served("other") == (1, 0)
    assert "other" not in told.told()
    assert (told.line("other")["label"], told.line("other")["sell_state"]) == ("allocated", "preorder")


def test_it_is_sold_ahead_on_every_channel_as_far_as_supply_goes(told: Story) -> None:
    # NOVA: 20 - 2 = 18 of the lot. STAR: 5 - 1 = 4 on hand. Only the store is there.
    assert told.on("NOVA", "store") == ("preorder", 18)
    assert told.on("STAR", "store") == ("preorder", 4)
