"""`makegood import`: the files of a plan become a live shop."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from makegood import demo
from makegood.cli.app import app
from makegood.db.models import Order, OrderLine, Stock

AT = "2026-11-23T09:00+00:00"
ORDERS = "order_id,line_id,placed_at,sku,quantity\n1,1,2026-11-20,MUG,5\n2,1,2026-11-21,MUG,{}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two orders of mugs, of which there are six."""
    (tmp_path / "orders.csv").write_text(ORDERS.format(2))
    (tmp_path / "stock.csv").write_text("sku,on_hand\nMUG,6\n")
    return tmp_path


def typed(folder: Path, *options: str) -> Result:
    files = ("--orders", str(folder / "orders.csv"), "--stock", str(folder / "stock.csv"))
    return CliRunner().invoke(app, ["import", *files, "--at", AT, *options])


def test_a_dry_run_says_what_would_be_made_and_makes_nothing(folder: Path) -> None:
    ran = typed(folder, "--dry-run")

    assert (ran.exit_code, Order.objects.count()) == (0, 0)
    assert ran.stdout == (
        "Would be made: 1 item, 1 location, 1 stock count, 2 orders, 2 order lines.\n"
        "  6 units reserved, 0 of them picked; 1 unit backordered; 0 lines oversold. Every order starts muted.\n\n"
    )


def test_the_shop_is_there_afterwards_and_an_import_again_changes_nothing(folder: Path) -> None:
    assert typed(folder).exit_code == 0
    held = list(OrderLine.objects.order_by("pk").values_list("reserved_qty", "backordered_qty"))
    assert held == [(5, 0), (1, 1)]
    (folder / "orders.csv").write_text(ORDERS.format(3))

    ran = typed(folder)

    assert (ran.exit_code, Order.objects.count()) == (0, 2)
    assert ran.stdout == (
        "Made: nothing.\n"
        "Here already, as told: 1 stock count, 1 order line.\n"
        "Here already, told otherwise: 1 value; ours stay.\n"
        "  lines 2 / 1, quantity: ours 2, theirs 3\n\n"
    )


def test_rows_that_make_no_sense_are_left_out_and_end_it_with_1(folder: Path) -> None:
    (folder / "orders.csv").write_text(ORDERS.format("many"))

    ran = typed(folder)

    assert (ran.exit_code, list(Order.objects.values_list("number", flat=True))) == (1, ["1"])
    assert "1 row was left out:\n  orders.csv row 3, quantity: found 'many'; expected" in ran.stdout


def test_files_without_an_order_line_end_it_with_2_and_make_nothing(folder: Path) -> None:
    (folder / "orders.csv").write_text("order_id,placed_at,sku,quantity\n")

    ran = typed(folder)

    assert (ran.exit_code, Order.objects.exists()) == (2, False)
    assert ran.stderr == "orders.csv: no row can be planned; expected at least one order line.\n"


def test_programs_get_json(folder: Path) -> None:
    found = json.loads(typed(folder, "--json").stdout)

    assert (found["made"]["orders"], found["reserved_qty"], found["differences"]) == (2, 6, [])
    assert (found["dry_run"], found["rows_left_out"]) == (False, 0)


def test_the_sample_shop_is_imported(tmp_path: Path) -> None:
    ran = CliRunner().invoke(
        app,
        ["import", "--orders", str(demo.ORDERS), "--stock", str(demo.STOCK), "--inbound", str(demo.INBOUND),
         "--items", str(demo.ITEMS), "--at", f"{demo.SHOP_TODAY}T09:00+00:00"],
    )  # fmt: skip
    assert ran.exit_code == 0
    assert ran.stdout.startswith(
        "Made: 17 items, 2 locations, 20 stock counts, 5 suppliers, 34 purchase orders, "
    )


def test_columns_of_any_name_are_said_by_hand(folder: Path) -> None:
    (folder / "orders.csv").write_text("No,Day,Article,Pieces\n1,2026-11-20,MUG,5\n")
    said = ("orders.order_id=No", "orders.placed_at=Day", "orders.sku=Article", "orders.quantity=Pieces")
    ran = typed(folder, *(part for each in said for part in ("--column", each)))
    assert (ran.exit_code, OrderLine.objects.get().ordered_qty) == (0, 5)
    wrong = typed(folder, "--column", "order.sku=Article")
    assert (wrong.exit_code, "TABLE.OURS=THEIRS" in wrong.output) == (2, True)


def test_units_of_a_bundle_count_for_nothing_whether_these_files_name_it_so_or_earlier_ones(
    folder: Path,
) -> None:
    (folder / "items.csv").write_text("sku,bundle_of\nMUG,\nSET,MUG:2\n")
    (folder / "stock.csv").write_text("sku,on_hand\nMUG,6\nSET,3\n")
    for options in (("--items", str(folder / "items.csv")), ()):
        ran = typed(folder, *options, "--json")
        told = json.loads(ran.stdout)
        assert (ran.exit_code, told["rows_left_out"]) == (0, 0)
        assert [(each["row"], each["value"], each["expected"]) for each in told["problems"]] == [
            (3, "SET", "its components, for it is a bundle of 2 × MUG; these units count for nothing")
        ]
    assert list(Stock.objects.values_list("item__sku", "on_hand")) == [("MUG", 6)]
