"""Business customers get one message a day with all their news; some of it must not wait for that (spec 5.1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from makegood.domain.notice.outcome import Kind, Notice
from makegood.domain.notice.owed import FOREMOST
from makegood.domain.terms.law import Law

_NEVER_WAIT = frozenset({Kind.CANCELLED, Kind.SUBSTITUTED, Kind.CHOICE_CONFIRMED, Kind.CHOICE_REPLACED})
"""Units and money moved, the customer did something and looks for the answer, or what they chose no longer holds."""
_NOT_OVERNIGHT = frozenset({Kind.SHIPPED, Kind.PART_SHIPPED, Kind.CONSENT_NEEDED})
"""A parcel may be there before its news; who is asked for a yes has a day less for each day we wait."""


def next_digest(moment: datetime, *, at: time, zone: ZoneInfo) -> datetime:
    """The first moment from this one on at which it is that time of day in the zone (UTC)."""
    day = moment.astimezone(zone).date()
    today = datetime.combine(day, at, zone).astimezone(UTC)
    return today if today >= moment else datetime.combine(day + timedelta(days=1), at, zone).astimezone(UTC)


def may_wait(notice: Notice, *, until: date, held_to: date | None) -> bool:
    """True when nothing is lost if the notice goes on the day `until` only.

    `held_to` = the day by which we said that its customer hears from us; None = we named none. A day to answer by that
    has come then, and a delay law that counts the day on which the customer is told, do not wait either.
    """
    kinds = {notice.kind, *(each.kind for each in notice.news)}
    if kinds & _NEVER_WAIT:
        return False
    if held_to is not None and held_to < until:
        return False
    if notice.options and notice.answer.answer_by is not None and notice.answer.answer_by <= until:
        return False
    if until == notice.written_on:
        return True
    counted = bool(notice.options) and notice.answer.law is Law.FTC
    return not kinds & _NOT_OVERNIGHT and not counted


def rank(notice: Notice) -> tuple[int, str]:
    """Where it stands among notices of several orders: what must be known most comes first, then by number."""
    return FOREMOST.index(notice.kind), notice.order_id
