"""How much text a sheet comes to once loaded: a workbook holds a text once, and its reader a copy of it per cell."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence

_SHARED = "xl/sharedstrings.xml"
_CHUNK = 1 << 20
_OVERLAP = 256
_END = re.compile(rb"</(?:\w+:)?si\s*>")
_CELL = re.compile(rb"""\st\s*=\s*["']s["'][^<>]*>\s*<(?:\w+:)?v[^<>]*>\s*(\d{1,10})""")
_SMALLEST_CELL = len('<c t="s"><v>0</v></c>')


def largest_text(archive: zipfile.ZipFile, *, limit: int) -> int:
    """Bytes of shared text in the sheet that holds most; 0 when no sheet can hold more than `limit`.

    Counted cell by cell only where the longest text in every cell would be too much: hardly ever.
    Raises ValueError for markup that could hide a text's length.
    """
    lengths = [
        length
        for part in archive.infolist()
        if part.filename.lower() == _SHARED
        for length in _lengths(archive, part)
    ]
    longest = max(lengths, default=0)
    suspects = (part for part in archive.infolist() if part.file_size // _SMALLEST_CELL * longest > limit)
    return max((_copied(archive, part, lengths) for part in suspects), default=0)


def _lengths(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[int]:
    """The length of each text in order, its markup included."""
    before, rest = 0, b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            rest += chunk
            if b"<!" in rest:
                raise ValueError(
                    "comments or CDATA, which no spreadsheet writes here, could hide where a text ends"
                )
            *whole, rest = _END.split(rest)
            for text in whole:
                yield before + len(text)
                before = 0
            # A text of many pieces is measured, not kept.
            before += len(rest[:-_OVERLAP])
            rest = rest[-_OVERLAP:]


def _copied(archive: zipfile.ZipFile, part: zipfile.ZipInfo, lengths: Sequence[int]) -> int:
    total, rest = 0, b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            text = rest + chunk
            end = 0
            for cell in _CELL.finditer(text):
                # What touches the end may go on in the next piece.
                if cell.end() == len(text):
                    break
                end = cell.end()
                number = int(cell[1])
                total += lengths[number] if number < len(lengths) else 0
            rest = text[max(end, len(text) - _OVERLAP) :]
    return total
