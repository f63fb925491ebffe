"""Suppliers: how each keeps its word, and what to ask them first."""

from __future__ import annotations

from datetime import date

import pytest

from makegood.services.catalogue import AddPlaces
from makegood.services.receipt.expect import Expect, ExpectedLot, ExpectedOrder
from makegood.services.receipt.receive import Delivered, Receive
from tests.console.team import signed_in, text_of
from tests.services.shop import do, goods, take

HOSTILE = '"><img src=x onerror=alert(1)>'


def delivery(number: str, supplier: str, *, eta: date | None, came: date | None, sku: str = "MUG") -> None:
    """A purchase order of ten units, and perhaps its receipt."""
    lot = ExpectedLot(sku=sku, quantity=10, eta=eta, confirmed=True)
    order = ExpectedOrder(number=number, supplier=supplier, ordered_on=date(2026, 10, 1), lots=(lot,))
    do(Expect(orders=(order,)))
    if came is not None:
        do(Receive(deliveries=(Delivered(sku=sku, counted_qty=10, po=number, received_on=came, last=True),)))


@pytest.fixture
def shop(db: None) -> None:
    """Acme is late as a rule and owes what people wait for; Bolt is punctual and owes nothing."""
    do(AddPlaces(names=("main",)))
    goods("MUG")
    goods("KETTLE")
    for number, (eta, came) in enumerate([((2026, 10, 12), (2026, 10, 16)), ((2026, 11, 2), (2026, 11, 6))]):
        delivery(f"A{number}", "Acme", eta=date(*eta), came=date(*came))
    delivery("B1", "Bolt", eta=date(2026, 11, 4), came=date(2026, 11, 4), sku="KETTLE")
    take("1", ("MUG", 24), each={"unit_price": 1500})
    take("2", ("KETTLE", 13), each={"unit_price": 5000})
    delivery("A9", "Acme", eta=date(2026, 11, 18), came=None)
    delivery("A8", "Acme", eta=None, came=None, sku="KETTLE")


def lines_of(answer: object) -> list[list[str]]:
    """A CSV's rows, cell by cell."""
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    return [line.split(",") for line in text.splitlines()]


def test_each_supplier_with_its_record_and_what_it_owes(shop: None) -> None:
    page = text_of(signed_in("support").get("/suppliers"))
    assert "Acme 2 open lots 0 % 0 of 2 4" in page
    assert "Bolt nothing open 100 % 1 of 1 0" in page


def test_whoever_holds_most_waiting_money_is_called_first(shop: None) -> None:
    client = signed_in("purchasing")
    rows = lines_of(client.get("/suppliers?list=chase&as=csv"))
    # 4 of 24 mugs are short, and 3 of 13 kettles.
    assert [row[:6] for row in rows] == [
        ["po", "sku", "supplier", "ask", "units_waiting", "value_waiting"],
        ["A8", "KETTLE", "Acme", "Give a date", "3", "150.00 USD"],
        ["A9", "MUG", "Acme", "When will it come? The ETA has passed", "4", "60.00 USD"],
    ]
    assert "Money that waits for them Acme 210.00 USD" in text_of(client.get("/suppliers"))


def test_what_nothing_is_on_order_for_is_asked_of_who_should_deliver_last(shop: None) -> None:
    take("3", ("MUG", 20))
    rows = lines_of(signed_in("purchasing").get("/suppliers?list=chase&as=csv"))
    (more,) = [row for row in rows if row[0] == "none yet"]
    # 24 wait for 10 that are on order.
    assert more[1:3] == ["MUG", "Acme"]
    assert "14" in more


def test_a_supplier_with_every_lot_drawn_and_listed(shop: None) -> None:
    answer = signed_in("finance").get("/suppliers/one?name=Acme")
    page = text_of(answer)
    assert "Came by the first ETA 0 % 0 of 2" in page
    assert "Usually 4 days late" in page
    assert "Overdue now 1" in page
    plot = answer.context["plot"]
    assert [each.tone for each in plot.dots].count("late") == 1, "what has not come yet is drawn too"
    assert len(plot.dots) == 3
    assert plot.band is not None
    rows = lines_of(signed_in("finance", name="Fay").get("/suppliers/one?name=Acme&as=csv"))
    assert [row[0] for row in rows] == ["po", "A9", "A1", "A0"]


def test_the_questions_to_a_supplier_are_ready_to_be_copied(shop: None) -> None:
    page = signed_in("purchasing").get("/suppliers/one?name=Acme").content.decode()
    assert "Dear Acme," in page
    assert "- order A9, MUG, due 18 November, 4 units waited for: your date has passed." in page
    assert "- order A8, KETTLE, 3 units waited for: we have no date." in page
    assert 'data-copies="letter"' in page


def test_a_supplier_without_a_record_is_shown_all_the_same(shop: None) -> None:
    delivery("C1", HOSTILE, eta=date(2026, 12, 1), came=None)
    client = signed_in()
    page = client.get("/suppliers").content.decode()
    assert "<img src=x" not in page
    assert "no record yet" in page
    one = client.get("/suppliers/one", {"name": HOSTILE})
    assert one.status_code == 200
    assert "<img src=x" not in one.content.decode()
    assert "Nothing of it ever came." in text_of(one)


def test_a_name_that_is_no_supplier(db: None) -> None:
    answer = signed_in().get("/suppliers/one?name=Nobody")
    assert (answer.status_code, "Nobody" in text_of(answer)) == (404, True)


def test_an_empty_shop_says_where_suppliers_come_from(db: None) -> None:
    page = text_of(signed_in("purchasing").get("/suppliers"))
    assert "There are no suppliers yet. They come with the first purchase order. Write one down" in page
    assert "Write one down" not in text_of(signed_in("support", name="Sara").get("/suppliers"))


def test_the_pages_ask_the_database_little(shop: None, django_assert_max_num_queries: object) -> None:
    goods("SET", MUG=2, KETTLE=1)
    take("9", ("SET", 3))
    for number in range(20):
        delivery(f"D{number}", f"S{number}", eta=date(2026, 12, 1), came=None)
    client = signed_in()
    for address in ("/suppliers", "/suppliers/one?name=Acme", "/suppliers?list=chase&as=csv"):
        with django_assert_max_num_queries(15):  # type: ignore[operator]
            assert client.get(address).status_code == 200


def test_what_lies_there_for_a_set_is_nobodys_to_chase(shop: None) -> None:
    goods("LAMP")
    goods("PAIR", LAMP=1, KETTLE=1)
    delivery("L1", "Bolt", eta=date(2026, 11, 4), came=date(2026, 11, 4), sku="LAMP")
    take("4", ("PAIR", 2))
    rows = lines_of(signed_in("purchasing").get("/suppliers?list=chase&as=csv"))
    assert [row[1] for row in rows if row[1] == "LAMP"] == []
    assert [row[4] for row in rows if row[1] == "KETTLE"] == ["5"], "the pairs wait for kettles"
