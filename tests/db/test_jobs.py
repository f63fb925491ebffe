"""A job is held by one worker for a while, ends once, and comes back later when it fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from makegood.db import due, jobs
from makegood.db.jobs import MAX_TRIES, HeldJob, NewJob
from makegood.db.models import Event, Job
from makegood.domain.terms.errors import DomainError
from tests.audited import assert_audited

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LEASE = timedelta(minutes=5)
LATE = NOW + timedelta(minutes=5)


def job(key: str, *, minutes: int = 0, kind: str = "review") -> NewJob:
    return NewJob(key=key, kind=kind, due_at=NOW + timedelta(minutes=minutes), args={"of": key})


def ask_for(*keys: str, **each: Any) -> int:
    return jobs.queue([job(key, **each) for key in keys], now=NOW)


def claim(
    worker: str = "w1", *, now: datetime = NOW, limit: int = 5, once: tuple[str, ...] = ()
) -> list[HeldJob]:
    kinds = ("review", "mail")
    return jobs.claim(worker=worker, now=now, lease=LEASE, limit=limit, kinds=kinds, once=once).jobs


def rows() -> list[tuple[Any, ...]]:
    names = ("key", "state", "held_by", "held_until", "try_number", "due_at", "error", "ended_at")
    return list(Job.objects.order_by("key").values_list(*names))


def refused(do: Callable[[], object]) -> tuple[str, dict[str, object]]:
    """Code and data of the refusal; nothing has changed."""
    before = rows()
    with pytest.raises(DomainError) as error:
        do()
    assert rows() == before
    return error.value.code, error.value.data


def test_the_same_work_is_wanted_once_whoever_asks_and_when() -> None:
    assert ask_for("a", "b") == 2
    assert jobs.queue([job("b", minutes=9), job("c")], now=LATE) == 1
    assert [(row.key, row.due_at) for row in Job.objects.order_by("key")] == [(key, NOW) for key in "abc"]


def test_nothing_is_asked_for_where_the_transaction_that_asks_is_taken_back() -> None:
    with transaction.atomic():
        ask_for("a")
        transaction.set_rollback(True)
    assert rows() == []


def test_the_oldest_due_come_first_and_what_is_not_due_yet_stays() -> None:
    jobs.queue(
        [job("late", minutes=-1), job("older", minutes=-9), job("soon", minutes=1), job("now")], now=NOW
    )
    assert [each.key for each in claim(limit=2)] == ["older", "late"]
    assert [each.key for each in claim("w2")] == ["now"]
    assert claim("w3") == []


def test_whoever_claims_holds_it_for_the_lease_as_a_try_with_its_args() -> None:
    ask_for("a")
    (held,) = claim()
    assert held == HeldJob(held.pk, "a", "review", {"of": "a"}, "w1", 1)
    assert rows() == [("a", "held", "w1", NOW + LEASE, 1, NOW, "", None)]


def test_a_kind_that_this_worker_does_not_know_is_left_to_one_that_does() -> None:
    ask_for("a", kind="from_the_future")
    assert claim() == []
    assert Job.objects.get().state == "waiting"


def test_an_idle_worker_locks_nothing() -> None:
    ask_for("soon", minutes=1)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert claim() == []
    assert len(asked) == 1


def test_done_is_done_for_ever() -> None:
    ask_for("a")
    (held,) = claim()
    jobs.done(held, now=LATE)
    assert rows() == [("a", "done", "w1", None, 1, NOW, "", LATE)]
    assert ask_for("a") == 0
    for moment in (NOW - timedelta(days=400), NOW, NOW + timedelta(days=400)):
        assert claim(now=moment) == []


def test_when_the_lease_has_run_out_another_takes_over_and_the_late_one_can_end_nothing() -> None:
    ask_for("a")
    (late,) = claim("w1")
    assert claim("w2", now=LATE - timedelta(seconds=1)) == []
    (newer,) = claim("w2", now=LATE)
    assert newer.try_number == 2
    ends: list[Callable[[], object]] = [
        lambda: jobs.done(late, now=LATE),
        lambda: jobs.failed(late, error="no", now=LATE),
        lambda: jobs.renew(late, until=LATE + LEASE),
    ]
    for end in ends:
        assert refused(end) == ("lease_lost", {"job": "a", "held_by": "w1", "try": 1})
    before = rows()
    jobs.give_back([late])
    assert rows() == before
    jobs.done(newer, now=LATE)
    assert Job.objects.get().state == "done"


def test_a_worker_of_the_same_name_is_told_apart_by_the_number_of_the_try() -> None:
    ask_for("a")
    (late,) = claim("w1")
    claim("w1", now=LATE)
    assert refused(lambda: jobs.done(late, now=LATE))[0] == "lease_lost"


def test_what_is_renewed_is_held_longer() -> None:
    ask_for("a")
    (held,) = claim()
    jobs.renew(held, until=LATE + LEASE)
    assert claim("w2", now=LATE) == []
    assert len(claim("w2", now=LATE + LEASE)) == 1


def test_what_is_given_back_is_free_at_once_and_keeps_its_place() -> None:
    ask_for("a")
    jobs.give_back(claim())
    assert [(each.key, each.try_number) for each in claim("w2")] == [("a", 2)]


def test_each_pause_is_twice_as_long_up_to_six_hours_give_or_take_a_quarter() -> None:
    minutes = [jobs.pause("a", number) / timedelta(minutes=1) for number in range(1, MAX_TRIES + 1)]
    for found, whole in zip(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360], strict=True):
        assert 0.75 * whole <= found < 1.25 * whole
    assert jobs.pause("a", 1) == jobs.pause("a", 1) != jobs.pause("b", 1)
    assert jobs.pause("a", MAX_TRIES + 1) < timedelta(minutes=1.25)


def fail(times: int, *, now: datetime = NOW) -> datetime:
    """So many tries that fail, each when it is due; the moment of the last."""
    for _ in range(times):
        now = max(now, Job.objects.get().due_at)
        (held,) = claim(now=now)
        jobs.failed(held, error="no luck", now=now)
    return now


def test_what_failed_waits_with_its_error_and_comes_back_after_the_pause() -> None:
    ask_for("a")
    fail(1)
    again = NOW + jobs.pause("a", 1)
    assert rows() == [("a", "waiting", "", None, 1, again, "no luck", None)]
    assert claim(now=again - timedelta(seconds=1)) == []
    (held,) = claim(now=again)
    jobs.done(held, now=again)
    assert rows() == [("a", "done", "w1", None, 2, again, "", again)]


def test_after_the_last_try_it_is_dead_until_a_person_revives_it_for_as_many_again() -> None:
    ask_for("a")
    now = fail(MAX_TRIES)
    assert rows()[0][1] == "dead"
    assert (rows()[0][6], rows()[0][7]) == ("no luck", now)
    assert claim(now=now + timedelta(days=400)) == []
    assert jobs.revive([Job.objects.get().pk], actor="cli", cause="Revive", now=now) == ["a"]
    fail(MAX_TRIES - 1, now=now)
    assert rows()[0][1] == "waiting"
    fail(1, now=now)
    assert (rows()[0][1], rows()[0][4]) == ("dead", 2 * MAX_TRIES)


def test_who_gave_a_job_up_and_who_had_it_tried_again_is_told_for_good_and_nothing_of_other_jobs() -> None:
    ask_for("a", "b", "c")
    given_up, failing, third = claim(limit=3)
    jobs.failed(given_up, error="card 4111 declined", now=NOW, last=True)
    jobs.failed(failing, error="no luck", now=NOW)
    jobs.done(third, now=NOW)
    jobs.revive([given_up.pk], actor="person:1", cause="Revive", now=LATE)
    again = {each.key: each for each in claim(now=LATE)}
    jobs.done(again["a"], now=LATE)
    due.forget_done(before=LATE + timedelta(days=1))
    told = Event.objects.order_by("pk").values_list("stream", "kind", "actor", "cause", "at")
    assert list(told) == [
        ("job", "machine.given_up", "worker", "useless_again", NOW),
        ("job", "machine.revived", "person:1", "Revive", LATE),
    ]
    assert [json.loads(data) for data in Event.objects.order_by("pk").values_list("data", flat=True)] == [
        {"job": "a", "from": "held", "to": "dead", "held_by": "w1", "try": 1},
        {"job": "a", "from": "dead", "to": "waiting", "held_by": "w1", "try": 1},
    ]
    # What has a history stays; of the others only what is not done yet.
    assert set(Job.objects.values_list("key", "state")) == {("a", "done"), ("b", "held")}
    assert_audited()


def test_where_another_try_would_be_of_no_use_it_is_dead_at_once() -> None:
    ask_for("a")
    assert jobs.failed(claim()[0], error="audit_found", now=NOW, last=True) == "dead"


def test_only_what_was_given_up_is_revived_all_or_nothing() -> None:
    ask_for("a", "b")
    dead, waiting = claim(limit=2)
    jobs.failed(dead, error="x", now=NOW, last=True)
    jobs.give_back([waiting])
    assert refused(
        lambda: jobs.revive([dead.pk, waiting.pk, 10**9], actor="cli", cause="Revive", now=NOW)
    ) == (
        "job_not_dead",
        {"jobs": [waiting.pk, 10**9]},
    )


def test_what_killed_every_worker_that_tried_it_is_dead_in_the_end_and_drags_no_other_along() -> None:
    ask_for("poison", "b", "c")
    assert len(claim()) == 3
    got: list[list[str]] = []
    for at in range(1, MAX_TRIES + 1):
        moment = NOW + at * LEASE
        found = jobs.claim(worker="w2", now=moment, lease=LEASE, limit=5, kinds=("review",))
        got.append([each.key for each in found.jobs] + found.dead)
        for each in found.jobs:
            if each.key != "poison":
                jobs.done(each, now=moment)
    # Each alone, for nobody knows which of them it was.
    assert [len(each) for each in got] == [1] * len(got)
    keys = [key for (key,) in got]
    assert sorted(keys[:3]) == ["b", "c", "poison"]
    moment = NOW + len(got) * LEASE
    while keys.count("poison") < MAX_TRIES:
        moment += LEASE
        found = jobs.claim(worker="w2", now=moment, lease=LEASE, limit=5, kinds=("review",))
        keys += [each.key for each in found.jobs] + found.dead
    dead = Job.objects.get(key="poison")
    assert (dead.state, dead.try_number, dead.error) == ("dead", MAX_TRIES, "never_came_back: w2")
    assert Job.objects.filter(state="done").count() == 2


def test_a_call_to_the_outside_world_that_never_came_back_is_not_made_again() -> None:
    ask_for("letter", kind="mail")
    (held,) = claim(once=("mail",))
    assert claim("w2", now=LATE, once=("mail",)) == []
    assert rows() == [("letter", "dead", "w1", None, 1, NOW, "uncertain: w1", LATE)]
    assert refused(lambda: jobs.done(held, now=LATE))[0] == "lease_lost"


def test_calls_to_the_outside_world_are_claimed_one_by_one() -> None:
    ask_for("a", minutes=-2)
    jobs.queue([job(key, kind="mail", minutes=-1) for key in ("m1", "m2")], now=NOW)
    claims = [[each.key for each in claim(once=("mail",))] for _ in range(4)]
    assert claims == [["a"], ["m1"], ["m2"], []]


def test_counts_say_how_much_there_is_and_since_when_the_oldest_waits() -> None:
    assert due.counts(now=NOW) == due.Counts({}, None, None)
    ask_for("a", minutes=-3)
    ask_for("b", minutes=9)
    ask_for("c", minutes=-5)
    assert due.next_at(("review",)) == NOW - timedelta(minutes=5)
    claim(limit=1)
    assert due.counts(now=NOW) == due.Counts({"waiting": 2, "held": 1}, NOW - timedelta(minutes=3), None)
    claim()
    assert due.counts(now=NOW).oldest_due_at is None
    assert due.next_at(("review",)) == NOW + LEASE
    assert due.next_at(("other",)) is None


def test_what_was_done_long_ago_is_dropped_and_the_rest_stays() -> None:
    ask_for("a", "b", "c")
    ask_for("waits", minutes=1)
    for held in claim():
        jobs.done(held, now=NOW if held.key != "c" else LATE)
    assert due.forget_done(before=LATE) == 2
    assert [row[0] for row in rows()] == ["c", "waits"]


def test_the_newest_of_a_kind_is_that_with_the_greatest_key_up_to_one() -> None:
    ask_for("review:2026-11-22", "review:2026-11-23", "review:2027-11-23")
    ask_for("review:2026-11-24", kind="mail")
    up_to = "review:2026-11-25"
    assert due.newest("review", up_to=up_to) == "review:2026-11-23"
    assert due.newest("review", up_to=up_to, only_done=True) is None
    jobs.done(claim(limit=1)[0], now=NOW)
    assert due.newest("review", up_to=up_to, only_done=True) == "review:2026-11-22"


@pytest.mark.parametrize(
    "error, kept",
    [
        ("could not reach postgresql://shop:hunter2@db/shop", "could not reach postgresql://shop:…@db/shop"),
        ("refused: password=hunter2, user=shop", "refused: password=…, user=shop"),
        ('{"access_token": "abc.def", "shop": 1}', '{"access_token": …, "shop": 1}'),
        ("401 for Authorization: Bearer abc.def.ghi", "401 for Authorization: …"),
        ("key mgt_0123456789abcdef opens nothing", "key mgt_… opens nothing"),
        ("one\ntwo\0", "one two"),
        ("x" * 10_000, "x" * 499 + "…"),
    ],
)
def test_of_an_error_no_secret_is_kept_and_not_all_of_it(error: str, kept: str) -> None:
    ask_for("a")
    jobs.failed(claim()[0], error=error, now=NOW)
    assert Job.objects.get().error == kept
