"""Whose turn it is to write: who came first writes first, who dies or gives up is forgotten."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from errno import ENOLCK, ENOTSUP
from pathlib import Path
from threading import Event, Thread

import pytest
from django.conf import settings
from django.db import connection

from makegood.db.models import Location
from makegood.db.turns import END, own_transaction, turn
from makegood.domain.terms.errors import DomainError
from tests.live import Process, on_sqlite
from tests.process import checkpoint

pytestmark = pytest.mark.skipif(not on_sqlite(), reason="PostgreSQL queues by itself")
LOCKS = Path("/proc/locks")
needs_locks = pytest.mark.skipif(not LOCKS.exists(), reason="only Linux tells who waits for a file's lock")


def takes_a_turn(number: int) -> None:
    """Writes for a while."""
    with own_transaction():
        checkpoint("mine")


def waiting() -> int:
    """How many wait for a turn at our database."""
    file = Path(f"{connection.settings_dict['NAME']}{END}")
    ending = f":{file.stat().st_ino} 0 EOF"
    return sum("-> FLOCK" in line and line.endswith(ending) for line in LOCKS.read_text().splitlines())


def openings() -> int:
    """How often this process has the file of the queue open."""
    file, found = Path(f"{connection.settings_dict['NAME']}{END}").stat(), 0
    for number in range(256):
        with suppress(OSError):
            found += os.path.samestat(os.fstat(number), file)
    return found


def waits(process: Process, *, behind: int) -> None:
    """Let it begin, and see it stand in the queue behind so many others."""
    process.reaches("start")
    process.go()
    while waiting() <= behind:
        Event().wait(0.005)


@needs_locks
def test_who_came_first_writes_first(fresh_database: str) -> None:
    processes = [Process(takes_a_turn, number) for number in range(6)]
    with turn():
        for behind, process in enumerate(processes):
            waits(process, behind=behind)
    for number, process in enumerate(processes):
        process.reaches("mine")
        assert waiting() == len(processes) - number - 1
        process.go()
        process.ended()


@needs_locks
def test_who_is_killed_in_the_queue_or_at_work_is_forgotten(fresh_database: str) -> None:
    at_work, in_the_queue, alive = (Process(takes_a_turn, number) for number in range(3))
    with turn():
        for behind, process in enumerate((at_work, in_the_queue, alive)):
            waits(process, behind=behind)
    at_work.reaches("mine")
    in_the_queue.kill()
    at_work.kill()
    alive.reaches("mine")
    alive.go()
    alive.ended()


def test_who_waited_too_long_is_told_and_lets_the_next_one_go_first(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PATIENCE_SECONDS", 0.01)
    held, enough = Event(), Event()

    def hold() -> None:
        with turn():
            held.set()
            enough.wait()
        connection.close()

    holder = Thread(target=hold, daemon=True)
    holder.start()
    held.wait()
    with pytest.raises(DomainError) as refused, turn():
        raise AssertionError("nobody let us in")
    assert (refused.value.code, refused.value.data) == ("busy", {"waited_seconds": 0.01})
    enough.set()
    holder.join()
    monkeypatch.setattr(settings, "PATIENCE_SECONDS", 30)
    with own_transaction(), turn():
        pass  # whoever gave up is not in the way, and within a transaction the turn is ours already


def test_where_the_file_cannot_be_had_commands_still_write(fresh_database: str) -> None:
    in_the_way = Path(f"{connection.settings_dict['NAME']}{END}")
    in_the_way.mkdir()
    with own_transaction():
        Location.objects.create(name="here")
    in_the_way.rmdir()
    assert Location.objects.get().name == "here"


def test_nor_does_a_disk_that_knows_no_such_locks_stop_them(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object) -> None:
        raise OSError(ENOTSUP, "no locks here")

    monkeypatch.setattr(fcntl, "flock", unknown)
    with own_transaction():
        Location.objects.create(name="here")
    assert Location.objects.get().name == "here"
    assert openings() == 0


def no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_more(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", no_more)


def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    real = fcntl.flock

    def fails(file: int, how: int) -> None:
        if not how & fcntl.LOCK_NB:
            raise OSError(ENOLCK, "no more locks")
        real(file, how)

    monkeypatch.setattr(fcntl, "flock", fails)


@pytest.mark.parametrize("lacks", [no_thread, no_lock])
def test_where_a_thread_or_the_lock_to_wait_for_cannot_be_had_sqlite_waits_in_its_own_way(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch, lacks: Callable[[pytest.MonkeyPatch], None]
) -> None:
    with turn():
        lacks(monkeypatch)
        with own_transaction():
            Location.objects.create(name="here")
        assert openings() == 1
    assert Location.objects.get().name == "here"


def test_where_there_can_be_no_database_sqlite_says_so(fresh_database: str, tmp_path: Path) -> None:
    connection.close()
    connection.settings_dict["NAME"] = str(tmp_path / "nowhere" / "shop.db")
    with pytest.raises(Exception, match="unable to open database file"), own_transaction():
        pass
