"""A file that is there whole or not at all: written beside its place, put onto the disk, then moved there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

LEFT = ".part"
"""How a file ends that somebody who was killed left behind."""


@contextmanager
def in_place_of(path: Path) -> Iterator[Path]:
    """An empty file beside `path` that only its owner may read; when the block ends it takes the place of `path`. When
    the block fails nothing is left of it."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=LEFT, dir=path.parent)
    os.close(number)
    beside = Path(name)
    try:
        yield beside
        _onto_the_disk(beside)
        beside.replace(path)
    except BaseException:
        # A database may have begun to write beside it.
        for end in ("", "-journal", "-wal", "-shm"):
            beside.with_name(beside.name + end).unlink(missing_ok=True)
        raise
    if os.name == "posix":
        # The move itself, too, must outlive a power cut; elsewhere a folder cannot be opened.
        _onto_the_disk(path.parent)
    _tidy(path)


def _tidy(path: Path) -> None:
    """What was killed on its way to the same place goes: it may hold personal data. Whoever is still on the way comes
    too late, and fails."""
    for left in path.parent.glob(f"{escape(f'.{path.name}.')}*{LEFT}"):
        with suppress(OSError):
            left.unlink()


def _onto_the_disk(path: Path) -> None:
    number = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)
