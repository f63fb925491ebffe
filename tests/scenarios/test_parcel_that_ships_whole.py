"""The wholesale parcel: ten mugs and five teas in one parcel. The tea is missing, and somebody else wants two mugs."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.story import story

ORDERS = """
    order_id, line_id, placed_at,  channel,   customer_type, sku, quantity, unit_price, ship_complete
    W-1,      1,       2026-11-19, wholesale, business,      MUG, 10,       11.00,      yes
    W-1,      2,       2026-11-19, wholesale, business,      TEA, 5,        8.00,       yes
    S-2,      1,       2026-11-20, store,     ,              MUG, 2,        18.00,
    """
STOCK = """
    sku, on_hand
    MUG, 10
    TEA, 0
    """
TEA = """
    po,   sku, quantity, eta,        confirmed
    PO-1, TEA, 5,        2026-11-30, yes
    """


def test_both_lines_have_the_window_of_the_last_one_and_keep_what_they_hold(tmp_path: Path) -> None:
    told = story(tmp_path, orders=ORDERS, stock=STOCK, inbound=TEA)
    # Tea: Mon 30 Nov + 0..3 = 30..Thu 3 Dec; receiving 1..2 = 1..Mon 7; processing 1..2 = Wed 2..Wed 9.
    assert told.ships("W-1", "1") == told.ships("W-1", "2") == ("2026-12-02", "2026-12-09")
    assert (told.served("W-1", "1"), told.served("W-1", "2"), told.served("S-2")) == ((10, 0), (0, 5), (0, 2))
    assert "ship_complete" in [part["name"] for part in told.line("W-1", "1")["promise"]["components"]]


def test_the_order_cannot_be_split_and_the_notice_names_what_is_late(tmp_path: Path) -> None:
    told = story(tmp_path, orders=ORDERS, stock=STOCK, inbound=TEA)
    split = told.option("W-1", "split")
    assert (split["allowed"], "ship_complete" in split["why"]) == (False, True)
    assert told.notice("W-1")["line_ids"] == ["2"]
    assert told.line("W-1", "1")["label"] == "allocated"


def test_mugs_that_come_back_in_time_are_lent_to_who_can_ship_today(tmp_path: Path) -> None:
    more = TEA + "    PO-2, MUG, 10, 2026-11-24, yes\n"
    told = story(tmp_path, orders=ORDERS, stock=STOCK, inbound=more)
    # The parcel completes 9 Dec, more than 7 days away. PO-2: Tue 24 + 0..3 = 24..Fri 27; receiving 1..2 = Wed 25..
    # Tue 1 Dec, before the tea's Mon 7: two mugs may be lent, and the parcel ships as before.
    assert (told.served("W-1", "1"), told.served("S-2")) == ((8, 2), (2, 0))
    assert told.given("MUG") == [("W-1", 8, "in_turn"), ("S-2", 2, "lent")]
    assert told.ships("W-1", "1") == told.ships("W-1", "2") == ("2026-12-02", "2026-12-09")
    assert told.ships("S-2") == ("2026-11-24", "2026-11-25")


def test_without_tea_the_whole_parcel_has_no_date(tmp_path: Path) -> None:
    told = story(tmp_path, orders=ORDERS, stock=STOCK)
    assert (told.ships("W-1", "1"), told.ships("W-1", "2")) == (None, None)
