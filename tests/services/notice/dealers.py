"""Dealers who wait: business customers, of whom each gets one message a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from makegood.db.models import Notice
from makegood.services.intake import NewCustomer
from tests.services.notice.post import post
from tests.services.shop import goods, lot, take

DEALER = NewCustomer(name="Dealer Ltd", email="buy@dealer.example", language="en", business=True)
FOUR = datetime(2026, 11, 23, 16, tzinfo=UTC)
"""When the day's messages go; orders are taken at nine."""


def kettles() -> None:
    """Three kettles come in December, and no mug."""
    goods("KETTLE")
    lot("KETTLE", 3, eta=date(2026, 12, 1))
    goods("MUG")


def orders(*numbers: str, customer: NewCustomer = DEALER, sku: str = "KETTLE", **rest: Any) -> None:
    """One unit each, to Great Britain."""
    for number in numbers:
        take(number, (sku, 1), customer=customer, **({"country": "GB"} | rest))


def told_at_four(*numbers: str) -> None:
    """Their customer knows of their delay since the first day's message."""
    orders(*numbers)
    post()
    assert len(post(at=FOUR)) == 1


def states() -> list[tuple[str, str, str]]:
    """Order, kind and state of every notice."""
    rows = Notice.objects.order_by("pk")
    return list(rows.values_list("order__number", "kind", "state"))
