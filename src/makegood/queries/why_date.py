"""Why this date (spec 3.5)? The chain behind every window of a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from makegood.db import sql
from makegood.db.models import OrderLine
from makegood.db.models import Promise as PromiseRow
from makegood.db.rows import load_with
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
    rows = PromiseRow.objects.filter(line_id__in=list(line_ids)).order_by("pk")
    windows = [(window, line.item_id) for window, line in load_with(rows, "line")]
    refs = {ref for window, _ in windows for source, ref, *_ in window.basis if source != Source.STOCK}
    inbound = _inbound({item for _, item in windows}, refs) if refs else {}
    found: defaultdict[int, list[Version]] = defaultdict(list)
    for window, item in windows:
        found[window.line_id].append(_version(window, inbound.get(item, ())))
    return {line: tuple(versions) for line, versions in found.items()}


def _version(row: PromiseRow, inbound: Sequence[Inbound]) -> Version:
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
    refs = dict.fromkeys(each.ref for each in basis if each.source is not Source.STOCK)
    return Version(
        version=row.version,
        state=row.state,
        ship=_window(row.ship_from, row.ship_to),
        deliver=_window(row.deliver_from, row.deliver_to),
        basis=basis,
        components=tuple(Component(*each) for each in row.components),
        inbound=tuple(lot for ref in refs for lot in inbound if lot.po == ref),
        why=row.why,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        approved_by=row.approved_by,
        settled_at=row.settled_at,
        policy_revision=row.policy_revision,
    )


def _window(from_on: date | None, to_on: date | None) -> Window | None:
    return Window(from_on, to_on) if from_on and to_on else None


# A bundle rests on lots of what it is made of.
_INBOUND = """
    WITH RECURSIVE needed(item_id, part_id) AS (
        SELECT id, id FROM makegood_item WHERE id IN_LIST(%s)
        UNION
        SELECT n.item_id, p.component_id FROM needed n JOIN makegood_bundlepart p ON p.bundle_id = n.part_id
    )
    SELECT n.item_id, p.number, s.name, i.sku, l.eta, l.first_eta, l.confirmed, l.open_qty,
        (SELECT count(*) FROM makegood_etarevision r WHERE r.lot_id = l.id)
    FROM makegood_purchaseorder p
    JOIN makegood_supplier s ON s.id = p.supplier_id
    JOIN makegood_incominglot l ON l.purchase_order_id = p.id
    JOIN makegood_item i ON i.id = l.item_id
    JOIN needed n ON n.part_id = l.item_id
    WHERE p.number IN_LIST(%s) ORDER BY l.id
"""


def _inbound(item_ids: Iterable[int], numbers: Iterable[str]) -> dict[int, list[Inbound]]:
    """Lots of these purchase orders that these items need, or their components, by item."""
    found: defaultdict[int, list[Inbound]] = defaultdict(list)
    for item_id, *lot in sql.ask(_INBOUND, sql.ids(item_ids), sorted(numbers)):
        found[item_id].append(Inbound(*lot))
    return found
