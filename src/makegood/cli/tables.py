"""Tables for people: columns under each other, as wide as the terminal and no wider."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from makegood.spreadsheet.writing.phrases import short_id
from makegood.wording.failures import said

_WIDTH = 80
_LEAST = 11
_LEAST_LAST = 20
_WIDE_GAP, _NARROW_GAP = 2, 1


def table(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The rows under their headings, numbers to the right. Where the terminal is too narrow, headings and the last
    column are broken over lines, columns with nothing in them are left out, and long names are cut."""
    room = shutil.get_terminal_size((_WIDTH, 24)).columns
    names = list(rows[0])
    cells = {name: [said(row[name]) for row in rows] for name in names}
    heads = {name: [name.replace("_", " ")] for name in names}
    if _needed(cells, heads, _WIDE_GAP) > room:
        heads = {name: _broken(heads[name][0], cells[name]) for name in names}
        filled = [name for name in names if any(row[name] not in (None, "", (), []) for row in rows)]
        cells = {name: cells[name] for name in filled or names}
    gap = _WIDE_GAP if _needed(cells, heads, _WIDE_GAP) <= room else _NARROW_GAP
    widths = _fitted({name: _width(cells[name], heads[name]) for name in cells}, rows, room, gap)
    left = [name for name in cells if not _numbers(rows, name)]
    height = max(len(heads[name]) for name in cells)
    for line in range(height):
        head = {name: ([""] * (height - len(heads[name])) + heads[name])[line] for name in cells}
        yield _line(head, widths, left, gap)
    for number in range(len(rows)):
        yield from _row({name: cells[name][number] for name in cells}, widths, left, gap)


def _row(cells: Mapping[str, str], widths: Mapping[str, int], left: Sequence[str], gap: int) -> Iterator[str]:
    last = list(cells)[-1]
    first, *more = textwrap.wrap(cells[last], widths[last]) or [""]
    short = {name: short_id(cell, widths[name]) for name, cell in cells.items()}
    yield _line(short | {last: first}, widths, left, gap)
    yield from (_line(dict.fromkeys(cells, "") | {last: part}, widths, left, gap) for part in more)


def _line(cells: Mapping[str, str], widths: Mapping[str, int], left: Sequence[str], gap: int) -> str:
    parts = (
        text.ljust(widths[name]) if name in left else text.rjust(widths[name]) for name, text in cells.items()
    )
    return (" " * gap).join(parts).rstrip()


def _numbers(rows: Sequence[Mapping[str, Any]], name: str) -> bool:
    return all(isinstance(row[name], int | None) and not isinstance(row[name], bool) for row in rows)


def _broken(head: str, cells: Sequence[str]) -> list[str]:
    """A heading over as many lines as its cells leave it no room for."""
    return textwrap.wrap(head, max(map(len, (*cells, *head.split()))))


def _width(cells: Sequence[str], head: Sequence[str]) -> int:
    return max(map(len, (*cells, *head)))


def _needed(cells: Mapping[str, Sequence[str]], heads: Mapping[str, Sequence[str]], gap: int) -> int:
    return sum(_width(cells[name], heads[name]) for name in cells) + gap * (len(cells) - 1)


def _fitted(widths: dict[str, int], rows: Sequence[Mapping[str, Any]], room: int, gap: int) -> dict[str, int]:
    """The widths cut to the room there is: first the last column, which is broken, then the widest names."""
    last = list(widths)[-1]
    over = sum(widths.values()) + gap * (len(widths) - 1) - room
    # A number or a day that is cut says something else.
    texts = [name for name in widths if all(isinstance(row[name], str | None) for row in rows)]
    if over > 0 and not _numbers(rows, last):
        given = min(over, max(0, widths[last] - _LEAST_LAST))
        widths[last] -= given
        over -= given
    while over > 0:
        widest = max((name for name in texts if name != last), key=lambda name: widths[name], default=last)
        if widths[widest] <= _LEAST:
            break
        widths[widest] -= 1
        over -= 1
    return widths
