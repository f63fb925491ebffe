"""The shop's own words on pages: written, tried with a real order, checked for the five parts, saved and set back."""

from __future__ import annotations

from datetime import date

from makegood.db.models import Notice, PolicyVersion
from makegood.queries.policy import current
from makegood.services.intake import NewCustomer
from makegood.services.policy import SetPolicy, SetTemplate
from tests.console.team import signed_in, text_of, told
from tests.services.shop import do, everything, goods, lot, take

WHICH = {"kind": "first", "language": "en"}
BODY = "{{ greeting }}\n\nIt takes longer. {{ opening }}\n\n{{ rest }}\n\n{{ shop }}"
WORDS = {**WHICH, "subject": "{{ shop }}: your order {{ order }}", "body": BODY}
ANN = NewCustomer(name="Ann <b>Lee</b>", email="ann@example.org", language="en")


def a_shop() -> None:
    """Somebody waits."""
    goods("MUG")
    lot("MUG", 5, eta=date(2026, 12, 1))
    take("1", ("MUG", 2), customer=ANN, country="GB")


def test_every_kind_of_message_is_listed_with_whose_words_it_has() -> None:
    do(SetTemplate(kind="first", language="en", subject="Hello", body=BODY))
    do(SetTemplate(kind="shipped", language="de", channel="amazon", subject="Hallo", body="{{ rest }}"))
    said = text_of(signed_in("finance").get("/templates"))
    assert "First notice English yours · German" in said
    assert "amazon, German" in said


def test_words_are_tried_with_a_real_order_and_nothing_is_kept() -> None:
    a_shop()
    client = signed_in()
    before = (everything(), Notice.objects.count(), PolicyVersion.objects.count())
    answer = client.post("/templates/words", {**WORDS, "do": "preview", "order": "1 · store"})
    said = text_of(answer)
    assert "Our shop: your order 1" in said
    assert "It takes longer." in said
    # Names of others stay text.
    assert "<b>Lee</b>" not in answer.content.decode()
    assert (everything(), Notice.objects.count(), PolicyVersion.objects.count()) == before


def test_what_is_missing_is_said_part_by_part() -> None:
    a_shop()
    sent = {**WORDS, "body": "{{ greeting }}\n\n{{ delayed }}", "do": "preview"}
    said = text_of(signed_in().post("/templates/words", sent))
    assert "what is delayed" in said
    assert "what the customer may choose is missing" in said
    assert "when we write again is missing" in said


def test_a_channel_that_asks_nobody_needs_no_options() -> None:
    a_shop()
    sent = {**WORDS, "channel": "amazon", "body": "{{ delayed }}\n\n{{ on_track }}\n\n{{ next_update }}"}
    said = text_of(signed_in().post("/templates/words", {**sent, "do": "preview"}))
    assert "is missing" not in said
    assert "may choose" not in said


def test_words_are_saved_with_who_and_why_and_set_back() -> None:
    client = signed_in("support")
    said = told(
        client, client.post("/templates/words", {**WORDS, "do": "save", "note": "kinder", "since": "0"})
    )
    assert "Saved as version 1 of the policy." in said
    assert "yours" in said
    assert "by Olivia: kinder" in said
    assert current()[1].templates["first.en"].subject == "{{ shop }}: your order {{ order }}"
    said = told(client, client.post("/templates/words", {**WHICH, "do": "restore|0"}))
    assert "Saved as version 2" in said
    assert current()[1].templates == {}


def test_words_that_may_not_be_are_refused_and_stand_as_typed() -> None:
    client = signed_in()
    answer = client.post("/templates/words", {**WORDS, "body": "{{ nonsense }}", "do": "save", "since": "0"})
    assert answer.status_code == 422
    assert "no placeholder “nonsense”" in text_of(answer)
    assert ">{{ nonsense }}</textarea>" in answer.content.decode()
    assert PolicyVersion.objects.count() == 0


def test_what_others_changed_elsewhere_does_not_stop_the_save_and_the_same_words_do() -> None:
    client = signed_in()
    do(SetPolicy(document="[notice]\nbrake = 5\n"))
    assert client.post("/templates/words", {**WORDS, "do": "save", "since": "0"}).status_code == 303
    late = client.post("/templates/words", {**WORDS, "subject": "Other", "do": "save", "since": "0"})
    assert late.status_code == 422
    assert "Somebody else wrote these words meanwhile" in text_of(late)
    assert current()[1].templates["first.en"].subject == WORDS["subject"]


def test_words_that_somebody_wrote_meanwhile_are_not_set_back() -> None:
    do(SetTemplate(kind="first", language="en", subject="Old", body=BODY))
    client = signed_in()
    page = client.get("/templates/words", WHICH).content.decode()
    back = page[page.rindex('name="since"') :]
    since = back[back.index('value="') + 7 :].partition('"')[0]
    do(SetTemplate(kind="first", language="en", subject="New", body=BODY))
    late = client.post("/templates/words", {**WHICH, "do": "restore|0", "since": since})
    assert (late.status_code, current()[1].templates["first.en"].subject) == (422, "New")
    assert "Somebody else wrote these words meanwhile" in text_of(late)
    do(SetPolicy(document="[notice]\nbrake = 5\n"))
    assert client.post("/templates/words", {**WHICH, "do": "restore|0", "since": "2"}).status_code == 303
    assert current()[1].templates == {}


def test_the_mail_is_a_page_of_its_own_without_anything_that_acts() -> None:
    a_shop()
    answer = signed_in().post("/templates/words", {**WORDS, "do": "page", "order": "1 · store"})
    policy = answer["Content-Security-Policy"]
    assert (answer.status_code, "<html" in answer.content.decode()) == (200, True)
    assert "sandbox" in policy and "default-src 'none'" in policy and "script-src" not in policy
    assert "Ann <b>" not in answer.content.decode()


def test_an_unknown_order_is_said_and_unknown_words_lead_to_the_list() -> None:
    client = signed_in()
    assert "There is no order" in text_of(
        client.post("/templates/words", {**WORDS, "do": "preview", "order": "77"})
    )
    assert "No order waits" in text_of(client.get("/templates/words", WHICH))
    for odd in ({}, {**WHICH, "kind": "x"}, {**WHICH, "language": "fr"}, {**WHICH, "channel": "nowhere"}):
        assert client.get("/templates/words", odd)["Location"] == "/templates"


def test_roles_that_may_not_write_read() -> None:
    client = signed_in("warehouse")
    page = client.get("/templates/words", WHICH)
    assert "Save these words" not in page.content.decode()
    answer = client.post("/templates/words", {**WORDS, "do": "save", "since": "0"})
    assert (answer.status_code, PolicyVersion.objects.count()) == (403, 0)
