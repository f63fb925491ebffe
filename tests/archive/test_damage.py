"""A backup that is not what was written is refused, and nothing is written: a byte, an end, a member, a number."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection

from makegood.db.archive import manifest as manifests
from makegood.db.archive import seal
from makegood.db.archive.manifest import MANIFEST, Column, Manifest
from makegood.db.archive.reading import opened
from makegood.db.archive.writing import write
from makegood.domain.terms.errors import DomainError
from tests.archive.conftest import BackedUp
from tests.archive.shop import rebuilt, restored, silent
from tests.cli.test_without_django import LOADED
from tests.services.shop import NOW

EVENTS = "rows/makegood_event.jsonl"


def refusal(path: Path) -> DomainError:
    """Why it is not opened."""
    with pytest.raises(DomainError) as refused, opened(path, told=silent):
        pass
    return refused.value


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A backup of two tables."""
    tables = tuple(
        manifests.Table(name, (Column("id", "number"), Column("text", "text"))) for name in ("one", "two")
    )
    path = tmp_path / "small.zip"
    write(
        path,
        lambda writer: Manifest(
            "1", ("a.1",), "Shop", NOW, tuple(writer.table(each, [[(1, "a"), (2, "b")]]) for each in tables)
        ),
        force=False,
    )
    return path


def test_every_single_changed_byte_is_noticed(small: Path) -> None:
    whole = small.read_bytes()
    assert seal.broken(BytesIO(whole)) is None
    for at in range(len(whole)):
        for bit in (1, 128):
            changed = bytearray(whole)
            changed[at] ^= bit
            assert seal.broken(BytesIO(changed)) is not None, at


def test_every_other_length_is_noticed(small: Path) -> None:
    whole = small.read_bytes()
    for length in range(len(whole)):
        assert seal.broken(BytesIO(whole[:length])) is not None, length
    assert seal.broken(BytesIO(whole + b"0")) is not None
    assert seal.broken(BytesIO(b"0" + whole)) is not None


def test_a_changed_byte_of_a_shop_is_refused_with_where_found_and_expected(
    backed_up: BackedUp, tmp_path: Path
) -> None:
    whole, path = backed_up.path.read_bytes(), tmp_path / "changed.zip"
    for at in range(0, len(whole), len(whole) // 40):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 16]) + whole[at + 1 :])
        refused = refusal(path)
        assert (refused.code, refused.data["at"]) == ("backup_damaged", "the whole file")
        assert refused.data["found"] != refused.data["expected"]


@pytest.mark.parametrize("content", [b"", b"PK", b"x" * 500, b" " * 71])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    assert refusal(path).code == "backup_damaged"


def test_a_sealed_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with path.open("w+b") as file:
        file.write(b"nothing" + seal.BLANK)
        seal.seal(file)
    assert refusal(path).data["at"] == "the archive"


def _without_events(members: dict[str, bytes]) -> None:
    del members[EVENTS]


def _without_a_manifest(members: dict[str, bytes]) -> None:
    del members[MANIFEST]


def _with_one_more(members: dict[str, bytes]) -> None:
    members["rows/more.jsonl"] = b""


def _with_another_row(members: dict[str, bytes]) -> None:
    members[EVENTS] = members[EVENTS].replace(b"orders", b"Orders", 1).replace(b'"test"', b'"best"', 1)


def _without_the_last_row(members: dict[str, bytes]) -> None:
    members[EVENTS] = members[EVENTS].rstrip(b"\n").rpartition(b"\n")[0] + b"\n"


def _with_another_number(members: dict[str, bytes]) -> None:
    data = json.loads(members[MANIFEST])
    data["tables"][0]["rows"] += 1
    members[MANIFEST] = json.dumps(data).encode()


def _with_half_a_manifest(members: dict[str, bytes]) -> None:
    members[MANIFEST] = members[MANIFEST][:200]


@pytest.mark.parametrize(
    ("change", "at"),
    [
        (_without_events, EVENTS),
        (_without_a_manifest, "its members"),
        (_with_one_more, "rows/more.jsonl"),
        (_with_another_row, EVENTS),
        (_without_the_last_row, EVENTS),
        (_with_another_number, MANIFEST),
        (_with_half_a_manifest, MANIFEST),
    ],
)
def test_what_was_taken_apart_and_sealed_again_is_refused(
    backed_up: BackedUp, tmp_path: Path, change: Callable[[dict[str, bytes]], None], at: str
) -> None:
    copy = tmp_path / "copy.zip"
    copy.write_bytes(backed_up.path.read_bytes())
    refused = refusal(rebuilt(copy, change))
    assert (refused.code, refused.data["at"]) == ("backup_damaged", at)


def test_a_format_of_a_later_version_is_called_so(small: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members[MANIFEST] = json.dumps(json.loads(members[MANIFEST]) | {"format": 2}).encode()

    refused = refusal(rebuilt(small, change))
    assert (refused.code, refused.data["found"]) == ("backup_newer", "format 2")


def test_looking_whether_a_backup_is_whole_needs_no_database(backed_up: BackedUp) -> None:
    words = ["backup", "--check", str(backed_up.path)]
    ran = subprocess.run(
        [sys.executable, "-c", LOADED.format(arguments=words)], capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith(f"{backed_up.path} is whole and holds Our shop, as of 2026-11-23 09:00 UTC")
    assert [name for name in ran.stderr.splitlines() if name.startswith(("django", "psycopg"))] == []


def changed_manifest(backed_up: BackedUp, folder: Path, change: Callable[[Manifest], Manifest]) -> Path:
    """A backup whose manifest says something else, with its digest and its seal made anew."""

    def rewrite(members: dict[str, bytes]) -> None:
        found = manifests.decoded(members[MANIFEST], file="")
        members[MANIFEST] = manifests.encoded(change(found))

    copy = folder / "copy.zip"
    copy.write_bytes(backed_up.path.read_bytes())
    return rebuilt(copy, rewrite)


def _of_a_later_version(manifest: Manifest) -> Manifest:
    return replace(manifest, makegood="9.9", migrations=(*manifest.migrations, "makegood.9999_later"))


def _with_other_columns(manifest: Manifest) -> Manifest:
    first, *others = manifest.tables
    return replace(manifest, tables=(replace(first, columns=first.columns[:-1]), *others))


@pytest.mark.parametrize(
    ("change", "code"), [(_of_a_later_version, "backup_newer"), (_with_other_columns, "backup_damaged")]
)
def test_a_backup_that_does_not_fit_leaves_the_database_without_tables(
    backed_up: BackedUp,
    no_tables: str,
    tmp_path: Path,
    change: Callable[[Manifest], Manifest],
    code: str,
) -> None:
    changed = changed_manifest(backed_up, tmp_path, change)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(DomainError) as refused:
        restored(changed)
    assert refused.value.code == code
    assert sorted(tmp_path.iterdir()) == before
    assert connection.introspection.table_names() == []
