"""Many reads as of one moment, without keeping anybody from writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """What is read inside is as of one moment, and nothing can be written. Inside a transaction: as it sees things.

    Not `atomic` on SQLite: our transactions there begin with the writer's lock, and a reader needs none.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        with _deferred():
            yield


@contextmanager
def _deferred() -> Iterator[None]:
    with connection.cursor() as cursor:
        try:
            cursor.execute("PRAGMA query_only=ON")
            cursor.execute("BEGIN DEFERRED")
            yield
            cursor.execute("ROLLBACK")
            cursor.execute("PRAGMA query_only=OFF")
        except BaseException:
            # SQLite may have ended the transaction by itself; a connection that stays read-only is of no use.
            connection.close()
            raise
