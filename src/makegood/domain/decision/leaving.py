"""How likely a waiting customer is to cancel, by how late their order is already: the policy's assumption, corrected by
the shop's own history as far as that goes (spec 4.2). Formulas and worked figures: docs/rules/decision.md."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from makegood.domain.decision.stakes import MILLION

ENOUGH_DAYS = 100
"""Late days of waiting customers; with fewer of them nothing is learned, and no figure moves with every order."""


class Stay(NamedTuple):
    """One order whose customer waited past its baseline: from which late day to which, both counted, and whether they
    cancelled on the last one. Whoever was served, or is there still, has not."""

    first_day: int
    last_day: int
    left: bool


class Band(NamedTuple):
    """Late days from `from_day` to the next band's: how many of them customers waited, how many cancelled, and the
    chance of any one such day that is counted with."""

    from_day: int
    days: int
    left: int
    per_day: float


@dataclass(frozen=True, eq=False)
class Leaving:
    """The chance of each late day. `bands` rise from day 1 and have no end."""

    bands: tuple[Band, ...]

    def chance(self, *, waited: int, days: int) -> int:
        """Chance, in millionths, that a customer who has waited so many late days cancels within so many more."""
        stays = 1.0
        day, end = max(0, waited), max(0, waited) + max(0, days)
        while day < end:
            place = bisect_right(self._edges, day + 1) - 1
            until = min(end, self._edges[place + 1] - 1) if place + 1 < len(self._edges) else end
            stays *= (1 - self.bands[place].per_day) ** (until - day)
            day = until
        return round((1 - stays) * MILLION)

    @property
    def _edges(self) -> list[int]:
        return [band.from_day for band in self.bands]


def assumed(per_day: float) -> Leaving:
    """The same chance on every late day: waiting another day is as likely to lose the customer on the first day as on
    the twentieth."""
    return Leaving((Band(1, 0, 0, per_day),))


def learned(stays: Iterable[Stay], *, per_day: float, pool_days: int, edges: Sequence[int]) -> Leaving:
    """What a shop's own history says, a band of late days for each of `edges` (those of the ageing buckets).

    Each band is pooled with all of them, and all of them with the assumption `per_day`, as if `pool_days` more days had
    been waited as those say. Short history therefore moves little; below `ENOUGH_DAYS` nothing is learned.
    """
    starts = sorted({max(1, edge) for edge in edges} | {1})
    waited, left = [0] * len(starts), [0] * len(starts)
    for stay in stays:
        _count(stay, starts, waited)
        left[bisect_right(starts, stay.last_day) - 1] += stay.left
    if sum(waited) < ENOUGH_DAYS:
        return assumed(per_day)
    whole = (sum(left) + pool_days * per_day) / (sum(waited) + pool_days)
    return Leaving(
        tuple(
            Band(
                start,
                days,
                gone,
                (gone + pool_days * whole) / (days + pool_days) if days + pool_days else whole,
            )
            for start, days, gone in zip(starts, waited, left, strict=True)
        )
    )


def _count(stay: Stay, starts: Sequence[int], waited: list[int]) -> None:
    """The days of one stay, in the bands they lie in."""
    for place, start in enumerate(starts):
        until = starts[place + 1] - 1 if place + 1 < len(starts) else stay.last_day
        waited[place] += max(0, min(stay.last_day, until) - max(stay.first_day, start) + 1)
