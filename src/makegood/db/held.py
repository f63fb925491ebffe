"""Who holds units of a stock row: every live allocation with what its line's rank depends on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models.functions import Coalesce

from makegood.db import sql
from makegood.db.models import Allocation


class Held(NamedTuple):
    """One live allocation of a stock row; `qty` in units of the stock's item. `release_id` None = it is held."""

    allocation_id: int
    stock_id: int
    qty: int
    line_pk: int
    order_pk: int
    firm: bool
    release_id: int | None
    picking: bool | None
    sku: str
    line_id: str
    number: str
    channel: str
    placed_at: datetime
    placed_on: date
    value: int
    currency: str
    customer_tier: str | None
    need_by: date | None
    ship_by: date | None
    baseline: date


_COLUMNS = (
    "pk", "stock_id", "qty", "line_id", "line__order_id", "firm", "release_id", "release__picking",
    "line__item__sku", "line__line_id",
    "line__order__number", "line__order__channel__name", Coalesce("line__joined_at", "line__order__placed_at"),
    "line__order__placed_on",
    "line__order__value", "line__order__currency", "line__order__customer__tier", "line__need_by", "line__ship_by",
    "line__baseline",
)  # fmt: skip


def held_of(stock_ids: Iterable[int], *, states: Collection[str] = ("held",)) -> list[Held]:
    """Every allocation of these stock rows in these states, oldest first; read under the lock of their items."""
    rows = Allocation.objects.filter(stock_id__in=sql.among(stock_ids), state__in=states).order_by("pk")
    return [Held(*row) for row in rows.values_list(*_COLUMNS).iterator(chunk_size=10_000)]
