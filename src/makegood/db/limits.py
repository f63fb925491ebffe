"""How often somebody tried to guess, which codes were used, and how often a program asked: rows, so that all processes
count together.

The table is Django's cache of `settings.CACHES`. It is no model: nothing of it belongs into a backup.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from makegood.db import sql
from makegood.db.turns import short_turn

TABLE = "makegood_limit"
PATIENCE_SECONDS = 1.0
"""So long whoever counts waits for others: it must keep nobody from what is counted."""


def take(name: str, *, qty: int, most: int, until: datetime) -> int:
    """Take so many of what there are `most` of by this name; how many there were, 0 when all are taken. One short
    statement. `until` = nobody asks for them any more. Raises DomainError('busy') or OperationalError when others write
    for longer than `PATIENCE_SECONDS`."""
    with short_turn(PATIENCE_SECONDS):
        found = sql.ask(
            f"INSERT INTO {TABLE} AS known (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key)"  # noqa: S608
            " DO UPDATE SET value = CAST(CAST(known.value AS bigint) + %s AS text)"
            " WHERE CAST(known.value AS bigint) < %s"
            " RETURNING value",
            name,
            str(qty),
            connection.ops.adapt_datetimefield_value(until),
            qty,
            most,
        )
    return sum(max(0, qty - max(0, int(taken) - most)) for (taken,) in found)


def forget(*, before: datetime) -> None:
    """Drop what counts no more since a moment."""
    sql.run(f"DELETE FROM {TABLE} WHERE expires < %s", connection.ops.adapt_datetimefield_value(before))  # noqa: S608
