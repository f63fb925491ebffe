"""What silence means under each delay law: the tables of docs/rules/notice.md, and what the policy can change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.law import Delay, DelayLaw, strictest
from makegood.domain.notice.outcome import Answer, AnswerReason
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.law import Law
from makegood.domain.terms.policy.notice import DelayLawPolicy, NoticePolicy
from tests.domain.tables import date_in, table


def delay_law(notice: NoticePolicy | None = None, **law: Any) -> DelayLaw:
    return DelayLaw(law=DelayLawPolicy(**law), notice=notice or NoticePolicy(), calendar=WorkCalendar())


def delay(row: dict[str, str]) -> Delay:
    placed_on = date.fromisoformat(row["placed on"])
    return Delay(
        placed_on=placed_on,
        stated_on=date_in(row["stated ship day"]),
        baseline=date_in(row["stated ship day"]) or placed_on,
        revised_on=date_in(row["now ships by"]),
        told_on=date_in(row["told on"]),
        moved=row["moved"] == "yes",
        held_on=date_in(row["day told"]),
        asked_on=date.fromisoformat(row["asked on"]),
    )


ANSWERS = table("notice", "answers")
TOLD_LATE = next(row for row in ANSWERS if row["reason"] == "ftc_short_delay_told_late")


@pytest.mark.parametrize("row", table("notice", "law applies"), ids=lambda row: " ".join(row.values()))
def test_the_law_follows_the_destination_and_who_buys(row: dict[str, str]) -> None:
    law = delay_law().applies(country=row["country"] or None, business=row["buyer"] == "business")
    assert law == row["law"]


@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: f"{row['reason']} {row['now ships by']}")
def test_silence_means_what_the_page_says(row: dict[str, str]) -> None:
    answer = delay_law().answer(law=Law(row["law"]), delay=delay(row))
    assert answer == Answer(
        Law(row["law"]), Choice(row["silence"]), date_in(row["answer by"]), AnswerReason(row["reason"])
    )


def test_a_shop_may_read_the_ftc_rule_as_consumers_only() -> None:
    assert delay_law(ftc_business=False).applies(country="US", business=True) is Law.NONE
    assert delay_law(ftc_business=False).applies(country="US", business=False) is Law.FTC


def test_an_order_without_country_takes_the_one_the_policy_names() -> None:
    assert delay_law(country_unknown="DE").applies(country=None, business=False) is Law.EU


def test_on_the_strict_reading_a_notice_after_the_ship_time_needs_a_yes() -> None:
    answer = delay_law(ftc_late_offer_needs_consent=True).answer(law=Law.FTC, delay=delay(TOLD_LATE))
    assert answer == Answer(Law.FTC, Choice.CANCEL, date(2026, 11, 30), AnswerReason.FTC_TOLD_LATE)


@pytest.mark.parametrize(
    ("told_on", "reason"),
    [(date(2026, 11, 20), AnswerReason.FTC_SHORT_DELAY), (date(2026, 11, 21), AnswerReason.FTC_TOLD_LATE)],
)
def test_an_update_asks_for_a_yes_only_where_the_first_notice_may_have_come_late(
    told_on: date, reason: AnswerReason
) -> None:
    updated = delay(TOLD_LATE)._replace(told_on=told_on)
    assert delay_law(ftc_late_offer_needs_consent=True).answer(law=Law.FTC, delay=updated).reason is reason


def test_a_day_asked_for_far_ahead_is_the_ship_time_where_none_was_stated() -> None:
    far = delay(TOLD_LATE)._replace(stated_on=None, baseline=date(2027, 2, 1), revised_on=date(2027, 2, 1))
    reason = delay_law().answer(law=Law.FTC, delay=far).reason
    assert reason is AnswerReason.FTC_WITHIN_SHIP_TIME


def test_without_a_law_silence_means_what_the_policy_says() -> None:
    law = delay_law(NoticePolicy(silent_default="cancel", answer_days=2))
    answer = law.answer(law=Law.NONE, delay=delay(TOLD_LATE))
    assert answer == Answer(Law.NONE, Choice.CANCEL, date(2026, 11, 25), AnswerReason.POLICY_DEFAULT)


def test_one_answer_for_an_order_is_the_strictest_and_the_earliest() -> None:
    keep = Answer(Law.FTC, Choice.HOLD, date(2026, 11, 25), AnswerReason.FTC_SHORT_DELAY)
    later = Answer(Law.FTC, Choice.CANCEL, date(2026, 12, 9), AnswerReason.FTC_NO_DATE)
    sooner = Answer(Law.FTC, Choice.CANCEL, date(2026, 12, 4), AnswerReason.FTC_LONG_DELAY)
    assert strictest([keep, later, sooner]) == sooner
