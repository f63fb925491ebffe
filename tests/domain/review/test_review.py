"""The ageing queue: how late, in which bucket, what to do, and when somebody looks next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from makegood.domain.review import (
    Buckets,
    Escalation,
    Review,
    ReviewRule,
    WaitingLine,
    days_delayed,
    expected_delay,
)
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import from_toml
from makegood.domain.terms.policy.review import AgeingBucket, ReviewPolicy
from tests.domain.facts import TODAY as MONDAY
from tests.domain.tables import date_in, table

FRIDAY = date(2026, 11, 27)


def review(line: WaitingLine, *, today: date = MONDAY, holidays: frozenset[date] = frozenset()) -> Review:
    return ReviewRule(policy=ReviewPolicy(), calendar=WorkCalendar(holidays=holidays), today=today).review(
        line
    )


def late(days: int, **facts: Any) -> WaitingLine:
    return WaitingLine(MONDAY - timedelta(days=days), None)._replace(**facts)


@pytest.mark.parametrize("row", table("review", "ages"))
def test_days_count_from_the_baseline(row: dict[str, str]) -> None:
    today, baseline = date.fromisoformat(row["today"]), date.fromisoformat(row["baseline"])
    assert str(days_delayed(baseline=baseline, today=today)) == row["days delayed"]
    whole = expected_delay(baseline=baseline, ship_to=date_in(row["ship window ends"]))
    assert ("" if whole is None else str(whole)) == row["expected delay"]


@pytest.mark.parametrize("row", table("review", "playbook"))
def test_each_bucket_has_its_play(row: dict[str, str]) -> None:
    buckets, days = Buckets(ReviewPolicy()), int(row["days delayed"])
    bucket = buckets.at(days)
    assert buckets.name(days) == row["bucket"]
    assert (bucket.action, bucket.owner) == (row["action"], row["owner"])
    assert f"{bucket.review_every_days} working days" == row["look again within"]
    assert bucket.escalates is (row["escalates"] == "yes")


@pytest.mark.parametrize("row", table("review", "next_review"))
def test_the_next_review_is_the_first_day_something_is_due(row: dict[str, str]) -> None:
    found = review(
        WaitingLine(
            baseline=date.fromisoformat(row["baseline"]),
            expected_delay=int(row["expected delay"]) if row["expected delay"] else None,
            oversell=row["flag"] == "oversell",
            next_update_on=date_in(row["said"]),
            acted_on=date_in(row["acted"]),
            answer_by=date_in(row["answer by"]),
        )
    )
    assert (found.bucket, found.action) == (row["bucket"], row["action"])
    assert (str(found.next_review_on), [*found.due]) == (row["next review"], [row["due"]])


def test_the_update_that_a_notice_will_promise_is_a_review_day() -> None:
    assert review(late(0, update_owed_on=date(2026, 11, 24))).next_review_on == date(2026, 11, 24)


def test_an_answer_that_did_not_come_is_looked_at_today() -> None:
    found = review(late(0, answer_by=date(2026, 11, 20)))
    assert (found.next_review_on, [*found.due]) == (MONDAY, ["answer_overdue"])


def test_a_sku_that_may_not_wait_needs_a_person_until_a_day_is_agreed() -> None:
    assert [*review(late(0, eligible=False)).due] == ["person_needed"]
    agreed = review(late(0, eligible=False, next_update_on=date(2026, 11, 25)))
    assert (agreed.next_review_on, [*agreed.due]) == (date(2026, 11, 25), ["update_said"])


def test_what_is_due_on_a_day_off_is_looked_at_on_the_working_day_before() -> None:
    thanksgiving = frozenset({date(2026, 11, 26)})
    assert review(late(0, answer_by=date(2026, 11, 26)), holidays=thanksgiving).next_review_on == date(
        2026, 11, 25
    )


def test_on_a_day_off_the_next_look_is_the_next_working_day() -> None:
    saturday = date(2026, 11, 28)
    found = review(WaitingLine(saturday, 3, answer_by=date(2026, 11, 29)), today=saturday)
    assert found.next_review_on == date(2026, 11, 30)


@pytest.mark.parametrize(
    "line, escalation",
    [
        (late(0), []),
        (late(14), []),
        (late(15), ["delay_escalates"]),
        (late(0, oversell=True), ["oversell"]),
        (late(0, eligible=False), ["not_eligible"]),
        (late(0, next_update_on=MONDAY), []),
        (late(0, next_update_on=date(2026, 11, 22)), ["review_overdue"]),
        (late(0, expected_delay=40), []),
        (
            late(20, oversell=True, eligible=False, next_update_on=date(2026, 11, 20)),
            ["oversell", "not_eligible", "delay_escalates", "review_overdue"],
        ),
    ],
)
def test_a_line_escalates_for_named_reasons(line: WaitingLine, escalation: list[Escalation]) -> None:
    assert [*review(line).escalation] == escalation


def test_a_long_expected_delay_is_the_managers_on_the_first_day() -> None:
    first_day = review(WaitingLine(MONDAY, 15))
    assert (first_day.bucket, first_day.action, first_day.owner) == ("0-3", "manager_review", "manager")
    assert review(WaitingLine(MONDAY, 14)).owner == "support"


def test_moved_edges_rename_the_buckets() -> None:
    policy = ReviewPolicy(buckets=(AgeingBucket(), AgeingBucket(from_days=1), AgeingBucket(from_days=30)))
    buckets = Buckets(policy)
    assert buckets.names == ("0-0", "1-29", "30+")
    assert [buckets.next_edge(days) for days in (0, 1, 30)] == [1, 30, None]


@pytest.mark.parametrize("edges", [(), (1, 4), (0, 4, 4), (0, 8, 4)])
def test_edges_that_leave_a_day_without_a_bucket_are_refused(edges: tuple[int, ...]) -> None:
    with pytest.raises(DomainError) as refused:
        ReviewPolicy(buckets=tuple(AgeingBucket(from_days=edge) for edge in edges))
    assert (refused.value.code, refused.value.data) == ("buckets_invalid", {"from_days": [*edges]})


@pytest.mark.parametrize(
    "wrong", ['action = "shrug"', 'owner = "nobody"', "review_every_days = 0", "from_days = 1"]
)
def test_a_bucket_that_makes_no_sense_is_refused_in_a_policy_file(wrong: str) -> None:
    with pytest.raises(DomainError) as refused:
        from_toml(f"[[review.buckets]]\n{wrong}\n")
    assert refused.value.code == "policy_invalid"
