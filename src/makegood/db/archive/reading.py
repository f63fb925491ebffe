"""An archive is opened: only when every byte, member, count and digest is what was written. It needs no database."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, cast
from zipfile import BadZipFile, ZipFile

from makegood.db.archive import seal
from makegood.db.archive.manifest import MANIFEST, Manifest, Table, damaged, decoded

Told = Callable[[str, int, int], None]
"""Is told what is being done, how many rows are done, and how many there are."""
_PART = 1 << 20


@dataclass(frozen=True, slots=True)
class Archive:
    """A backup that holds what was written, open for reading."""

    manifest: Manifest
    members: ZipFile

    def rows(self, table: Table) -> Iterator[list[Any]]:
        """The rows of a table in the order of its columns: as JSON has them, moments and days as ISO 8601."""
        with self.members.open(table.member) as member:
            for line in io.BufferedReader(cast("Any", member)):
                yield json.loads(line)


@contextmanager
def opened(path: Path, *, told: Told) -> Iterator[Archive]:
    """The archive of a file, after all of it was checked.

    Raises DomainError('backup_damaged') with where, what was found and what was expected, ('backup_newer').
    """
    with path.open("rb") as file:
        fault = seal.broken(file)
        if fault is not None:
            raise damaged(str(path), at="the whole file", found=fault[0], expected=fault[1])
        try:
            with ZipFile(file) as archive:
                found = Archive(_manifest(archive, str(path)), archive)
                _check_rows(found, str(path), told)
                yield found
        except (BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise damaged(str(path), at="the archive", found=str(error), expected="a ZIP file") from None


def _manifest(archive: ZipFile, file: str) -> Manifest:
    names = sorted(archive.namelist())
    if MANIFEST not in names:
        raise damaged(file, at="its members", found=", ".join(names), expected=MANIFEST)
    manifest = decoded(archive.read(MANIFEST), file=file)
    expected = sorted([MANIFEST, *(each.member for each in manifest.tables)])
    if names != expected:
        odd = sorted(set(names) ^ set(expected)) or names
        raise damaged(
            file, at=", ".join(odd), found=f"{len(names)} members", expected=f"{len(expected)} members"
        )
    return manifest


def _check_rows(archive: Archive, file: str, told: Told) -> None:
    done, every = 0, archive.manifest.rows
    for table in archive.manifest.tables:
        rows, digest = 0, sha256()
        with archive.members.open(table.member) as member:
            while part := member.read(_PART):
                digest.update(part)
                rows += part.count(b"\n")
                told("Checking", done + rows, every)
        done += rows
        for found, expected in ((f"{rows} rows", f"{table.rows} rows"), (digest.hexdigest(), table.sha256)):
            if found != expected:
                raise damaged(file, at=table.member, found=found, expected=expected)
