"""Quiet hours: nobody is written to at night, by the clock where they live."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_MOST_TURNS = 100


def next_open(
    moment: datetime, *, zones: Sequence[ZoneInfo], quiet_from: time | None, quiet_until: time | None
) -> datetime:
    """The first moment from this one on that is quiet in none of the zones (UTC).

    Quiet is from `quiet_from` until before `quiet_until`, over midnight when that is earlier; either None, or both the
    same = never. Somewhere in a country so wide that it is always night in one of its zones only its first one counts.
    """
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return moment
    found = moment
    for _ in range(_MOST_TURNS):
        ends = [
            end for zone in zones if (end := _end_of_night(found, zone, quiet_from, quiet_until)) is not None
        ]
        if not ends:
            return found
        found = max(ends)
    return _end_of_night(moment, zones[0], quiet_from, quiet_until) or moment


def _end_of_night(moment: datetime, zone: ZoneInfo, quiet_from: time, quiet_until: time) -> datetime | None:
    """When the night ends that it is there now; None = it is day."""
    here = moment.astimezone(zone)
    clock = here.time()
    if quiet_from < quiet_until:
        quiet, day = quiet_from <= clock < quiet_until, here.date()
    else:
        quiet = clock >= quiet_from or clock < quiet_until
        day = here.date() if clock < quiet_until else here.date() + _DAY
    if not quiet:
        return None
    end = datetime.combine(day, quiet_until, zone).astimezone(UTC)
    # The hour that a clock skips: whatever it shows, the night ends later than now.
    return end if end > moment else moment + timedelta(hours=1)
