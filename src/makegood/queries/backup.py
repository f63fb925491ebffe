"""The whole shop as one file, as of one moment, while everybody goes on working."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from makegood import __version__
from makegood.db.archive import dump
from makegood.db.archive.manifest import Manifest, Table
from makegood.db.archive.reading import Told
from makegood.db.archive.tables import loaded, newest, tables
from makegood.db.archive.writing import Rows, Writer, write
from makegood.db.snapshot import snapshot
from makegood.domain.terms.errors import DomainError
from makegood.queries.shop import shop_now


def backup(path: Path, *, now: datetime, told: Told, force: bool = False) -> Manifest:
    """Write the file, whole or not at all, and what it says of itself. `force` = in place of one that is there.

    Raises DomainError('backup_exists'), ('database_newer') for a database of a later version, ('database_refused') for
    one that holds no shop.
    """

    def fill(writer: Writer) -> Manifest:
        with snapshot():
            return _fill(writer, now, told)

    return write(path, fill, force=force)


def _fill(writer: Writer, now: datetime, told: Told) -> Manifest:
    loader = loaded()
    migrations = newest(loader)
    if not migrations:
        raise DomainError("database_refused", {"found": "it holds no tables of a shop"})
    manifest = Manifest(__version__, migrations, _name(now), now, ())
    for table in tables(loader, migrations):
        done = manifest.rows
        written = writer.table(table, _counted(table, done, told))
        manifest = replace(manifest, tables=(*manifest.tables, written))
    return manifest


def _counted(table: Table, done: int, told: Told) -> Rows:
    for some in dump.rows(table):
        done += len(some)
        told("Backing up", done, 0)
        yield some


def _name(now: datetime) -> str:
    """What the shop is called; a policy that does not hold keeps nobody from a backup."""
    try:
        return shop_now(year=now.year).policy.shop.name
    except DomainError:
        return ""
