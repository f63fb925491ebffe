"""What is due by the calendar: each occasion once, whoever looks, how often, and wherever the clock goes.

An occasion is named after its date, and the name is the job's key: the same date is never asked for twice, also when
the clock went back. A date that a clock running ahead has asked for keeps none before it from being done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from makegood.db import due, jobs
from makegood.db.jobs import NewJob
from makegood.queries.incoming import READING
from makegood.queries.shop import shop_now


@dataclass(frozen=True, slots=True)
class Daily:
    """Once for each of the shop's days, at this time in its zone."""

    kind: str
    at: time

    def latest(self, now: datetime, zone: ZoneInfo) -> tuple[str, datetime]:
        """The newest occasion that is due, and since when."""
        day = now.astimezone(zone).date()
        if self._moment(day, zone) > now:
            day -= timedelta(days=1)
        return day.isoformat(), self._moment(day, zone)

    def between(self, earlier: str, later: str) -> int:
        """How many occasions lie between two."""
        return (date.fromisoformat(later) - date.fromisoformat(earlier)).days - 1

    def _moment(self, day: date, zone: ZoneInfo) -> datetime:
        return datetime.combine(day, self.at, zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Hourly:
    """Once for each hour, in UTC: no hour is there twice; or every so many `minutes` of it."""

    kind: str
    minutes: int = 60

    def latest(self, now: datetime, zone: ZoneInfo) -> tuple[str, datetime]:  # noqa: ARG002 - as of a day
        """The newest occasion that is due, and since when."""
        at = now.astimezone(UTC)
        at = at.replace(minute=at.minute - at.minute % self.minutes, second=0, microsecond=0)
        return at.strftime("%Y-%m-%dT%H" if self.minutes == _HOUR else "%Y-%m-%dT%H:%M"), at

    def between(self, earlier: str, later: str) -> int:
        """How many occasions lie between two."""
        apart = datetime.fromisoformat(later) - datetime.fromisoformat(earlier)
        return apart // timedelta(minutes=self.minutes) - 1


REVIEW, STUCK, FORGET, AUDIT, UPDATES = "review", "stuck_releases", "forget", "audit", "updates"
_HOUR = 60
PERIODIC: tuple[Daily | Hourly, ...] = (
    Daily(AUDIT, time(2)),
    Daily(FORGET, time(3)),
    Daily(REVIEW, time(6)),
    Daily(UPDATES, time(7)),
    Hourly(STUCK),
    # Where no mailbox is named there is nothing to ask for.
    *((Hourly(READING, minutes=5),) if settings.INBOX_HOST else ()),
)


def queue_due(*, now: datetime) -> list[NewJob]:
    """Ask for what has become due since the last look; of each kind only the newest occasion. `missed` in its `args` =
    how many before it nobody asked for, because no worker ran."""
    wanted = list(_wanted(now))
    if wanted:
        jobs.queue(wanted, now=now)
    return wanted


def overtaken(kind: str, key: str, *, now: datetime) -> bool:
    """True when a newer occasion of the same work is due: doing that one does this one too."""
    newest = _newest(kind, now)
    return newest is not None and newest > key


def newest_done(kind: str, *, now: datetime) -> str | None:
    """The newest occasion that was done; None = none was."""
    key = _newest(kind, now, only_done=True)
    return key and _occasion(key)


def _wanted(now: datetime) -> Iterator[NewJob]:
    zone = shop_now(year=now.year).zone
    for each in PERIODIC:
        occasion, due_at = each.latest(now, zone)
        key = f"{each.kind}:{occasion}"
        last = due.newest(each.kind, up_to=key)
        if last != key:
            missed = each.between(_occasion(last), occasion) if last else 0
            yield NewJob(key=key, kind=each.kind, due_at=due_at, args={"missed": missed})


def _newest(kind: str, now: datetime, *, only_done: bool = False) -> str | None:
    """The newest key of a kind that is due by now. What a clock that ran ahead once asked for is no measure."""
    zone = shop_now(year=now.year).zone
    keys = (f"{kind}:{each.latest(now, zone)[0]}" for each in PERIODIC if each.kind == kind)
    latest = next(keys, None)
    return latest and due.newest(kind, up_to=latest, only_done=only_done)


def _occasion(key: str) -> str:
    return key.partition(":")[2]
