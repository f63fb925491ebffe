"""How often a key may ask: all processes count together, and hardly any request writes."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from makegood.api.keys import Rate
from makegood.db import limits, turns
from tests.api.door import Program, key
from tests.api.rate_steps import by, knock
from tests.live import on_sqlite, run_processes

MOST = 200


def test_a_key_that_asks_too_often_is_told_so_and_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "API_RATE", "3/day")
    rate = Rate()
    asked = [rate.allow_request(by(each)) for each in ("a", "a", "a", "b", "a")]
    assert asked == [True, True, True, True, False]
    assert 0 < rate.wait() <= 86_400


def test_four_processes_together_let_no_more_through_than_one(fresh_database: str) -> None:
    ended = run_processes(4, knock, rate=f"{MOST}/day", times=MOST)
    assert sum(end.value for end in ended) == MOST


def test_processes_that_count_for_themselves_let_more_through(fresh_database: str) -> None:
    ended = run_processes(2, knock, rate=f"{MOST}/day", times=MOST, alone=True)
    assert [end.value for end in ended] == [MOST, MOST]


def test_a_process_that_takes_and_does_not_use_costs_the_others_a_hundredth_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "API_RATE", f"{MOST}/day")
    idle, busy = Rate(), Rate()
    assert idle.allow_request(by("a"))
    assert sum(busy.allow_request(by("a")) for _ in range(MOST)) == MOST - MOST // 100


def test_one_request_of_sixty_writes_and_one_that_is_too_many_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "API_RATE", "6000/day")
    rate = Rate()
    with CaptureQueriesContext(connection) as asked:
        assert sum(rate.allow_request(by("a")) for _ in range(7_000)) == 6_000
    assert sum(each["sql"].startswith("INSERT") for each in asked) == 101


def test_the_next_window_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "API_RATE", "2/min")
    rate, now = Rate(), 1_800_000_000
    monkeypatch.setattr("makegood.api.keys.time.time", lambda: now)
    assert [rate.allow_request(by("a")) for _ in range(3)] == [True, True, False]
    now += 60
    assert rate.allow_request(by("a"))


@contextmanager
def somebody_writes() -> Iterator[None]:
    """Another process that writes and goes on."""
    other = connections.create_connection("default")
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute(
                "DELETE FROM makegood_limit"
                if on_sqlite()
                else "LOCK TABLE makegood_limit, makegood_location"
            )
        yield
    finally:
        other.rollback()
        other.close()


@contextmanager
def somebody_is_first() -> Iterator[None]:
    """Another process that queued before us, and whose turn it is."""
    file = os.open(str(connection.settings_dict["NAME"]) + turns.END, os.O_RDONLY | os.O_CREAT)
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(file)


@contextmanager
def nothing_can_be_written() -> Iterator[None]:
    """A disk that is full."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only=1")
        yield
        cursor.execute("PRAGMA query_only=0")


KEPT_FROM_WRITING = [somebody_writes, *([somebody_is_first, nothing_can_be_written] if on_sqlite() else [])]


@pytest.mark.parametrize("kept", KEPT_FROM_WRITING)
def test_whoever_reads_is_not_kept_from_it_by_being_counted_and_whoever_writes_may_come_again(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch, kept: Any
) -> None:
    program = Program(key("operations_lead"))
    monkeypatch.setattr(limits, "PATIENCE_SECONDS", 0.02)
    monkeypatch.setattr(settings, "PATIENCE_SECONDS", 0.02)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=1" if on_sqlite() else "SET lock_timeout = '50ms'")
    with kept():
        assert program.ask("people/views")[0] == 200
        status, said = program.do("intake/add-places", {"names": ["main"]})
        assert (status, said["code"]) in ((503, "busy"), (503, "database_away"))
    assert program.do("intake/add-places", {"names": ["main"]})[0] == 200


def test_who_asks_while_nothing_can_be_counted_is_let_through_and_counted_again_afterwards(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "API_RATE", "2/day")
    monkeypatch.setattr(limits, "PATIENCE_SECONDS", 0.02)
    rate = Rate()
    with somebody_writes():
        assert [rate.allow_request(by("a")) for _ in range(4)] == [True] * 4
    assert [rate.allow_request(by("a")) for _ in range(3)] == [True, True, False]
