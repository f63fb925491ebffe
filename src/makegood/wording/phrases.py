"""What a language must be able to say for a notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import AnswerReason, Kind
from makegood.domain.terms.dates import Window

_HALF_A_YEAR = 183


class Mood(Enum):
    """What a first notice is about: a day that has gone by, one that will be missed, no date at all, or a preorder;
    and what a later one is about that takes back the date we gave."""

    LATE = "late"
    LATER = "later"
    UNDATED = "undated"
    PREORDER = "preorder"
    WITHDRAWN = "withdrawn"


Topic = Kind | Mood
# Every topic a message can open with; a first notice opens with its mood.
TOPICS: tuple[Topic, ...] = (*Mood, *(kind for kind in Kind if kind is not Kind.FIRST))


@dataclass(frozen=True, slots=True, kw_only=True)
class DateForms:
    """How days and windows are written. Patterns take day `d`, month `m`, weekday `w`, year `y`, and `d2 m2 y2`."""

    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    deadline: str
    on_day: str
    in_month: str
    in_year: str
    over_years: str
    with_year: str

    def day(self, day: date) -> str:
        """A deadline with its weekday, to be set after 'by'."""
        return self.deadline.format(
            d=day.day, m=self.months[day.month - 1], w=self.weekdays[day.weekday()], y=day.year
        )

    def window(self, window: Window, *, near: date) -> str:
        """Both ends in words. A year is named only where an end lies more than half a year from the day `near`."""
        first, last = window.from_on, window.to_on
        far = abs((first - near).days) > _HALF_A_YEAR or abs((last - near).days) > _HALF_A_YEAR
        if far and first.year != last.year:
            pattern = self.over_years
        else:
            if first == last:
                pattern = self.on_day
            else:
                same_month = (first.year, first.month) == (last.year, last.month)
                pattern = self.in_month if same_month else self.in_year
            pattern += self.with_year if far else ""
        return pattern.format(
            d=first.day,
            m=self.months[first.month - 1],
            y=first.year,
            d2=last.day,
            m2=self.months[last.month - 1],
            y2=last.year,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The sentences of one language. `{order}`, `{by}`, `{when}`, `{name}` and the like are filled in by the letter.

    `some` and `all` in a pair: part of the order, or the whole of it. `separators` = those of 1,234.50 that are
    written otherwise.
    """

    code: str
    dates: DateForms
    separators: Mapping[int, str]
    greeting: str
    greeting_unnamed: str
    subjects: Mapping[Topic, str]
    subject_dated: str
    subject_several: str
    subject_undated: str
    opening_some: Mapping[Topic, str]
    opening_all: Mapping[Topic, str]
    several: str
    several_ask: str
    several_opening: str
    heading_order: str
    heading_news: str
    chosen: Mapping[Choice, str]
    replaced: Mapping[Choice, str]
    replaced_some: str
    swapped: str
    of_news: Mapping[Kind, str]
    shipped_by: str
    shipped_tracked: str
    cancelled_refund: str
    credited: str
    heading_delayed: str
    heading_on_track: str
    heading_options: str
    heading_next: str
    quantity: str
    preorder: str
    line_dated: str
    line_undated: str
    line_not_after: str
    line_ready: str
    line_coming: str
    why_undated: str
    why_not_after: str
    on_track_together: str
    on_track_unless_split: str
    on_track_now: str
    on_track_sooner: str
    on_track_kept: str
    on_track_kept_unless_split: str
    on_track_nothing: str
    reply: str
    tell_us: str
    choose_there: str
    see_order: str
    choose: str
    option_words: Mapping[Choice, str]
    wait_packed: str
    wait_together: str
    wait_rest: str
    wait_all: str
    split_ready: str
    split_each: str
    substitute: str
    substitute_named: str
    quoted: str
    substitute_priced: str
    substitute_less: str
    substitute_more: str
    substitute_same: str
    price_first: str
    cancel: str
    cancel_refund: str
    cancel_unpaid: str
    silence: Mapping[AnswerReason, str]
    silence_cancels: str
    answered_already: str
    next_update: str
    next_ready: str

    def number(self, value: int | Decimal) -> str:
        """A number as the reader writes it: 1,234.50 or 1.234,50."""
        said = f"{value:,}"
        return said.translate(self.separators) if self.separators else said
