"""Whose turn it is to write: one transaction around everything a command does.

SQLite has one writer. It lets those who wait sleep and try again, ever more rarely, so that whoever comes fresh goes
first and somebody may wait for ever. Here the threads of a process queue, and of processes whoever has waited long
tries more often than others. PostgreSQL queues by itself, row by row.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction

from makegood.domain.terms.errors import DomainError

_SQLITE_BUSY = 5
_AT_FIRST_SECONDS = (0.001, 0.002, 0.004, 0.008)
_THEN_SECONDS = ((0.1, 0.02), (0.3, 0.004), (1.0, 0.001))
"""Up to this share of our patience, and the pause between two tries. Among sixty-four who tried equally often, one
command in 64,000 found no gap in thirty seconds."""
_OF_PROCESS = Lock()


@contextmanager
def own_transaction() -> Iterator[None]:
    """One transaction, begun in turn. Raises DomainError('busy') when other threads of this process kept us waiting too
    long, OperationalError when other processes did (`is_busy`)."""
    whole = transaction.atomic(durable=True)
    if connection.vendor != "sqlite":
        with whole:
            yield
        return
    with turn(), ExitStack() as ending:
        _begin(whole)
        ending.push(whole.__exit__)
        yield


@contextmanager
def turn() -> Iterator[None]:
    """Among the threads of this process."""
    if not _OF_PROCESS.acquire(timeout=settings.PATIENCE_SECONDS):
        raise DomainError("busy", {"waited_seconds": settings.PATIENCE_SECONDS})
    try:
        yield
    finally:
        _OF_PROCESS.release()


def is_busy(fault: OperationalError) -> bool:
    """True when SQLite says that somebody else writes."""
    # SQLite tells more in the upper bits of its code.
    return getattr(fault.__cause__, "sqlite_errorcode", 0) & 0xFF == _SQLITE_BUSY


def _begin(whole: Any) -> None:
    """As soon as it is ours; as long as the connection itself would wait for it (PRAGMA busy_timeout)."""
    connection.ensure_connection()
    if connection.in_atomic_block or connection.transaction_mode != "IMMEDIATE":  # type: ignore[attr-defined]
        whole.__enter__()  # the turn is ours already, or it comes with the first row that is written
        return
    raw = connection.connection
    (patience_ms,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute("PRAGMA busy_timeout=0")
    try:
        for pause in _pauses(patience_ms / 1000):
            if pause is None or _is_free(raw):
                try:
                    whole.__enter__()
                    return
                except OperationalError as fault:
                    if pause is None or not is_busy(fault):
                        raise
            time.sleep(pause)
    finally:
        raw.execute(f"PRAGMA busy_timeout={patience_ms}")


def _is_free(raw: sqlite3.Connection) -> bool:
    """Whether nobody writes at this moment: asked forty times as cheaply as by beginning in vain."""
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as fault:
        return fault.sqlite_errorcode & 0xFF != _SQLITE_BUSY
    raw.execute("ROLLBACK")
    return True


def _pauses(patience: float) -> Iterator[float | None]:
    """Seconds to wait after each try in vain; None = that was the last one."""
    begun = time.monotonic()
    yield from _AT_FIRST_SECONDS
    while (pause := pause_after(time.monotonic() - begun, of=patience)) is not None:
        yield pause
    yield None


def pause_after(waited: float, *, of: float) -> float | None:
    """Seconds until the next try of whoever has `waited` so many of those they have; None = no time is left."""
    return next((pause for share, pause in _THEN_SECONDS if waited < share * of), None)
