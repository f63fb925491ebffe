"""Where answers are read is read as it is meant, or refused in words that hold no password."""

from __future__ import annotations

import pytest

from makegood.config.env_inbox import Inbox, inbox
from makegood.domain.terms.errors import DomainError


def test_without_a_word_nothing_is_read() -> None:
    assert inbox({}).host == ""


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "imaps://orders%40shop.example:p%40ss@mail.example:1993/Answers",
            Inbox("mail.example", 1993, "orders@shop.example", "p@ss", "Answers", "tls"),
        ),
        ("imaps://ann:secret@mail.example", Inbox("mail.example", 993, "ann", "secret", "INBOX", "tls")),
        ("imap://ann:secret@mail.example/", Inbox("mail.example", 143, "ann", "secret", "INBOX", "starttls")),
        ("imap://ann:secret@127.0.0.1?tls=none", Inbox("127.0.0.1", 143, "ann", "secret", "INBOX", "none")),
    ],
)
def test_it_is_read_as_it_is_meant(address: str, expected: Inbox) -> None:
    assert inbox({"MAKEGOOD_INBOX": address}) == expected
    assert "secret" not in repr(expected)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", "nothing"),
        ("mail.example", "no scheme, such as imaps://"),
        ("pop3://ann:secret@mail.example", "the scheme 'pop3'"),
        ("imaps://ann:secret@mail.example:secret", "an address that cannot be read"),
        ("imaps://mail.example", "no user, or no password"),
        ("imaps://ann@mail.example", "no user, or no password"),
        ("imaps://ann:secret@/INBOX", "no host, or something after the folder"),
        ("imaps://ann:secret@mail.example/#x", "no host, or something after the folder"),
        ("imaps://ann:secret%0d%0a@mail.example", "signs beyond ASCII"),
        ("imaps://ann:secret@mail.example/B%C3%BCro", "signs beyond ASCII"),
        ("imap://ann:secret@mail.example?tls=secret", "an option that is none"),
        ("imaps://ann:secret@mail.example?tls=none", "an option that is none"),
    ],
)
def test_what_makes_no_sense_is_refused_without_its_password(address: str, found: str) -> None:
    with pytest.raises(DomainError) as refused:
        inbox({"MAKEGOOD_INBOX": address})
    assert refused.value.data["variable"] == "MAKEGOOD_INBOX"
    assert refused.value.data["found"] == found
    assert "secret" not in str(refused.value)
