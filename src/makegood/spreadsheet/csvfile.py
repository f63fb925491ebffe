"""CSV: encoding, delimiter, and rows that survive a broken quotation mark."""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from makegood.spreadsheet.problems import Problems
from makegood.spreadsheet.refusal import MOST_TEXT_BYTES, SPREADSHEET, refuse, size_words

DELIMITERS = ",;\t"
MOST_BROKEN_ROWS = 1_000
_CHUNK = 1 << 20


def rows(path: Path, problems: Problems) -> Iterator[list[str]]:
    """All records of a CSV file, header and blank ones included. Raises DomainError('file_unreadable')."""
    encoding = _encoding(path)
    if encoding == "cp1252":
        problems.warn(
            path.name, 1, None, "Windows-1252", "UTF-8; read as Windows-1252, check names with accents"
        )
    return _records(path, encoding, problems)


def _encoding(path: Path) -> str:
    """utf-8-sig, or cp1252 when the bytes are not UTF-8. Reads it all: a late surprise would cost the run."""
    size = path.stat().st_size
    if size > MOST_TEXT_BYTES:
        raise refuse(path, f"{size_words(size)}", f"a CSV file of at most {size_words(MOST_TEXT_BYTES)}")
    decoders = {name: codecs.getincrementaldecoder(name)() for name in ("utf-8-sig", "cp1252")}
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk:
                raise refuse(
                    path, "a binary file, or text in UTF-16", SPREADSHEET + " (save it as CSV UTF-8)"
                )
            if len(chunk) == _CHUNK and b"\n" not in chunk and b"\r" not in chunk:
                raise refuse(path, f"a line of more than {size_words(_CHUNK)}", SPREADSHEET)
            _drop_failing(decoders, chunk, final=False)
    _drop_failing(decoders, b"", final=True)
    for name in decoders:
        return name
    raise refuse(path, "a binary file", SPREADSHEET)


def _drop_failing(decoders: dict[str, codecs.IncrementalDecoder], chunk: bytes, *, final: bool) -> None:
    for name in list(decoders):
        try:
            decoders[name].decode(chunk, final)
        except UnicodeDecodeError:
            del decoders[name]


def _records(path: Path, encoding: str, problems: Problems) -> Iterator[list[str]]:
    try:
        with path.open(encoding=encoding, newline="") as file:
            yield from _parsed(path, file, problems)
    except (OSError, UnicodeDecodeError):
        raise refuse(path, "a file that changed while it was read", SPREADSHEET) from None


def _parsed(path: Path, file: TextIO, problems: Problems) -> Iterator[list[str]]:
    lines = _Lines(file)
    delimiter = lines.sniff()
    number = broken = 0
    headed = False
    while True:
        # Strict, so that a stray quotation mark breaks its own row instead of swallowing those after it.
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            for record in reader:
                lines.done()
                # The header is row 1, whatever blank lines stand before it.
                headed = headed or any(cell.strip() for cell in record)
                number += headed
                yield record
            return
        except csv.Error:
            number += 1
            broken += 1
            if broken > MOST_BROKEN_ROWS or not headed:
                raise refuse(path, "broken quotation marks in many rows", SPREADSHEET) from None
            problems.error(
                path.name, number, None, lines.rewind(), "quotation marks in pairs; the row cannot be read"
            )
            yield []


class _Lines:
    """Lines for the CSV parser; those of the record under way can be put back."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._current: list[str] = []
        self._again: deque[str] = deque()

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._file)
        self._current.append(line)
        return line

    def done(self) -> None:
        """The record is complete."""
        self._current.clear()

    def rewind(self) -> str:
        """Put all lines of the record but the first back, and give that first line."""
        first, *rest = self._current
        self._again.extendleft(reversed(rest))
        self._current.clear()
        return first.rstrip("\r\n")

    def sniff(self) -> str:
        """The delimiter of the first line that says something: the one seen most often outside quotation marks."""
        peeked: list[str] = []
        delimiter = ","
        for line in self._file:
            peeked.append(line)
            if line.lower().startswith("sep=") and len(line.strip()) == 5 and line[4] in DELIMITERS:
                peeked.pop()
                delimiter = line[4]
                break
            if line.strip(DELIMITERS + '" \r\n'):
                outside = "".join(line.split('"')[::2])
                delimiter = max(DELIMITERS, key=outside.count)
                break
        self._again.extend(peeked)
        return delimiter
