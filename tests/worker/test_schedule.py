"""What is due by the calendar is asked for once for each date, whoever looks, and wherever the clock goes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from makegood.db import jobs
from makegood.db.models import Job
from makegood.queries.jobs import EVERY
from makegood.services.policy import SetPolicy
from makegood.worker import kinds, schedule
from makegood.worker.schedule import Daily, Hourly
from tests.live import Process
from tests.services.shop import NOW, do
from tests.worker.work import ask_at_once

BERLIN = ZoneInfo("Europe/Berlin")
ON_MONDAY = [
    "audit:2026-11-23",
    "forget:2026-11-23",
    "review:2026-11-23",
    "stuck_releases:2026-11-23T09",
    "updates:2026-11-23",
]


def asked(now: datetime) -> list[tuple[str, int]]:
    """Key and missed occasions of what is asked for at a moment."""
    return sorted((each.key, each.args["missed"]) for each in schedule.queue_due(now=now))


def test_everything_periodic_is_a_kind_that_can_be_done() -> None:
    assert {each.kind for each in schedule.PERIODIC} <= set(kinds.KINDS)


def test_each_is_asked_for_when_its_moment_has_come_and_not_again() -> None:
    assert asked(NOW) == [(key, 0) for key in ON_MONDAY]
    assert asked(NOW) == []
    assert asked(NOW + timedelta(minutes=59)) == []
    assert asked(NOW + timedelta(hours=1)) == [("stuck_releases:2026-11-23T10", 0)]
    moments = dict(Job.objects.values_list("kind", "due_at"))
    assert moments["review"] == datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert moments["stuck_releases"] == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_a_day_begins_in_the_shops_zone() -> None:
    do(SetPolicy(document='[shop]\nzone = "Europe/Berlin"\n'))
    asked(datetime(2026, 11, 23, 4, 59, tzinfo=UTC))
    assert Job.objects.get(kind="review").key == "review:2026-11-22"
    assert ("review:2026-11-23", 0) in asked(datetime(2026, 11, 23, 5, tzinfo=UTC))


def test_a_shop_that_moves_to_another_zone_has_each_day_once_all_the_same() -> None:
    keys = []
    for hour, zone in enumerate(("Pacific/Honolulu", "Pacific/Auckland", "UTC", "Pacific/Kiritimati", "UTC")):
        do(SetPolicy(document=f'[shop]\nzone = "{zone}"\n'))
        keys += [key for key, _ in asked(NOW + timedelta(hours=3 * hour)) if key.startswith("review")]
    assert keys == ["review:2026-11-22", "review:2026-11-23", "review:2026-11-24"]


def test_after_days_without_a_worker_only_the_newest_day_is_asked_for_and_it_says_how_many_were_missed() -> (
    None
):
    asked(NOW)
    assert asked(NOW + timedelta(days=5)) == [
        ("audit:2026-11-28", 4),
        ("forget:2026-11-28", 4),
        ("review:2026-11-28", 4),
        ("stuck_releases:2026-11-28T09", 119),
        ("updates:2026-11-28", 4),
    ]


def do_all(now: datetime) -> None:
    lease = timedelta(hours=1)
    for job in jobs.claim(worker="w", now=now, lease=lease, limit=99, kinds=kinds.KINDS).jobs:
        jobs.done(job, now=now)


def test_a_clock_that_goes_back_does_nothing_again() -> None:
    moments = [NOW + timedelta(hours=hour) for hour in range(0, 72, 6)]
    for now in moments:
        asked(now)
        do_all(now)
    before = list(Job.objects.order_by("pk").values_list())
    assert {row.state for row in Job.objects.all()} == {"done"}
    for now in reversed(moments):
        assert asked(now) == []
        do_all(now)
    assert list(Job.objects.order_by("pk").values_list()) == before


def test_a_clock_that_ran_ahead_once_keeps_no_day_from_being_done() -> None:
    asked(NOW)
    do_all(NOW)
    ahead = NOW + timedelta(days=400)
    asked(ahead)
    do_all(ahead)
    assert asked(NOW) == []
    tomorrow = NOW + timedelta(days=1)
    assert ("review:2026-11-24", 0) in asked(tomorrow)
    assert not schedule.overtaken("review", "review:2026-11-24", now=tomorrow)
    assert schedule.newest_done("review", now=tomorrow) == "2026-11-23"


def test_what_was_asked_for_and_not_done_is_overtaken_by_the_next_day() -> None:
    asked(NOW)
    assert not schedule.overtaken("review", "review:2026-11-23", now=NOW)
    tomorrow = NOW + timedelta(days=1)
    asked(tomorrow)
    assert schedule.overtaken("review", "review:2026-11-23", now=tomorrow)
    assert not schedule.overtaken("review", "review:2026-11-24", now=tomorrow)
    assert not schedule.overtaken("receive", "receive:1", now=tomorrow)


def test_who_looks_at_the_same_moment_asks_for_each_date_once_also_with_another_clock(
    fresh_database: str,
) -> None:
    processes = [Process(ask_at_once, number, days_behind=days) for number, days in enumerate((0, 0, 1))]
    for point in ("start", "looked"):
        for process in processes:
            process.reaches(point)
        for process in processes:
            process.go()
    wanted = [process.ended().value for process in processes]
    assert wanted[:2] == [ON_MONDAY, ON_MONDAY]
    keys = sorted(Job.objects.values_list("key", flat=True))
    assert keys == sorted({*ON_MONDAY, *wanted[2]})
    # What the clock that is a day behind asked for in that moment is not done: the newer day does it too.
    left = {key for key in keys if not schedule.overtaken(key.partition(":")[0], key, now=NOW)}
    assert left == set(ON_MONDAY)


@given(
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31)),  # noqa: DTZ001 - UTC below
    st.sampled_from(("UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Africa/Cairo")),
    st.times(),
)
def test_the_latest_occasion_is_not_to_come_and_less_than_a_day_and_two_hours_old(
    naive: datetime, zone: str, at: time
) -> None:
    now = naive.replace(tzinfo=UTC)
    key, due_at = Daily("x", at.replace(fold=0)).latest(now, ZoneInfo(zone))
    assert timedelta(0) <= now - due_at <= timedelta(hours=26)
    # A time that a change of the clocks leaves out is that much later.
    assert abs((due_at.astimezone(ZoneInfo(zone)).date() - date.fromisoformat(key)).days) <= 1


def test_hours_are_counted_where_the_clocks_change() -> None:
    hourly, before = Hourly("x"), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    keys = [hourly.latest(before + timedelta(hours=hour), BERLIN)[0] for hour in range(3)]
    assert keys == ["2026-10-25T00", "2026-10-25T01", "2026-10-25T02"]
    assert hourly.between(keys[0], keys[2]) == 1


@given(now=st.integers(0, 60 * 24 * 400).map(lambda minutes: NOW + timedelta(minutes=minutes)))
def test_something_falls_due_as_often_as_a_silent_worker_is_judged_by(now: datetime) -> None:
    zone = ZoneInfo("America/New_York")
    assert any(each.latest(now, zone) != each.latest(now + EVERY, zone) for each in schedule.PERIODIC)
