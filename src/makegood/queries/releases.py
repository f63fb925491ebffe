"""What lies with the warehouse: open releases, what to pick for them, and which ones are stuck."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from makegood.db.models import Allocation, Release
from makegood.domain.release import is_stuck
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.rank import Steps
from makegood.queries.pages import Listing


@dataclass(frozen=True, slots=True)
class OpenRelease:
    """A release of which something is still to be picked; `flagged_on` = the day it was found stuck."""

    release: int
    order: str
    channel: str
    location: str
    released_on: date
    picking: bool
    flagged_on: date | None


@dataclass(frozen=True, slots=True)
class Pick:
    """Units to take from the shelf for a release; `sku` is what lies there, of a bundle its components."""

    release: int
    line: str
    sku: str
    qty: int


_COLUMNS = (
    "pk",
    "order__number",
    "order__channel__name",
    "location__name",
    "released_on",
    "picking",
    "stuck_on",
)


def open_releases(*, location: str | None = None) -> Listing[OpenRelease]:
    """Open releases, the oldest first; of one location, or of all."""
    wanted = {} if location is None else {"location__name": location}
    return _releases(**wanted)


def stuck(*, policy: Policy, steps: Steps, today: date) -> list[OpenRelease]:
    """Open releases older than the policy's working days of their location, the oldest first (spec 7.6)."""
    return [
        each
        for each in _releases(released_on__lt=today)
        if is_stuck(
            released_on=each.released_on,
            policy=policy.allocation,
            calendar=steps.calendar(steps.location(each.location).calendar),
            today=today,
        )
    ]


def picks(release_ids: Iterable[int]) -> list[Pick]:
    """What to pick for releases, in order of release, SKU and line."""
    rows = (
        Allocation.objects.filter(release_id__in=set(release_ids), state="released")
        .order_by("release_id", "stock__item__sku", "line_id", "pk")
        .values_list("release_id", "line__line_id", "stock__item__sku", "qty")
    )
    found: dict[tuple[int, str, str], int] = {}
    for release, line, sku, qty in rows:
        found[release, line, sku] = found.get((release, line, sku), 0) + qty
    return [Pick(*key, qty) for key, qty in found.items()]


def _releases(**wanted: Any) -> Listing[OpenRelease]:
    return Listing(
        found=Release.objects.filter(ended_at__isnull=True, **wanted),
        order=("released_on", "pk"),
        names=_COLUMNS,
        make=lambda found: [OpenRelease(*row) for row in found],
    )
