"""Figures that were counted a moment ago: weeks that are over hardly change, and a large shop takes seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from makegood.queries.measures.controls import Control, controls
from makegood.queries.measures.span import WEEKS, Span
from makegood.queries.measures.weekly import Measures, measures
from makegood.queries.shop import Shop

FRESH = timedelta(minutes=5)
"""For so long figures are shown as they were counted."""
_MOST = 8
_GLANCE = timedelta(minutes=1)

_Key = tuple[Shop, date, date | None, int]


@dataclass(frozen=True, slots=True)
class Counted:
    """Figures, and when they were counted."""

    at: datetime
    measures: Measures


_counted: dict[_Key, Counted] = {}
_watched: dict[Shop, tuple[datetime, list[Control]]] = {}


def counted(
    shop: Shop, *, today: date, now: datetime, last: date | None = None, weeks: int = WEEKS, wait: bool = True
) -> Counted | None:
    """The figures, at most five minutes old. None = they would have to be counted, and nobody `wait`s.

    Raises DomainError('week_invalid').
    """
    Span(shop, today=today, weeks=weeks, last=last)
    key = (shop, today, last, weeks)
    known = _counted.get(key)
    if known is not None and timedelta() <= now - known.at < FRESH:
        return known
    if not wait:
        return None
    found = Counted(now, measures(shop, today=today, weeks=weeks, last=last))
    while len(_counted) >= _MOST:
        _counted.pop(next(iter(_counted)), None)
    _counted[key] = found
    return found


def watched(shop: Shop, *, now: datetime, today: date) -> list[Control]:
    """The controls, at most a minute old."""
    known = _watched.get(shop)
    if known is None or not timedelta() <= now - known[0] < _GLANCE:
        _watched.clear()
        known = _watched[shop] = (now, controls(now=now, today=today))
    return known[1]


def forget() -> None:
    """Count anew: for whoever changes a shop behind our back."""
    _counted.clear()
    _watched.clear()
