"""What the processes of the race tests do to one shop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.db import connections

from makegood import flow
from makegood.db import sql
from makegood.domain.terms.errors import DomainError
from makegood.services import release
from makegood.services._orders import OrderName
from makegood.services.intake import NewLine, NewOrder, TakeOrders
from makegood.services.receipt.receive import Delivered, Receive
from tests.process import checkpoint

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def order_for_ever(number: int, *, orders: int, protected: bool = True) -> dict[str, int]:
    """So many orders of one SKU, one after the other: units taken, units refused, and orders lost to a lock."""
    if not protected:
        _unlock()
    counted = {"taken": 0, "refused": 0, "lost": 0}
    for place in range(orders):
        qty = place % 3 + 1
        new = NewOrder(number=f"{number}-{place}", placed_at=NOW, lines=(NewLine(sku="A", quantity=qty),))
        try:
            (draft,) = flow.run(TakeOrders(orders=(new,)), actor="test", now=NOW, guarded=protected)
        except DomainError as refused:
            if refused.code != "busy":
                raise
            counted["lost"] += 1
        else:
            counted["refused" if draft.refusal else "taken"] += qty
    return counted


def take_at_the_check(number: int) -> bool:
    """One order, which stops between the look at what may wait and the write."""
    from makegood.services import eligibility

    judged = eligibility.judge

    def judge(*args: Any, **named: Any) -> DomainError | None:
        found = judged(*args, **named)
        checkpoint("judged")
        return found

    eligibility.judge = judge
    return order_for_ever(number, orders=1) == {"taken": 1, "refused": 0, "lost": 0}


def a_busy_day(number: int, *, seed: int, steps: int) -> dict[str, int]:
    """A mix of everything that happens in a shop, each actor with its own dice; how often each thing was done."""
    dice = Random(f"{seed}-{number}")
    done: dict[str, int] = {}
    for step in range(steps):
        name = dice.choices(list(_DEEDS), weights=[weight for _, weight in _DEEDS.values()])[0]
        deed, _ = _DEEDS[name]
        now = NOW + timedelta(minutes=step)
        try:
            deed(dice, f"{number}-{step}", now)
        except DomainError as refused:
            # Somebody was faster, or there is nothing to do; both are answers, and nothing has changed.
            name = f"{name}:{refused.code}"
        done[name] = done.get(name, 0) + 1
    return done


def _take(dice: Random, name: str, now: datetime) -> None:
    lines = tuple(
        NewLine(sku=f"S{number}", quantity=dice.randint(1, 4))
        for number in dice.sample(range(20), dice.randint(1, 3))
    )
    new = NewOrder(number=name, placed_at=now, lines=lines, external=dice.random() < 0.3)
    flow.run(TakeOrders(orders=(new,)), actor="test", now=now)


def _receive(dice: Random, name: str, now: datetime) -> None:
    deliveries = tuple(
        Delivered(sku=f"S{number}", counted_qty=dice.randint(1, 12)) for number in dice.sample(range(20), 2)
    )
    flow.run(Receive(deliveries=deliveries), actor="test", now=now)


def _release(dice: Random, name: str, now: datetime) -> None:
    flow.run(release.Release(orders=(_earlier(dice, name),)), actor="test", now=now)


def _ship(dice: Random, name: str, now: datetime) -> None:
    order = _earlier(dice, name)
    flow.run(release.Ship(parcels=(release.Parcel(order=order, number=name),)), actor="test", now=now)


def _earlier(dice: Random, name: str) -> OrderName:
    """An order of this actor or of a neighbour."""
    actor, _, step = name.partition("-")
    return OrderName(f"{max(0, int(actor) + dice.choice((-1, 0, 0, 1)))}-{dice.randrange(int(step) + 1)}")


_DEEDS: dict[str, tuple[Callable[[Random, str, datetime], None], int]] = {
    "take": (_take, 5),
    "receive": (_receive, 3),
    "release": (_release, 3),
    "ship": (_ship, 2),
}


def _unlock() -> None:
    """Take the protection away: rows are read as anybody may read them, and SQLite's writer waits with its lock."""
    module: Any = sql
    read = module.read

    def unlocked(*args: Any, **named: Any) -> Any:
        return read(*args, **{**named, "lock": False})

    module.read = unlocked
    wrapper: Any = connections["default"]
    if wrapper.vendor == "sqlite":
        wrapper.transaction_mode = "DEFERRED"
