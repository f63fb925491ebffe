"""A whole purchase order at the dock: followed from its page, counted as it was announced, and what it comes to where
sets wait for it."""

from __future__ import annotations

import re

from makegood.db.models import Receipt
from tests.console.team import signed_in, text_of, told
from tests.console.test_receive import received, typed, warehouse
from tests.services.shop import TODAY, arrive, everything, goods, lot, take

ANNOUNCED = {"MUG": 5, "CUP": 9, "JUG": 4}


def a_purchase_order() -> None:
    """Three lines are expected today."""
    for sku, qty in ANNOUNCED.items():
        goods(sku)
        lot(sku, qty, eta=TODAY, number="PO1")


def test_a_purchase_order_that_is_followed_here_stands_on_the_list_and_nothing_is_counted() -> None:
    a_purchase_order()
    client = signed_in("warehouse", name="Walt")
    before = everything()
    (followed,) = re.findall(r'href="(/receive\?[^"]*)"', client.get("/inbound/one?po=PO1").content.decode())
    page = client.get(followed).content.decode()
    assert re.findall(r'name="sku" value="([^"]*)"', page) == list(ANNOUNCED)
    assert re.findall(r'name="counted" value="([^"]*)"', page) == ["", "", ""]
    assert everything() == before
    assert "Nothing of PO9 is still to come." in text_of(client.get("/receive?po=PO9"))


def test_all_of_it_as_announced_is_one_button_and_what_was_counted_stays() -> None:
    a_purchase_order()
    goods("TIN")
    client = signed_in("warehouse", name="Walt")
    before = (everything(), Receipt.objects.count())
    assert 'name="do" value="announced"' in client.get("/receive?po=PO1").content.decode()
    lines = {
        "sku": [*ANNOUNCED, "TIN"],
        "lot": ["1:PO1", "2:PO1", "3:PO1", ""],
        "counted": ["", "7", "", ""],
        "damaged": ["", "", "1", ""],
        "location": ["main"] * 4,
    }
    page = client.post("/receive", {**lines, "do": "announced"}).content.decode()
    assert re.findall(r'name="counted" value="([^"]*)"', page) == ["5", "7", "4", ""]
    assert re.findall(r'name="damaged" value="([^"]*)"', page) == ["", "", "1", ""]
    assert 'value="announced"' not in page, "every announced line has a count"
    assert (everything(), Receipt.objects.count()) == before


def test_units_that_lay_there_and_complete_a_set_are_not_counted_as_come() -> None:
    goods("MUG")
    goods("TRAY")
    goods("SET", MUG=1, TRAY=2)
    arrive("TRAY", 10)
    take("1", ("SET", 3))
    lot("MUG", 5, eta=TODAY, number="PO1")
    client = warehouse()
    page = text_of(client.post("/receive", {**typed(), "do": "preview"}))
    assert "To orders that wait 3" in page and "On the shelf 2" in page
    assert "Lay there, go with them 6" in page
    answer = received(client)
    page = told(client, answer)
    assert "1 receipt; 3 units went to orders that waited, with 6 that lay there." in page
    assert "2 × MUG To the shelf" in page


def test_units_that_came_damaged_are_said_to_be_among_those_that_never_come() -> None:
    goods("MUG")
    lot("MUG", 6, eta=TODAY, number="PO1")
    client = warehouse()
    form = typed(counted="5", damaged="2", last="0", do="preview")
    assert "3 will never come, damaged ones included" in text_of(client.post("/receive", form))
    form = typed(counted="5", last="0", do="preview")
    assert "1 will never come Where" in text_of(client.post("/receive", form))
