"""One purchase order: what its supplier said, what a new word breaks, and the windows that follow (spec 3.7)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from makegood.db.models import EtaRevision, Event, IncomingLot, Notice, OrderLine, Promise, PurchaseOrder
from makegood.services.intake import NewCustomer
from makegood.services.policy import SetPolicy
from makegood.services.receipt.expect import ChangeEta, NewEta
from makegood.services.receipt.receive import Delivered, Receive
from tests.console.team import signed_in, text_of, told
from tests.services.notice.post import post
from tests.services.shop import do, everything, goods, lot, take

ANN = NewCustomer(name="Ann <i>Lee</i>", email="ann@example.org", language="en")
HOSTILE = "<i>3</i>"


@pytest.fixture
def shop(db: None) -> None:
    """Three customers were promised what PO1 brings, and told so."""
    do(SetPolicy(document="[promise]\npublish_within_days = 60\n"))
    goods("KETTLE")
    goods("MUG")
    lot("KETTLE", 6, eta=date(2026, 12, 1))
    lot("MUG", 6, eta=date(2026, 12, 1))
    for number in ("1", "2", HOSTILE):
        take(number, ("KETTLE", 2), customer=ANN, country="GB", each={"unit_price": 1500})
    post()


def word(client: Client, do_what: str, **typed: str) -> Any:
    """The form about PO1, sent."""
    sent = {"po": "PO1", "line": "1", "eta": "2026-12-15", "quantity": "6", "confirmed": "yes", "do": do_what}
    return client.post("/inbound/one?po=PO1", {**sent, **typed})


def test_its_lots_with_every_word_and_every_receipt(shop: None) -> None:
    do(ChangeEta(changes=(NewEta(po="PO1", line=2, eta=date(2026, 12, 8), why="a strike"),)))
    do(Receive(deliveries=(Delivered(sku="MUG", counted_qty=2, po="PO1", damaged_qty=1),)))
    page = text_of(signed_in("support").get("/inbound/one?po=PO1"))
    assert "MUG line 2 5 of 6 8 Dec first 1 Dec" in page
    assert "MUG: 2 units came, 1 of them damaged on 23 Nov" in page
    assert "MUG: 8 Dec, 6 units, not confirmed yet by test “a strike”" in page


def test_what_breaks_is_seen_before_it_is_written_down(shop: None) -> None:
    client = signed_in("purchasing")
    before = (everything(), Event.objects.count(), EtaRevision.objects.count(), Promise.objects.count())
    answer = word(client, "look")
    page = text_of(answer)
    assert answer.status_code == 200
    assert "If Acme brings line 1 on 15 Dec" in page
    assert "Promises that break 3 of 3 orders" in page
    assert "Money at risk 90.00 USD" in page
    assert "Customers to write to 3" in page
    assert page.count("14 days later") == 3
    assert "2 × KETTLE: ships" in page
    assert "1 more message" in page
    assert "<i>" not in answer.content.decode().partition("<main")[2].replace('<i class="', "")
    after = (everything(), Event.objects.count(), EtaRevision.objects.count(), Promise.objects.count())
    assert after == before, "a look changes nothing"
    assert Notice.objects.filter(state="queued").count() == 0


def test_a_noted_word_moves_no_date_and_sends_nothing(shop: None) -> None:
    client = signed_in("purchasing")
    held = list(OrderLine.objects.values_list("published_to", flat=True))
    page = told(client, word(client, "change", why="a strike"))
    assert "The supplier's new word is noted: 3 new windows wait below. Nothing was sent." in page
    assert "Only the owner of dates publishes." in page
    assert "Publish all" not in page
    lot_row = IncomingLot.objects.get(purchase_order__number="PO1", line=1)
    assert (lot_row.eta, lot_row.first_eta) == (date(2026, 12, 15), date(2026, 12, 1))
    assert list(OrderLine.objects.values_list("published_to", flat=True)) == held
    assert Notice.objects.filter(state="queued").count() == 0


def test_all_lines_are_moved_at_once_and_keep_their_units(shop: None) -> None:
    client = signed_in("purchasing")
    page = text_of(client.get("/inbound/one?po=PO1"))
    assert "All that is still to come" in page
    word(client, "change", line="all", quantity="")
    rows = IncomingLot.objects.order_by("line").values_list("eta", "quantity", "open_qty", "confirmed")
    assert list(rows) == [(date(2026, 12, 15), 6, 6, True)] * 2


def test_what_one_line_is_now_never_goes_along_to_another(shop: None) -> None:
    IncomingLot.objects.filter(line=2).update(quantity=20, open_qty=20, eta=date(2026, 12, 9), confirmed=True)
    client = signed_in("purchasing")
    answer = client.get("/inbound/one?po=PO1&line=1")
    assert "1: KETTLE, now 6 units, 1 Dec" in text_of(answer)
    form = answer.content.decode().partition('id="word"')[2]
    typed = dict(re.findall(r'name="(eta|quantity)"[^>]* value="([^"]*)"', form))
    assert typed == {"eta": "", "quantity": ""}
    assert '<option value="">as it was</option>' in form
    word(client, "change", line="2", eta="2026-12-20", quantity="", confirmed="")
    word(client, "change", line="1", eta="", quantity="", confirmed="yes")
    rows = IncomingLot.objects.order_by("line").values_list("eta", "open_qty", "confirmed")
    assert list(rows) == [(date(2026, 12, 1), 6, True), (date(2026, 12, 20), 20, True)]


def test_a_supplier_may_name_no_day(shop: None) -> None:
    client = signed_in("purchasing")
    assert "on no known day" in text_of(word(client, "look", eta="", no_day="1"))
    word(client, "change", eta="", no_day="1", quantity="", confirmed="unsaid")
    assert IncomingLot.objects.values_list("eta", "confirmed").get(line=1) == (None, None)


def test_units_that_are_cut_break_the_last_of_the_queue(shop: None) -> None:
    answer = word(signed_in("purchasing"), "look", eta="2026-12-01", quantity="4")
    page = text_of(answer)
    assert "Lose their date 1" in page
    assert "4 units in all" in page


def test_what_will_not_come_is_short_damaged_units_among_it(shop: None) -> None:
    do(Receive(deliveries=(Delivered(sku="MUG", counted_qty=3, damaged_qty=1, po="PO1", last=True),)))
    page = text_of(signed_in("purchasing").get("/inbound/one?po=PO1"))
    short = IncomingLot.objects.get(line=2).short_qty
    assert (f", {short} short" in page, "never came" in page) == (True, False)


def test_a_line_of_which_nothing_more_was_to_come_is_opened_again(shop: None) -> None:
    do(Receive(deliveries=(Delivered(sku="MUG", counted_qty=2, po="PO1", last=True),)))
    client = signed_in("purchasing")
    assert "2: MUG, nothing more to come" in text_of(client.get("/inbound/one?po=PO1&line=2"))
    refused = word(client, "change", line="2", quantity="")
    assert (refused.status_code, "expected how many units come in all" in text_of(refused)) == (422, True)
    word(client, "change", line="all", quantity="")
    assert [each.open_qty for each in IncomingLot.objects.order_by("line")] == [6, 0]
    word(client, "change", line="2", eta="2026-12-08", quantity="5")
    lot_row = IncomingLot.objects.get(line=2)
    assert (lot_row.eta, lot_row.open_qty, lot_row.short_qty) == (date(2026, 12, 8), 3, 0)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"eta": "tomorrow"}, "Found tomorrow; expected a day such as 2026-12-31, or nothing."),
        ({"quantity": "-3"}, "Found -3; expected a whole number from 0."),
        ({"line": "7"}, "Choose a line of which units are still to come."),
        ({"line": "all", "eta": ""}, "Expected a day: for all lines together one is needed."),
        ({"line": "all", "quantity": "6"}, "Found units for all lines together; expected none"),
        ({"eta": "", "quantity": "", "confirmed": ""}, "Found nothing new; expected a day, units"),
        ({"no_day": "1"}, "Expected a day, or that the supplier names none; found both."),
        ({"eta": "9999-12-31"}, "Found 9999-12-31; expected a day"),
    ],
)
@pytest.mark.parametrize("what", ["look", "change"])
def test_what_makes_no_sense_is_said_where_it_stands(
    shop: None, typed: dict[str, str], why: str, what: str
) -> None:
    before = Event.objects.count()
    answer = word(signed_in("purchasing"), what, **typed, why="kept as typed")
    assert (answer.status_code, why in text_of(answer)) == (422, True)
    assert 'value="kept as typed"' in answer.content.decode()
    assert Event.objects.count() == before + 1, "the person who asks is new; nothing else happened"


def test_less_than_came_already_is_refused(shop: None) -> None:
    do(Receive(deliveries=(Delivered(sku="KETTLE", counted_qty=3, po="PO1"),)))
    answer = word(signed_in("purchasing"), "change", quantity="2")
    assert answer.status_code == 422
    assert "3" in text_of(answer)
    assert IncomingLot.objects.get(line=1).eta == date(2026, 12, 1)


def test_the_second_of_two_people_is_told_what_the_first_noted(shop: None) -> None:
    row = PurchaseOrder.objects.get()
    seen = f"purchase_order:{row.pk}:{row.event_count}"
    first, second = signed_in("purchasing"), signed_in("purchasing", name="Paul")
    assert seen in second.get("/inbound/one?po=PO1").content.decode()
    word(first, "change")
    answer = word(second, "change", eta="2026-12-20", seen=seen)
    assert answer.status_code == 422
    assert "The supplier changed its word, by Olivia" in text_of(answer)
    assert IncomingLot.objects.get(line=1).eta == date(2026, 12, 15)


def test_the_owner_of_dates_reads_the_messages_and_publishes_all(shop: None) -> None:
    word(signed_in("purchasing", name="Paul"), "change")
    client = signed_in("operations_lead")
    page = client.get("/inbound/one?po=PO1").content.decode()
    (upto,) = re.findall(r'name="upto" value="(\d+)"', page)
    sent = {"po": "PO1", "all": "1", "upto": upto}
    letters = text_of(client.post("/inbound/one?po=PO1", {**sent, "do": "letters"}))
    assert "3 customers would be told now. Nothing is sent yet." in letters
    assert Promise.objects.filter(state="proposed").count() == 3
    assert "3 windows published." in told(
        client, client.post("/inbound/one?po=PO1", {**sent, "do": "publish"})
    )
    assert not Promise.objects.filter(state="proposed").exists()
    assert Notice.objects.filter(state="queued").count() == 3


def test_some_are_published_and_some_rejected(shop: None) -> None:
    word(signed_in("purchasing", name="Paul"), "change")
    client = signed_in("operations_lead")
    first, second, third = (
        Promise.objects.filter(state="proposed").order_by("pk").values_list("pk", flat=True)
    )
    at = "/inbound/one?po=PO1"
    client.post(at, {"po": "PO1", "row": [str(first)], "do": "publish"})
    answer = client.post(at, {"po": "PO1", "row": [str(second)], "why": "we fly them in", "do": "reject"})
    assert "1 window rejected; what customers hold stands." in told(client, answer)
    states = dict(Promise.objects.filter(pk__in=(first, second, third)).values_list("pk", "state"))
    assert states == {first: "published", second: "rejected", third: "proposed"}


def test_what_was_proposed_after_the_look_is_not_published_with_the_rest(shop: None) -> None:
    word(signed_in("purchasing", name="Paul"), "change")
    client = signed_in("operations_lead")
    most = max(Promise.objects.filter(state="proposed").values_list("pk", flat=True))
    word(signed_in("purchasing", name="Pia"), "change", eta="2026-12-22")
    sent = {"po": "PO1", "all": "1", "upto": str(most), "do": "publish"}
    assert "Nothing was chosen." in told(client, client.post("/inbound/one?po=PO1", sent))
    assert Promise.objects.filter(state="proposed").count() == 3


@pytest.mark.parametrize("what", ["look", "change"])
def test_support_sees_it_and_notes_nothing(shop: None, what: str) -> None:
    client = signed_in("support")
    assert "The supplier's new word" not in text_of(client.get("/inbound/one?po=PO1"))
    assert word(client, what).status_code == 403
    assert IncomingLot.objects.get(line=1).eta == date(2026, 12, 1)


@pytest.mark.parametrize("what", ["letters", "publish", "reject"])
def test_purchasing_does_not_own_dates(shop: None, what: str) -> None:
    client = signed_in("purchasing")
    word(client, "change")
    rows = [str(pk) for pk in Promise.objects.filter(state="proposed").values_list("pk", flat=True)]
    assert client.post("/inbound/one?po=PO1", {"po": "PO1", "row": rows, "do": what}).status_code == 403
    assert Promise.objects.filter(state="proposed").count() == 3


def test_what_rests_on_it_is_a_file(shop: None) -> None:
    answer = signed_in("finance").get("/inbound/one?po=PO1&as=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "order,sku,qty,promised,proposed,days_later,value"
    assert len(lines) == 4


def test_what_was_ordered_is_a_file(shop: None) -> None:
    goods("=2+5")
    lot("=2+5", 3, eta=date(2026, 12, 1), confirmed=False)
    do(Receive(deliveries=(Delivered(sku="MUG", counted_qty=2, po="PO1", damaged_qty=1),)))
    client = signed_in("finance")
    asked = "?po=PO1&amp;list=ordered&amp;as="
    page = client.get("/inbound/one?po=PO1").content.decode()
    assert f'"{asked}csv"' in page and f'"{asked}xlsx"' in page
    answer = client.get("/inbound/one?po=PO1&list=ordered&as=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="ordered.csv"'
    head, *lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert head == (
        "po,line,sku,title,expected_qty,open_qty,received_qty,short_qty,waiting_qty,"
        "eta,first_eta,confirmed,location,usable_from,usable_to"
    )
    assert lines[0].startswith("PO1,1,KETTLE,,6,6,0,0,6,2026-12-01,2026-12-01,yes,main,2026-12-")
    assert lines[1].startswith("PO1,2,MUG,,6,5,1,0,0,2026-12-01,2026-12-01,yes,main,2026-12-")
    assert lines[2].startswith("PO1,3,'=2+5,,3,3,0,0,0,2026-12-01,2026-12-01,no,main,"), "no program runs it"
    book = client.get("/inbound/one?po=PO1&list=ordered&as=xlsx")
    assert book.content[:2] == b"PK"


def test_an_unknown_one_is_said_to_be_unknown(db: None) -> None:
    client = signed_in()
    assert client.get("/inbound/one?po=PO9").status_code == 404
    assert client.post("/inbound/one", {"po": "PO9", "do": "change"}).status_code == 404
    assert client.post("/inbound/one", {"po": "PO9", "all": "1", "do": "publish"}).status_code == 404


def test_the_page_asks_the_database_little(shop: None, django_assert_max_num_queries: object) -> None:
    client = signed_in()
    word(client, "change")
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        assert client.get("/inbound/one?po=PO1").status_code == 200


def test_many_windows_are_shown_in_part_and_published_whole(shop: None) -> None:
    IncomingLot.objects.filter(line=1).update(quantity=500, open_qty=500)
    for number in range(104):
        take(f"m{number}", ("KETTLE", 1))
    word(signed_in("purchasing", name="Paul"), "change", quantity="500")
    client = signed_in("operations_lead")
    answer = client.get("/inbound/one?po=PO1")
    assert (answer.context["windows_number"], len(answer.context["windows"].rows)) == (107, 100)
    assert "The first 100 are shown" in text_of(answer)
    sent = {"po": "PO1", "all": "1", "upto": str(answer.context["upto"]), "do": "publish"}
    assert "107 windows published." in told(client, client.post("/inbound/one?po=PO1", sent))


def test_before_and_after_it_is_said_how_many_are_told_and_how_many_the_brake_holds(shop: None) -> None:
    do(SetPolicy(document="[promise]\npublish_within_days = 60\n[notice]\nbrake = 1\n"))
    word(signed_in("purchasing", name="Paul"), "change")
    client = signed_in("operations_lead")
    first, *rest = Promise.objects.filter(state="proposed").order_by("pk").values_list("pk", flat=True)

    def publish(do_what: str, *rows: int) -> Any:
        return client.post("/proposals", {"row": rows, "do": do_what})

    assert "1 customer would be told now. Nothing is sent yet." in text_of(publish("preview", first))
    held = "; the brake {} 2 messages until somebody looks and lets them go."
    before = f"Nobody would be told now{held.format('would hold')} Nothing is sent yet."
    assert before in text_of(publish("preview", *rest))
    assert Notice.objects.filter(state="queued").count() == 0
    after = f"2 windows published. Nobody is told now{held.format('holds')}"
    assert after in told(client, publish("publish", *rest))
    assert Notice.objects.filter(state="queued", held_for="brake").count() == 2
    assert "1 window published. 1 customer is told now." in told(client, publish("publish", first))


def test_far_more_than_ever_came_is_asked_about_once_before_a_word_is_noted(shop: None) -> None:
    client = signed_in("purchasing")
    before = (everything(), EtaRevision.objects.count())
    for wanted in ("look", "change"):
        asked = word(client, wanted, quantity="60000")
        assert (asked.status_code, everything(), EtaRevision.objects.count()) == (422, *before)
        assert "Is that meant? 60,000 × KETTLE, where" in text_of(asked)
        assert 'value="60000"' in asked.content.decode()
    look = word(client, "look", quantity="60000", sure="KETTLE=60000")
    assert look.status_code == 200
    assert 'name="sure" value="KETTLE=60000"' in look.content.decode()
    assert word(client, "change", quantity="60000", sure="KETTLE=60000").status_code == 303


def test_a_long_note_is_kept_whole_or_refused_and_never_cut(shop: None) -> None:
    client = signed_in("purchasing")
    long = "a strike " * 200
    assert word(client, "change", why=long).status_code == 303
    assert EtaRevision.objects.latest("pk").why == long.strip()
    assert word(client, "change", why="x" * 2001).status_code == 422
