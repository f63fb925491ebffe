"""Failed formulas of a workbook, such as #N/A: the reader gives those cells as empty, and empty says something else."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from html import unescape

# What a cell shows, by row from 1 and column from 0.
Errors = Mapping[int, Mapping[int, str]]

# The longest formula Excel allows, escaped, fits.
_OVERLAP = 1 << 16
# A bound on memory; so many errors are told by the first of them.
_MOST = 200_000
_MOST_INDEX_BYTES = 1 << 24
_MARKS = (b't="e"', b"t='e'")
_CELL = re.compile(
    # No part of it runs past the next "<": hostile files cost no more than others.
    rb"""<(?:x:)?c\s(?=[^<>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'])(?=[^<>]*?\bt=["']e["'])[^<>]*>\s*"""
    rb"""(?:<(?:x:)?f[^<>]*>[^<]*(?:</(?:x:)?f>)?\s*)?<(?:x:)?v>([^<]*)<"""
)
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
_LINK = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


class FailedFormulas:
    """Collects them from the text of a sheet, fed in pieces."""

    def __init__(self) -> None:
        self.found: dict[int, dict[int, str]] = {}
        self._before = b""
        self._count = 0

    def feed(self, chunk: bytes) -> None:
        """The next piece of the sheet's XML."""
        text = self._before + chunk
        self._before = chunk[-_OVERLAP:]
        if self._count < _MOST and any(mark in text for mark in _MARKS):
            cells = _CELL.findall(text)
            self._count += len(cells)
            for letters, row, shown in cells:
                self.found.setdefault(int(row), {})[column_number(letters) - 1] = shown.decode(
                    "utf-8", "replace"
                )


def column_number(letters: bytes) -> int:
    """A is 1, XFD is 16,384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def sheet_parts(archive: zipfile.ZipFile) -> Mapping[str, str]:
    """The part of each sheet, by the sheet's name."""
    targets = {
        link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target", ""))).lstrip("/")
        for link in map(_attributes, _LINK.findall(_index(archive, "xl/_rels/workbook.xml.rels")))
    }
    sheets = map(_attributes, _SHEET.findall(_index(archive, "xl/workbook.xml")))
    return {sheet.get("name", ""): targets.get(_link_of(sheet), "") for sheet in sheets}


def _link_of(sheet: Mapping[str, str]) -> str | None:
    return next((value for name, value in sheet.items() if name.endswith(":id")), None)


def _index(archive: zipfile.ZipFile, part: str) -> str:
    try:
        info = archive.getinfo(part)
    except KeyError:
        return ""
    return archive.read(info).decode("utf-8", "replace") if info.file_size <= _MOST_INDEX_BYTES else ""


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(one or other) for name, one, other in _ATTRIBUTE.findall(text)}
