"""An archive is written: table after table as its rows come, then the manifest, then the seal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from makegood.db.archive import manifest as manifests
from makegood.db.archive import seal
from makegood.db.archive.files import in_place_of
from makegood.db.archive.manifest import Manifest, Table
from makegood.domain.terms.errors import DomainError

Rows = Iterable[Sequence[Sequence[Any]]]
"""The rows of a table, some at a time."""
LEVEL = 5
"""How hard it is pressed: more costs twice the time for a few per cent."""

_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


class Writer:
    """Writes an archive into a file."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=LEVEL)

    def table(self, table: Table, rows: Rows) -> Table:
        """Write the rows of a table; the table with their number and digest."""
        count, digest = 0, sha256()
        with self._zip.open(table.member, "w", force_zip64=True) as member:
            for some in rows:
                text = "".join([f"{_line(row)}\n" for row in some]).encode()
                member.write(text)
                digest.update(text)
                count += len(some)
        return replace(table, rows=count, sha256=digest.hexdigest())

    def end(self, manifest: Manifest) -> None:
        """Write the manifest; the file has room for the seal at its end."""
        self._zip.writestr(manifests.MANIFEST, manifests.encoded(manifest))
        self._zip.comment = seal.BLANK

    def close(self) -> None:
        """No more comes."""
        self._zip.close()


def write(path: Path, fill: Callable[[Writer], Manifest], *, force: bool) -> Manifest:
    """Make the archive `path` of what `fill` writes; `force` = in place of a file that is there.

    Raises DomainError('backup_exists'). Whatever fails leaves no file of that name, or the one that was there.
    """
    _refuse(path, force)
    with in_place_of(path) as beside:
        with beside.open("w+b") as file:
            with closing(Writer(file)) as writer:
                manifest = fill(writer)
                writer.end(manifest)
            seal.seal(file)
        # It took a while: somebody else may have been faster.
        _refuse(path, force)
    return manifest


def _refuse(path: Path, force: bool) -> None:
    if path.exists() and not force:
        raise DomainError("backup_exists", {"file": str(path), "expected": "a new name, or --force"})
