"""Months of a shop, day by day: what happens in it, how its mail fares, and a worker that does what is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max

from makegood.db.models import Letter, Notice, Order, Task
from makegood.domain.notice.outcome import Handed, Settled
from makegood.domain.terms.errors import DomainError
from makegood.services._orders import OrderName
from makegood.services.intake import EditOrder, EditOrders
from makegood.services.notice import Ready, SettleLetters
from makegood.services.sending import PauseSending, ResumeSending
from makegood.worker import loop
from makegood.worker.loop import Told, Worker
from tests.life.test_life import CHANNELS, SKUS, STEPS, Life
from tests.services.shop import NOW

MORNING, NOON, EVENING = time(7, 5), time(12), time(18)
"""When the worker of a day looks at least."""
LAST_LOOK = time(23, 30)
WARNS = (
    "update_at_risk", "customer_not_reached", "unclear_message", "pass_on_message", "notice_incomplete",
)  # fmt: skip
"""Tasks by which a person knows that a customer may not hear from us."""


@dataclass(frozen=True)
class Day:
    """What happens on a day, each with the three numbers that choose what exactly; how mail fares (a provider's
    outcome); whether a worker runs."""

    deeds: tuple[tuple[str, int, int, int], ...] = ()
    mail: Handed = Handed.SENT
    worker: bool = True


class Season(Life):
    """A shop whose days go by."""

    def __init__(self) -> None:
        super().__init__()
        self.day, self.server = NOW.date(), Handed.SENT
        self.seen_on = self.day
        self.dead: list[Told] = []

    def pause(self, which: int, qty: int, place: int) -> None:
        """Nothing goes, or nothing about one SKU, or from one channel."""
        self.do(PauseSending(why="a flood", **self._part(which, place)))

    def resume(self, which: int, qty: int, place: int) -> None:
        """It goes again."""
        self.do(ResumeSending(**self._part(which, place)))

    def _part(self, which: int, place: int) -> dict[str, str]:
        return ({}, {"sku": SKUS[which % 3]}, {"channel": CHANNELS[which % 3]})[place % 3]

    def hold(self, which: int, qty: int, place: int) -> None:
        """An order is on hold, or no longer."""
        numbers = list(Order.objects.order_by("pk").values_list("number", flat=True))
        if numbers:
            name = OrderName(numbers[which % len(numbers)])
            self.do(EditOrders(edits=(EditOrder(order=name, on_hold=bool(place % 2)),)))

    def settle(self, which: int, qty: int, place: int) -> None:
        """A person finds out what became of a message, or passes one on."""
        asked = Letter.objects.filter(outcome__in=("unclear", "refused")) | Letter.objects.filter(
            way="person", outcome=""
        )
        letters = list(asked.order_by("pk").values_list("pk", flat=True))
        if letters:
            how = list(Settled)[place % 2]
            self.do(SettleLetters(letters=(letters[which % len(letters)],), how=how))

    def lives(self, day: Day) -> None:
        """One day, from its morning to its end."""
        self.server = day.mail
        for at in (MORNING, NOON, EVENING, LAST_LOOK):
            self.now = datetime.combine(self.day, at, NOW.tzinfo)
            if day.worker:
                self._works()
            if at is MORNING:
                self.now += timedelta(hours=2)
                for name, *numbers in day.deeds:
                    self._does(DEEDS[name], *numbers)
        if day.worker:
            self.seen_on = self.day
        self.day += timedelta(days=1)

    def _does(self, deed: Callable[..., None], which: int, qty: int, place: int) -> None:
        try:
            deed(self, which, qty, place)
        except DomainError:
            """What is refused does not happen."""

    def _works(self) -> None:
        def hear(told: Told) -> None:
            if told.what in ("failed", "dead", "trouble"):
                self.dead.append(told)

        worker = Worker(name="w1", clock=lambda: self.now, tell=hear, post=self._post)
        loop.run_until_idle(worker)

    def _post(self, ready: Ready) -> tuple[Handed, str]:
        return self.server, "as told"


DEEDS: dict[str, Callable[[Any, int, int, int], None]] = {
    **{name: step for name, step in STEPS.items() if name not in ("night", "done")},
    "pause": Season.pause,
    "resume": Season.resume,
    "hold": Season.hold,
    "settle": Season.settle,
}


def silent(season: Season) -> list[tuple[str, date]]:
    """Orders of which units wait and whose last message named a day that ends now or has ended, and nobody knows of it:
    number and that day. Asked every evening; a day on which no worker ran ends with the next one on which one does."""
    newest = (
        Notice.objects.filter(
            state__in=("sent", "uncertain"), order__muted=False, order__on_hold=False,
            order__lines__backordered_qty__gt=0,
        )
        .values("order_id")
        .annotate(newest=Max("letter_id"))
    )  # fmt: skip
    found = []
    for each in newest:
        row = Notice.objects.filter(order_id=each["order_id"], letter_id=each["newest"])[0]
        assert row.letter is not None and row.letter.ended_at is not None
        day = row.next_update_on
        # Whoever said only then that it was sent holds us to the day from then on.
        if day is None or max(day, row.letter.ended_at.date()) > season.seen_on:
            continue
        if not Task.objects.filter(order_id=row.order_id, kind__in=WARNS, done_at=None).exists():
            found.append((row.order.number, day))
    return found
