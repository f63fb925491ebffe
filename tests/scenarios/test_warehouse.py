"""In the warehouse: orders on hold, picked units, what is done already, and several locations."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.story import story

LOT = """
    po,   sku, quantity, eta,        confirmed
    PO-1, MUG, 20,       2026-11-30, yes
    """


def test_an_order_on_hold_keeps_its_place_but_is_neither_told_nor_sent(tmp_path: Path) -> None:
    told = story(
        tmp_path,
        orders="""
            order_id, placed_at,  sku, quantity, country, promised_from, promised_to, on_hold
            unpaid,   2026-11-09, MUG, 3,        US,      2026-11-18,    2026-11-20,  yes
            paid,     2026-11-10, MUG, 1,        US,      2026-11-18,    2026-11-20,  no
            """,
        stock="sku, on_hand\nMUG, 2",
        inbound=LOT,
    )
    # Same tier, same baseline; the unpaid order is a day older, so both mugs are kept for it.
    assert (told.line("unpaid")["rank"], told.line("paid")["rank"]) == (1, 2)
    assert (told.served("unpaid"), told.served("paid")) == ((2, 1), (0, 1))
    assert told.told() == ["paid"]
    assert told.ships("unpaid") == ("2026-12-02", "2026-12-09"), "its units are pegged all the same"
    allowed = {option["option"]: option["allowed"] for option in told.order("unpaid")["options"]}
    assert allowed == {"hold": True, "split": False, "substitute": False, "cancel": False}


def test_picked_units_stay_with_their_line_whatever_its_rank(tmp_path: Path) -> None:
    told = story(
        tmp_path,
        orders="""
            order_id, placed_at,  sku, quantity, need_by,    picked_quantity
            urgent,   2026-11-10, MUG, 3,        2026-11-24, 0
            picked,   2026-11-20, MUG, 4,        ,           2
            """,
        stock="sku, on_hand\nMUG, 3",
        inbound=LOT,
    )
    # Two of three are picked; the one that is left goes by rank.
    assert told.line("urgent")["rank"] == 1
    assert (told.served("urgent"), told.served("picked")) == ((1, 2), (2, 2))
    assert told.given("MUG") == [("urgent", 1, "past_baseline"), ("picked", 2, "picked")]


def test_what_is_shipped_cancelled_or_closed_consumes_nothing(tmp_path: Path) -> None:
    told = story(
        tmp_path,
        orders="""
            order_id,  placed_at,  sku, quantity, shipped_quantity, cancelled_quantity, status
            part,      2026-11-20, MUG, 10,       3,                2,                  open
            sent,      2026-11-02, MUG, 4,        4,                0,                  closed
            sent-part, 2026-11-02, MUG, 4,        1,                0,                  closed
            dropped,   2026-11-02, MUG, 4,        0,                0,                  cancelled
            """,
        stock="sku, on_hand\nMUG, 4",
    )
    # part: 10 - 3 - 2 = 5 open, 4 on hand. The others are over; what was not sent of them counts as cancelled.
    parts = ("ordered_qty", "shipped_qty", "cancelled_qty", "reserved_qty", "backordered_qty")
    assert {line["order_id"]: tuple(line[name] for name in parts) for line in told.plan["lines"]} == {
        "part": (10, 3, 2, 4, 1),
        "sent": (4, 4, 0, 0, 0),
        "sent-part": (4, 1, 3, 0, 0),
        "dropped": (4, 0, 4, 0, 0),
    }
    labels = {line["order_id"]: (line["label"], line["rank"]) for line in told.plan["lines"]}
    assert labels["sent"] == ("shipped", None)
    assert labels["dropped"] == ("cancelled", None)
    assert told.plan["summary"]["open_lines"] == 1


def test_one_location_that_fills_the_line_is_preferred_and_a_named_one_is_kept_to(tmp_path: Path) -> None:
    told = story(
        tmp_path,
        orders="""
            order_id, placed_at,  sku, quantity, location
            three,    2026-11-17, MUG, 3,
            four,     2026-11-18, MUG, 4,
            east,     2026-11-19, MUG, 1,        east
            main,     2026-11-20, MUG, 1,        main
            """,
        stock="sku, on_hand, location\nMUG, 2, main\nMUG, 4, east",
        inbound="po, sku, quantity, eta, confirmed, location\nPO-1, MUG, 9, 2026-11-30, yes, main",
    )
    # three: only east has 3. four: no place has 4 any more, so 1 from east and 2 from main. Nothing is left.
    given = [(row["order_id"], row["location"], row["qty"]) for row in told.plan["allocations"]]
    assert sorted(given) == [("four", "east", 1), ("four", "main", 2), ("three", "east", 3)]
    # The lot comes to main: it can serve `four` and `main`, never `east`.
    assert told.ships("four") == told.ships("main") == ("2026-12-02", "2026-12-09")
    assert told.ships("east") is None


def test_one_parcel_from_the_location_that_has_the_whole_order(tmp_path: Path) -> None:
    told = story(
        tmp_path,
        orders="""
            order_id, line_id, placed_at,  sku, quantity
            both,     1,       2026-11-20, MUG, 2
            both,     2,       2026-11-20, TEA, 1
            """,
        stock="sku, on_hand, location\nMUG, 2, main\nMUG, 2, west\nTEA, 1, west",
    )
    assert {row["location"] for row in told.plan["allocations"]} == {"west"}


def test_safety_stock_serves_who_waits_but_is_not_for_sale(tmp_path: Path) -> None:
    told = story(
        tmp_path,
        orders="order_id, placed_at, sku, quantity\nA, 2026-11-20, MUG, 3",
        stock="sku, on_hand, safety_stock\nMUG, 5, 4",
    )
    # Available 5 - 3 - 4 = -2: the order is served, and nothing may be sold.
    mug = told.item("MUG")
    assert told.served("A") == (3, 0)
    assert (mug["available"], mug["listable_qty"], mug["sell_state"]) == (-2, 0, "out_of_stock")


def test_a_protected_sku_keeps_its_safety_stock(tmp_path: Path) -> None:
    told = story(
        tmp_path,
        orders="order_id, placed_at, sku, quantity\nA, 2026-11-20, MUG, 3",
        stock="sku, on_hand, safety_stock\nMUG, 5, 4",
        policy='[allocation]\nprotected_skus = ["MUG"]',
    )
    assert told.served("A") == (1, 2)
