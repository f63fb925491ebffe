"""Files between two pages: in a session of their own, which ends by itself, so that every web host finds them.

A session is no part of a backup, and its row's name is the hash of a key that only the person's own session holds.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from makegood.console import clock
from makegood.console.door import caller
from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet.mapping import Columns
from makegood.spreadsheet.refusal import refuse, size_words

BOOK = "book"
NAMES = ("orders", "stock", "inbound", "items", BOOK)
"""What may be brought: a file for each table, or one workbook with a sheet for each."""
HOURS = 2
MOST_BYTES, MOST_OF_ALL = 20 * 1024**2, 40 * 1024**2
_KEY = "brought"
_LONGEST_NAME = 100


class File(NamedTuple):
    """A file as it was brought."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody has under way. `columns` = of tables, what they said which column is."""

    at: datetime
    files: Mapping[str, File]
    columns: Mapping[str, Columns]

    @contextmanager
    def on_disk(self) -> Iterator[tuple[dict[str, Path], Path | None]]:
        """The tables' files, and the workbook that holds others, for as long as they are read."""
        with TemporaryDirectory(prefix="makegood-") as folder:
            paths = {}
            for table, file in self.files.items():
                # Each in a folder of its own: two may have one name.
                place = Path(folder) / table
                place.mkdir()
                paths[table] = place / file.name
                paths[table].write_bytes(file.data)
            book = paths.pop(BOOK, None)
            yield paths, book


def brought(request: HttpRequest) -> Kept | None:
    """What this person has under way; None = nothing, or it has ended."""
    key = request.session.get(_KEY)
    if not isinstance(key, str):
        return None
    store = _store(key)
    if store.get("person") != caller(request).person:
        return None
    files = {
        table: File(name, zlib.decompress(b64decode(data))) for table, (name, data) in store["files"].items()
    }
    return Kept(datetime.fromisoformat(store["at"]), files, store["columns"])


def keep(request: HttpRequest, uploaded: Mapping[str, UploadedFile[Any]]) -> Kept:
    """Keep these files for two hours, in place of those before. Raises DomainError('file_unreadable') for one that is
    too large."""
    files = _files(uploaded)
    drop(request)
    _save(request, Kept(clock.now(), files, {}))
    return Kept(clock.now(), files, {})


def say_columns(request: HttpRequest, columns: Mapping[str, Columns]) -> None:
    """Keep with the files what was said about their columns."""
    store = _store(request.session[_KEY])
    store["columns"] = {table: dict(own) for table, own in columns.items()}
    store.save()


def drop(request: HttpRequest) -> None:
    """Keep nothing any longer."""
    key = request.session.pop(_KEY, None)
    if isinstance(key, str):
        _store(key).delete()


def _files(uploaded: Mapping[str, UploadedFile[Any]]) -> dict[str, File]:
    whole = 0
    for name in NAMES:
        if name in uploaded:
            size = uploaded[name].size or 0
            whole += size
            if size > MOST_BYTES or whole > MOST_OF_ALL:
                raise _too_large(_plain_name(uploaded[name], name), size, whole)
    return {
        name: File(_plain_name(uploaded[name], name), uploaded[name].read())
        for name in NAMES
        if name in uploaded
    }


def _too_large(file: str, size: int, whole: int) -> DomainError:
    found = size_words(size) if size > MOST_BYTES else f"{size_words(whole)} with the files before it"
    most = MOST_BYTES if size > MOST_BYTES else MOST_OF_ALL
    expected = f"at most {size_words(most)}; `makegood import` at the machine takes larger ones"
    return refuse(file, found, expected)


def _plain_name(file: UploadedFile[Any], table: str) -> str:
    """The file's own name: no folders, nothing that cannot be seen, and it ends."""
    last = PurePosixPath((file.name or "").replace("\\", "/")).name
    shown = "".join(letter for letter in last if letter.isprintable()).strip()
    return shown[-_LONGEST_NAME:].lstrip(".") or f"{table}.csv"


def _save(request: HttpRequest, kept: Kept) -> None:
    store = _store()
    store["person"] = caller(request).person
    store["at"] = kept.at.isoformat()
    store["files"] = {
        table: [file.name, b64encode(zlib.compress(file.data)).decode()] for table, file in kept.files.items()
    }
    store["columns"] = {}
    store.set_expiry(HOURS * 3600)
    store.create()
    request.session[_KEY] = store.session_key


def _store(key: str | None = None) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(key)
