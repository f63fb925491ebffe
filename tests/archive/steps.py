"""What processes do with backups: some are killed where they stand, some go on working meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from makegood.db.archive import files, restore, seal, writing
from makegood.domain.terms.errors import DomainError
from tests.archive.shop import back_up, digest, restored, silent
from tests.process import checkpoint
from tests.races.busy_day import a_busy_day
from tests.races.crash_steps import _stop_after
from tests.services.shop import take

BACKUP = {
    "begun": (writing, "Writer"),
    "half": (writing, ""),
    "written": (writing.Writer, "end"),
    "sealed": (seal, "seal"),
    "on disk": (files, "_onto_the_disk"),
}
"""Where a backup is killed: before its first row, in the middle, before and after its seal, before it gets its name."""
RESTORE = {
    "open": (restore, "loaded"),
    "migrated": (restore, "_same_tables"),
    "half": (restore, ""),
    "loaded": (restore, "load"),
    "awake": (restore, "_wake"),
    "on disk": (files, "_onto_the_disk"),
}
"""The same of a restore; only on SQLite something is left to do after its last transaction."""


def die_in_a_backup(number: int, *, path: str, point: str, force: bool = False) -> None:
    """Back up, and stand still at that point."""
    back_up(Path(path), told=_stopping(*BACKUP[point], point), force=force)


def die_in_a_restore(number: int, *, path: str, point: str, like: str) -> None:
    """Restore, and stand still at that point."""
    restored(Path(path), told=_stopping(*RESTORE[point], point), like=like)


def _stopping(module: Any, name: str, point: str) -> Callable[[str, int, int], None]:
    if name:
        _stop_after(module, name, point)
        return silent

    def told(doing: str, done: int, of: int) -> None:
        if doing != "Checking" and done >= (of or 200) // 2:
            checkpoint(point)

    return told


def restore_and_back_up(number: int, *, path: str, again: str) -> str:
    """Both, in the database of this process; the digest of all its rows."""
    restored(Path(path))
    back_up(Path(again))
    return digest()


def take_until_told(number: int, *, answered: str, stop: str) -> int:
    """Orders, one after the other, each written down when it was answered; other things in between."""
    with Path(answered).open("a", encoding="utf-8", buffering=1) as log:
        for place in range(100_000):
            take(f"{number}-{place}", ("S1", 1), ("S2", 1))
            log.write(f"{number}-{place}\n")
            if place == 3:
                checkpoint("warm")
            if Path(stop).exists():
                return place + 1
    raise DomainError("stuck")


def be_busy_until_told(number: int, *, stop: str) -> int:
    """Everything that happens in a shop, at random."""
    for turn in range(10_000):
        faults = a_busy_day(1000 * number + turn, seed=turn, steps=3)["faults"]
        assert faults == [], faults
        if turn == 0:
            checkpoint("warm")
        if Path(stop).exists():
            return turn
    raise DomainError("stuck")
