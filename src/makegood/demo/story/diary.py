"""The clock of the story, its luck, and the one way in which anything happens: a command through flow."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from makegood import flow
from makegood.demo import PASSWORD
from makegood.demo.story.goods import Goods
from makegood.services.people import AddPeople, Deactivate, NewPerson

ZONE = ZoneInfo("America/New_York")


_HOUSE = "hearth-and-trail.example"
_TEAM: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Olivia", ("operations_lead", "manager")),
    ("Paul", ("purchasing",)),
    ("Sara", ("support",)),
    ("Walt", ("warehouse",)),
    ("Fay", ("finance",)),
    ("Emil", ("engineer",)),
    ("Toni", ("support", "warehouse")),
)
"""In a small team one person wears several hats; Toni helps for a season."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """How history names a person, and all their roles."""

    actor: str
    roles: tuple[str, ...]


@dataclass(eq=False)
class Diary:
    """Who does what when. `first` = the first day of the story, `days` = how many there are.

    `happened` counts what the story made happen, by its own names.
    """

    luck: Random
    goods: Goods
    first: date
    days: int
    today: date
    now: datetime
    team: dict[str, Colleague] = field(default_factory=dict)
    happened: Counter[str] = field(default_factory=Counter)

    def hire(self) -> None:
        """Everybody who works there; all sign in with the same words, for the shop is there to be looked at."""
        people = tuple(
            NewPerson(email=f"{name.lower()}@{_HOUSE}", name=name, roles=roles, password=PASSWORD)
            for name, roles in _TEAM
        )
        hired = self.do(AddPeople(people=people), role=None)
        for row, (_, roles) in zip(hired, _TEAM, strict=True):
            for role in roles:
                self.team.setdefault(role, Colleague(f"person:{row.pk}", roles))

    def part(self) -> None:
        """The helper of the season leaves."""
        self.do(Deactivate(people=(f"{_TEAM[-1][0].lower()}@{_HOUSE}",)), role=None)

    def do(self, command: Any, *, role: str | None) -> Any:
        """A person of that role does it now; None = a program of ours, such as a channel's import."""
        self.happened[type(command).__name__] += 1
        if role is None:
            return flow.run(command, actor="demo", now=self.now)
        who = self.team[role]
        return flow.run(command, actor=who.actor, now=self.now, roles=who.roles)

    def clock(self, hour: int, minute: int = 0) -> None:
        """It is so late now, in the shop's zone."""
        self.now = datetime.combine(self.today, time(hour, minute), ZONE).astimezone(UTC)

    @property
    def day(self) -> int:
        """Days since the story began; 0 on its first."""
        return (self.today - self.first).days

    @property
    def works(self) -> bool:
        """True on a day on which the house works."""
        return self.today.weekday() < 5

    def is_day(self, share: float) -> bool:
        """True on the working day that lies so far into the story (0 to 1)."""
        day = self.first + timedelta(days=int(self.days * share))
        while day.weekday() > 4:
            day += timedelta(days=1)
        return self.today == day

    def chance(self, share: float) -> bool:
        """True so often."""
        return self.luck.random() < share


def working(day: date) -> date:
    """The day, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
