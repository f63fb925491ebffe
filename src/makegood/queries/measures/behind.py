"""The orders behind a figure of a week: each row with how it counts, those that count against us told apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate

from makegood.db.before import BEFORE
from makegood.db.models import (
    Allocation,
    Backorder,
    Contact,
    Event,
    Order,
    OrderLine,
    Promise,
    Return,
    Shipment,
)
from makegood.db.streams import STREAMS
from makegood.domain.review import Buckets
from makegood.domain.terms.errors import DomainError
from makegood.queries.line_ends import given_up, left_on
from makegood.queries.measures.ended import suppliers
from makegood.queries.measures.span import Span
from makegood.queries.pages import Listing
from makegood.queries.shop import Shop


class Behind(NamedTuple):
    """An order, or a part of one, that a figure counts: on which day, how many units, and as what. `counted` = it is
    part of the numerator; of hit rates and shipping that is what went well."""

    order: str
    channel: str
    sku: str | None
    day: date
    qty: int | None
    state: str
    counted: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows: of a week, of one SKU, of one supplier's SKUs, of one ageing bucket; `counted` True or False = only
    those that are part of the numerator, or only the others."""

    span: Span
    sku: str | None = None
    supplier: str | None = None
    bucket: str | None = None
    counted: bool | None = None

    def of_item(self, rows: QuerySet[Any], to: str = "item") -> QuerySet[Any]:
        """Rows of the SKU or of the supplier that is asked for."""
        if self.sku is not None:
            rows = rows.filter(**{f"{to}__sku": self.sku})
        if self.supplier is not None:
            own = [sku for sku, name in suppliers().items() if name == self.supplier]
            rows = rows.filter(**{f"{to}__sku__in": own})
        return rows

    def of_kind(self, rows: QuerySet[Any], went_well: Q) -> QuerySet[Any]:
        """Rows of the numerator, or the others."""
        if self.counted is None:
            return rows
        return rows.filter(went_well) if self.counted else rows.exclude(went_well)


def behind(
    shop: Shop,
    figure: str,
    *,
    today: date,
    monday: date | None = None,
    sku: str | None = None,
    supplier: str | None = None,
    bucket: str | None = None,
    counted: bool | None = None,
) -> Listing[Behind]:
    """What a figure of the week that begins on `monday` counts; None = of the last week that is over.

    Raises DomainError('figure_unknown'), ('week_invalid').
    """
    if figure not in FIGURES:
        raise DomainError("figure_unknown", {"found": figure, "expected": sorted(FIGURES)})
    span = Span(shop, today=today, weeks=1, last=monday)
    return FIGURES[figure](Asked(span, sku, supplier, bucket, counted))


def _short(asked: Asked) -> Listing[Behind]:
    imported = Event.objects.filter(
        stream=STREAMS[Order], ref=OuterRef("order_id"), seq=1, kind="intake.imported"
    )
    at_once = Q(detected_at=F("order__taken_at")) | Q(detected_at=F("line__joined_at"))
    rows = Backorder.objects.filter(
        at_once, order__placed_on__range=asked.span.days, reopens=None, line__replaces=None
    ).exclude(Exists(imported))
    return _listing(
        asked.of_item(rows), ("-pk",), ("item__sku", "order__placed_on", "qty"),
        lambda sku, day, qty: (sku, day, qty, "short", True),
    )  # fmt: skip


def _waiting(asked: Asked) -> Listing[Behind]:
    over, last = asked.span.moments[1], asked.span.to_on
    # By its line, which allocations have an index for.
    got = Allocation.objects.filter(line=OuterRef("line"), backorder=OuterRef("pk"))
    got = got.exclude(state="withdrawn")
    later = ~Exists(got.exclude(run=None).filter(run__on__lte=last)) & Exists(got.filter(run__on__gt=last))
    then = (
        Q(state="open")
        | Q(state__in=("allocated", "released", "shipped")) & later
        | Q(state__in=("cancelled", "substituted"), closed_at__gte=over)
    )
    rows = asked.of_item(Backorder.objects.filter(then, detected_on__lte=last))
    buckets = Buckets(asked.span.shop.policy.review)

    def told(sku: str, baseline: date, qty: int) -> tuple[Any, ...]:
        return sku, baseline, qty, buckets.name(max(0, (last - baseline).days)), True

    if asked.bucket is not None:
        own = set(rows.values_list("line__baseline", flat=True))
        rows = rows.filter(
            line__baseline__in=[d for d in own if buckets.name(max(0, (last - d).days)) == asked.bucket]
        )
    return _listing(rows, ("pk",), ("item__sku", "line__baseline", "qty"), told)


def _one_if(which: Q) -> Case:
    return Case(When(which, then=Value(1)), default=Value(0), output_field=IntegerField())


def _hits(asked: Asked, *, of: str) -> Listing[Behind]:
    """Windows that ended; `of` = the column that holds their last day. What a customer gave up before it was over is
    left out of the figure, and listed as such."""
    rows = Promise.objects.filter(version=1, **{f"{of}__range": asked.span.days})
    rows = rows.annotate(
        left=left_on("line"),
        gave=Coalesce(given_up("line", Sum("qty")), 0),
        gone_on=TruncDate(given_up("line", Max("closed_at")), tzinfo=asked.span.shop.zone),
    )
    kept = Q(left__lte=F(of), line__ordered_qty=F("line__shipped_qty") + F("gave"))
    out = Q(line__shipped_qty=0, gone_on__lte=F(of))
    rows = asked.of_item(rows, "line__item").annotate(kept=_one_if(kept), out=_one_if(out))
    if asked.counted is not None:
        rows = rows.filter(kept=int(asked.counted), out=0)
    names = ("line__item__sku", of, "line__ordered_qty", "kept", "out", "left")

    def told(sku: str, day: date, qty: int, kept: int, out: int, left: date | None) -> tuple[Any, ...]:
        state = "kept" if kept else "given_up" if out else "late" if left else "not_shipped"
        return sku, day, qty, state, bool(kept)

    return _listing(rows, (of, "pk"), names, told, to="line__order")


def _ended(asked: Asked) -> Listing[Behind]:
    first, over = asked.span.moments
    rows = asked.of_item(Backorder.objects.filter(closed_at__gte=first, closed_at__lt=over))
    rows = asked.of_kind(rows, Q(state="cancelled"))
    return _listing(
        rows, ("-closed_at", "pk"), ("item__sku", "closed_at", "qty", "state"),
        lambda sku, at, qty, state: (sku, asked.span.shop.day(at), qty, state, state == "cancelled"),
    )  # fmt: skip


def _splits(asked: Asked) -> Listing[Behind]:
    parcels = Shipment.objects.filter(order=OuterRef("order"), cancelled_at=None).order_by().values("order")
    before = parcels.filter(
        Q(shipped_on__lt=OuterRef("shipped_on")) | Q(shipped_on=OuterRef("shipped_on"), pk__lt=OuterRef("pk"))
    )
    rows = Shipment.objects.filter(
        cancelled_at=None,
        shipped_on__range=asked.span.days,
        order__currency=asked.span.shop.policy.shop.currency,
    ).annotate(
        earlier=Coalesce(Subquery(before.annotate(n=Count("pk")).values("n")), 0),
        parcels=Subquery(parcels.annotate(n=Count("pk")).values("n")),
    )
    return _listing(
        rows.filter(earlier=1), ("-pk",), ("shipped_on", "parcels"),
        lambda day, parcels: (None, day, parcels, "parcels", True),
    )  # fmt: skip


def _contacts(asked: Asked) -> Listing[Behind]:
    first, over = asked.span.moments
    about = Exists(Backorder.objects.filter(order=OuterRef("order")))
    rows = Contact.objects.filter(about, at__gte=first, at__lt=over)
    return _listing(
        rows, ("-at", "pk"), ("at", "kind"),
        lambda at, kind: (None, asked.span.shop.day(at), None, kind, True),
    )  # fmt: skip


def _due(asked: Asked) -> Listing[Behind]:
    rows = OrderLine.objects.filter(
        baseline__range=asked.span.days, ordered_qty__gt=F("cancelled_qty") + F("substituted_qty")
    ).annotate(left=left_on("pk"))
    whole = F("shipped_qty") + F("cancelled_qty") + F("substituted_qty")
    in_time = Q(left__lte=F("baseline"), ordered_qty=whole)
    rows = asked.of_kind(asked.of_item(rows), in_time)
    rows = rows.annotate(kept=_one_if(in_time), open=F("ordered_qty") - whole)

    def told(sku: str, day: date, qty: int, kept: int, open_qty: int) -> tuple[Any, ...]:
        return sku, day, qty, "on_time" if kept else "not_shipped" if open_qty else "late", bool(kept)

    return _listing(rows, ("-pk",), ("item__sku", "baseline", "ordered_qty", "kept", "open"), told)


def _went(asked: Asked) -> Listing[Behind]:
    """Orders by their last parcel."""
    parcels = Shipment.objects.filter(cancelled_at=None).exclude(number=BEFORE)
    later = Q(shipped_on__gt=OuterRef("shipped_on")) | Q(
        shipped_on=OuterRef("shipped_on"), pk__gt=OuterRef("pk")
    )
    rows = (
        parcels.filter(shipped_on__range=asked.span.days)
        .exclude(Exists(parcels.filter(later, order=OuterRef("order"))))
        .annotate(back=Exists(Return.objects.filter(order=OuterRef("order"))))
    )
    rows = asked.of_kind(rows, Q(back=False))
    return _listing(
        rows, ("-pk",), ("shipped_on", "back"),
        lambda day, back: (None, day, None, "came_back" if back else "correct", not back),
    )  # fmt: skip


def _listing(
    rows: QuerySet[Any],
    order: tuple[str, ...],
    names: tuple[str, ...],
    told: Callable[..., tuple[Any, ...]],
    *,
    to: str = "order",
) -> Listing[Behind]:
    at = f"{to}__" if to else ""

    def make(found: Sequence[tuple[Any, ...]]) -> list[Behind]:
        return [Behind(number, channel, *told(*rest)) for number, channel, *rest in found]

    return Listing(found=rows, order=order, names=(f"{at}number", f"{at}channel__name", *names), make=make)


FIGURES: Mapping[str, Callable[[Asked], Listing[Behind]]] = {
    "backorder_rate": _short,
    "waiting": _waiting,
    "first_hits": partial(_hits, of="ship_to"),
    "latest_hits": partial(_hits, of="line__published_to"),
    "cancellations": _ended,
    "split_cost": _splits,
    "contacts": _contacts,
    "on_time": _due,
    "accuracy": _went,
}
"""The figures that have orders behind them, by their names in `Week`."""
