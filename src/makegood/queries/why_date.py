"""Why this date (spec 3.5)? The chain behind every window of a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count

from makegood.db import facts, locks
from makegood.db.models import IncomingLot, Item, OrderLine
from makegood.db.models import Promise as PromiseRow
from makegood.db.rows import load
from makegood.domain.intake import components
from makegood.domain.promise.outcome import Basis, Component
from makegood.domain.terms.dates import Window
from makegood.domain.terms.pegging import Source


class Inbound(NamedTuple):
    """A lot that a window rests on, with the supplier's present word and how often it changed."""

    po: str
    supplier: str
    sku: str
    eta: date | None
    first_eta: date | None
    confirmed: bool | None
    open_qty: int
    words: int


@dataclass(frozen=True, slots=True)
class Version:
    """A window that was proposed: what it rests on, step by step, who approved it, and what became of it.

    `version` None = it was never published; `ship`, `deliver` None = it says that there is no date any more.
    """

    version: int | None
    state: str
    ship: Window | None
    deliver: Window | None
    basis: tuple[Basis, ...]
    components: tuple[Component, ...]
    inbound: tuple[Inbound, ...]
    why: str
    proposed_at: datetime
    proposed_by: str
    approved_by: str
    settled_at: datetime | None
    policy_revision: int


class LineWindows(NamedTuple):
    """A line, and every window it had or was meant to have, the oldest first."""

    order: str
    channel: str
    line: str
    sku: str
    windows: tuple[Version, ...]


def windows_of(order_ids: Iterable[int]) -> list[LineWindows]:
    """The lines of these orders that had a window or were meant to have one."""
    rows = OrderLine.objects.filter(order__in=list(order_ids)).order_by("order", "pk")
    names = ("order__number", "order__channel__name", "line_id", "item__sku")
    lines = list(rows.values_list("pk", *names))
    windows = why_date(pk for pk, *_ in lines)
    return [
        LineWindows(order, channel, line, sku, windows[pk])
        for pk, order, channel, line, sku in lines
        if pk in windows
    ]


def why_date(line_ids: Iterable[int]) -> dict[int, tuple[Version, ...]]:
    """By order line, every window it had or was meant to have, the oldest first; lines without one are left out."""
    rows = load(PromiseRow.objects.filter(line_id__in=list(line_ids)).order_by("pk"))
    skus = dict(OrderLine.objects.filter(pk__in={row.line_id for row in rows}).values_list("pk", "item__sku"))
    items = load(Item.objects.filter(pk__in=locks.family(_item_ids(skus.values()))))
    catalogue = facts.items(items)
    needed = {sku: {sku, *components(sku=sku, items=catalogue)} for sku in set(skus.values())}
    inbound = _inbound({ref for row in rows for source, ref, *_ in row.basis if source != Source.STOCK})
    found: defaultdict[int, list[Version]] = defaultdict(list)
    for row in rows:
        found[row.line_id].append(_version(row, needed[skus[row.line_id]], inbound))
    return {line: tuple(versions) for line, versions in found.items()}


def _item_ids(skus: Iterable[str]) -> list[int]:
    return list(Item.objects.filter(sku__in=set(skus)).values_list("pk", flat=True))


def _version(row: PromiseRow, skus: Collection[str], inbound: Mapping[str, Sequence[Inbound]]) -> Version:
    basis = tuple(
        Basis(
            Source(source),
            ref,
            qty,
            date.fromisoformat(eta) if eta else None,
            date.fromisoformat(usable_from),
            date.fromisoformat(usable_to),
        )
        for source, ref, qty, eta, usable_from, usable_to in row.basis
    )
    lots = dict.fromkeys(each.ref for each in basis if each.source is not Source.STOCK)
    return Version(
        version=row.version,
        state=row.state,
        ship=_window(row.ship_from, row.ship_to),
        deliver=_window(row.deliver_from, row.deliver_to),
        basis=basis,
        components=tuple(Component(*each) for each in row.components),
        inbound=tuple(lot for ref in lots for lot in inbound.get(ref, ()) if lot.sku in skus),
        why=row.why,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        approved_by=row.approved_by,
        settled_at=row.settled_at,
        policy_revision=row.policy_revision,
    )


def _window(from_on: date | None, to_on: date | None) -> Window | None:
    return Window(from_on, to_on) if from_on and to_on else None


def _inbound(numbers: Collection[str]) -> dict[str, list[Inbound]]:
    """Lots of these purchase orders, by number."""
    lots = IncomingLot.objects.filter(purchase_order__number__in=numbers).annotate(words=Count("revisions"))
    names = (
        "purchase_order__number", "purchase_order__supplier__name", "item__sku", "eta", "first_eta", "confirmed",
        "open_qty", "words",
    )  # fmt: skip
    found: defaultdict[str, list[Inbound]] = defaultdict(list)
    for row in lots.order_by("pk").values_list(*names):
        found[row[0]].append(Inbound(*row))
    return dict(found)
