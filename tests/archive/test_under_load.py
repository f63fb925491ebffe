"""A backup while others write: it keeps nobody waiting, and what it holds is one moment, with all that was answered."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from makegood.db.models import Order
from makegood.domain.terms.errors import DomainError
from makegood.queries import backup as question
from makegood.queries.audit import CHECKS, audit
from tests import live
from tests.archive.shop import back_up, restored
from tests.archive.steps import be_busy_until_told, take_until_told
from tests.live import Process, on_sqlite
from tests.races.busy_day import SKUS
from tests.services.shop import arrive, goods

TAKERS = 2


class Writers:
    """Processes that write until the end, and what they were answered."""

    def __init__(self, folder: Path) -> None:
        self._stop = folder / "stop"
        self._logs = [folder / f"answered {number}" for number in range(TAKERS)]
        self._all = [
            *(
                Process(take_until_told, number, answered=str(log), stop=str(self._stop))
                for number, log in enumerate(self._logs)
            ),
            Process(be_busy_until_told, TAKERS, stop=str(self._stop)),
        ]
        for checkpoint in ("start", "warm"):
            for process in self._all:
                process.reaches(checkpoint)
            for process in self._all:
                process.go()

    def answered(self) -> set[str]:
        """Orders that were answered by now."""
        return {name for log in self._logs for name in log.read_text(encoding="utf-8").split("\n")[:-1]}

    def more(self, than: int, by: int = 2) -> None:
        """Waits until so many more were answered: whoever is kept from writing makes the test stand still."""
        while len(self.answered()) < than + by:
            pass

    def end(self) -> None:
        """All of them; none met a fault."""
        self._stop.touch()
        for process in self._all:
            assert not process.ended().refused


@contextmanager
def at_work(folder: Path) -> Iterator[Writers]:
    """A shop in which many write at the same time."""
    for sku in SKUS[:20]:
        goods(sku)
        arrive(sku, 10)
    goods("KIT", S0=1, S1=2)
    writers = Writers(folder)
    yield writers
    writers.end()


def backed_up_meanwhile(writers: Writers, path: Path) -> None:
    """A backup during which orders are taken, between all of its tables."""

    def told(doing: str, done: int, of: int) -> None:
        writers.more(len(writers.answered()))

    back_up(path, told=told)


def test_a_backup_under_load_holds_all_that_was_answered_before_it_and_its_audit_is_clean(
    fresh_database: str, database_template: str, tmp_path: Path
) -> None:
    with at_work(tmp_path) as writers:
        before = writers.answered()
        backed_up_meanwhile(writers, tmp_path / "a.zip")
        after = writers.answered()
    with live.fresh_database(tmp_path, like=None):
        restored(tmp_path / "a.zip", like=database_template)
        there = set(Order.objects.values_list("number", flat=True))
        assert before - there == set()
        assert len(before) < len(after)
        # As of one moment: the last ones were answered after it.
        assert after - there != set()
        assert audit(checks=CHECKS) == []


def test_without_a_snapshot_it_does_not_hold_together(
    fresh_database: str, database_template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(question, "snapshot", nullcontext)
    with at_work(tmp_path) as writers:
        backed_up_meanwhile(writers, tmp_path / "a.zip")
    with live.fresh_database(tmp_path, like=None):
        assert broken(lambda: restored(tmp_path / "a.zip", like=database_template))


@pytest.mark.skipif(not on_sqlite(), reason="SQLite's file only")
def test_a_copy_of_the_file_does_not_hold_what_was_answered(fresh_database: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with at_work(tmp_path) as writers:
        before = writers.answered()
        shutil.copyfile(str(connection.settings_dict["NAME"]), copy)
    with live._connected(str(copy)):
        assert broken(lambda: None, before)


def broken(begin: Callable[[], object], before: Collection[str] = ()) -> bool:
    """Whether it cannot be read, contradicts itself, or lacks what was answered."""
    try:
        begin()
        return bool(set(before) - set(Order.objects.values_list("number", flat=True)) or audit(checks=CHECKS))
    except (DatabaseError, DomainError):
        return True
