"""The mail room: what customers are owed is sent, most of it arrives, and some of them write back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from makegood.demo.story.diary import Diary
from makegood.domain.notice.outcome import Handed, Settled
from makegood.queries.letters import orders_of, to_pass_on
from makegood.services._orders import OrderName
from makegood.services.cutover import Approve
from makegood.services.notice import (
    ClaimLetter,
    ConfirmLetter,
    ContactKind,
    LogContacts,
    NewContact,
    OweUpdates,
    Ready,
    SettleLetters,
)

DAYS = 30
"""The shop began to write to its customers so many days before the story ends."""

_SENDER = "demo"
_ASKS = (
    "Hello, is there any news of my order?",
    "When will it really come? I need it for a birthday.",
    "Thank you for telling me. I can wait.",
)


@dataclass(eq=False)
class Mailroom:
    """Messages out, answers in. `told` = orders that were written to today."""

    diary: Diary
    told: list[tuple[str, str]] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """True since the shop writes to its customers."""
        return self.diary.day >= self.diary.days - DAYS

    def owe(self) -> None:
        """What was promised for today is queued."""
        if self.open:
            self.diary.do(OweUpdates(), role=None)

    def let_go(self) -> None:
        """The owner of dates reads a few of many messages that one event set off, and lets them go."""
        if self.open and self.diary.works:
            self.diary.do(Approve(), role="operations_lead")

    def send(self) -> None:
        """Everything that is due, one after the other. A few addresses are wrong, and now and then a line is cut."""
        if not self.open:
            return
        for ready in self._claimed():
            if ready.to:
                luck = self.diary.luck.random()
                handed = Handed.REFUSED if luck < 0.01 else Handed.UNCLEAR if luck < 0.016 else Handed.SENT
                said = {Handed.REFUSED: "550 no such user here", Handed.UNCLEAR: "the line was cut"}.get(
                    handed, "250 taken"
                )
                self.diary.do(ConfirmLetter(letter=ready.letter, handed=handed, said=said), role=None)

    def pass_on(self) -> None:
        """Support passes on what we may not e-mail, through the channel's own messages."""
        done = tuple(pk for pk in to_pass_on() if self.diary.chance(0.9))
        if done:
            self.diary.do(SettleLetters(letters=done, how=Settled.SENT), role="support")

    def hear(self) -> None:
        """Some who were written to write back, or call."""
        contacts = tuple(
            NewContact(
                order=OrderName(*name),
                kind=ContactKind.EMAIL if self.diary.chance(0.8) else ContactKind.PHONE,
                text=self.diary.luck.choice(_ASKS),
            )
            for name in dict.fromkeys(self.told)
            if self.diary.chance(0.06)
        )
        self.told.clear()
        if contacts:
            self.diary.do(LogContacts(contacts=contacts), role="support")

    def _claimed(self) -> Iterator[Ready]:
        while (found := self.diary.do(ClaimLetter(by=_SENDER), role=None)) is not False:
            if isinstance(found, Ready):
                self.told += orders_of(found.letter)
                yield found
