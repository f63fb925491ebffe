"""Which lines came although they may not wait, or the cap was full (spec 1.4, 2.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from makegood.domain.eligibility.rules import Answers

Waiting = Mapping[tuple[str, str | None], int]
"""Units that wait, by SKU and channel; None = on all channels together."""


class Short(NamedTuple):
    """A line with units missing, under a number of its own. `units` = what waits because of it: of its SKU, and of a
    bundle the components that it lacks, which wait under their own caps."""

    number: int
    sku: str
    channel: str
    units: Sequence[tuple[str, int]]


def oversold(
    arrivals: Iterable[Sequence[Short]], *, answers: Callable[[str], Answers], already: Waiting | None = None
) -> frozenset[int]:
    """Numbers of the oversold lines, in the order of their arrival: all waiting units count, oversells included.

    Lines that came together are counted together before each is judged. `already` = units that wait beside them.
    """
    waiting: Counter[tuple[str, str | None]] = Counter(already or {})
    found: set[int] = set()
    for together in arrivals:
        over = {line.number for line in together if not answers(line.sku)[line.channel].allowed}
        capped = [
            (line.number, (sku, place), cap, units)
            for line in together
            for sku, units in line.units
            for place in (None, line.channel)
            if (cap := answers(sku)[place].cap) is not None
        ]
        for _, place, _, units in capped:
            waiting[place] += units
        found |= over | {number for number, place, cap, _ in capped if waiting[place] > cap}
    return frozenset(found)
