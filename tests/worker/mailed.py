"""Workers that mail and are killed at it, and the mail server that writes down what it took: what processes do."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connections
from django.test import override_settings

from makegood import flow
from makegood.domain.notice.outcome import Handed
from makegood.mailer.smtp import Connection
from makegood.services.notice import ClaimLetter, ConfirmLetter, Ready
from makegood.worker import loop, schedule
from makegood.worker.loop import Worker
from makegood.worker.mailing import by_mail
from makegood.worker.posting import Post
from tests.mailer.mails import smtp
from tests.mailer.real import Real, real
from tests.process import checkpoint

LONGEST = 0.25
"""Seconds after which a worker is killed at the latest, where it is killed at any moment."""
GOLDEN = 0.618034
"""Multiples of it, less their whole part, lie everywhere between 0 and 1, and never twice at the same place."""


class Ledger(Real):
    """A mail server that writes down the id of each mail before it says that it took it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail."""
        content = envelope.content
        assert isinstance(content, bytes)
        head = content.partition(b"\r\n\r\n")[0].decode("ascii")
        (name,) = [line for line in head.splitlines() if line.startswith("Message-ID: ")]
        with self._path.open("a", encoding="ascii") as ledger:
            ledger.write(name.removeprefix("Message-ID: ") + "\n")
        return "250 queued"


def take_mail(number: int, *, path: str, port: str) -> None:
    """Be the mail server until the test says that it is over; `path` = where it writes what it took, `port` where it
    says where it listens."""
    with real(Ledger(Path(path))) as server:
        Path(port).write_text(str(server.port), encoding="ascii")
        checkpoint("listening")


def mail_until_idle(number: int, *, port: int, at: str) -> int:
    """Hand over what is due at a moment; how many messages that were."""
    return _mail(f"w{number}", port, at)


def mail_and_die(number: int, *, port: int, at: str, point: str, kills: int, careless: bool = False) -> None:
    """So many workers one after the other, each killed at this point: every other one at its first message, the others
    at their second. The last one is not."""
    for turn in range(kills):
        _ended(_child(partial(_dying, f"w{turn}", port, at, point, turn % 2, careless)))
    _ended(_child(lambda: _mail("last", port, at, careless=careless)), by=0)


def mail_and_be_killed(number: int, *, port: int, at: str, kills: int) -> int:
    """Pairs of workers on one outbox, each killed at any moment, so many kills in all; how many were at work then."""
    found, moment = 0, 0.0
    for turn in range(kills // 2):
        both = [_child(partial(_mail, f"w{turn}-{at_once}", port, at)) for at_once in range(2)]
        for pid in both:
            moment = (moment + GOLDEN) % 1
            Event().wait(LONGEST * moment)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        found += sum(os.waitpid(pid, 0)[1] == signal.SIGKILL for pid in both)
    return found


def _child(work: Callable[[], object]) -> int:
    """A process of its own that does this: begun as a copy of this one, which has everything loaded, and no connection
    and no thread that a copy could break."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def _ended(pid: int, *, by: int = signal.SIGKILL) -> None:
    status = os.waitpid(pid, 0)[1]
    assert status == by, f"ended with {status}"


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _dying(name: str, port: int, at: str, point: str, before: int, careless: bool) -> None:
    """Work, and die at this point of the message that so many others went before."""
    if point == "claiming":
        _die_within(ClaimLetter, before)
    elif point == "confirming":
        _die_within(ConfirmLetter, before)
    elif point == "connecting":
        _replace(Connection, "_get_socket", lambda *_: _die())
    elif point == "data":
        _die_in_the_middle(before)
    _mail(name, port, at, lambda post: _dying_post(post, point, before), careless=careless)


def _die_within(command: type, before: int) -> None:
    """When all of such a command is written, and nothing committed."""
    real_steps, count = flow._carry_out, iter(range(before, -1, -1))

    def dying(work: Any, given: Any) -> Any:
        found = real_steps(work, given)
        if isinstance(given, command) and next(count) == 0:
            _die()
        return found

    _replace(flow, "_carry_out", dying)


def _die_in_the_middle(before: int) -> None:
    """When half of a mail has gone."""
    send, count = Connection.send, iter(range(before, -1, -1))

    def dying(self: Connection, data: Any) -> None:
        if self.data_begun and next(count) == 0:
            send(self, data[: len(data) // 2])
            _die()
        send(self, data)

    _replace(Connection, "send", dying)


def _dying_post(post: Post, point: str, before: int) -> Post:
    count = iter(range(before, -1, -1))

    def send(ready: Ready) -> tuple[Handed, str]:
        last = next(count) == 0
        if last and point == "claimed":
            _die()
        found = post(ready)
        if last and point == "given":
            _die()
        return found

    return send


def _replace(where: Any, name: str, by: Any) -> None:
    setattr(where, name, by)


def _mail(
    name: str,
    port: int,
    at: str,
    around: Callable[[Post], Post] = lambda post: post,
    *,
    careless: bool = False,
) -> int:
    """Be a worker until nothing is due; how many messages it handed over."""
    _replace(schedule, "PERIODIC", ())
    moment, said = datetime.fromisoformat(at), list[loop.Told]()
    with override_settings(**smtp(port)), by_mail(lambda: moment) as post:
        assert post is not None
        ours = around(post)
        if careless:
            while flow.run(ClaimLetter(by=name), actor="worker", now=moment, bracket=_SendFirst(ours)):
                pass
            return 0
        loop.run_until_idle(Worker(name=name, clock=lambda: moment, tell=said.append, post=ours))
    return sum(each.data["number"] for each in said if each.what == "posted")


class _SendFirst:
    """The control: the message goes, and then what is known of it is committed."""

    def __init__(self, post: Post) -> None:
        self._post = post

    def begin(self) -> None:
        """Nothing."""

    def end(self, outcome: Any) -> None:
        """Hand over what was claimed, still within the transaction that claims it."""
        if isinstance(outcome, Ready):
            self._post(outcome)
