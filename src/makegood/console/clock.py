"""What time it is for a page: one place, so that a test can say it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from makegood.queries.shop import Shop, shop_now


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def shop_today() -> tuple[Shop, date]:
    """The shop, and the day it is there."""
    at = now()
    shop = shop_now(year=at.year)
    return shop, shop.day(at)
