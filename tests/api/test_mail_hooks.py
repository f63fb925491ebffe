"""A provider calls: what became of our mail, and answers that it took in, in the shapes that Postmark sends."""

from __future__ import annotations

import json
from base64 import b64encode
from itertools import permutations
from typing import Any

import pytest
from django.test import Client

from makegood.api import mail_hooks
from makegood.db.models import Contact, Event, Letter, Notice, OrderLine, Suppression, Task
from makegood.domain.notice.outcome import Handed
from makegood.domain.terms.errors import DomainError
from makegood.queries.audit import audit
from makegood.services.intake import NewCustomer
from tests.services.notice.post import Post, post
from tests.services.shop import NOW, everything, goods, take

ANN = "ann@example.org"
HOOK = "postmark:a-long-password-for-hooks"


@pytest.fixture(autouse=True)
def _ann_was_written_to(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEFAULT_FROM_EMAIL = "Blue Door <orders@shop.example>"
    settings.MAIL_PROVIDER, settings.MAIL_HOOK = "postmark", HOOK
    settings.ANYMAIL = {"WEBHOOK_SECRET": HOOK}
    monkeypatch.setattr(mail_hooks, "moment", lambda: NOW)
    goods("KETTLE")
    take("1001", ("KETTLE", 2), customer=NewCustomer(name="Ann", email=ANN), country="GB")


def told(*says: Handed) -> Letter:
    """Ann's message goes; the letter."""
    post(Post(says=list(says)))
    return Letter.objects.get()


def about(letter: Letter, **rest: Any) -> dict[str, Any]:
    """What Postmark says in every call about a mail."""
    return {
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": {"makegood": f"{letter.message_id}@shop.example"},
        "MessageStream": "outbound",
        "ServerID": 23,
        "Tag": "",
        **rest,
    }


def bounced(letter: Letter, email: str = "Ann@example.org") -> dict[str, Any]:
    return about(
        letter,
        RecordType="Bounce",
        ID=4323372036854775807,
        Type="HardBounce",
        TypeCode=1,
        Name="Hard bounce",
        Description="The server was unable to deliver your message (ex: unknown user, mailbox not found).",
        Details=f"smtp;550 5.1.1 The email account {email} does not exist.",
        Email=email,
        From="orders@shop.example",
        BouncedAt="2026-11-23T10:33:54.9070259Z",
        DumpAvailable=True,
        Inactive=True,
        CanActivate=True,
        Subject="Order 1001",
        Content="",
    )


def delivered(letter: Letter) -> dict[str, Any]:
    return about(
        letter,
        RecordType="Delivery",
        Recipient=ANN,
        DeliveredAt="2026-11-23T10:31:54.9070259Z",
        Details="Test delivery webhook details",
    )


def complained(letter: Letter) -> dict[str, Any]:
    return about(
        letter,
        RecordType="SpamComplaint",
        ID=42,
        Type="SpamComplaint",
        TypeCode=512,
        Name="Spam complaint",
        Description="The subscriber explicitly marked this message as spam.",
        Details="Test spam complaint details",
        Email=ANN,
        From="orders@shop.example",
        BouncedAt="2026-11-25T10:33:54.9070259Z",
        DumpAvailable=True,
        Inactive=True,
        CanActivate=False,
        Subject="Order 1001",
        Content="",
    )


def opened(letter: Letter) -> dict[str, Any]:
    return about(letter, RecordType="Open", Recipient=ANN, FirstOpen=True, ReceivedAt="2026-11-23T11:00:00Z")


def answer(letter: Letter, text: str = "WAIT please") -> dict[str, Any]:
    """A mail that Postmark took in."""
    return {
        "FromName": "Ann Lee",
        "MessageStream": "inbound",
        "From": ANN,
        "FromFull": {"Email": ANN, "Name": "Ann Lee", "MailboxHash": ""},
        "To": "orders@shop.example",
        "ToFull": [{"Email": "orders@shop.example", "Name": "", "MailboxHash": ""}],
        "Cc": "",
        "CcFull": [],
        "Bcc": "",
        "BccFull": [],
        "OriginalRecipient": "orders@shop.example",
        "Subject": "Re: Order 1001",
        "MessageID": "22c74902-a0c1-4511-804f-341342852c90",
        "ReplyTo": "",
        "MailboxHash": "",
        "Date": "Mon, 23 Nov 2026 11:02:00 +0000",
        "TextBody": f"{text}\r\n\r\nOn Mon, 23 Nov 2026, Blue Door wrote:\r\n> Hello Ann",
        "HtmlBody": "",
        "StrippedTextReply": text,
        "Tag": "",
        "Headers": [
            {"Name": "Message-ID", "Value": "<a1@mail.example.org>"},
            {"Name": "In-Reply-To", "Value": f"<{letter.message_id}@shop.example>"},
        ],
        "Attachments": [],
    }


def call(body: Any, kind: str = "tracking", *, secret: str = HOOK) -> int:
    """Postmark calls; the status it hears."""
    headers = {"Authorization": f"Basic {b64encode(secret.encode()).decode()}"} if secret else {}
    text = body if isinstance(body, str) else json.dumps(body)
    return (
        Client()
        .post(f"/hooks/mail/{kind}", text, content_type="application/json", headers=headers)
        .status_code
    )


def test_a_mail_that_did_not_arrive_was_not_told_and_a_person_is_asked() -> None:
    letter = told()
    assert call(bounced(letter)) == 200
    letter.refresh_from_db()
    assert (letter.outcome, letter.said) == ("refused", "smtp;550 5.1.1 The email account … does not exist.")
    assert (Notice.objects.get().state, OrderLine.objects.get().notified_on) == ("failed", None)
    assert Task.objects.filter(kind="customer_not_reached").count() == 1


def test_whoever_complains_gets_no_more_mail() -> None:
    assert call(complained(told())) == 200
    assert Suppression.objects.count() == 1
    assert Task.objects.filter(kind="complaint_came").count() == 1


def test_a_delivery_settles_what_was_unclear() -> None:
    letter = told(Handed.UNCLEAR)
    assert Task.objects.filter(kind="unclear_message", done_at=None).count() == 1
    assert call(delivered(letter)) == 200
    letter.refresh_from_db()
    assert letter.outcome == "sent"
    assert not Task.objects.filter(kind="unclear_message", done_at=None).exists()


def test_an_answer_is_kept_and_chooses_nothing() -> None:
    letter = told()
    assert call(answer(letter), "inbound") == 200
    contact = Contact.objects.get()
    assert (contact.text, contact.ref, contact.letter_id) == (
        "WAIT please",
        "<a1@mail.example.org>",
        letter.pk,
    )
    assert Task.objects.get(kind="answer_came").data == {"contact": contact.pk, "choice": "hold"}


MAIL = ("answer_came", "complaint_came", "customer_not_reached", "unclear_message", "update_at_risk")


def rows() -> tuple[Any, ...]:
    """How it all ended, without when."""
    tasks = Task.objects.filter(kind__in=MAIL).order_by("kind").values_list("kind", "done_at")
    return (
        Letter.objects.get().outcome,
        Notice.objects.get().state,
        OrderLine.objects.get().notified_on,
        Suppression.objects.count(),
        Contact.objects.count(),
        [(kind, done is None) for kind, done in tasks],
    )


CALLS = {"bounced": bounced, "delivered": delivered, "complained": complained, "answer": answer}


@pytest.mark.parametrize("order", list(permutations(CALLS)), ids="-".join)
def test_any_order_of_the_same_calls_each_of_them_twice_ends_the_same(order: tuple[str, ...]) -> None:
    letter = told(Handed.UNCLEAR)
    for name in (*order, *reversed(order)):
        assert call(CALLS[name](letter), "inbound" if name == "answer" else "tracking") == 200
    assert rows() == (
        "refused",
        "failed",
        None,
        1,
        1,
        [
            ("answer_came", True),
            ("complaint_came", True),
            ("customer_not_reached", True),
            ("unclear_message", False),
        ],
    )
    assert audit() == []


@pytest.mark.parametrize("secret", ["", "postmark:guessed-password-of-hooks", "nobody"])
def test_nobody_else_is_believed(secret: str) -> None:
    letter = told()
    before = everything()
    assert call(bounced(letter), secret=secret) == 403
    assert call(answer(letter), "inbound", secret=secret) == 403
    assert everything() == before


def test_where_no_password_is_set_there_is_nothing(settings: Any) -> None:
    settings.MAIL_HOOK = ""
    assert (call(bounced(told())), call({}, "inbound")) == (404, 404)


@pytest.mark.parametrize("body", ["", "[]", "{", '{"RecordType": 7}', '{"RecordType": "Bounce", "Type": []}'])
def test_what_is_no_call_of_theirs_changes_nothing(body: str) -> None:
    told()
    before = everything()
    assert call(body) in (200, 400)
    assert call(body, "inbound") in (200, 400)
    assert everything() == before


def test_who_opens_a_mail_is_not_looked_at() -> None:
    letter = told()
    before = Event.objects.count()
    assert call(opened(letter)) == 200
    assert Event.objects.count() == before


def test_a_call_about_somebody_elses_mail_or_address_is_put_aside() -> None:
    letter = told()
    other = bounced(letter) | {"Metadata": {"makegood": f"{letter.message_id}@other.example"}}
    assert [call(other), call(bounced(letter, "eve@example.org"))] == [200, 200]
    assert Letter.objects.get().outcome == "sent"


def test_while_others_hold_the_rows_they_are_asked_to_call_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any) -> None:
        raise DomainError("busy", {"waited_seconds": 30})

    letter = told()
    monkeypatch.setattr(mail_hooks, "keep", busy)
    assert call(bounced(letter)) == 503


def test_a_page_is_no_way_to_call() -> None:
    assert Client().get("/hooks/mail/tracking").status_code == 405
    assert Client().head("/hooks/mail/tracking").status_code == 200
