"""What a backup says of itself: which shop and moment it is of, and the columns, rows and digest of each table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from makegood.db.chain import canonical
from makegood.domain.terms.errors import DomainError

FORMAT = 1
MANIFEST = "manifest.json"


class Column(NamedTuple):
    """A column and how its values are written: `number`, `text`, `flag`, `moment`, `day` or `json`."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the database; the first column is its primary key. `rows`, `sha256` = of what was written of it."""

    name: str
    columns: tuple[Column, ...]
    rows: int = 0
    sha256: str = ""

    @property
    def member(self) -> str:
        """The member of the archive that holds its rows."""
        return f"rows/{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`makegood` = the version that wrote it, `migrations` = the newest that were applied, each `app.name`, `at` = the
    moment that everything in it is as of."""

    makegood: str
    migrations: tuple[str, ...]
    shop: str
    at: datetime
    tables: tuple[Table, ...]

    @property
    def rows(self) -> int:
        """Rows of all tables together."""
        return sum(each.rows for each in self.tables)


def encoded(manifest: Manifest) -> bytes:
    """The manifest as it stands in the archive, with its own digest."""
    data = {
        "format": FORMAT,
        "makegood": manifest.makegood,
        "migrations": manifest.migrations,
        "shop": manifest.shop,
        "at": manifest.at,
        "tables": [
            {"name": each.name, "columns": each.columns, "rows": each.rows, "sha256": each.sha256}
            for each in manifest.tables
        ],
    }
    return json.dumps({**json.loads(canonical(data)), "sha256": _digest(data)}, indent=1).encode()


def decoded(text: bytes, *, file: str) -> Manifest:
    """The manifest read back. Raises DomainError('backup_newer') for a format of later versions, ('backup_damaged')."""
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            found = {"file": file, "found": f"format {data['format']}", "expected": f"format {FORMAT}"}
            raise DomainError("backup_newer", found)
        claimed = data.pop("sha256")
        if claimed != _digest(data):
            raise damaged(file, at=MANIFEST, found=claimed, expected=_digest(data))
        return Manifest(
            data["makegood"],
            tuple(data["migrations"]),
            data["shop"],
            datetime.fromisoformat(data["at"]),
            tuple(_tables(data["tables"])),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise damaged(file, at=MANIFEST, found=f"{type(error).__name__}", expected="a manifest") from None


def damaged(file: str, *, at: str, found: object, expected: object) -> DomainError:
    """The error of a backup that is not what was written: where, what was found and what was expected."""
    return DomainError("backup_damaged", {"file": file, "at": at, "found": found, "expected": expected})


def _tables(data: list[Mapping[str, Any]]) -> Iterator[Table]:
    for each in data:
        columns = tuple(Column(name, kind) for name, kind in each["columns"])
        yield Table(each["name"], columns, each["rows"], each["sha256"])


def _digest(data: object) -> str:
    return sha256(canonical(data).encode()).hexdigest()
