"""What is done by processes that are killed: each stands where it will die."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection

from makegood import flow
from makegood.db import bulk, locks
from tests.process import checkpoint
from tests.races.deeds import DEEDS, came, do, order

POINTS = ("locked", "inserted", "written", "committed")
"""When the first rows are locked, when the first new ones are written, before the commit, and after it."""


IN_TURN: dict[str, Callable[[int], Any]] = {
    "take": lambda number: do(order(f"K{number}", ("D", 1 + number % 4), ("B", 1), external=True)),
    "receive": lambda number: do(came("D", 1 + number % 4)),
}
"""What can be done again and again: an order that waits, and units that come in and are given to it."""


def die_at(number: int, *, deed: str, point: str) -> None:
    """Do something, and stand still at that point of it."""
    _die(DEEDS[deed], point)


def die_in_turn(number: int, *, deed: str, point: str) -> None:
    """The same of what is done again and again."""
    _die(partial(IN_TURN[deed], number), point)


def _die(deed: Callable[[], Any], point: str) -> None:
    for name in ("items", "items_of"):
        _stop_after(locks, name, point if point == "locked" else "")
    _stop_after(bulk, "insert", point if point == "inserted" else "")
    _stop_after(flow, "_carry_out", point if point == "written" else "")
    deed()
    assert not connection.in_atomic_block
    checkpoint("committed")


def _stop_after(module: Any, name: str, point: str) -> None:
    real = getattr(module, name)

    def stopping(*args: Any, **named: Any) -> Any:
        found = real(*args, **named)
        if point:
            checkpoint(point)
        return found

    setattr(module, name, stopping)


def take_for_ever(number: int) -> None:
    """Orders, one after the other; each is answered before the next."""
    for place in range(1000):
        do(order(str(place), ("A", 1), external=True))
        checkpoint(f"taken {place}")
