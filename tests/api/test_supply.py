"""Items, suppliers and purchase orders as a program asks about them: what the pages show."""

from __future__ import annotations

from datetime import date

import pytest

from tests.api.door import Program, key
from tests.services.shop import arrive, goods, lot, take


@pytest.fixture
def program(db: None) -> Program:
    """Six mugs wait, five come; a program of support asks."""
    goods("MUG")
    arrive("MUG", 3)
    lot("MUG", 5, eta=date(2026, 12, 1), confirmed=False)
    take("1", ("MUG", 5), each={"unit_price": 1500})
    take("2", ("MUG", 4), each={"unit_price": 1500})
    return Program(key("support"))


def test_an_item_as_it_stands_and_goes_on(program: Program) -> None:
    status, said = program.ask("intake/item?sku=MUG")
    assert (status, said["now"]["backordered"], len(said["days"])) == (200, 6, 61)
    assert said["channels"][0]["sale"]["sell_state"] == "out_of_stock"
    assert said["channels"][0]["ready"]["go"] is False


def test_may_it_wait(program: Program) -> None:
    status, said = program.ask("intake/may-wait?sku=MUG")
    assert (status, said["answer"]["allowed"], said["ruling"]["rule"], said["set_by"]) == (
        200,
        True,
        "default",
        None,
    )
    assert next(each["criterion"] for each in said["evidence"]) == "replenishment_frequent"


def test_who_waits_in_which_order(program: Program) -> None:
    status, said = program.ask("allocation/line-up?sku=MUG")
    assert status == 200
    assert [(each["place"], each["order"], each["qty"], each["ahead"]) for each in said["rows"]] == [
        (1, "1", 2, 0),
        (2, "2", 4, 2),
    ]


def test_whom_to_chase_and_for_what(program: Program) -> None:
    status, said = program.ask("receipt/chase")
    assert status == 200
    assert [
        (each["supplier"], each["po"], each["ask"], each["units_waiting"], each["value_waiting"])
        for each in said["rows"]
    ] == [
        ("Acme", "PO1", "confirm_quantity", 5, 7500),
        ("Acme", None, "order_more", 1, 1500),
    ]
    assert program.ask("receipt/chase?supplier=unknown")[1] == {"rows": []}


def test_of_one_supplier_it_is_what_the_whole_list_says_of_it(program: Program) -> None:
    """A bundle waits for parts of two suppliers, an item for two, and one for nobody; one customer pays in pounds."""
    goods("LID")
    goods("SET", MUG=2, LID=1)
    goods("ORPHAN")
    lot("LID", 2, eta=date(2026, 12, 3), number="PO2", supplier="Bolt")
    lot("MUG", 4, eta=date(2026, 12, 9), number="PO2", supplier="Bolt")
    take("3", ("SET", 3), each={"unit_price": 4000})
    take("4", ("ORPHAN", 1), ("LID", 1), each={"unit_price": 700}, currency="GBP")
    rows = program.ask("receipt/chase")[1]["rows"]
    suppliers = {each["supplier"] for each in rows}
    assert suppliers == {"Acme", "Bolt", "unknown"}
    for supplier in suppliers:
        of_it = [each for each in rows if each["supplier"] == supplier]
        assert program.ask(f"receipt/chase?supplier={supplier}")[1]["rows"] == of_it
    assert {each["sku"]: each["value_waiting"] for each in rows if each["po"] is None}["ORPHAN"] is None


def test_a_purchase_order_with_every_word(program: Program) -> None:
    status, said = program.ask("receipt/purchase-order?po=PO1")
    assert (status, said["supplier"], said["lots"][0]["open_qty"]) == (200, "Acme", 5)
    assert said["lots"][0]["usable"]["from_on"] > "2026-12-01"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("sku=MUG", 1),
        ("supplier=Acme", 1),
        ("overdue=true", 0),
        ("unconfirmed=true&awaited=true", 1),
    ],
)
def test_open_lots_are_narrowed(program: Program, asked: str, found: int) -> None:
    assert len(program.ask(f"receipt/arrivals?{asked}")[1]["rows"]) == found


@pytest.mark.parametrize(
    "address",
    ["intake/item?sku=X", "intake/may-wait?sku=X", "allocation/line-up?sku=X", "receipt/purchase-order?po=X"],
)
def test_what_is_unknown_is_said_to_be_unknown(program: Program, address: str) -> None:
    status, said = program.ask(address)
    assert (status, said["code"].endswith("_unknown")) in {(404, True), (422, True)}


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("intake/orders?sku=X", "sku_unknown"),
        ("intake/orders?channel=X", "channel_unknown"),
        ("intake/readiness?channel=X", "channel_unknown"),
        ("allocation/held?sku=X", "sku_unknown"),
        ("allocation/held?order=X", "order_unknown"),
        ("receipt/arrivals?sku=X", "sku_unknown"),
        ("receipt/arrivals?supplier=X", "supplier_unknown"),
        ("receipt/chase?supplier=X", "supplier_unknown"),
        ("release/releases?location=X", "location_unknown"),
        ("release/ready?location=X", "location_unknown"),
        ("release/shipments?order=X", "order_unknown"),
        ("notice/notices?order=X", "order_unknown"),
        ("notice/notices?channel=X", "channel_unknown"),
        ("review/cases?sku=X", "sku_unknown"),
        ("review/cases?channel=X", "channel_unknown"),
        ("review/board?sku=X", "sku_unknown"),
        ("review/board?channel=X", "channel_unknown"),
        ("metrics/behind?figure=waiting&sku=X", "sku_unknown"),
        ("metrics/behind?figure=waiting&supplier=X", "supplier_unknown"),
    ],
)
def test_a_list_is_not_narrowed_to_what_is_not_there(program: Program, address: str, code: str) -> None:
    status, said = program.ask(address)
    assert (status, said["code"]) == (422, code)


@pytest.mark.parametrize(
    ("address", "at", "expected"),
    [
        ("notice/notices?kind=X", "kind", "one of first, date_later, "),
        ("review/cases?owner=X", "owner", "one of "),
        ("review/cases?owner=person:999", "owner", "one of "),
        ("review/board?owner=X", "owner", "one of "),
        ("review/board?bucket=X", "bucket", "one of 0-3, 4-7, 8-14, 15+"),
        ("review/board?label=shipped", "label", "one of escalation_required, "),
        ("review/board?which=X", "which", "one of late, broken, undated, oversold, undecided, review"),
        ("review/tasks?role=X", "role", "one of "),
        ("metrics/behind?figure=waiting&bucket=X", "bucket", "one of 0-3, 4-7, 8-14, 15+"),
    ],
)
def test_a_code_that_there_is_not_is_refused_with_those_there_are(
    program: Program, address: str, at: str, expected: str
) -> None:
    status, said = program.ask(address)
    assert (status, said["code"], said["data"]["at"]) == (422, "entry_invalid", at)
    assert said["data"]["expected"].startswith(expected)
