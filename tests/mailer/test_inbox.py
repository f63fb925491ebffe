"""A mailbox is read as it stands; nothing in it is lost, whatever the server does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import override_settings

from makegood.domain.terms.errors import DomainError
from makegood.mailer import inbox
from makegood.mailer.inbox import Inbox, opened
from tests.mailer.imap import Mailbox, mailbox

MAIL = b"From: ann@example.org\r\nSubject: hello\r\n\r\nhello\r\n"


@contextmanager
def at(box: Mailbox, **rest: Any) -> Iterator[Inbox]:
    said = {
        "INBOX_HOST": "127.0.0.1",
        "INBOX_PORT": box.port,
        "INBOX_TLS": "none",
        "INBOX_USER": "ann",
        "INBOX_PASSWORD": "secret",
        "INBOX_TIMEOUT": 0.5,
    }
    with override_settings(**{**said, **rest}), opened() as found:
        yield found


def refusal(box: Mailbox, **rest: Any) -> DomainError:
    with pytest.raises(DomainError) as refused:
        _read_all(box, **rest)
    assert "secret" not in str(refused.value)
    return refused.value


def _read_all(box: Mailbox, **rest: Any) -> None:
    with at(box, **rest) as found:
        for each in found.unread():
            found.read(each)


def test_what_is_unread_comes_the_newest_first_and_stays_unread_until_it_is_said() -> None:
    with mailbox(MAIL, MAIL + b"2") as box:
        with at(box) as found:
            assert [each.content for each in found.unread()] == [MAIL + b"2", MAIL]
        assert box.unseen() == [1, 2]
        with at(box) as found:
            found.read(next(found.unread()))
        assert box.unseen() == [1]


def test_what_is_put_aside_stays_unread_for_people_and_comes_no_more() -> None:
    with mailbox(MAIL) as box:
        with at(box) as found:
            found.put_aside(next(found.unread()))
            assert list(found.unread()) == []
        assert box.unseen() == [1]


def test_a_server_that_keeps_no_keywords_marks_it_as_read() -> None:
    with mailbox(MAIL, keywords=False) as box:
        with at(box) as found:
            found.put_aside(next(found.unread()))
        assert box.unseen() == []


def test_of_a_huge_mail_only_the_beginning_is_read() -> None:
    with mailbox(MAIL + b"x" * (3 * inbox.LARGEST)) as box, at(box) as found:
        assert [len(each.content) for each in found.unread()] == [inbox.LARGEST]


def test_a_mail_that_somebody_removed_meanwhile_is_passed_over() -> None:
    with mailbox(MAIL, MAIL) as box, at(box) as found:
        reading = found.unread()
        next(reading)
        del box.mails[1]
        assert list(reading) == []


def test_never_more_than_so_many_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "MANY", 2)
    with mailbox(MAIL, MAIL, MAIL) as box, at(box) as found:
        assert [each.uid for each in found.unread()] == [b"3", b"2"]


@pytest.mark.parametrize(
    "step", ["CONNECT", "CAPABILITY", "LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE"]
)
@pytest.mark.parametrize("how", ["cut", "silence", "half"])
def test_a_connection_that_breaks_is_told_and_marks_nothing(step: str, how: str) -> None:
    with mailbox(MAIL, rude={step: how}) as box:
        assert refusal(box).code == "inbox_away"
        assert box.unseen() == ([] if step == "UID STORE" else [1])


def test_who_answers_in_drops_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "SESSION_SECONDS", 0.3)
    with mailbox(MAIL, rude={"UID SEARCH": "drip"}) as box:
        assert refusal(box).code == "inbox_away"


def test_a_server_that_announces_more_than_was_asked_for_is_not_believed() -> None:
    with mailbox(MAIL, rude={"UID FETCH": "endless"}) as box:
        assert refusal(box).code == "inbox_away"


def test_a_wrong_password_is_named_as_such_and_not_repeated() -> None:
    with mailbox(MAIL) as box:
        assert refusal(box, INBOX_PASSWORD="not secret").code == "inbox_refused"


def test_a_folder_that_is_not_there_is_told() -> None:
    with mailbox(MAIL) as box:
        assert refusal(box, INBOX_FOLDER="Else").code == "inbox_away"


def test_nobody_there() -> None:
    with mailbox() as box:
        pass
    assert refusal(box).code == "inbox_away"


def test_a_server_without_tls_is_told_no_password() -> None:
    with mailbox(MAIL) as box:
        assert refusal(box, INBOX_TLS="starttls").code == "inbox_away"
        assert "LOGIN" not in box.asked
