"""What became of a mail, at every point where a server can fail us: exact outcomes, and how often it got the mail."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.test import override_settings

from makegood.domain.notice.outcome import Handed
from makegood.mailer.outcome import Outcome
from makegood.mailer.sending import opened
from tests.mailer.mails import mail, smtp
from tests.mailer.rude import Act, Rude, Told, rude

ACCEPTED, LATER, REFUSED, UNCLEAR = Handed.SENT, Handed.LATER, Handed.REFUSED, Handed.UNCLEAR
SAID = [
    # Told to wait: it may be tried again, whatever was going on.
    ({"CONNECT": "421 busy"}, LATER, "421 busy"),
    ({"EHLO": "421 busy", "HELO": "421 busy"}, LATER, "421 busy"),
    ({"MAIL": "451 wait"}, LATER, "451 wait"),
    ({"RCPT": "450 wait"}, LATER, "450 wait"),
    ({"RCPT": "421 closing"}, LATER, "421 closing"),
    ({"DATA": "451 wait"}, LATER, "451 wait"),
    ({"END": "452 full"}, LATER, "452 full"),
    ({"END": "421 closing"}, LATER, "421 closing"),
    # A no to us, not to this mail: to be mended.
    ({"CONNECT": "554 no"}, LATER, "554 no"),
    ({"EHLO": "550 no", "HELO": "550 no"}, LATER, "550 no"),
    ({"MAIL": "550 not for this sender"}, LATER, "550 not for this sender"),
    ({"RCPT": "530 who are you?"}, LATER, "530 who are you?"),
    # A no to this mail.
    ({"RCPT": "550 nobody"}, REFUSED, "550 nobody"),
    ({"DATA": "554 no"}, REFUSED, "554 no"),
    ({"END": "550 spam"}, REFUSED, "550 spam"),
    # A yes, and what can only be a yes.
    ({}, ACCEPTED, "250 queued as 1"),
    ({"END": "251 will do"}, ACCEPTED, "251 will do"),
    # No answer that means anything.
    ({"MAIL": "hm"}, LATER, "-1"),
    ({"RCPT": "hm"}, LATER, "-1"),
    ({"DATA": "250 fine"}, LATER, "250 fine"),
    ({"END": "hm"}, UNCLEAR, "-1"),
    ({"END": "354 more?"}, UNCLEAR, "354 more?"),
    ({"END": "2" * 9000}, UNCLEAR, "500 Line too long."),
]
CUTS = [
    ("CONNECT", LATER),
    ("EHLO", LATER),
    ("MAIL", LATER),
    ("RCPT", LATER),
    ("DATA", LATER),
    ("BODY", UNCLEAR),
    ("END", UNCLEAR),
]


def sent(told: Told, **others: object) -> tuple[Outcome, int]:
    """What became of one mail, and how many whole mails the server got."""
    with rude(told) as server, override_settings(**smtp(server.port, **others)), opened() as post:
        return post.send(mail()), server.mails


@pytest.mark.parametrize(("told", "handed", "said"), SAID, ids=str)
def test_what_a_server_says_is_taken_for_what_it_means(told: Told, handed: Handed, said: str) -> None:
    outcome, _ = sent(told)
    assert (outcome.handed, outcome.said.split(" ")[0]) == (handed, said.split(" ")[0])
    assert said.startswith(outcome.said) or outcome.said.startswith(said)


@pytest.mark.parametrize(("step", "handed"), CUTS)
def test_a_cut_before_the_data_is_harmless_and_one_after_is_unclear(step: str, handed: Handed) -> None:
    outcome, _ = sent({step: Act.HANG_UP})
    assert outcome.handed is handed
    assert outcome.said.startswith(("SMTPServerDisconnected: ", "ConnectionResetError: "))


class TooLate:
    """Instead of a timer: the time is up as soon as the server says nothing whole any more."""

    server: Rude

    def __init__(self, seconds: float, function: Callable[..., None], args: tuple[object, ...]) -> None:
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._wait, args=(function, args), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def cancel(self) -> None:
        self._cancelled.set()

    def _wait(self, function: Callable[..., None], args: tuple[object, ...]) -> None:
        if self.server.silent.wait(10) and not self._cancelled.is_set():
            function(*args)


@pytest.mark.parametrize("how", [Act.SILENCE, Act.DRIP])
@pytest.mark.parametrize(("step", "handed"), [each for each in CUTS if each[0] != "BODY"])
def test_a_server_that_says_nothing_whole_is_not_waited_for(
    step: str, handed: Handed, how: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("makegood.mailer.smtp.Timer", TooLate)
    with rude({step: how}) as server, override_settings(**smtp(server.port)), opened() as post:
        monkeypatch.setattr(TooLate, "server", server, raising=False)
        outcome = post.send(mail())
    assert outcome.handed is handed
    assert outcome.said.startswith("SMTPServerDisconnected: ")


def test_the_time_that_a_server_has_is_the_one_that_is_set() -> None:
    outcome, _ = sent({"EHLO": Act.SILENCE}, EMAIL_TIMEOUT=0.2)
    assert outcome.handed is LATER


def test_where_no_server_is_the_mail_waits() -> None:
    with rude() as server:
        pass
    with override_settings(**smtp(server.port)), opened() as post:
        outcome = post.send(mail())
    assert outcome.handed is LATER
    assert outcome.said.startswith("ConnectionRefusedError: ")


@pytest.mark.parametrize(
    ("told", "settings"),
    [
        ({"EHLO": "250 hello"}, {"EMAIL_USE_TLS": True}),
        ({"EHLO": "250 STARTTLS", "STARTTLS": "454 not now"}, {"EMAIL_USE_TLS": True}),
        (
            {"EHLO": "250-hello\r\n250 STARTTLS", "STARTTLS": "220 go\r\nno TLS at all"},
            {"EMAIL_USE_TLS": True},
        ),
        ({}, {"EMAIL_USE_SSL": True}),
        ({"EHLO": "250-hello\r\n250 AUTH PLAIN", "AUTH": "535 wrong"}, {}),
        ({"EHLO": "250 hello"}, {}),
    ],
    ids=["no starttls", "starttls refused", "no tls after starttls", "no tls", "wrong password", "no login"],
)
def test_a_server_that_does_not_let_us_in_gets_no_mail(told: Told, settings: dict[str, object]) -> None:
    login = {"EMAIL_HOST_USER": "ann", "EMAIL_HOST_PASSWORD": "secret"}
    outcome, mails = sent(told, **login, **settings)
    assert (outcome.handed, mails) == (LATER, 0)
    assert "secret" not in outcome.said


def test_several_mails_go_through_one_connection() -> None:
    with rude() as server, override_settings(**smtp(server.port)), opened() as post:
        handed = [post.send(mail(message_id=f"<notice.{number}@shop.example>")).handed for number in range(3)]
    assert (handed, server.connections, server.mails) == ([ACCEPTED] * 3, 1, 3)


@pytest.mark.parametrize("how", [Act.HANG_UP, "421 enough for now"])
def test_a_server_that_hangs_up_between_two_mails_is_called_again(how: str | Act) -> None:
    with rude({"MAIL 2": how}, {}) as server, override_settings(**smtp(server.port)), opened() as post:
        handed = [post.send(mail()).handed for _ in range(3)]
    assert (handed, server.connections, server.mails) == ([ACCEPTED] * 3, 2, 3)


def test_a_server_that_hangs_up_every_time_is_called_twice_and_no_more() -> None:
    told: tuple[Told, ...] = ({"MAIL 2": Act.HANG_UP}, {"MAIL": Act.HANG_UP})
    with rude(*told) as server, override_settings(**smtp(server.port)), opened() as post:
        handed = [post.send(mail()).handed for _ in range(2)]
    assert (handed, server.connections, server.mails) == ([ACCEPTED, LATER], 2, 1)


@pytest.mark.parametrize(
    ("told", "handed"),
    [
        ({"RCPT 1": "550 nobody"}, REFUSED),
        ({"RCPT 1": "421 closing"}, LATER),
        ({"MAIL 1": "451 wait"}, LATER),
        ({"END": Act.HANG_UP}, UNCLEAR),
        ({"DATA": Act.HANG_UP}, LATER),
    ],
    ids=str,
)
def test_the_mail_after_one_that_failed_goes_out(told: Told, handed: Handed) -> None:
    with rude(told, {}) as server, override_settings(**smtp(server.port)), opened() as post:
        assert [post.send(mail()).handed for _ in range(2)] == [handed, ACCEPTED]


def test_an_answer_that_comes_late_is_not_taken_for_one_to_the_next_mail() -> None:
    told: tuple[Told, ...] = ({"END": "hm\r\n250 queued as 1"}, {})
    with rude(*told) as server, override_settings(**smtp(server.port)), opened() as post:
        handed = [post.send(mail()).handed for _ in range(2)]
    assert (handed, server.connections, server.mails) == ([UNCLEAR, ACCEPTED], 2, 2)


def test_what_was_unclear_once_makes_the_next_mail_no_more_unclear() -> None:
    told: tuple[Told, ...] = ({"END": "354 more?"}, {"MAIL": "451 wait"})
    with rude(*told) as server, override_settings(**smtp(server.port)), opened() as post:
        assert [post.send(mail()).handed for _ in range(2)] == [UNCLEAR, LATER]


def test_a_server_that_repeats_the_address_is_quoted_without_it() -> None:
    outcome, _ = sent({"RCPT": "550 <Ana@Example.com>: nobody of that name"})
    assert outcome == Outcome(REFUSED, "550 <…>: nobody of that name")
