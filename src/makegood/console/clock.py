"""What time it is for a page, and the shop it shows: a test can say it, and a page has one answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from makegood.queries.shop import Shop, shop_now

_HELD: ContextVar[tuple[Shop, date] | None] = ContextVar("held", default=None)


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def shop_today() -> tuple[Shop, date]:
    """The shop, and the day it is there."""
    held = _HELD.get()
    if held is not None:
        return held
    at = now()
    shop = shop_now(year=at.year)
    return shop, shop.day(at)


@contextmanager
def held_still() -> Iterator[Shop]:
    """Everything meanwhile is asked about the same shop on the same day: a page rests on one policy."""
    token = _HELD.set(shop_today())
    try:
        yield shop_today()[0]
    finally:
        _HELD.reset(token)
