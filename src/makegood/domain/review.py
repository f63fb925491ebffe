"""How old, how late, who must look next? (spec 6, 9.3)"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.policy.review import Action, AgeingBucket, ReviewPolicy
from makegood.domain.terms.state import BackorderState, Label


class Escalation(StrEnum):
    """Why a line is put before a person, whatever else is true of it."""

    OVERSELL = "oversell"
    NOT_ELIGIBLE = "not_eligible"
    DELAY_ESCALATES = "delay_escalates"
    REVIEW_OVERDUE = "review_overdue"


class ReviewDue(StrEnum):
    """What sets the day of the next review. The first four make it today."""

    REVIEW_OVERDUE = "review_overdue"
    ANSWER_OVERDUE = "answer_overdue"
    ACTION_DUE = "action_due"
    PERSON_NEEDED = "person_needed"
    BUCKET_CROSSING = "bucket_crossing"
    UPDATE_SAID = "update_said"
    UPDATE_OWED = "update_owed"
    ANSWER_DEADLINE = "answer_deadline"
    ROUTINE = "routine"


class WaitingLine(NamedTuple):
    """A line with units missing, as its review sees it; a tuple, so that equal lines share one answer.

    `expected_delay` None = no date. `next_update_on` = what the customer was told. `acted_on` = last day
    somebody acted on it (in spreadsheets: told the customer). `update_owed_on` and `answer_by` = those of the
    notice now owed. `seen_on` = last day a person looked at it (in spreadsheets nobody says so).
    """

    baseline: date
    expected_delay: int | None
    oversell: bool = False
    eligible: bool = True
    next_update_on: date | None = None
    acted_on: date | None = None
    update_owed_on: date | None = None
    answer_by: date | None = None
    seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """Where a line stands and who looks next.

    `action` and `owner` are those of its bucket, or of the escalating one it will reach. `escalation` is
    empty when nothing escalates; `due` says what set the day.
    """

    days_delayed: int
    bucket: str
    action: Action
    owner: str
    escalation: tuple[Escalation, ...]
    next_review_on: date
    due: tuple[ReviewDue, ...]

    @property
    def needs_person(self) -> bool:
        """True when a look of the machine is not enough: its play asks for more, or something is due."""
        return self.action is not Action.MONITOR or not _OF_PEOPLE.isdisjoint(self.due)


_OF_PEOPLE = frozenset(
    {ReviewDue.REVIEW_OVERDUE, ReviewDue.ANSWER_OVERDUE, ReviewDue.ACTION_DUE, ReviewDue.PERSON_NEEDED}
)


def days_delayed(*, baseline: date, today: date) -> int:
    """Calendar days past the day the line should have shipped, never negative (spec 6.1)."""
    return max(0, (today - baseline).days)


def expected_delay(*, baseline: date, ship_to: date | None) -> int | None:
    """Calendar days from the baseline to the promise window's end, never negative; None without a date."""
    return None if ship_to is None else max(0, (ship_to - baseline).days)


class Buckets:
    """The ageing buckets of a policy, named by their days: 0-3, 4-7, 8-14, 15+. Every day from 0 has one."""

    def __init__(self, policy: ReviewPolicy) -> None:
        self._edges = [bucket.from_days for bucket in policy.buckets]
        self._buckets = policy.buckets
        ends = [f"-{edge - 1}" for edge in self._edges[1:]]
        self.names = tuple(f"{edge}{end}" for edge, end in zip(self._edges, [*ends, "+"], strict=True))

    def name(self, days: int) -> str:
        """The name of the bucket a delay of so many days falls into."""
        return self.names[bisect_right(self._edges, days) - 1]

    def at(self, days: int) -> AgeingBucket:
        """The bucket a delay of so many days falls into."""
        return self._buckets[bisect_right(self._edges, days) - 1]

    def first_day(self, name: str) -> int:
        """The first day late that belongs to a bucket of this name."""
        return self._edges[self.names.index(name)]

    def next_edge(self, days: int) -> int | None:
        """The first day late of the next bucket; None in the last one."""
        following = bisect_right(self._edges, days)
        return self._edges[following] if following < len(self._edges) else None


class ReviewRule:
    """The ageing queue of one day: bucket, play and next review of every waiting line.

    Answers are remembered, because lines of the same age and state are looked at on the same day.
    """

    def __init__(self, *, policy: ReviewPolicy, calendar: WorkCalendar, today: date) -> None:
        self.buckets = Buckets(policy)
        escalating = [bucket.owner for bucket in policy.buckets if bucket.escalates]
        self.escalates_to = escalating[0] if escalating else policy.buckets[-1].owner
        self._calendar = calendar
        self._today = today
        self._first_look = calendar.next_working(today)
        self._known: dict[WaitingLine, Review] = {}

    def review(self, line: WaitingLine) -> Review:
        """Days late, bucket, action, owner, escalation and next review day of a waiting line.

        The review is a working day, never in the past, and no later than the next bucket, what was said to
        the customer and the answer deadline; where no working day is left before them, the next one there is.
        """
        found = self._known.get(line)
        if found is None:
            found = self._known[line] = self._review(line)
        return found

    def play_of(self, line: WaitingLine) -> str:
        """The name of the bucket whose play is called: its own, or the escalating one that it will reach."""
        days = days_delayed(baseline=line.baseline, today=self._today)
        reached = max(days, line.expected_delay or 0)
        return self.buckets.name(reached if self.buckets.at(reached).escalates else days)

    def is_overdue(self, review_on: date) -> bool:
        """True when a review's day has gone by and the next working day has come."""
        return self._calendar.add(review_on, 1) <= self._today

    @property
    def first_look(self) -> date:
        """Today, or the next working day."""
        return self._first_look

    def _review(self, line: WaitingLine) -> Review:
        days = days_delayed(baseline=line.baseline, today=self._today)
        bucket = self.buckets.at(days)
        reached = self.buckets.at(max(days, line.expected_delay or 0))
        play = reached if reached.escalates else bucket
        overdue = line.next_update_on is not None and line.next_update_on < self._today
        escalation = _escalation(line, bucket, overdue=overdue)
        person_needed = line.oversell or not line.eligible or play is not bucket
        due = tuple(self._due_today(line, bucket, overdue=overdue, person_needed=person_needed))
        next_review_on = self._first_look
        if not due:
            limit, what = min(self._limits(line, days, play), key=lambda limit: limit[0])
            next_review_on, due = self._working_day_before(limit), (what,)
        name = self.buckets.name(days)
        return Review(days, name, play.action, play.owner, escalation, next_review_on, due)

    def _due_today(
        self, line: WaitingLine, bucket: AgeingBucket, *, overdue: bool, person_needed: bool
    ) -> Iterator[ReviewDue]:
        if overdue:
            yield ReviewDue.REVIEW_OVERDUE
        if line.answer_by is not None and line.answer_by < self._today:
            yield ReviewDue.ANSWER_OVERDUE
        entered_on = line.baseline + timedelta(days=bucket.from_days)
        idle = line.acted_on is None or line.acted_on < entered_on
        if bucket.action is not Action.MONITOR and idle:
            yield ReviewDue.ACTION_DUE
        # A day agreed with the customer that is still to come shows that a person has been here, too.
        if person_needed and line.next_update_on is None and line.seen_on is None:
            yield ReviewDue.PERSON_NEEDED

    def _limits(self, line: WaitingLine, days: int, play: AgeingBucket) -> Iterator[tuple[date, ReviewDue]]:
        edge = self.buckets.next_edge(days)
        if edge is not None:
            yield line.baseline + timedelta(days=edge), ReviewDue.BUCKET_CROSSING
        if line.next_update_on is not None:
            yield line.next_update_on, ReviewDue.UPDATE_SAID
        if line.update_owed_on is not None:
            yield line.update_owed_on, ReviewDue.UPDATE_OWED
        if line.answer_by is not None:
            yield line.answer_by, ReviewDue.ANSWER_DEADLINE
        routine = self._calendar.add(self._today, play.review_every_days)
        if line.expected_delay == 0 and line.baseline > self._today:
            # On track for a day far ahead: a look shortly before it is soon enough.
            routine = max(routine, self._calendar.add(line.baseline, -play.review_every_days))
        yield routine, ReviewDue.ROUTINE

    def _working_day_before(self, limit: date) -> date:
        day = limit if self._calendar.is_working(limit) else self._calendar.add(limit, -1)
        return max(day, self._first_look)


def _escalation(line: WaitingLine, bucket: AgeingBucket, *, overdue: bool) -> tuple[Escalation, ...]:
    facts = (
        (line.oversell, Escalation.OVERSELL),
        (not line.eligible, Escalation.NOT_ELIGIBLE),
        (bucket.escalates, Escalation.DELAY_ESCALATES),
        (overdue, Escalation.REVIEW_OVERDUE),
    )
    return tuple(code for true, code in facts if true)


def label(
    *,
    state: BackorderState,
    escalated: bool,
    promised: bool,
    substitution_offered: bool = False,
    split_approved: bool = False,
    notified: bool = False,
) -> Label:
    """The one label of a backorder (spec 9.3): its end, or allocated, or the most pressing truth that fits.

    `escalated` = its review has an escalation, `promised` = it has a window, `notified` = customer was told.
    """
    if state is not BackorderState.OPEN:
        return _LABEL_OF_STATE[state]
    if escalated:
        return Label.ESCALATION_REQUIRED
    if not promised:
        return Label.AWAITING_INBOUND_CONFIRMATION
    if substitution_offered:
        return Label.SUBSTITUTION_OFFERED
    if split_approved:
        return Label.SPLIT_APPROVED
    return Label.CUSTOMER_NOTIFIED if notified else Label.ESTIMATED_SHIP_DATE


_LABEL_OF_STATE = {
    BackorderState.ALLOCATED: Label.ALLOCATED,
    BackorderState.RELEASED: Label.ALLOCATED,
    BackorderState.SHIPPED: Label.SHIPPED,
    BackorderState.CANCELLED: Label.CANCELLED,
    BackorderState.SUBSTITUTED: Label.SUBSTITUTED,
}
