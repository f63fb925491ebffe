"""Whose turn it is to write, on SQLite: that of whoever came first.

SQLite has one writer and no queue: those who wait sleep and try again, so whoever comes fresh goes first and somebody
may wait for ever; and many who try often leave the one who writes no time to do so. Here threads and processes queue
for the lock of an empty file beside the database: the system wakes them one by one, in the order in which they came,
and forgets who dies. Nothing but order rests on that file: SQLite's own lock is taken as well, also by those who do not
queue. PostgreSQL queues by itself, row by row.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.db import OperationalError, connection, transaction

from makegood.db import sql
from makegood.domain.terms.errors import DomainError

END = "-turn"
"""What the file's name has after that of the database."""
_SQLITE_BUSY = 5


@contextmanager
def own_transaction() -> Iterator[None]:
    """One transaction around everything a command does. Raises DomainError('busy') when our turn did not come in time,
    OperationalError when somebody who does not queue kept us waiting (`is_busy`)."""
    with turn(), transaction.atomic(durable=True):
        yield


@contextmanager
def short_turn(seconds: float) -> Iterator[None]:
    """A turn for what is rather left undone than waited for. Raises DomainError('busy') or OperationalError."""
    with turn(seconds), _hurried(seconds):
        yield


@contextmanager
def turn(seconds: float | None = None) -> Iterator[None]:
    """Nobody else who queues writes meanwhile. `seconds` = so long we wait; None = as long as a command does."""
    if connection.in_atomic_block or not _begins_with_the_lock():
        yield  # it is ours already, or comes with the first row that is written
        return
    file = _first(str(connection.settings_dict["NAME"]), seconds or settings.PATIENCE_SECONDS)
    try:
        yield
    finally:
        if file is not None:
            os.close(file)


def is_busy(fault: OperationalError) -> bool:
    """True when SQLite says that somebody else writes."""
    # SQLite tells more in the upper bits of its code.
    return getattr(fault.__cause__, "sqlite_errorcode", 0) & 0xFF == _SQLITE_BUSY


def _begins_with_the_lock() -> bool:
    if connection.vendor != "sqlite":
        return False
    connection.ensure_connection()  # before that it does not know; where there can be no database, SQLite says why
    return getattr(connection, "transaction_mode", "") == "IMMEDIATE"


@contextmanager
def _hurried(seconds: float) -> Iterator[None]:
    """The database itself keeps us waiting no longer."""
    wait = round(seconds * 1000)
    if connection.vendor == "postgresql":
        with transaction.atomic():
            sql.run(f"SET LOCAL lock_timeout = {wait}")
            yield
        return
    ((before,),) = sql.ask("PRAGMA busy_timeout")
    sql.run(f"PRAGMA busy_timeout = {wait}")
    try:
        yield
    finally:
        sql.run(f"PRAGMA busy_timeout = {before}")


def _first(database: str, seconds: float) -> int | None:
    """The file beside a database, once its lock is ours. Opened for us alone: a lock belongs to the opening. Whoever
    may read the database may queue; None = this file, its lock or a thread to wait for it cannot be had, and SQLite's
    own way of waiting is better than none."""
    try:
        file = os.open(database + END, os.O_RDONLY | os.O_CREAT, Path(database).stat().st_mode & 0o777)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        ours = True
    except BlockingIOError:
        ours = _queued(file, seconds)
    except OSError:  # a disk that knows no such locks
        ours = False
    if ours:
        return file
    os.close(file)
    return None


def _queued(file: int, seconds: float) -> bool:
    """Wait for the lock; False = it cannot be had. Whoever gives up closes the file. The system sets such a wait no
    limit, so that another thread waits for us."""
    ours: Future[bool] = Future()
    waiter = Thread(target=_wait, args=(file, ours), daemon=True)
    try:
        waiter.start()
    except RuntimeError:  # there are too many
        return False
    try:
        return ours.result(seconds)
    except BaseException as fault:
        # Should our turn still come, it is the next one's at once.
        ours.add_done_callback(lambda _: os.close(file))
        if isinstance(fault, TimeoutError):
            raise DomainError("busy", {"waited_seconds": seconds}) from None
        raise


def _wait(file: int, ours: Future[bool]) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
    except OSError:
        ours.set_result(False)
    else:
        ours.set_result(True)
