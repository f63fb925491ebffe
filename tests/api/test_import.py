"""A shop imported over the API: what cannot be meant is named by its place, and nothing of it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from makegood.db.models import Item, PurchaseOrder
from makegood.domain.terms.limits import LONGEST_ID
from tests.api.door import Program, key
from tests.services.shop import everything, goods

Ask = Callable[[Any], tuple[int, Any]]

_LINE: dict[str, Any] = {
    "order_id": "1",
    "line_id": "1",
    "sku": "A",
    "quantity": 5,
    "placed_at": "2026-11-20T09:00:00Z",
    "placed_on": "2026-11-20",
}


def shop(*lines: Any, items: Any = None, stock: Any = (), lots: Any = ()) -> dict[str, Any]:
    return {"lines": list(lines), "items": items or {}, "stock": list(stock), "lots": list(lots)}


def line(**facts: Any) -> dict[str, Any]:
    return shop(_LINE | facts)


def item(**facts: Any) -> dict[str, Any]:
    return shop(items={"A": {"sku": "A"} | facts})


def stock(**facts: Any) -> dict[str, Any]:
    return shop(stock=[{"sku": "A", "on_hand": 3} | facts])


def lot(**facts: Any) -> dict[str, Any]:
    return shop(lots=[{"po": "PO1", "sku": "A", "quantity": 5} | facts])


DONE = "no more units shipped and cancelled than were ordered"
PICKED = "no more units picked than are open"
REFUSED: list[tuple[Any, str, str, str]] = [
    (line(quantity=0), "lines[1].quantity", "0", "at least 1"),
    (line(quantity=-1), "lines[1].quantity", "-1", "at least 1"),
    (line(shipped_qty=-1), "lines[1].shipped_qty", "-1", "0 or more"),
    (line(shipped_qty=2, picked_qty=-1), "lines[1].picked_qty", "-1", "0 or more"),
    (line(cancelled_qty=-1), "lines[1].cancelled_qty", "-1", "0 or more"),
    (line(shipped_qty=6), "lines[1].shipped_qty", "6", DONE),
    (line(cancelled_qty=6), "lines[1].cancelled_qty", "6", DONE),
    (line(shipped_qty=3, cancelled_qty=3), "lines[1].shipped_qty", "3", DONE),
    (line(shipped_qty=6, closed=True), "lines[1].shipped_qty", "6", DONE),
    (line(picked_qty=6), "lines[1].picked_qty", "6", PICKED),
    (line(shipped_qty=3, picked_qty=3), "lines[1].picked_qty", "3", PICKED),
    (
        line(promised_from="2026-12-02", promised_to="2026-12-01"),
        "lines[1].promised_to",
        "2026-12-01",
        "a day not before promised_from",
    ),
    (line(order_id=""), "lines[1].order_id", '""', "text"),
    (line(line_id=" "), "lines[1].line_id", " ", "text"),
    (line(sku=""), "lines[1].sku", '""', "text"),
    (line(channel=""), "lines[1].channel", '""', "text"),
    (line(location=""), "lines[1].location", '""', "text"),
    (line(currency="XXQ"), "lines[1].currency", "XXQ", "an ISO 4217 code"),
    (
        line(placed_on="2025-11-20"),
        "lines[1].placed_on",
        "2025-11-20",
        "the day of placed_at in the shop's zone",
    ),
    (shop(_LINE, _LINE), "lines[2].line_id", "1", "each line of an order once"),
    (shop(_LINE, _LINE | {"quantity": 2}), "lines[2].line_id", "1", "each line of an order once"),
    (line(unit_price=-1), "lines[1].unit_price", "-1", "minor units between 0 and 1,000,000,000,000,000"),
    (line(quantity=2**31), "lines[1].quantity", "2147483648", "at most 2,147,483,647"),
    (line(need_by="2300-01-01"), "lines[1].need_by", "2300-01-01", "a day between 1970-01-01 and 2199-12-31"),
    (line(order_id="x" * 256), "lines[1].order_id", "x" * 79 + "…", "at most 255 characters"),
    (stock(on_hand=-1), "stock[1].on_hand", "-1", "0 or more"),
    (stock(safety_stock=-1), "stock[1].safety_stock", "-1", "0 or more"),
    (stock(location=""), "stock[1].location", '""', "text"),
    (stock(sku=""), "stock[1].sku", '""', "text"),
    (lot(quantity=0), "lots[1].quantity", "0", "at least 1"),
    (lot(quantity=-1), "lots[1].quantity", "-1", "at least 1"),
    (lot(received_qty=-1), "lots[1].received_qty", "-1", "0 or more"),
    (lot(received_qty=1, cancelled_qty=-1), "lots[1].cancelled_qty", "-1", "0 or more"),
    (lot(cancelled_qty=6), "lots[1].cancelled_qty", "6", "no more units cancelled than were ordered"),
    (lot(received_on="2199-01-01"), "lots[1].received_on", "2199-01-01", "today or before"),
    (
        lot(ordered_on="2026-11-10", received_on="2026-11-01"),
        "lots[1].received_on",
        "2026-11-01",
        "a day not before ordered_on",
    ),
    (lot(po=""), "lots[1].po", '""', "text"),
    (lot(supplier=""), "lots[1].supplier", '""', "text"),
    (lot(location=""), "lots[1].location", '""', "text"),
    (shop(items={"A": {"sku": "B"}}), "items[A].sku", "B", "the SKU that it stands under"),
    (shop(items={"": {"sku": ""}}), "items[].sku", '""', "text"),
    (item(title="x" * 2001), "items[A].title", "x" * 79 + "…", "at most 2,000 characters"),
    (item(unit_cost=-1), "items[A].unit_cost", "-1", "minor units between 0 and 1,000,000,000,000,000"),
    (item(substitutes=["B", ""]), "items[A].substitutes[2]", '""', "a SKU"),
    (item(bundle_of=[["B", 0]]), "items[A].bundle_of[1][2]", "0", "at least 1"),
    (item(bundle_of=[["B", 1], ["C", -1]]), "items[A].bundle_of[2][2]", "-1", "at least 1"),
    (item(bundle_of=[["", 1]]), "items[A].bundle_of[1][1]", '""', "a SKU"),
    (item(bundle_of=[["B", 1], ["B", 2]]), "items[A].bundle_of[2][1]", "B", "each component once"),
]


@pytest.fixture
def imported() -> Ask:
    """What a program is answered that imports such a shop."""
    lead = Program(key("operations_lead"))
    return lambda body: lead.do("intake/import-shop", body)


@pytest.mark.parametrize(("body", "at", "found", "expected"), REFUSED, ids=lambda each: str(each)[:40])
def test_what_cannot_be_meant_is_refused_by_its_place(
    imported: Ask, body: Any, at: str, found: str, expected: str
) -> None:
    before = everything()
    status, said = imported(body)
    assert (status, said["code"]) == (422, "entry_invalid")
    assert said["title"] == f"{at}: found {found}; expected {expected}."
    assert everything() == before


def test_all_that_is_wrong_is_told_at_once_and_no_more_than_twenty(imported: Ask) -> None:
    body = shop(_LINE | {"quantity": 0, "currency": ""}, stock=[{"sku": "A", "on_hand": -1}] * 30)
    _, said = imported(body)
    assert len(said["data"]["problems"]) == 20
    assert [each["at"] for each in said["data"]["problems"]][:3] == [
        "lines[1].currency",
        "lines[1].quantity",
        "stock[1].on_hand",
    ]


@pytest.mark.parametrize(
    "items",
    [
        {"A": {"sku": "A", "bundle_of": [["A", 1]]}},
        {"A": {"sku": "A", "bundle_of": [["B", 1]]}, "B": {"sku": "B", "bundle_of": [["A", 1]]}},
        {f"S{n}": {"sku": f"S{n}", "bundle_of": [[f"S{n + 1}", 1]]} for n in range(30)},
    ],
)
def test_a_bundle_without_end_is_refused_though_nobody_ordered_it(imported: Ask, items: Any) -> None:
    goods("CUP")
    status, said = imported(shop(items=items))
    assert (status, said["code"], Item.objects.count()) == (422, "bundle_without_end", 1)


def test_two_purchase_orders_of_one_long_number_are_told_apart(imported: Ask) -> None:
    long = "P" * LONGEST_ID
    lots = [{"po": long, "sku": "A", "quantity": 5, "supplier": name} for name in ("Acme", "Bolt")]
    assert imported(shop(lots=lots))[0] == 200
    numbers = set(PurchaseOrder.objects.values_list("number", flat=True))
    assert numbers == {long, f"{long[:-4]} (2)"}


def test_items_come_as_they_were_told(imported: Ask) -> None:
    told = {"sku": "A", "title": "Mug", "unit_price": 900, "bundle_of": [["B", 2]], "substitutes": ["C"]}
    status, said = imported(shop(items={"A": told}))
    assert (status, said["outcome"]["made"]["items"]) == (200, 3)
    row = Item.objects.get(sku="A")
    assert (row.title, row.unit_price) == ("Mug", 900)
    assert list(row.parts.values_list("component__sku", "per")) == [("B", 2)]
    assert list(row.substitutes.values_list("substitute__sku", flat=True)) == ["C"]
    again = imported(shop(items={"A": told}))[1]["outcome"]
    assert (again["same"], again["differences"]) == ({"items": 1}, [])


def test_units_of_a_bundle_itself_are_refused_by_their_places(imported: Ask) -> None:
    goods("A")
    goods("SET", A=2)
    before = everything()
    told = shop(
        stock=[
            {"sku": "A", "on_hand": 3},
            {"sku": "SET", "on_hand": 0},
            {"sku": "SET", "on_hand": 1, "location": "east"},
        ],
        lots=[
            {"po": "PO1", "sku": "SET", "quantity": 5, "received_qty": 5},
            {"po": "PO2", "sku": "SET", "quantity": 5, "received_qty": 4},
        ],
    )
    status, said = imported(told)
    assert (status, said["code"], everything()) == (422, "entry_invalid", before)
    expected = "its components, for it is a bundle of 2 × A"
    assert [(each["at"], each["found"], each["expected"]) for each in said["data"]["problems"]] == [
        ("stock[3].sku", "SET", expected),
        ("lots[2].sku", "SET", expected),
    ]
    assert not PurchaseOrder.objects.exists()
