"""Delay law (spec 5.7): what a customer's silence means, and until when an answer counts.

Sources: 16 CFR 435.2(a) to (c); Directive 2011/83/EU, article 18. Worked cases: docs/rules/notice.md.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import Answer, AnswerReason
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.law import Law, Laws
from makegood.domain.terms.policy.notice import DelayLawPolicy, NoticePolicy


class Delay(NamedTuple):
    """One delayed line as a law sees it.

    `stated_on` = last day of the ship time the customer was given, None = none was; `baseline` = the day it
    should have shipped. `revised_on` = last ship day now, None = no date. `told_on` = a notice went out before;
    `moved` = the day it named does not hold any more; `held_on` = that day, None = not known. `asked_on` =
    the day of the question.
    """

    placed_on: date
    stated_on: date | None
    baseline: date
    revised_on: date | None
    told_on: date | None
    moved: bool
    held_on: date | None
    asked_on: date


class DelayLaw(Laws):
    """What silence means under the delay law of a shop's policy."""

    def __init__(self, *, law: DelayLawPolicy, notice: NoticePolicy, calendar: WorkCalendar) -> None:
        super().__init__(law)
        self._law = law
        self._answer_days = notice.answer_days
        self._silent_default = Choice(notice.silent_default)
        self._calendar = calendar
        self._silence_time = timedelta(days=law.ftc_silence_days)

    def answer(self, *, law: Law, delay: Delay) -> Answer:
        """What silence means for one delayed line."""
        if law is Law.FTC:
            return self._ftc(delay)
        by = self._some_days_after(delay.asked_on)
        if law is Law.EU:
            return Answer(law, Choice.HOLD, by, AnswerReason.EU_SILENCE_KEEPS_ORDER)
        return Answer(law, self._silent_default, by, AnswerReason.POLICY_DEFAULT)

    def _ftc(self, delay: Delay) -> Answer:
        due = self.ship_time_ends(
            placed_on=delay.placed_on, stated_on=delay.stated_on, baseline=delay.baseline
        )
        revised, asked = delay.revised_on, delay.asked_on
        if revised is not None and revised <= due:
            by = self._some_days_after(asked)
            return Answer(Law.FTC, Choice.HOLD, by, AnswerReason.FTC_WITHIN_SHIP_TIME)
        if delay.told_on and delay.moved:
            return self._consent(AnswerReason.FTC_SECOND_DELAY, by=delay.held_on, asked_on=asked)
        last_day = due + self._silence_time
        if revised is None:
            return self._consent(AnswerReason.FTC_NO_DATE, by=last_day, asked_on=asked)
        if revised > last_day:
            return self._consent(AnswerReason.FTC_LONG_DELAY, by=last_day, asked_on=asked)
        if (delay.told_on or asked) <= due:
            return Answer(Law.FTC, Choice.HOLD, revised, AnswerReason.FTC_SHORT_DELAY)
        if self._law.ftc_late_offer_needs_consent:
            return self._consent(AnswerReason.FTC_TOLD_LATE, by=None, asked_on=asked)
        return Answer(Law.FTC, Choice.HOLD, revised, AnswerReason.FTC_SHORT_DELAY_TOLD_LATE)

    def _consent(self, reason: AnswerReason, *, by: date | None, asked_on: date) -> Answer:
        """Silence cancels. A legal deadline that has gone by leaves the customer the usual days to answer."""
        if by is None or by <= asked_on:
            by = self._some_days_after(asked_on)
        return Answer(Law.FTC, Choice.CANCEL, by, reason)

    def _some_days_after(self, day: date) -> date:
        return self._calendar.add(day, self._answer_days)


def strictest(answers: list[Answer]) -> Answer:
    """One answer for all delayed lines of an order (at least one).

    Silence that cancels goes before silence that keeps; of equals the earliest deadline.
    """
    return min(answers, key=lambda a: (a.silent_default is not Choice.CANCEL, a.answer_by or date.max))
