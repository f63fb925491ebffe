"""Before something heavy is done it is looked at once more; what was seen is what is done, and no form gives a word."""

from __future__ import annotations

import re

from makegood.db.models import Decision, Item, Receipt, Substitute
from tests.console.forms import hidden
from tests.console.team import signed_in, text_of, told
from tests.console.test_backorders import several, shop_with
from tests.console.test_receive import a_dock, received, typed, warehouse
from tests.console.test_record import ORDER, WAYS, a_short_order, act
from tests.services.shop import TODAY, arrive, everything, goods, let_go, lot


def test_nobodys_word_is_chosen_before_somebody_chooses_it() -> None:
    a_short_order()
    client = signed_in()
    for page in (WAYS, ORDER):
        html = client.get(page).content.decode()
        asked = re.findall(r'<select [^>]*name="approved_by"[^>]*>(.*?)</select>', html, re.DOTALL)
        assert asked
        for options in asked:
            first = re.findall(r'<option value="(\w*)"( selected)?', options)
            assert first[0][0] == ""
            assert not any(word and chosen for word, chosen in first)


def test_the_reason_other_needs_a_text_on_the_sheet_too() -> None:
    a_short_order()
    client = signed_in()
    before = everything()
    form = {"choice": "cancel", "line": "1", "approved_by": "customer", "reason": "other"}
    answer = act(client, ORDER, "decide", "decide-cancel", **form)
    assert (answer.status_code, everything()) == (422, before)
    assert "Say why in a few words" in text_of(answer)


def test_ten_times_as_much_is_asked_about_once() -> None:
    a_short_order(qty=5)
    client = signed_in("support")
    before = everything()
    asked = act(client, ORDER, "edit", **{"line": "0:1", "qty:0": "500"})
    assert (asked.status_code, everything()) == (422, before)
    assert "Is that meant? 500 × MUG, where 5 was the most so far." in text_of(asked)
    page = asked.content.decode()
    assert 'value="500"' in page
    (mark,) = re.findall(r'name="sure" value="([^"]+)"', page)
    other = act(client, ORDER, "edit", **{"line": "0:1", "qty:0": "5000", "sure": mark})
    assert other.status_code == 422
    answer = act(client, ORDER, "edit", **{"line": "0:1", "qty:0": "500", "sure": mark})
    assert "495 units more" in told(client, answer)


def test_before_a_receipt_is_undone_it_is_shown_whose_allocation_falls_away() -> None:
    a_dock()
    client = warehouse()
    received(client)
    receipt = Receipt.objects.latest("pk")
    before = everything()
    page = client.get("/receive/receipts").content.decode()
    assert 'name="do" value="preview"' in page
    said = text_of(
        client.post("/receive/receipts", {"row": str(receipt.pk), "why": "50, not 5", "do": "preview"})
    )
    assert "What falls away Nothing is undone yet." in said
    assert "“50, not 5”" in said
    assert "Whose allocation falls away" in said
    assert "Gives back" in said
    assert everything() == before


def test_far_more_than_ever_came_is_asked_about_once_before_it_is_taken_in() -> None:
    a_dock()
    client = warehouse()
    before = everything()
    form = {**typed(), "counted": "99999"}
    asked = client.post("/receive", {**form, "do": "receive"})
    assert "Is that meant? 99,999 × MUG, where" in text_of(asked)
    assert everything() == before
    (mark,) = re.findall(r'name="sure" value="([^"]+)"', asked.content.decode())
    assert mark == "MUG=99999"
    sure = {**form, "do": "receive", "sure": mark, "shown": hidden(asked, "shown")}
    assert "/receive/done" in client.post("/receive", sure)["Location"]


def test_far_more_than_lay_there_is_asked_about_once_before_it_is_counted() -> None:
    a_dock()
    client = warehouse()
    before = everything()
    form = {"sku": ["MUG"], "lot": [""], "counted": ["5000"], "damaged": [""], "location": ["main"]}
    asked = client.post("/receive/count", {**form, "do": "count"})
    assert "Is that meant? 5,000 × MUG" in text_of(asked)
    assert everything() == before
    sure = {**form, "do": "count", "sure": "MUG=5000", "shown": hidden(asked, "shown")}
    assert client.post("/receive/count", sure).status_code == 303


def test_what_was_shown_is_what_is_done_and_what_is_recommended_otherwise_by_then_is_named() -> None:
    shop_with("1", sku="CUP")
    shop_with("2", sku="TEA")
    goods("MUG")
    arrive("MUG", 9)
    Item.objects.update(unit_cost=600)
    client = signed_in()
    look = several(client, "preview", "1", "2", way="recommended").content.decode()
    shown = re.findall(r'name="shown" value="([^"]+)"', look)
    assert len(shown) == 2
    # Nothing happened to the orders themselves.
    Substitute.objects.create(
        item=Item.objects.get(sku="CUP"), substitute=Item.objects.get(sku="MUG"), place=1
    )
    said = told(client, several(client, "decide", "1", "2", way="recommended", shown=shown))
    assert "1 order decided." in said
    assert (
        "Left out, because something else is recommended by now: order 1 (shown: hold; now: recommended"
        in said
    )
    assert list(Decision.objects.values_list("order__number", "choice")) == [("2", "hold")]


def test_what_was_decided_by_the_first_of_two_clicks_is_no_surprise_to_the_second() -> None:
    shop_with("1", sku="CUP")
    goods("MUG")
    arrive("MUG", 9)
    Item.objects.update(unit_cost=600)
    client = signed_in()
    look = several(client, "preview", "1", way="recommended").content.decode()
    form = {
        "way": "recommended",
        "shown": re.findall(r'name="shown" value="([^"]+)"', look),
        "once": "5" * 32,
    }
    assert "1 order decided." in told(client, several(client, "decide", "1", **form))
    Substitute.objects.create(
        item=Item.objects.get(sku="CUP"), substitute=Item.objects.get(sku="MUG"), place=1
    )
    said = told(client, several(client, "decide", "1", **form))
    assert "That was done already; it was not done twice." in said and "Left out" not in said


def test_what_was_not_shown_is_not_decided_as_recommended() -> None:
    shop_with("1")
    Item.objects.update(unit_cost=600)
    client = signed_in()
    assert "Left out" in told(client, several(client, "decide", "1", way="recommended"))
    assert not Decision.objects.exists()


def test_a_receipt_that_cannot_be_undone_is_named_and_what_was_typed_stays() -> None:
    a_dock()
    client = warehouse()
    received(client)
    receipt = Receipt.objects.latest("pk")
    let_go()
    before = everything()
    form = {"row": str(receipt.pk), "why": "50, not 5", "do": "preview"}
    answer = client.post("/receive/receipts", form)
    assert (answer.status_code, everything()) == (422, before)
    assert "MUG at main: " in text_of(answer)
    assert 'value="50, not 5"' in answer.content.decode()


def test_what_stood_so_before_is_not_told_as_decided() -> None:
    shop_with("1", "2")
    Item.objects.update(unit_cost=600)
    client = signed_in()
    assert "1 order decided." in told(client, several(client, "decide", "1", way="hold"))
    look = text_of(several(client, "preview", "1", "2", way="hold"))
    assert "2 of 2 orders would be decided, 1 of them as it stands." in look
    said = told(client, several(client, "decide", "1", "2", way="hold", once="3" * 32))
    assert "1 order decided. 1 order stood so before." in said
    again = told(client, several(client, "decide", "1", "2", way="hold", once="4" * 32))
    assert "Nothing changed. 2 orders stood so before." in again


def test_of_a_purchase_order_what_did_not_come_is_counted_as_nothing() -> None:
    a_dock()
    goods("POT")
    lot("POT", 4, eta=TODAY)
    client, of_po = warehouse(), typed(sku=["MUG", "POT"], lot=["1:PO1", "2:PO1"], location=["main", "main"])
    of_po |= {"counted": ["5", "0"], "damaged": ["", ""], "do": "preview"}
    page = text_of(client.post("/receive", of_po))
    assert "Take it in" in page
    assert "POT" not in page
    page = text_of(client.post("/receive", {**of_po, "last": "1"}))
    assert "Will never come 4" in page
