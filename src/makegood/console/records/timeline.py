"""The history of an order as a person reads it: by day, the newest first, with what was written and said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from makegood.queries.access import with_its_words
from makegood.queries.correspondence import Correspondence, Said, Sent
from makegood.queries.story import Happened, Story
from makegood.wording import words
from makegood.wording.events import event_said, lines_of
from makegood.wording.tables_events import actor_said

_TONES = {
    "closure.cancelled": "bad", "closure.substituted": "late", "closure.reopened": "late",
    "decision.decided": "info", "notice.contacted": "info", "notice.refused": "bad", "notice.sent": "info",
    "notice.unclear": "bad", "promise.published": "info", "release.flagged": "bad", "release.shipped": "good",
    "receipt.counted_short": "bad", "allocation.withdrawn": "bad", "allocation.allocated": "good",
    "intake.taken": "good",
}  # fmt: skip
_ROUTINE = frozenset({"review.reviewed", "release.picking_started"})


_NOTHING = ("", "")
MOST = 40
"""So many are shown until somebody asks for all."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: `text` = what was written or said then, `subject` = of a message."""

    at: datetime
    what: str
    more: str
    who: str
    tone: str
    routine: bool
    subject: str = ""
    text: str = ""


def moments(
    story: Story, talk: Correspondence | None, *, zone: ZoneInfo, today: date, line: str | None
) -> list[Moment]:
    """The newest first; of a `line` only what is about it or about the order as a whole."""
    letters = {each.letter: each for each in talk.letters} if talk else {}
    contacts = {each.contact: each for each in talk.contacts} if talk else {}
    found = [
        _moment(each._replace(data=_with_text(each)), story.names, letters, contacts, zone, today)
        for each in story.history
        if line is None or not (named := lines_of(each.data)) or line in named
    ]
    found += _taken(story, zone)
    # Of what happened at once the last one written comes first, too.
    found.reverse()
    return sorted(found, key=lambda each: each.at, reverse=True)


def shortened(found: list[Moment], *, whole: bool) -> tuple[list[Moment], int]:
    """Those that are shown, and how many are not: the daily looks and the oldest ones wait until they are asked for."""
    shown = found if whole else [each for each in found if not each.routine][:MOST]
    return shown, len(found) - len(shown)


def _with_text(each: Happened) -> Mapping[str, Any]:
    """What was typed stands in the place of its digest; nothing where it may not be seen, or is not kept any more."""
    return {
        name: (each.typed or _NOTHING)[1]
        if isinstance(value, Mapping) and set(value) == {"digest"}
        else value
        for name, value in each.data.items()
    }


def _moment(
    each: Happened,
    names: Mapping[str, str],
    letters: Mapping[int, Sent],
    contacts: Mapping[int, Said],
    zone: ZoneInfo,
    today: date,
) -> Moment:
    letter = letters.get(each.data.get("letter", 0)) if each.kind != "notice.contacted" else None
    contact = contacts.get(each.data.get("contact", 0))
    return Moment(
        at=each.at.astimezone(zone),
        what=words(each.kind),
        more=event_said(each.kind, with_its_words(each.data), today=today),
        who=actor_said(each.actor, names),
        tone=_TONES.get(each.kind, "quiet"),
        routine=each.kind in _ROUTINE,
        subject=letter.subject if letter else "",
        text=letter.text if letter else contact.text if contact else "",
    )


def _taken(story: Story, zone: ZoneInfo) -> Iterator[Moment]:
    """The customer ordered before anybody here did anything."""
    order = story.order
    if order.taken_at > order.placed_at:
        at = order.placed_at.astimezone(zone)
        yield Moment(
            at, "The customer ordered", f"on {story.channel}", "the customer", "quiet", routine=False
        )
