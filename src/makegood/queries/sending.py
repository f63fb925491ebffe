"""Is anything sent, and is anything due? Since when is it so, who said so, and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from makegood.db import sql
from makegood.db.models import Channel, Item, Letter, Notice, Order, OrderLine, Switch
from makegood.db.models.machine import OFF, SENDING, SENDING_OF_CHANNEL, SENDING_OF_SKU

COLLECT = timedelta(minutes=30)
"""Notices of one order are collected for so long before they go (spec 5.1)."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is sent that is about an order with this `sku`, or from this `channel` (the other is None): why, since
    when, and who said so."""

    sku: str | None
    channel: str | None
    why: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Sending:
    """`paused` True = nothing is sent, and why; since when, and who said so. `at` None = nobody ever paused it. `parts`
    = the SKUs and channels for which nothing is sent, whatever is sent else."""

    paused: bool
    why: str = ""
    at: datetime | None = None
    actor: str = ""
    parts: tuple[Pause, ...] = ()


def sending() -> Sending:
    """Whether messages are sent as they become due."""
    of_parts = Q(state=OFF, name__startswith=f"{SENDING}:")
    rows = list(Switch.objects.filter(Q(name=SENDING) | of_parts).order_by("pk"))
    whole = next((row for row in rows if row.name == SENDING), None)
    parts = _pauses([row for row in rows if row is not whole])
    if whole is None:
        return Sending(False, parts=parts)
    return Sending(whole.state == OFF, whole.why, whole.at, whole.actor, parts)


def channels() -> list[str]:
    """Every channel that orders come from: what may be paused by itself."""
    return list(Channel.objects.order_by("name").values_list("name", flat=True))


def may_go(*, now: datetime) -> QuerySet[Notice]:
    """The messages that are due and not paused; what is paused in part stands in nobody's way."""
    off = _off()
    due = Notice.objects.filter(state="queued", held_for="", due_at__lte=now)
    if off.everything:
        return due.none()
    if off.channels:
        due = due.exclude(order__channel__in=off.channels)
    if off.items:
        due = due.exclude(Exists(OrderLine.objects.filter(order=OuterRef("order"), item__in=off.items)))
    return due


def paused_orders(order_ids: Collection[int]) -> set[int]:
    """Those of the orders of which nothing is sent."""
    off = _off()
    if off.everything:
        return set(order_ids)
    found: set[int] = set()
    if off.channels:
        by_channel = Order.objects.filter(pk__in=order_ids, channel__in=off.channels)
        found |= set(by_channel.values_list("pk", flat=True))
    if off.items:
        by_item = OrderLine.objects.filter(order__in=order_ids, item__in=off.items)
        found |= set(by_item.values_list("order_id", flat=True))
    return found


def due(*, now: datetime) -> bool:
    """True when a message is due and may go."""
    return may_go(now=now).exists()


def lapsed(*, before: datetime) -> bool:
    """True when a message was claimed before that moment, and nobody came back from it."""
    return Letter.objects.filter(outcome="", way="email", claimed_at__lte=before).exists()


@dataclass(frozen=True, slots=True)
class _Off:
    """All that is paused: everything, or these items and channels by id."""

    everything: bool
    items: list[int]
    channels: list[int]


def _off() -> _Off:
    # A handful of rows, whatever they switch.
    found = sql.ask("SELECT name FROM makegood_switch WHERE state = %s", OFF)
    names = [name for (name,) in found if name.startswith(SENDING)]
    return _Off(SENDING in names, _ids(names, SENDING_OF_SKU), _ids(names, SENDING_OF_CHANNEL))


def _ids(names: Collection[str], prefix: str) -> list[int]:
    return sorted(int(name.removeprefix(prefix)) for name in names if name.startswith(prefix))


def _pauses(rows: Collection[Switch]) -> tuple[Pause, ...]:
    names = [row.name for row in rows]
    skus = Item.objects.filter(pk__in=_ids(names, SENDING_OF_SKU)).values_list("pk", "sku")
    channels = Channel.objects.filter(pk__in=_ids(names, SENDING_OF_CHANNEL)).values_list("pk", "name")
    about: dict[str, tuple[str | None, str | None]] = {}
    about.update({f"{SENDING_OF_SKU}{pk}": (sku, None) for pk, sku in skus})
    about.update({f"{SENDING_OF_CHANNEL}{pk}": (None, name) for pk, name in channels})
    found = ((row, *about.get(row.name, (None, None))) for row in rows)
    return tuple(Pause(sku, channel, row.why, row.at, row.actor) for row, sku, channel in found)
