"""Orders as they stand: what was asked for, what became of each unit, what its customer was promised, and its cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from makegood.db import sql
from makegood.db.models import Backorder, Order, OrderLine
from makegood.db.models import Promise as PromiseRow
from makegood.db.rows import load
from makegood.domain.terms.dates import Window
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.state import Label
from makegood.queries.known import check_choice
from makegood.queries.labels import label_of
from makegood.queries.pages import Listing

ONLY: Mapping[str, Q] = {
    # Units that are neither shipped nor cancelled.
    "open": Q(
        Exists(
            OrderLine.objects.filter(Q(reserved_qty__gt=0) | Q(backordered_qty__gt=0), order=OuterRef("pk"))
        )
    ),
    "backordered": Q(pk__in=Backorder.objects.filter(state="open").values("order")),
}
"""Orders that are not finished, and orders of which something waits."""


class Promised(NamedTuple):
    """A window a customer was given. `deliver` None = the order came with it, and only its days of shipping."""

    ship: Window
    deliver: Window | None


class ListedCase(NamedTuple):
    """A case of a line, waiting or ended. `next_review_on` None = nothing of it waits, so nobody looks."""

    backorder: int
    state: str
    label: Label
    reason: str
    qty: int
    detected_on: date
    next_review_on: date | None
    owner: str


class ListedLine(NamedTuple):
    """A line: ordered = reserved + backordered + shipped + cancelled + substituted. `promise` = the window its customer
    holds now, `first_promise` = the first one they were given; None = no date yet."""

    line: str
    sku: str
    title: str | None
    ordered_qty: int
    reserved_qty: int
    backordered_qty: int
    shipped_qty: int
    cancelled_qty: int
    substituted_qty: int
    promise: Promised | None
    first_promise: Promised | None
    cases: tuple[ListedCase, ...]


class ListedOrder(NamedTuple):
    """An order, without personal data of its customer. `open` = units of it are neither shipped nor cancelled."""

    order: str
    channel: str
    placed_at: datetime
    open: bool
    ship_complete: bool
    on_hold: bool
    lines: tuple[ListedLine, ...]


class OrderHead(NamedTuple):
    """An order in one row: its units of all lines together, and its value in minor units."""

    order: str
    channel: str
    placed_on: date
    on_hold: bool
    lines: int
    ordered_qty: int
    shipped_qty: int
    reserved_qty: int
    backordered_qty: int
    cancelled_qty: int
    value: int
    currency: str


def order_heads(
    *,
    begins: str = "",
    channel: str | None = None,
    sku: str | None = None,
    only: str | None = None,
) -> Listing[OrderHead]:
    """The same orders in one row each, the newest first; `begins` = how their number does."""
    found = _chosen(channel=channel, sku=sku, only=only)
    if begins:
        found = found.filter(_begins(begins))
    return Listing(
        found=found,
        order=("-pk",),
        names=("pk", "number", "channel__name", "placed_on", "on_hold", "value", "currency"),
        make=_heads,
    )


def _begins(text: str) -> Q:
    """A range of an index, never every row."""
    if "\x00" in text:
        return Q(pk=None)
    wanted = Q()
    for start in dict.fromkeys((text, text.upper())):
        wanted |= Q(number__gte=start, number__lt=start + "\U0010ffff")
    return wanted


_SUMS = ("ordered_qty", "shipped_qty", "reserved_qty", "backordered_qty", "cancelled_qty")


_NO_LINES = (0,) * 6


def _heads(rows: Sequence[tuple[Any, ...]]) -> list[OrderHead]:
    counts = sql.ask(
        "SELECT order_id, count(*), sum(ordered_qty), sum(shipped_qty), sum(reserved_qty), sum(backordered_qty),"
        " sum(cancelled_qty) FROM makegood_orderline WHERE order_id IN_LIST(%s) GROUP BY order_id",
        sql.ids(row[0] for row in rows),
    )
    units: Mapping[int, tuple[Any, ...]] = {row[0]: row[1:] for row in counts}
    return [
        OrderHead._make((number, channel, placed_on, on_hold, *units.get(pk, _NO_LINES), value, currency))
        for pk, number, channel, placed_on, on_hold, value, currency in rows
    ]


def orders(
    *,
    policy: Policy,
    numbers: Collection[str] = (),
    channel: str | None = None,
    sku: str | None = None,
    only: str | None = None,
) -> Listing[ListedOrder]:
    """Orders, the newest first: with these numbers, of a channel, with a line of a SKU, `only` those of `ONLY`.

    Raises DomainError('entry_invalid') for an `only` that is not there.
    """
    found = _chosen(channel=channel, sku=sku, only=only)
    if numbers:
        found = found.filter(number__in=set(numbers))
    return Listing(
        found=found,
        order=("-pk",),
        names=("pk", "number", "channel__name", "placed_at", "ship_complete", "on_hold"),
        make=lambda rows: _made(rows, policy),
    )


def _chosen(*, channel: str | None, sku: str | None, only: str | None) -> QuerySet[Order]:
    """Orders of a channel, with a line of a SKU, `only` those of `ONLY`; None = all."""
    found = Order.objects.all()
    if channel is not None:
        found = found.filter(channel__name=channel)
    if sku is not None:
        found = found.filter(Exists(OrderLine.objects.filter(order=OuterRef("pk"), item__sku=sku)))
    return found if only is None else _only(found, only)


def _only(found: QuerySet[Order], only: str) -> QuerySet[Order]:
    check_choice(only, ONLY, at="only")
    return found.filter(ONLY[only])


def _made(rows: Sequence[tuple[Any, ...]], policy: Policy) -> list[ListedOrder]:
    lines = _lines([pk for pk, *_ in rows], policy)
    return [
        ListedOrder(
            number,
            channel,
            placed_at,
            any(line.reserved_qty or line.backordered_qty for line in lines[pk]),
            ship_complete,
            on_hold,
            tuple(lines[pk]),
        )
        for pk, number, channel, placed_at, ship_complete, on_hold in rows
    ]


def _lines(order_ids: Collection[int], policy: Policy) -> Mapping[int, list[ListedLine]]:
    rows = {
        row.pk: row
        for row in OrderLine.objects.filter(order__in=order_ids).select_related("item").order_by("pk")
    }
    first, last = _published(rows)
    cases = _cases(rows, policy)
    found: defaultdict[int, list[ListedLine]] = defaultdict(list)
    for row in rows.values():
        found[row.order_id].append(
            ListedLine(
                row.line_id,
                row.item.sku,
                row.item.title,
                row.ordered_qty,
                row.reserved_qty,
                row.backordered_qty,
                row.shipped_qty,
                row.cancelled_qty,
                row.substituted_qty,
                _held(row.published_from, row.published_to, last.get(row.pk)),
                # What came with the order was told before anything of ours.
                _held(row.promised_from, row.promised_to, None) or first.get(row.pk),
                tuple(cases[row.pk]),
            )
        )
    return found


def _held(ship_from: date | None, ship_to: date | None, version: Promised | None) -> Promised | None:
    """The window of a line's own columns, with what its version knows more; one that came with its order has none."""
    if ship_from is None or ship_to is None:
        return None
    ship = Window(ship_from, ship_to)
    return version if version is not None and version.ship == ship else Promised(ship, None)


def _published(line_ids: Iterable[int]) -> tuple[dict[int, Promised], dict[int, Promised]]:
    """By line, the window that was published first, and the one that was published last."""
    first: dict[int, Promised] = {}
    last: dict[int, Promised] = {}
    rows = PromiseRow.objects.filter(line__in=list(line_ids), version__gte=1).order_by("version")
    names = ("line_id", "ship_from", "ship_to", "deliver_from", "deliver_to")
    # A version without days withdrew the one before.
    for line, ship_from, ship_to, deliver_from, deliver_to in rows.filter(ship_to__isnull=False).values_list(
        *names
    ):
        last[line] = Promised(Window(ship_from, ship_to), Window(deliver_from, deliver_to))
        first.setdefault(line, last[line])
    return first, last


def _cases(lines: Mapping[int, OrderLine], policy: Policy) -> Mapping[int, list[ListedCase]]:
    found: defaultdict[int, list[ListedCase]] = defaultdict(list)
    for row in load(Backorder.objects.filter(line__in=list(lines)).order_by("pk")):
        label = label_of(row, line=lines[row.line_id], policy=policy)
        review_on = row.next_review_on if row.state == "open" else None
        found[row.line_id].append(
            ListedCase(row.pk, row.state, label, row.reason, row.qty, row.detected_on, review_on, row.owner)
        )
    return found
