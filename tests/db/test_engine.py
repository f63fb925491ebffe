"""Each database is set up as the code relies on: docs/adr/0009-two-databases.md."""

from __future__ import annotations

import importlib

import pytest
from django.db import OperationalError, connection, connections, transaction

from makegood.db.models import Channel
from tests.live import Process, on_sqlite
from tests.races import steps


def answer(question: str) -> object:
    """The one value that the database gives."""
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@pytest.mark.skipif(not on_sqlite(), reason="SQLite only")
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 30_000),
        ("temp_store", 2),
        ("mmap_size", 0),
        ("cache_size", -65_536),
    ],
)
def test_a_sqlite_connection_is_set_up_for_a_shop(fresh_database: str, pragma: str, value: object) -> None:
    assert answer(f"PRAGMA {pragma}") == value


@pytest.mark.skipif(on_sqlite(), reason="PostgreSQL only")
def test_a_postgresql_transaction_reads_what_is_committed(fresh_database: str) -> None:
    with transaction.atomic():
        assert answer("SHOW transaction_isolation") == "read committed"
        assert answer("SHOW timezone") == "UTC"


@pytest.mark.skipif(not on_sqlite(), reason="SQLite only")
def test_on_sqlite_a_transaction_is_the_only_writer_from_its_first_moment(fresh_database: str) -> None:
    process = Process(steps.write_and_wait, name="Webshop")
    process.reaches("start")
    process.go()
    process.reaches("written")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=1")
    # It has not written anything and is refused all the same: at BEGIN, not half-way.
    with pytest.raises(OperationalError, match="locked"), transaction.atomic():
        raise AssertionError("the transaction began")
    process.go()
    assert process.ended().value == 0
    with transaction.atomic():
        assert Channel.objects.count() == 1


def test_a_thread_of_the_server_that_opens_another_connection_keeps_its_own(fresh_database: str) -> None:
    importlib.import_module("makegood.config.wsgi")
    connection.close()
    connection.ensure_connection()
    other = connections.create_connection("default")
    other.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    other.close()
