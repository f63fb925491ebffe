"""Where a plan goes, and how it gets there whole: written beside its place first, moved in at the end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from makegood.domain.terms.errors import DomainError

OTHER_FILES = frozenset({".csv", ".htm", ".html", ".ods", ".pdf", ".tsv", ".txt", ".xls", ".xlsm", ".zip"})


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A temporary sibling that replaces `path` when the block ends well, and is removed when it does not.

    Raises DomainError('output_is_folder' or 'output_not_writable').
    """
    path = _prepared(path)
    if path.is_dir():
        raise DomainError("output_is_folder", {"path": str(path)})
    part = _sibling(path)
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise _not_writable(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink()


@contextmanager
def new_folder(path: Path, *, ours: frozenset[str]) -> Iterator[Path]:
    """A temporary sibling folder that replaces `path` when the block ends well.

    An existing folder is replaced only when all it holds is in `ours`. Raises DomainError('output_is_file',
    'output_folder_not_ours' or 'output_not_writable').
    """
    path = _prepared(path)
    if path.exists():
        _check_ours(path, ours)
    part, old = _sibling(path), _sibling(path, "old")
    try:
        shutil.rmtree(part, ignore_errors=True)  # left by a killed run of the same number
        part.mkdir()
        yield part
        if path.exists():
            path.rename(old)
        part.rename(path)
    except OSError as error:
        raise _not_writable(path, error) from error
    finally:
        with suppress(OSError):
            if old.exists() and not path.exists():
                old.rename(path)
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _check_ours(path: Path, ours: frozenset[str]) -> None:
    if not path.is_dir():
        raise DomainError("output_is_file", {"path": str(path)})
    foreign = sorted(entry.name for entry in path.iterdir() if entry.name not in ours)
    if foreign:
        raise DomainError("output_folder_not_ours", {"path": str(path), "found": foreign[0]})


def _prepared(path: Path) -> Path:
    try:
        path = path.resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_writable(path, error) from error
    return path


def _sibling(path: Path, end: str = "part") -> Path:
    """Hidden, on the same disk, and nobody else's: two runs at once do not meet."""
    return path.with_name(f".{path.name}.{os.getpid()}.{end}")


def _not_writable(path: Path, error: OSError) -> DomainError:
    return DomainError("output_not_writable", {"path": str(path), "why": error.strerror or str(error)})
