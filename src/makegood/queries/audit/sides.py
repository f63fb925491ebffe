"""Long reads side by side, without holding any of them."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

Row = tuple[Any, ...]


def side_by_side(*sources: Iterator[Row]) -> Iterator[tuple[int, list[list[Row]]]]:
    """Rows of several sorted reads that have their first column in common, read by read."""
    tagged = [_tagged(number, found) for number, found in enumerate(sources)]
    for key, together in groupby(merge(*tagged, key=itemgetter(0)), key=itemgetter(0)):
        found: list[list[Row]] = [[] for _ in sources]
        for _, number, row in together:
            found[number].append(row)
        yield key, found


def _tagged(number: int, found: Iterator[Row]) -> Iterator[tuple[int, int, Row]]:
    for row in found:
        yield row[0], number, row
