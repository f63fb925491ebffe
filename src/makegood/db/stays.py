"""How long customers waited past their baseline, and whether they cancelled: what the chance to lose one is learned
from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from makegood.db import sql
from makegood.db.models import Backorder
from makegood.domain.decision.leaving import Stay

LOOK_BACK = timedelta(days=365)
"""Customers of longer ago waited for another shop."""

_ENDS = ("shipped", "cancelled", "substituted")
_NAMES = ("order_id", "line__baseline", "detected_on", "state", "approved_by", "closed_at")


@dataclass(slots=True)
class _Wait:
    """One order: the earliest baseline and detection of its cases, when they ended, and when its customer left."""

    baseline: date
    since: date
    until: date | None = None
    left_on: date | None = None


def stays_mark() -> tuple[object, ...]:
    """What changes when there is news of whoever cancelled."""
    (found,) = sql.ask(
        "SELECT (SELECT max(id) FROM makegood_backorder), count(*), max(closed_at) FROM makegood_backorder"
        " WHERE state = 'cancelled'"
    )
    return tuple(found)


def stays(*, before: date, zone: ZoneInfo) -> Iterator[Stay]:
    """The late days of every order whose customer waited lately, as they were when that day began: what happens on it
    moves no figure of the same day."""
    began = datetime.combine(before - LOOK_BACK, datetime.min.time(), zone)
    rows = Backorder.objects.filter(Q(closed_at=None) | Q(closed_at__gte=began), line__baseline__lt=before)
    last = before - timedelta(days=1)
    waits: dict[int, _Wait] = {}
    for row in rows.order_by("pk").values_list(*_NAMES).iterator():
        _add(waits, row, last, zone)
    for wait in waits.values():
        end = wait.left_on or wait.until or last
        first_day, last_day = max(1, (wait.since - wait.baseline).days), (end - wait.baseline).days
        if last_day >= first_day:
            yield Stay(first_day, last_day, wait.left_on is not None)


def _add(waits: dict[int, _Wait], row: tuple[Any, ...], last: date, zone: ZoneInfo) -> None:
    order, baseline, since, state, approved_by, closed_at = row
    wait = waits.setdefault(order, _Wait(baseline, since))
    wait.baseline, wait.since = min(wait.baseline, baseline), min(wait.since, since)
    ended = closed_at.astimezone(zone).date() if closed_at is not None and state in _ENDS else None
    if ended is None or ended > last:
        wait.until = last
    else:
        wait.until = max(wait.until or ended, ended)
        if state == "cancelled" and approved_by == "customer":
            wait.left_on = min(wait.left_on or ended, ended)
