"""The audit log: everything that happened, the newest first, with who did it and what it was about."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from makegood.db.models import Event, Item, Job, Order, Person, PurchaseOrder, Switch
from makegood.db.streams import STREAMS
from makegood.queries.actors import names_of
from makegood.queries.pages import Listing


class Happening(NamedTuple):
    """One event. `about` = the number or name of what it happened to, `channel` = of an order; `by` = what the person
    or the key is called, empty for others; `data` = what history holds of it."""

    event: int
    at: datetime
    kind: str
    stream: str
    ref: int
    seq: int
    about: str
    channel: str
    actor: str
    by: str
    cause: str
    data: Mapping[str, Any]


_NAMED: Mapping[str, tuple[Any, str]] = {
    STREAMS[Item]: (Item, "sku"),
    STREAMS[Job]: (Job, "key"),
    STREAMS[Person]: (Person, "name"),
    STREAMS[PurchaseOrder]: (PurchaseOrder, "number"),
    STREAMS[Switch]: (Switch, "name"),
}
_COLUMNS = ("pk", "at", "kind", "stream", "ref", "seq", "actor", "cause", "data")


def history(
    *,
    zone: ZoneInfo,
    actor: str = "",
    kind: str = "",
    stream: str = "",
    ref: int | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Listing[Happening]:
    """Every event of an actor (`person:12`), of a kind (`people.added`) or a word (`people`), of a stream, of one row
    in it, and between two days of the shop, both included; empty = of all."""
    asked: dict[str, Any] = {"actor": actor, "stream": stream}
    asked["kind" if "." in kind else "kind__startswith"] = kind if "." in kind or not kind else f"{kind}."
    if ref is not None:
        asked["ref"] = ref
    if since is not None:
        asked["at__gte"] = datetime.combine(since, time(), zone)
    if until is not None:
        asked["at__lt"] = datetime.combine(until + timedelta(days=1), time(), zone)
    found = Event.objects.filter(**{name: value for name, value in asked.items() if value != ""})
    return Listing(found=found, order=("-pk",), names=_COLUMNS, make=_made)


def _made(found: Sequence[tuple[Any, ...]]) -> list[Happening]:
    names = names_of({row[6] for row in found})
    about = _about(found)
    return [
        Happening(
            pk, at, kind, stream, ref, seq, *about.get((stream, ref), ("", "")), actor, names.get(actor, ""), cause,
            json.loads(data),
        )
        for pk, at, kind, stream, ref, seq, actor, cause, data in found
    ]  # fmt: skip


def _about(found: Sequence[tuple[Any, ...]]) -> Mapping[tuple[str, int], tuple[str, str]]:
    """What each stream is called by people, and of an order its channel."""
    refs: dict[str, set[int]] = {}
    for row in found:
        refs.setdefault(row[3], set()).add(row[4])
    told: dict[tuple[str, int], tuple[str, str]] = {}
    for stream, own in refs.items():
        if stream == STREAMS[Order]:
            orders = Order.objects.filter(pk__in=own).values_list("pk", "number", "channel__name")
            told |= {(stream, pk): (number, channel) for pk, number, channel in orders}
        elif stream in _NAMED:
            model, name = _NAMED[stream]
            rows = model.objects.filter(pk__in=own).values_list("pk", name)
            told |= {(stream, pk): (str(called), "") for pk, called in rows}
    return told
