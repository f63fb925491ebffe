"""How often somebody tried to guess, and which codes were used: rows, so that all processes count together.

The table is Django's cache of `settings.CACHES`. It is no model: nothing of it belongs into a backup.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from makegood.db import sql

TABLE = "makegood_limit"


def forget(*, before: datetime) -> None:
    """Drop what counts no more since a moment."""
    sql.run(f"DELETE FROM {TABLE} WHERE expires < %s", connection.ops.adapt_datetimefield_value(before))  # noqa: S608
