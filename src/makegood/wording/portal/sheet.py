"""The customer's page in words: what a template only has to lay out. Nothing in it is escaped yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from makegood.domain.decision.outcome import Choice
from makegood.wording.portal.phrases import PortalPhrases, State


class LineSaid(NamedTuple):
    """An item, and what is to be said of it."""

    name: str
    notes: tuple[str, ...]


class Group(NamedTuple):
    """Items that stand alike: late, ontrack or done."""

    kind: str
    heading: str
    lines: tuple[LineSaid, ...]


class Stop(NamedTuple):
    """One place of the journey: done, now or next, and what there is to say of it."""

    name: str
    state: str
    state_said: str
    said: str


class OptionSaid(NamedTuple):
    """One way: what it is called, what happens, what it means for money and time."""

    choice: Choice
    name: str
    ask: str
    what: str
    money: str
    time: str
    button: str
    chosen: bool


class ChosenSaid(NamedTuple):
    """What was chosen, when, and whether it can be changed."""

    said: str
    on: str
    may_change: str


class StepSaid(NamedTuple):
    """One step of the history. `on` "" = nobody told us when."""

    on: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page. `p` = the labels of its language, `silence` = what no answer means, `by_writing` = what is not
    chosen here but asked for."""

    p: PortalPhrases
    language: str
    shop: str
    title: str
    placed: str
    state: State
    state_said: str
    headline: str
    lead: str
    update: str
    chosen: ChosenSaid | None
    groups: tuple[Group, ...]
    journey: tuple[Stop, ...]
    options: tuple[OptionSaid, ...]
    silence: str
    by_writing: str
    write_help: str
    history: tuple[StepSaid, ...]
    seen: str

    def option(self, choice: Choice) -> OptionSaid | None:
        """One way; None = it is not offered."""
        return next((each for each in self.options if each.choice is choice), None)

    @property
    def late(self) -> tuple[LineSaid, ...]:
        """What a choice is about."""
        return next((group.lines for group in self.groups if group.kind == "late"), ())
