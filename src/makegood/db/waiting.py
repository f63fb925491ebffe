"""The queue of some items, read at once: whoever waits or holds units, with what their rank and reach depend on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models.functions import Coalesce

from makegood.db.models import Backorder, OrderLine


class Waiting(NamedTuple):
    """One open backorder; quantities in units of its line. `value` in minor units of the order's currency;
    `placed_at` = since when it queues."""

    backorder_id: int
    qty: int
    line_pk: int
    order_pk: int
    item_id: int
    line_id: str
    number: str
    channel: str
    location: str | None
    placed_at: datetime
    placed_on: date
    currency: str
    value: int
    country: str | None
    service: str | None
    ship_complete: bool
    on_hold: bool
    customer_tier: str | None
    need_by: date | None
    ship_by: date | None
    ship_after: date | None
    cancel_after: date | None
    baseline: date
    published_from: date | None
    published_to: date | None
    reserved_qty: int
    backordered_qty: int


_COLUMNS = (
    "pk", "qty", "line_id", "order_id", "item_id", "line__line_id", "order__number", "channel__name",
    "line__location__name", Coalesce("line__joined_at", "order__placed_at"), "order__placed_on",
    "order__currency", "order__value", "order__country", "order__service", "order__ship_complete", "order__on_hold",
    "order__customer__tier", "line__need_by", "line__ship_by", "line__ship_after", "line__cancel_after",
    "line__baseline", "line__published_from", "line__published_to", "line__reserved_qty", "line__backordered_qty",
)  # fmt: skip


_OF_LINE = (
    "pk", "order_id", "item_id", "line_id", "order__number", "order__channel__name", "location__name",
    Coalesce("joined_at", "order__placed_at"), "order__placed_on", "order__currency", "order__value",
    "order__country", "order__service", "order__ship_complete", "order__on_hold", "order__customer__tier", "need_by",
    "ship_by", "ship_after", "cancel_after", "baseline", "published_from", "published_to",
    "reserved_qty", "backordered_qty",
)  # fmt: skip
_NO_CASE, _PART = 0, 10_000


def waiting_for(item_ids: Iterable[int]) -> list[Waiting]:
    """Every open backorder of these items, oldest row first; read under the lock of the items."""
    rows = (
        Backorder.objects.filter(item_id__in=set(item_ids), state="open")
        .order_by("pk")
        .values_list(*_COLUMNS)
    )
    return [Waiting(*row) for row in rows.iterator(chunk_size=_PART)]


def standing_of(line_ids: Iterable[int]) -> list[Waiting]:
    """Order lines as they would wait if all that is open of them did; `backorder_id` says nothing."""
    wanted = sorted(set(line_ids))
    found = []
    for start in range(0, len(wanted), _PART):
        rows = OrderLine.objects.filter(pk__in=wanted[start : start + _PART]).order_by("pk")
        found += [
            Waiting(_NO_CASE, row[-2] + row[-1], *row)
            for row in rows.values_list(*_OF_LINE).iterator(chunk_size=_PART)
        ]
    return found
