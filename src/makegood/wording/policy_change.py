"""What another policy would change for what waits, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from makegood.domain.terms.dates import Window
from makegood.wording import inside, words
from makegood.wording.sentences import between

TITLES: Mapping[str, str] = {
    "eligibility": "May it wait?",
    "buckets": "Whose turn is it?",
    "queue": "Who is served first?",
    "windows": "When does it ship?",
    "decisions": "What is recommended?",
}
_KINDS: Mapping[str, str] = {
    "sooner": "are served earlier",
    "after_others": "are served later",
    "dated": "get a date at last",
    "undated": "have no date any more",
    "begins_otherwise": "begin on another day",
    "ends_later": "would ship later",
    "ends_earlier": "would ship earlier",
}
_THINGS = {"decisions": "short order"}


Said = tuple[str | int | date | None, ...]


def shift_said(about: str, *, looked_at: int, changed: int, of: int) -> str:
    """How much of what was looked at, of so many there are, comes out otherwise."""
    thing = _THINGS.get(about, "waiting line")
    looked = f"{looked_at:,} {thing}{'' if looked_at == 1 else 's'}"
    some = f" (of {of:,})" if of > looked_at else ""
    if not changed:
        return f"Nothing changes for {looked}{some}."
    return f"{changed:,} of {looked}{some} come out otherwise."


def move_said(about: str, before: Said | None, after: Said) -> str:
    """From what to what, beside the number of lines that do so."""
    if before is None:
        return _KINDS[str(after[0])]
    return f"{answer_said(about, before)} → {answer_said(about, after)}"


def answer_said(about: str, said: Said, *, today: date | None = None) -> str:
    """One answer."""
    if about == "windows":
        return _window(said, today)
    if about == "queue":
        return f"number {said[0]:,} in line"
    if about == "buckets":
        name, action, owner = said
        return f"{name} days: {inside(str(action))}, {inside(str(owner))}"
    if about == "eligibility":
        return _eligibility(said)
    return words(str(said[0]))


def _eligibility(said: Said) -> str:
    code, cap, longest = said
    if code == "may_not_wait":
        return "may not wait"
    told = "may wait" if cap is None else f"may wait, cap {cap:,}"
    return told if longest is None else f"{told}, at most {longest} days ahead"


def _window(said: Said, today: date | None) -> str:
    if not said:
        return "no date"
    first, last = said
    assert isinstance(first, date) and isinstance(last, date)
    return between(Window(first, last), today or first)
