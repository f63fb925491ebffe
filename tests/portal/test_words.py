"""What the page says: in the customer's language, whatever others wrote into names, and of whatever became of it."""

from __future__ import annotations

from datetime import date
from html import escape

import pytest
from django.test import Client

from makegood.db.models import Contact, Customer, Item, Order, Task
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.reason import Reason
from makegood.portal import clock
from makegood.portal.colour import readable_on
from makegood.services._orders import OrderName
from makegood.services.closure import Cancel, CancelLine
from makegood.services.decision import Decide, DecidedBy, OrderChoice
from makegood.services.intake import NewCustomer
from makegood.services.policy import SetPolicy
from makegood.wording.clean import one_line
from makegood.wording.portal import tongue
from makegood.wording.portal.phrases import Answer, State
from tests.domain import facts
from tests.portal.orders import a_late_order, all_rows, choose, link_to, moment, shown
from tests.services.cutover.test_import import imported, shop, wants
from tests.services.notice.post import post
from tests.services.shop import arrive, do, goods, let_go, send, take

GERMAN = NewCustomer(name="Jörg", email="joerg@example.org", language="de-AT")
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% debug %}",
    "A\r\nSet-Cookie: a=b\r\n\r\n<b>",
    "‮gnp.exe\u202d",
    "שלום עולם",
    "👩‍👩‍👧‍👦 family",
    "x" * 200,
    "W" * 120 + " &amp; <i>",
    "'; DROP TABLE makegood_order; --",
    "javascript:alert(1)",
    "tab\tand\u2028line",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_others_wrote_is_only_ever_text(payload: str) -> None:
    link = a_late_order(swap=1)
    Item.objects.update(title=payload)
    Customer.objects.update(name=payload)
    Order.objects.update(number=payload[:60])
    do(SetPolicy(document="[shop]\nname = '''" + payload.replace("'", "").replace("\r", "") + "'''\n"))
    let_go()
    for address in (link, f"{link}/cancel", f"{link}/substitute", "/o/unknown"):
        answer = Client().get(address)
        page = answer.content.decode()
        assert all(tag not in page for tag in ("<script", "<img", "<i>", "<b>\n"))
        assert "\u202e" not in page and "\u202d" not in page
        assert "Set-Cookie: a=b" not in str(answer.headers)
        assert "unknown" in address or escape(one_line(payload)) in page


def test_a_tracking_number_is_text_too() -> None:
    goods("MUG")
    arrive("MUG", 1)
    take("1", ("MUG", 1))
    let_go()
    send("1", "P", carrier="<i>DHL</i>", tracking="<script>")
    page = Client().get(link_to("1")).content.decode()
    assert "with &lt;i&gt;DHL&lt;/i&gt;, tracking number &lt;script&gt;" in page


def test_the_page_is_in_the_customers_language_and_says_dates_and_money_as_they_do() -> None:
    link = a_late_order(customer=GERMAN, country="AT")
    page = shown(link)
    assert "Kommt später Kommt zwischen dem 7. und 17. Dezember" in page
    assert "(Preis: 20,00 USD)" in page
    assert 'lang="de" dir="ltr"' in Client().get(link).content.decode()


def test_in_the_united_states_months_come_first_and_there_are_zip_codes() -> None:
    link = a_late_order(country="US")
    assert "Arrives between December 7 and 17" in shown(link)
    assert "ZIP code" in shown(f"{link}/cancel")


def test_a_language_that_nobody_wrote_is_the_shops() -> None:
    do(SetPolicy(document='[shop]\nlanguage = "de"\n'))
    link = a_late_order(customer=NewCustomer(email="x@example.org", language="fi"))
    assert "Kommt später" in shown(link)
    assert "Dieser Link öffnet nichts" in shown("/o/unknown", status=404)


@pytest.mark.parametrize("language", ["en", "en-US", "de"])
def test_a_language_has_all_words(language: str) -> None:
    p = tongue(language, fallback="en").page
    assert set(p.answers) == set(Answer)
    assert set(p.states) == set(p.headlines) == set(p.lead_all) == set(State)
    assert set(p.options) == set(p.chosen) == set(p.decided) == set(Choice)


def test_what_has_no_date_has_none_and_says_when_we_write() -> None:
    goods("LAMP")
    take("1", ("LAMP", 1))
    page = shown(link_to("1"))
    assert "Delayed No date yet Your order is delayed, and no delivery to us" in page
    assert "No date yet; we write by Monday 30 November." in page


@pytest.mark.parametrize(
    ("language", "ahead", "over"),
    [
        ("en", ("will ship later than planned.", "Delayed 1 × KETTLE"), ("is late.", "Delayed 1 × KETTLE")),
        (
            "de",
            ("geht später raus als geplant.", "Kommt später 1 × KETTLE"),
            ("ist verspätet.", "Kommt später 1 × KETTLE"),
        ),
    ],
)
def test_nothing_is_called_late_while_its_day_is_ahead_neither_in_the_mail_nor_on_the_page(
    monkeypatch: pytest.MonkeyPatch, language: str, ahead: tuple[str, str], over: tuple[str, str]
) -> None:
    link = a_late_order(customer=NewCustomer(email="x@example.org", language=language))
    (mail,) = post()
    page = shown(link)
    assert ahead[0] in mail.text and all(said in page for said in ahead)
    assert over[0] not in page and over[0] not in mail.text
    monkeypatch.setattr(clock, "now", lambda: moment(5))
    page = shown(link)
    assert all(said in page for said in over)
    assert ahead[0] not in page


def test_the_jump_to_the_choice_is_there_as_long_as_anything_may_be_chosen() -> None:
    link = a_late_order()
    do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=Choice.SPLIT, by=DecidedBy.POLICY),)))
    page = shown(link)
    assert "We send your order in two parcels." in page
    assert "See what you can choose" in page
    choose(link, "hold")
    page = shown(link)
    assert "You chose to wait." in page
    assert "See what you can choose" in page, "they may change their mind"
    choose(link, "cancel", proof="ann@example.org")
    assert "See what you can choose" not in shown(link)


def test_what_is_on_time_offers_nothing() -> None:
    goods("MUG")
    arrive("MUG", 1)
    take("1", ("MUG", 1))
    page = shown(link_to("1"))
    assert "On track Nothing is late" in page
    assert "Your choice" not in page


def test_what_was_sent_says_how() -> None:
    goods("MUG")
    arrive("MUG", 2)
    take("1", ("MUG", 2))
    let_go()
    send("1", "P", carrier="DHL", tracking="JJD1")
    page = shown(link_to("1"))
    assert "On its way Everything has been sent" in page
    assert "2 × MUG Sent" in page
    assert "We sent a parcel, with DHL, tracking number JJD1 on 23 November" in page


def test_what_was_cancelled_whole_has_ended() -> None:
    goods("LAMP")
    take("1", ("LAMP", 1), customer=NewCustomer(email="a@example.org"))
    link = link_to("1")
    assert "this order ends" in shown(f"{link}/cancel")
    choose(link, "cancel", proof="a@example.org")
    page = shown(link)
    assert "Closed Nothing more will be sent" in page
    assert "1 × LAMP Cancelled" in page


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "On hold Nothing is sent for now Something about your order has to be settled first."),
        (
            "de",
            "Angehalten Vorerst wird nichts verschickt Zu Ihrer Bestellung ist erst noch etwas zu klären.",
        ),
    ],
)
def test_what_is_on_hold_is_not_said_to_have_ended(language: str, said: str) -> None:
    link = a_late_order(customer=NewCustomer(email="a@example.org", language=language), on_hold=True)
    assert said in shown(link)


def test_what_was_cancelled_whole_while_on_hold_has_ended() -> None:
    link = a_late_order(on_hold=True)
    all_of_it = CancelLine(order=OrderName("1"), line="1", qty=3)
    do(
        Cancel(
            lines=(all_of_it,), reason=Reason.OTHER, approved_by=Approval.CUSTOMER, text="no longer wanted"
        )
    )
    assert "Closed Nothing more will be sent" in shown(link)


def test_the_part_of_a_line_that_is_ready_is_not_said_to_have_no_date() -> None:
    goods("KETTLE")
    arrive("KETTLE", 1)
    take("1", ("KETTLE", 2))
    assert "On track 1 × KETTLE Set aside for you; sent with the rest" in shown(link_to("1"))


def test_a_message_reaches_support_once() -> None:
    link = a_late_order()
    client = Client()
    for _ in range(2):
        answer = client.post(f"{link}/write", {"text": "Where is it?\r\nAnn"})
        assert (answer.status_code, answer["Location"]) == (303, f"{link}?written")
    (contact,) = Contact.objects.all()
    assert (contact.kind, contact.text) == ("portal", "Where is it?\nAnn")
    (task,) = Task.objects.filter(kind="answer_came")
    assert (task.role, task.due_on, task.data) == ("support", date(2026, 11, 23), {"contact": contact.pk})
    assert "We have your message" in shown(f"{link}?written")
    assert "You contacted us on 23 November" in shown(link)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "We have no e-mail address of yours. Tell us how to reach you."),
        ("de", "Wir haben keine E-Mail-Adresse von Ihnen. Schreiben Sie uns, wie wir Sie erreichen."),
    ],
)
def test_whoever_has_no_address_is_promised_no_mail(language: str, said: str) -> None:
    link = a_late_order(customer=NewCustomer(name="Ann", ref="7", language=language))
    assert said in shown(link)
    assert not any(
        "answer" in page or "antworten" in page for page in (shown(link), shown(f"{link}?written"))
    )


@pytest.mark.parametrize(
    ("text", "said"), [(" \n ", "nothing in your message"), ("x" * 2001, "too long"), ("\0", "too long")]
)
def test_a_message_that_is_none_is_not_kept(text: str, said: str) -> None:
    link = a_late_order()
    before = all_rows()
    answer = Client().post(f"{link}/write", {"text": text})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert all_rows() == before


def test_the_shops_colour_is_a_file_and_can_be_read_on() -> None:
    answer = Client().get("/o/shop.css")
    assert answer["Content-Type"] == "text/css"
    assert answer.content.decode().startswith(":root { --shop: #1f5f8b; --on-shop: #ffffff; }")
    assert (readable_on("#ffe066"), readable_on("#000000"), readable_on("#767676")) == (
        "#000000",
        "#ffffff",
        "#000000",
    )


def test_an_unpaid_order_offers_nothing() -> None:
    link = a_late_order(on_hold=True)
    assert "Your choice" not in shown(link)
    assert choose(link, "hold", seen="0" * 64).status_code == 409


def test_ten_messages_a_day_are_taken() -> None:
    link = a_late_order()
    client = Client()
    found = [client.post(f"{link}/write", {"text": f"Hello {number}"}).status_code for number in range(12)]
    assert found == [303] * 10 + [429] * 2
    assert Contact.objects.count() == Task.objects.filter(kind="answer_came").count() == 10


@pytest.mark.parametrize("days", [1, 6, 7])
def test_the_day_of_our_next_message_is_the_one_that_the_last_one_named(
    days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = a_late_order()
    (ready,) = post()
    said = "We write again by Monday 30 November, even if nothing has changed."
    assert said.replace("write", "will write") in ready.text
    monkeypatch.setattr(clock, "now", lambda: moment(days))
    assert said in shown(link)


def test_so_it_is_of_whoever_said_that_they_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    link = a_late_order()
    post()
    choose(link, "hold")
    (ready,) = post(at=moment(1))
    assert "We will write again by Tuesday 1 December, even if nothing has changed." in ready.text
    monkeypatch.setattr(clock, "now", lambda: moment(4))
    assert "We write again by Tuesday 1 December, even if nothing has changed." in shown(link)


def test_before_anything_was_said_the_message_that_waits_names_it() -> None:
    link = a_late_order()
    assert "We write again by Monday 30 November" in shown(link)


def test_where_nobody_is_to_be_written_to_no_day_is_named() -> None:
    one, other = (wants(number, 1, email="kim@example.org", country="GB") for number in ("1", "2"))
    imported(shop(one, other, lots=(facts.lot("A", 1, eta=date(2026, 11, 30)),)))
    pages = [shown(link_to(number, f"{number}" * 32)) for number in ("1", "2")]
    assert ["Time: No date yet. Money" in page for page in pages] == [False, True]
    assert all("Delayed" in page and "e write" not in page for page in pages)
