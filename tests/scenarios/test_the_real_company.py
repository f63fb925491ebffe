"""A real company's open orders on one day (../shared/data), read twice: by makegood, and here with nothing but csv."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from makegood.domain.plan import Snapshot
from makegood.domain.terms.demand import Item, OrderLine
from makegood.domain.terms.stock import IncomingLot, StockPosition
from tests.cli.shop import makegood
from tests.domain.facts import snapshot
from tests.scenarios.compared import as_learned, check

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "wwi-2015-12-31"
TODAY = date(2015, 12, 31)
TABLES = ("orders", "stock", "inbound", "items")
pytestmark = pytest.mark.skipif(
    not REAL.is_dir(), reason="the real company's files are not beside the project (../shared/data)"
)
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (REAL / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def a_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def cents(text: str) -> int:
    return int(Decimal(text) * 100)


def facts() -> Snapshot:
    lines = [
        OrderLine(
            order_id=row["order_id"],
            line_id=row["line_id"],
            sku=row["sku"],
            quantity=int(row["quantity"]),
            placed_at=datetime.combine(date.fromisoformat(row["placed_at"]), time(), UTC),
            placed_on=date.fromisoformat(row["placed_at"]),
            channel=row["channel"],
            customer=row["customer"],
            unit_price=cents(row["unit_price"]),
            currency=row["currency"],
            need_by=a_day(row["need_by"]),
        )
        for row in rows("orders")
    ]
    lots = [
        IncomingLot(
            po=row["po"],
            sku=row["sku"],
            quantity=int(row["quantity"]),
            supplier=row["supplier"],
            ordered_on=a_day(row["ordered_on"]),
            eta=a_day(row["eta"]),
            confirmed=row["confirmed"] == "yes",
            received_on=a_day(row["received_on"]),
            received_qty=int(row["received_quantity"] or 0),
        )
        for row in rows("inbound")
    ]
    return snapshot(
        lines,
        [StockPosition(sku=row["sku"], on_hand=int(row["on_hand"])) for row in rows("stock")],
        lots,
        items=[Item(sku=row["sku"], unit_price=cents(row["unit_price"])) for row in rows("items")],
        today=TODAY,
    )


def plan_of(folder: Path, into: Path) -> bytes:
    options = [part for name in TABLES for part in (f"--{name}", str(folder / f"{name}.csv"))]
    ran = makegood("plan", *options, "--today", "2015-12-31", "--out", str(into))
    assert (ran.code, ran.err) == (0, "")
    return into.read_bytes()


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return plan_of(REAL, tmp_path_factory.mktemp("real") / "plan.json")


@pytest.fixture(scope="module")
def document(planned: bytes) -> Any:
    return json.loads(planned)


def test_every_line_is_ranked_served_and_promised_as_the_contract_says() -> None:
    shop = facts()
    check(shop, as_learned(shop))


def test_every_line_is_planned_and_no_unit_is_lost(document: Any) -> None:
    ordered = {(row["order_id"], row["line_id"]): int(row["quantity"]) for row in rows("orders")}
    assert len(ordered) == 2703
    assert {(line["order_id"], line["line_id"]): line["ordered_qty"] for line in document["lines"]} == ordered
    for line in document["lines"]:
        done = line["shipped_qty"] + line["cancelled_qty"]
        assert line["ordered_qty"] == done + line["reserved_qty"] + line["backordered_qty"]
    assert document["problems"] == []


def test_every_sku_adds_up(document: Any) -> None:
    on_hand = {row["sku"]: int(row["on_hand"]) for row in rows("stock")}
    open_lots, short, given = Counter[str](), Counter[str](), Counter[str]()
    for row in rows("inbound"):
        open_lots[row["sku"]] += max(0, int(row["quantity"]) - int(row["received_quantity"] or 0))
    for line in document["lines"]:
        short[line["sku"]] += line["backordered_qty"]
    for row in document["allocations"]:
        given[row["sku"]] += row["qty"]
    for item in document["items"]:
        sku = item["sku"]
        assert (item["on_hand"], item["incoming"]) == (on_hand[sku], open_lots[sku])
        assert (item["reserved"], item["backordered"]) == (given[sku], short[sku])
        assert item["available"] == on_hand[sku] - given[sku]
    assert {item["sku"] for item in document["items"]} == set(on_hand)


def test_purchasing_asks_for_every_unit_that_waits_and_all_its_money(document: Any) -> None:
    summary, asked = document["summary"], document["purchasing"]
    short = [line for line in document["lines"] if line["backordered_qty"]]
    units = sum(line["backordered_qty"] for line in short)
    price = {(row["order_id"], row["line_id"]): Decimal(row["unit_price"]) for row in rows("orders")}
    money = sum(price[line["order_id"], line["line_id"]] * line["backordered_qty"] for line in short)
    assert (summary["short_lines"], summary["short_units"]) == (len(short), units)
    assert summary["value_waiting"] == {"USD": float(money)}
    assert sum(row["units_waiting"] for row in asked) == units
    assert sum(Decimal(str(row["value_waiting"])) for row in asked) == money


def test_every_short_line_has_what_it_is_owed(document: Any) -> None:
    told = {(notice["order_id"], line_id) for notice in document["notices"] for line_id in notice["line_ids"]}
    orders = {order["order_id"] for order in document["orders"]}
    for line in document["lines"]:
        assert line["backordered_qty"], "of the nine short SKUs nothing is on hand"
        assert all(line[name] for name in ("label", "reason", "bucket", "next_review_on", "rank"))
        assert line["promise"] or line["label"] in {"escalation_required", "awaiting_inbound_confirmation"}
        assert line["order_id"] in orders
        assert (line["order_id"], line["line_id"]) in told


def test_the_rows_may_stand_in_any_order(tmp_path: Path, planned: bytes) -> None:
    for name in TABLES:
        header, *lines = (REAL / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        mixed = lines[1::2][::-1] + lines[::2]
        (tmp_path / f"{name}.csv").write_text("\n".join([header, *mixed]) + "\n", encoding="utf-8")
    assert plan_of(tmp_path, tmp_path / "plan.json") == planned
