"""Long reads: some rows at a time, several side by side."""

from __future__ import annotations

import pytest
from django.db import DataError, transaction

from makegood.db.sql import ask_many
from tests.live import on_sqlite

NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) SELECT i FROM n"


def test_long_reads_go_side_by_side(db: None) -> None:
    some = list(range(2, 9_000, 2))
    found = list(zip(ask_many(f"{NUMBERS} WHERE i IN_LIST(%s)", some), ask_many(NUMBERS), strict=False))
    assert found == [((i,), (n,)) for n, i in enumerate(some, 1)]


def test_among_none_there_is_nothing(db: None) -> None:
    assert list(ask_many(f"{NUMBERS} WHERE i IN_LIST(%s)", [])) == []


@pytest.mark.skipif(on_sqlite(), reason="SQLite reads row by row whatever we do")
def test_the_first_rows_are_there_before_the_last_are_read(db: None) -> None:
    with transaction.atomic():
        rows = ask_many("SELECT 1000 / (9000 - i) FROM generate_series(1, 9000) i")
        assert next(rows) == (0,)
        with pytest.raises(DataError, match="division by zero"):
            list(rows)
        transaction.set_rollback(True)
