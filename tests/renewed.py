"""A shop as it was, again and again: on SQLite a new copy of its file; on PostgreSQL, where a new database takes many
times as long, one copy of which the rows are put back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from makegood.queries.shop import forget_supply
from tests import live

Again = Callable[[], AbstractContextManager[object]]


@contextmanager
def renewed(folder: Path, *, like: str) -> Iterator[Again]:
    """Gives the shop at that address, as it was, each time. Nobody else is connected to it when it is given back."""
    if live.on_sqlite():
        yield lambda: live.fresh_database(folder, like=like)
        return
    with live.fresh_database(folder, like=like):
        rows = _Rows()
        yield rows.put_back_after


class _Rows:
    """All rows of a PostgreSQL database, and the numbers that come next."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            tables = [name for (name,) in cursor.fetchall()]
            cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
            self._numbers = cursor.fetchall()
            self._rows = {table: self._read(cursor, table) for table in tables}

    @contextmanager
    def put_back_after(self) -> Iterator[None]:
        """Whatever happens meanwhile never happened."""
        try:
            yield
        finally:
            forget_supply()
            with connection.cursor() as cursor:
                self._put_back(cursor)

    def _put_back(self, cursor: Any) -> None:
        # As a replica does it: no trigger forbids what was written once, and no key is looked up.
        emptied = "".join(f'DELETE FROM "{table}";' for table in self._rows)
        cursor.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {emptied}")
        for table, rows in self._rows.items():
            if rows:
                with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                    copy.write(rows)
        numbers = ((name, last or 1, last is not None) for name, last in self._numbers)
        cursor.execute(
            "".join(f"SELECT setval('\"{name}\"', {last}, {known});" for name, last, known in numbers)
        )
        cursor.execute("COMMIT")

    def _read(self, cursor: Any, table: str) -> bytes:
        with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
            return b"".join(bytes(part) for part in copy)
