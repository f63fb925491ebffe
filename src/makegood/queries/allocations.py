"""Who got what in a run, who gave back, and who still waits and why: what a preview shows, and what a run did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from makegood.db.models import Allocation, AllocationRun, Backorder, BundlePart, OrderLine, Receipt
from makegood.queries.pages import Listing
from makegood.queries.shop import Shop
from makegood.queries.why_not import why_not_yet

MOST_REASONED = 20
"""Why one waits is asked for so many: the answer reads the whole queue of a SKU."""


class Gain(NamedTuple):
    """Units of a SKU at a place that a line got, and why."""

    order: str
    line: str
    sku: str
    location: str
    qty: int
    tier: int
    why: str
    channel: str


class Loss(NamedTuple):
    """Units of a line that were taken from it, and the last day of its published window (None = no date)."""

    order: str
    line: str
    sku: str
    qty: int
    published_to: date | None
    channel: str


class Wait(NamedTuple):
    """Units of a line that still wait, and the last day of its published window (None = no date). `why` = what keeps it
    from units, for the first ones; empty = not asked."""

    order: str
    line: str
    sku: str
    qty: int
    published_to: object
    channel: str
    why: str = ""


class Held(NamedTuple):
    """Units that lie there for a line. `why` = how it got them, `firm` = no later run may take them; `released` = they
    are with the warehouse."""

    allocation: int
    order: str
    channel: str
    line: str
    sku: str
    location: str
    qty: int
    why: str
    firm: bool
    released: bool


class Run(NamedTuple):
    """One time the queue was served: why, by whom, how many lines got how many units, and what its audit found: lines
    that went short while a worse-ranked one was served, each with the rule that allowed it. `other` = it ran under
    another policy than the shop's own."""

    run: int
    at: datetime
    cause: str
    actor: str
    note: str
    served: int
    units: int
    other: bool
    findings: tuple[Mapping[str, Any], ...]


_GAIN = (
    "line__order__number", "line__line_id", "stock__item__sku", "stock__location__name", "qty", "tier", "why",
    "line__order__channel__name",
)  # fmt: skip
_WAIT = ("order__number", "line__line_id", "item__sku", "qty", "line__published_to", "channel__name")
_LOSS = ("pk", "order__number", "line_id", "item__sku", "published_to", "order__channel__name")
_HELD = (
    "pk", "line__order__number", "line__order__channel__name", "line__line_id", "stock__item__sku",
    "stock__location__name", "qty", "why", "firm", "state",
)  # fmt: skip
_RUN = ("pk", "at", "cause", "actor", "note", "served", "units", "policy", "findings")


def gains(run_ids: Iterable[int]) -> list[Gain]:
    """What these runs gave, best rank first."""
    rows = Allocation.objects.filter(run_id__in=list(run_ids)).order_by("run_id", "place", "pk")
    return [Gain(*row) for row in rows.values_list(*_GAIN)]


def losses(units: Mapping[int, int]) -> list[Loss]:
    """Lines that gave back so many units, by their key, the largest loss first."""
    rows = OrderLine.objects.filter(pk__in=list(units)).values_list(*_LOSS)
    found = [Loss(order, line, sku, units[pk], to, channel) for pk, order, line, sku, to, channel in rows]
    return sorted(found, key=lambda each: (-each.qty, each.order, each.line))


def waits(item_ids: Iterable[int], *, shop: Shop | None = None, today: date | None = None) -> list[Wait]:
    """Open cases of these items and of the bundles they are in, those that should have shipped first on top; with a
    shop and its day also why the first ones wait."""
    wanted = set(item_ids)
    wanted |= set(BundlePart.objects.filter(component_id__in=wanted).values_list("bundle_id", flat=True))
    rows = Backorder.objects.filter(item_id__in=wanted, state="open")
    rows = rows.order_by("item__sku", "line__baseline", "order__placed_at", "pk")
    found: list[Any] = list(rows.values_list("pk", *_WAIT))
    why: dict[int, str] = {}
    if shop is not None and today is not None:
        answers = why_not_yet([pk for pk, *_ in found[:MOST_REASONED]], shop=shop, today=today)
        why = {pk: own[0].blockers[0].value for pk, own in answers.items() if own and own[0].blockers}
    return [Wait._make((*row[1:], why.get(row[0], ""))) for row in found]


def held(*, sku: str | None = None, order: str | None = None, released: bool | None = None) -> Listing[Held]:
    """What lies there for lines, of a SKU, of the orders of a number, None = of all; `released` = only what is with the
    warehouse, or only what is not. The newest first."""
    found = Allocation.objects.filter(state__in=("held", "released"))
    if released is not None:
        found = found.filter(state="released" if released else "held")
    if sku is not None:
        found = found.filter(stock__item__sku=sku)
    if order is not None:
        found = found.filter(line__order__number=order)
    return Listing(
        found=found,
        order=("-pk",),
        names=_HELD,
        make=lambda rows: [_held(*row) for row in rows],
    )


def runs(
    *, causes: Iterable[str] = (), at: Iterable[datetime] | None = None, among: Iterable[int] | None = None
) -> Listing[Run]:
    """Times the queue was served, the last one first: by these commands, at these moments, `among` these; None = all of
    them."""
    found = AllocationRun.objects.all()
    if among is not None:
        found = found.filter(pk__in=list(among))
    if causes := list(causes):
        found = found.filter(cause__in=causes)
    if at is not None:
        found = found.filter(at__in=list(at))
    return Listing(
        found=found,
        order=("-pk",),
        names=_RUN,
        make=lambda rows: [_run(*row) for row in rows],
    )


def runs_of_receipts(numbers: Iterable[int]) -> list[Run]:
    """The runs that receipts set off, the first one first."""
    moments = Receipt.objects.filter(pk__in=list(numbers)).values_list("at", flat=True).distinct()
    return list(runs(causes=("Receive",), at=moments))[::-1]


def run_of(number: int) -> Run | None:
    """One run by its number; None = there is none."""
    return next(iter(runs(among=(number,))), None)


def _held(*row: Any) -> Held:
    *known, state = row
    return Held._make((*known, state == "released"))


def _run(*row: Any) -> Run:
    *known, policy, findings = row
    return Run._make((*known, bool(policy), tuple(findings)))
