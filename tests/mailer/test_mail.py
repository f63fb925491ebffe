"""A mail as it arrives: at a real server, with names and addresses of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.notice.outcome import Handed
from makegood.mailer.mail import Mail, message_of
from makegood.mailer.outcome import Outcome
from makegood.mailer.sending import opened
from tests.mailer.mails import FROM, mail, smtp
from tests.mailer.real import real

HEADERS = [
    "Auto-Submitted",
    "Content-Language",
    "Content-Type",
    "Date",
    "From",
    "MIME-Version",
    "Message-ID",
    "Subject",
    "To",
    "X-Auto-Response-Suppress",
]
TEXTS = ("message_id", "to", "to_name", "subject", "text", "html", "language")
anything = st.text(max_size=300)


@pytest.fixture(autouse=True, scope="module")
def sender() -> Iterator[None]:
    """Whom the mails are from."""
    with override_settings(DEFAULT_FROM_EMAIL=FROM):
        yield


def parsed(raw: bytes) -> EmailMessage:
    """A mail as a mail program reads it."""
    return BytesParser(policy=policy.default).parsebytes(raw)


def written(sent: Mail) -> EmailMessage:
    """A mail as it would go over the line, read again."""
    return parsed(message_of(sent).message().as_bytes())


def read(header: str) -> str:
    """A header as people see it. Python's newer reader puts blanks between the pieces of a long one."""
    return str(make_header(decode_header(header)))


def raw(sent: Mail, header: str) -> str:
    """A header of a mail as it would go over the line."""
    return str(BytesParser(policy=policy.compat32).parsebytes(message_of(sent).message().as_bytes())[header])


def content(message: EmailMessage, kind: str) -> str:
    """What a mail says, as text or as a page."""
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_mail_arrives_as_it_was_written() -> None:
    with real() as server, override_settings(**smtp(server.port)), opened() as post:
        assert post.send(mail()) == Outcome(Handed.SENT, "250 queued")
    (envelope,) = server.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("orders@shop.example", ["ana@example.com"])
    assert isinstance(envelope.content, bytes)
    assert envelope.content.isascii()
    arrived = parsed(envelope.content)
    assert sorted(arrived.keys()) == HEADERS
    assert arrived["From"] == FROM
    assert arrived["To"] == "Ana Müller <ana@example.com>"
    assert arrived["Subject"] == "Order 1001 is late"
    assert arrived["Message-ID"] == "<notice.17@shop.example>"
    assert arrived["Date"] == "Mon, 23 Nov 2026 09:30:00 +0000"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["Content-Language"] == "en"
    assert content(arrived, "plain") == "Hello Ana Müller,\n.\nyour order is late.\n"
    assert content(arrived, "html").strip() == "<p>Hello Ana Müller</p>"


def test_who_has_the_password_is_let_in() -> None:
    login = {"EMAIL_HOST_USER": "ann", "EMAIL_HOST_PASSWORD": "secret"}
    with real() as server, override_settings(**smtp(server.port, **login)), opened() as post:
        assert post.send(mail()).handed is Handed.SENT


def test_who_has_the_wrong_password_is_not_and_the_mail_waits() -> None:
    login = {"EMAIL_HOST_USER": "ann", "EMAIL_HOST_PASSWORD": "guess"}
    with real() as server, override_settings(**smtp(server.port, **login)), opened() as post:
        outcome = post.send(mail())
    assert (outcome.handed, server.envelopes) == (Handed.LATER, [])
    assert outcome.said.startswith("535 ")


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("ana@example.com", "ana@example.com"),
        (" Ana+shop@Example.COM ", "Ana+shop@example.com"),
        ("o'neil_@sub.example.co.uk", "o'neil_@sub.example.co.uk"),
        ("ana@münchen.example", "ana@xn--mnchen-3ya.example"),
        ("ana@straße.example", "ana@xn--strae-oqa.example"),
        ("ana@例え.テスト", "ana@xn--r8jz45g.xn--zckzah"),
    ],
)
def test_an_address_is_written_as_servers_know_it(address: str, known: str) -> None:
    with real() as server, override_settings(**smtp(server.port)), opened() as post:
        assert post.send(mail(to=address)).handed is Handed.SENT
    assert server.envelopes[0].rcpt_tos == [known]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "@example.com",
        "ana@",
        "ana@localhost",
        "ana@example",
        "ana@127.0.0.1",
        "ana@[127.0.0.1]",
        "ana@exa mple.com",
        "ana@example..com",
        "ana@-example.com",
        "ana@exam_ple.com",
        "ana..b@example.com",
        ".ana@example.com",
        "ana b@example.com",
        '"ana b"@example.com',
        "müller@example.com",
        "ana@example.com, bob@example.com",
        "ana@example.com\r\nBcc: bob@example.com",
        "ana@example.com\nbob@example.com",
        "Ana <ana@example.com>",
        "ana@bob@example.com",
        "=?utf-8?q?ana?=@example.com",
        "a" * 65 + "@example.com",
        "ana@" + "a" * 64 + ".com",
        "ana@" + "ab." * 90 + "com",
        "ana\x00@example.com",
        "ana@exam\u202eple.com",
    ],
)
def test_an_address_that_no_mail_can_be_sent_to_is_refused_unsent(address: str) -> None:
    with real() as server, override_settings(**smtp(server.port)), opened() as post:
        refused = post.send(mail(to=address))
    assert refused == Outcome(Handed.REFUSED, "mail_address_invalid")
    assert server.envelopes == []


@pytest.mark.parametrize(
    "broken",
    [
        mail(message_id="notice.17@shop.example"),
        mail(message_id="<notice 17@shop.example>"),
        mail(message_id="<notice@shop.example>\r\nBcc: x@example.com"),
        mail(at=datetime(2026, 11, 23)),  # noqa: DTZ001 - a moment without a zone is what is refused
    ],
)
def test_a_mail_without_an_id_or_a_moment_is_refused_unsent(broken: Mail) -> None:
    with override_settings(**smtp(1)), opened() as post:
        assert post.send(broken) == Outcome(Handed.REFUSED, "mail_invalid")


@given(name=anything, subject=anything, text=anything, page=anything, language=anything)
def test_no_text_from_outside_adds_a_header_or_an_addressee(
    name: str, subject: str, text: str, page: str, language: str
) -> None:
    sent = mail(to_name=name, subject=subject, text=f"Hello {text}", html=f"<p>{page}", language=language)
    arrived = written(sent)
    assert sorted(arrived.keys()) == HEADERS
    (to,) = arrived["To"].addresses
    assert to.addr_spec == "ana@example.com"
    kinds = [part.get_content_type() for part in arrived.iter_parts()]
    assert kinds == ["text/plain", "text/html"]


@given(fields=st.fixed_dictionaries(dict.fromkeys(TEXTS, anything)))
def test_whatever_a_mail_holds_it_has_an_outcome(fields: dict[str, str]) -> None:
    local = "django.core.mail.backends.locmem.EmailBackend"
    with override_settings(EMAIL_BACKEND=local), opened() as post:
        assert post.send(mail(**fields)).handed is Handed.REFUSED
        assert post.send(mail(**fields | {"to": "ana@example.com", "message_id": "<1@x>"})).said == ""


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ('Müller, Söhne & "Co" <a@b.example>', 'Müller, Söhne & "Co" <a@b.example>'),
        ("Ana\r\nBcc: bob@example.com", "Ana Bcc: bob@example.com"),
        ("محمد بن سلمان", "محمد بن سلمان"),
        ("Ana 👩‍👩‍👧", "Ana 👩‍👩‍👧"),
        ("Ana \u202egro.elpmaxe@bob", "Ana gro.elpmaxe@bob"),
        ("=?utf-8?q?Bob=0ABcc:_x?=", "= ?utf-8?q?Bob=0ABcc:_x?="),
        ("x" * 200, "x" * 77 + "…"),
        ("Ä" * 200, "Ä" * 77 + "…"),
        ("\\", "\\"),
        ("", ""),
    ],
)
def test_a_name_is_read_as_it_was_meant(name: str, meant: str) -> None:
    said, address = parseaddr(raw(mail(to_name=name), "To"))
    assert (read(said), address) == (meant, "ana@example.com")


def test_a_long_subject_in_every_script_is_read_whole() -> None:
    subject = "Bestellung 1001: שלום 👩‍👩‍👧 " * 6
    assert read(raw(mail(subject=subject), "Subject")) == subject.strip()


def test_half_a_character_does_not_stop_a_mail() -> None:
    assert content(written(mail(text="a\ud800b")), "plain") == "a?b"


def test_answers_go_where_the_shop_wants_them() -> None:
    assert written(mail(reply_to="help@shop.example"))["Reply-To"] == "help@shop.example"
    with override_settings(**smtp(1)), opened() as post:
        assert post.send(replace(mail(), reply_to="help")).said == "mail_address_invalid"
