"""A whole purchase order at the dock: followed from its page, and counted as it was announced."""

from __future__ import annotations

import re

from makegood.db.models import Receipt
from tests.console.team import signed_in, text_of
from tests.services.shop import TODAY, everything, goods, lot

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
