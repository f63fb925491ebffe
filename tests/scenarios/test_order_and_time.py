"""Who comes first to the second, in the shop's own zone; ids by code point; the carrier's days."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.story import story

NONE_LEFT = "sku, on_hand\nMUG, 0"
LOT = "po, sku, quantity, eta, confirmed\nPO-1, MUG, 50, 2026-11-30, yes"
NEW_YORK = """
    [shop]
    zone = "America/New_York"
    """


@pytest.mark.parametrize(
    "placed_at,policy,baseline",
    [
        # Friday 20 November + 2 working days = Tuesday 24; Thursday 19 + 2 = Monday 23.
        ("2026-11-20", "", "2026-11-24"),
        ("2026-11-20T02:00:00Z", "", "2026-11-24"),
        ("2026-11-20T02:00:00Z", NEW_YORK, "2026-11-23"),
        ("2026-11-20T02:00:00", NEW_YORK, "2026-11-24"),
        ("2026-11-19T23:00:00-05:00", "", "2026-11-24"),
        ("2026-11-19T23:00:00-05:00", NEW_YORK, "2026-11-23"),
        # Saturday + 2 = Tuesday.
        ("2026-11-21", "", "2026-11-24"),
    ],
)
def test_the_day_of_an_order_is_the_shops_day(
    tmp_path: Path, placed_at: str, policy: str, baseline: str
) -> None:
    orders = f"order_id, placed_at, sku, quantity\nA, {placed_at}, MUG, 1"
    assert story(tmp_path, orders=orders, stock=NONE_LEFT, policy=policy).line("A")["baseline"] == baseline


def test_of_equal_tier_and_baseline_the_earlier_moment_then_the_ids_by_code_point(tmp_path: Path) -> None:
    told = story(
        tmp_path,
        orders="""
            order_id, line_id, placed_at,                 sku, quantity
            a,        1,       2026-11-20T10:00:00Z,      MUG, 1
            Z,        1,       2026-11-20T10:00:00Z,      MUG, 1
            9,        1,       2026-11-20T10:00:00Z,      MUG, 1
            10,       2,       2026-11-20T10:00:00Z,      MUG, 1
            10,       10,      2026-11-20T10:00:00Z,      MUG, 1
            later,    1,       2026-11-20T10:00:01Z,      MUG, 1
            sooner,   1,       2026-11-20T11:59:59+02:00, MUG, 1
            """,
        stock="sku, on_hand\nMUG, 2",
        inbound=LOT,
    )
    queue = sorted(told.plan["lines"], key=lambda line: line["rank"])
    assert [(line["order_id"], line["line_id"]) for line in queue] == [
        ("sooner", "1"),
        ("10", "10"),
        ("10", "2"),
        ("9", "1"),
        ("Z", "1"),
        ("a", "1"),
        ("later", "1"),
    ]
    assert [line["reserved_qty"] for line in queue] == [1, 1, 0, 0, 0, 0, 0]


def test_a_line_without_id_is_numbered_by_sku_and_quantity(tmp_path: Path) -> None:
    told = story(
        tmp_path,
        orders="""
            order_id, placed_at,  sku, quantity
            A,        2026-11-20, TEA, 1
            A,        2026-11-20, MUG, 10
            A,        2026-11-20, MUG, 9
            """,
        stock=NONE_LEFT,
    )
    found = {line["line_id"]: (line["sku"], line["ordered_qty"]) for line in told.plan["lines"]}
    assert found == {"1": ("MUG", 9), "2": ("MUG", 10), "3": ("TEA", 1)}


def test_the_same_sku_on_two_lines_adds_up(tmp_path: Path) -> None:
    told = story(
        tmp_path,
        orders="order_id, line_id, placed_at, sku, quantity\nA, 1, 2026-11-20, MUG, 3\nA, 2, 2026-11-20, MUG, 3",
        stock="sku, on_hand\nMUG, 4",
        inbound=LOT,
    )
    assert (told.served("A", "1"), told.served("A", "2")) == ((3, 0), (1, 2))
    mug = told.item("MUG")
    assert (mug["reserved"], mug["backordered"], mug["available"], mug["incoming"]) == (4, 2, 0, 50)
    # One message for the order, with the one line that is late.
    assert told.notice("A")["line_ids"] == ["2"]


def test_the_service_of_the_order_sets_its_transit(tmp_path: Path) -> None:
    told = story(
        tmp_path,
        orders="""
            order_id, placed_at,  sku, quantity, service, need_by
            slow,     2026-11-20, MUG, 1,        ,        2026-12-08
            fast,     2026-11-20, MUG, 1,        express, 2026-12-08
            """,
        stock="sku, on_hand\nMUG, 2",
        policy="[services.express]\ntransit = [1, 1]",
    )
    # Ships Tue 24..Wed 25; standard 2..5 = Thu 26..Wed 2; express 1 = Wed 25..Thu 26.
    assert told.arrives("slow") == ("2026-11-26", "2026-12-02")
    assert told.arrives("fast") == ("2026-11-25", "2026-11-26")
    # Due Tue 8 Dec less 5 = Tue 1; less 1 = Mon 7.
    assert (told.line("slow")["baseline"], told.line("fast")["baseline"]) == ("2026-12-01", "2026-12-07")


def test_a_lot_received_in_part_brings_only_what_is_open(tmp_path: Path) -> None:
    told = story(
        tmp_path,
        orders="order_id, placed_at, sku, quantity\nA, 2026-11-20, MUG, 5",
        stock=NONE_LEFT,
        inbound="""
            po,   sku, quantity, eta,        confirmed, received_on, received_quantity, cancelled_quantity
            PO-1, MUG, 10,       2026-12-07, yes,       2026-11-16,  4,                 2
            PO-2, MUG, 9,        2026-11-16, yes,       2026-11-16,  9,                 0
            """,
    )
    # 10 - 4 - 2 = 4 are open; the second is here already (and in the stock count, not on top of it).
    assert told.item("MUG")["incoming"] == 4
    assert told.ships("A") is None
    asked = [(row["po"], row["units_waiting"]) for row in told.plan["purchasing"]]
    assert sorted(asked, key=str) == [("PO-1", 4), (None, 1)]
