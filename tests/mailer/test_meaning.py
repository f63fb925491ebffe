"""What a mail that came in means: by who wrote it, what it answers, and whether a machine wrote it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.incoming import About
from makegood.mailer.meaning import Answered, Aside, Complained, Meaning, Refused, meaning, our_ids
from makegood.mailer.parsed import Parsed, parsed
from tests.mailer import answers

LETTER = About("1", "store", 5, "Ann@example.org")
ORDER = About("1001-2", "store", address="ann@example.org")


def of(content: bytes, *, order: About | None = None) -> tuple[Meaning, Parsed]:
    """What a mail means where `notice-7-1` is a message of ours to Ann."""
    mail = parsed(content)
    ours = our_ids(mail, domain="shop.example")
    assert ours in ([], ["notice-7-1"])
    return meaning(mail, letter=LETTER if ours else None, order=order), mail


@pytest.mark.parametrize(
    ("content", "choice", "text"),
    [
        (answers.GMAIL, Choice.CANCEL, "CANCEL please"),
        (answers.OUTLOOK, Choice.HOLD, "WARTEN, schönen Gruß"),
        (answers.OUTLOOK_PLAIN, None, "Please call me."),
        (answers.APPLE, Choice.SUBSTITUTE, "SWAP it\n\nSent from my iPhone"),
        (answers.BETWEEN, None, "why?\nwhen?"),
        (answers.NO_ALPHABET, None, "Wärme\ufffd"),
        (answers.LONG_NAME, None, "שלום 😀 abc"),
        # Whoever else answers is heard, and chooses nothing.
        (answers.STRANGER, None, "CANCEL please"),
    ],
)
def test_an_answer_is_what_its_sender_wrote(content: bytes, choice: Choice | None, text: str) -> None:
    meant, mail = of(content)
    assert (meant, mail.text) == (Answered(LETTER, choice), text)


def test_what_is_kept_of_an_answer_is_bounded() -> None:
    meant, mail = of(answers.HUGE)
    assert isinstance(meant, Answered)
    assert len(mail.text) == 2000
    assert mail.text.endswith("…")


def test_an_order_number_counts_where_it_is_the_senders() -> None:
    assert of(answers.NUMBERED, order=ORDER)[0] == Answered(ORDER, None)
    assert of(answers.NUMBERED)[0] == Aside("not_about_an_order", unread=True)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (answers.POSTFIX, Refused(5, "smtp; 550 5.1.1 <…>: User unknown")),
        # Sent on to another address; the mail that came back says for whom it was.
        (answers.EXCHANGE, Refused(5, "smtp; 550 5.1.1 <…>: User unknown")),
        # A full mailbox for five days: they have given up.
        (answers.GMAIL_FULL, Refused(5, "smtp; 452 4.2.2 <…>: User unknown")),
        (answers.QMAIL, Refused(5, "550 5.1.1 no such user")),
        (answers.LATE, Aside("report_waiting", unread=False)),
        (answers.DELIVERED, Aside("report_arrived", unread=False)),
        (answers.FORGED, Aside("report_of_somebody_else", unread=True)),
        (
            answers.POSTFIX.replace(b"notice-7-1", b"newsletter"),
            Aside("report_of_no_message_of_ours", unread=True),
        ),
        (
            answers.POSTFIX.replace(b"@shop.example>", b"@other.example>"),
            Aside("report_of_no_message_of_ours", unread=True),
        ),
        (answers.COMPLAINT, Complained(5, "abuse")),
        (answers.FORGED_COMPLAINT, Complained(5, "abuse", sure=False)),
        (answers.NOT_SPAM, Aside("not_about_an_order", unread=True)),
    ],
)
def test_a_report_is_about_our_message_and_whom_it_went_to(content: bytes, expected: Meaning) -> None:
    assert of(content)[0] == expected


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (answers.HOLIDAY, "auto_submitted"),
        (answers.ABWESEND, "automatic_subject"),
        (answers.LIST, "bulk"),
        (answers.GMAIL.replace(b"Ann Lee <Ann@", b"<no-reply@"), "machine"),
    ],
)
def test_what_a_machine_wrote_is_no_answer(content: bytes, why: str) -> None:
    assert of(content)[0] == Aside(why, unread=False)


@pytest.mark.parametrize("content", [answers.SPAM, answers.NOTHING])
def test_anything_else_is_left_to_people(content: bytes) -> None:
    assert of(content)[0] == Aside("not_about_an_order", unread=True)


def test_a_mail_without_an_id_is_known_by_its_bytes() -> None:
    assert parsed(answers.SPAM).ref == parsed(answers.SPAM).ref != parsed(answers.SPAM + b"!").ref
    assert parsed(answers.GMAIL).ref == "<a1@mail.example.org>"
    assert parsed(answers.GMAIL.replace(b"<a1@", b"<" + b"a" * 400 + b"@")).ref.startswith("sha256:")


_ENDLESS = b"From: Ann@example.org\r\nIn-Reply-To: <notice-7-1@shop.example>\r\n"


@pytest.mark.parametrize(
    "content",
    [
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000)
        ),
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 50_000,
        b"Content-Type: text/html\r\n\r\n" + b"<a " * 100_000,
        b"Cc: " + b"a@b.c," * 50_000 + b"\r\n\r\n",
    ],
)
def test_a_mail_without_end_is_still_an_answer(content: bytes) -> None:
    assert of(_ENDLESS + content)[0] == Answered(LETTER, None)


_MAILS = [
    value for name, value in sorted(vars(answers).items()) if name.isupper() and isinstance(value, bytes)
]


@given(st.binary(max_size=3000) | st.sampled_from(_MAILS))
def test_whatever_the_bytes_are_something_comes_out(content: bytes) -> None:
    _is_sane(parsed(content))


@given(st.sampled_from(_MAILS), st.data())
def test_a_mail_that_was_cut_and_mixed_up_is_read_all_the_same(mail: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, min(len(mail), 3000)))
    _is_sane(parsed(mail[:at] + data.draw(st.binary(max_size=40)) + mail[at : at + 3000]))


def _is_sane(mail: Parsed) -> None:
    meant = meaning(mail, letter=LETTER, order=None)
    assert isinstance(meant, Answered | Aside | Refused | Complained)
    assert len(mail.text) <= 2000
    assert "\0" not in "".join((mail.text, mail.ref, mail.subject, mail.sender, *mail.ids))
    for said in (
        mail.text,
        mail.ref,
        mail.sender,
        mail.subject,
        *mail.ids,
        mail.report.said if mail.report else "",
    ):
        said.encode()
