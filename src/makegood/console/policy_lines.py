"""On which line of a TOML document a setting stands, so that a mistake is found by whoever typed it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

_TABLE = re.compile(r"^\s*\[(?P<list>\[)?\s*(?P<name>[^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*(?P<key>[A-Za-z0-9_-]+|\"[^\"]*\")\s*=")
_LINE = re.compile(r"line (\d+)")


def with_lines(
    document: str, problems: Sequence[Mapping[str, str]]
) -> list[tuple[int | None, Mapping[str, str]]]:
    """Each problem with its line, None where that is not known."""
    places = dict(_places(document))
    return [(_line(each["where"], places), each) for each in problems]


def _line(where: str, places: Mapping[str, int]) -> int | None:
    told = _LINE.match(where)
    if told:
        return int(told[1])
    # The nearest thing around it that has a line.
    while where:
        if where in places:
            return places[where]
        where = re.sub(r"(\.[^.\[]+|\[\d+\]|^[^.\[]+)$", "", where)
    return None


def _places(document: str) -> Iterator[tuple[str, int]]:
    """Where each table and key is written: of two, the one that stands first."""
    counts: Counter[str] = Counter()
    table = ""
    found: set[str] = set()
    for number, line in enumerate(document.splitlines(), 1):
        head, key = _TABLE.match(line), _KEY.match(line)
        if head:
            table = ".".join(part.strip() for part in head["name"].split("."))
            if head["list"]:
                counts[table] += 1
                table = f"{table}[{counts[table]}]"
            place = table
        elif key:
            place = f"{table}.{key['key']}" if table else key["key"]
        else:
            continue
        if place not in found:
            found.add(place)
            yield place, number
