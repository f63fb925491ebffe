"""A real mail server on this computer, which keeps what it was given."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Real:
    """`envelopes` = the mails it accepted. It lets in who says `ann` and `secret`."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.port = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail."""
        self.envelopes.append(envelope)
        return "250 queued"

    def protocol(self, starttls: ssl.SSLContext | None) -> SMTP:
        """One conversation."""
        return SMTP(
            self, hostname="test", auth_require_tls=False, authenticator=_let_in, tls_context=starttls
        )


def _let_in(server: object, session: object, envelope: object, mechanism: str, login: object) -> AuthResult:
    assert isinstance(login, LoginPassword)
    return AuthResult(success=(login.login, login.password) == (b"ann", b"secret"), handled=False)


@contextmanager
def real(
    keeper: Real | None = None, *, tls: ssl.SSLContext | None = None, at_once: bool = False
) -> Iterator[Real]:
    """Such a server, in a thread of its own; it can do TLS, after STARTTLS or `at_once`."""
    keeper, loop = keeper or Real(), asyncio.new_event_loop()
    talk = partial(keeper.protocol, None if at_once else tls)
    listening = loop.run_until_complete(
        loop.create_server(talk, "127.0.0.1", 0, ssl=tls if at_once else None)
    )
    keeper.port = listening.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield keeper
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        listening.close()
        loop.run_until_complete(listening.wait_closed())
        loop.run_until_complete(_ended(loop))
        loop.close()


async def _ended(loop: asyncio.AbstractEventLoop) -> None:
    """The conversations that were still open are over."""
    tasks = [task for task in asyncio.all_tasks(loop) if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
