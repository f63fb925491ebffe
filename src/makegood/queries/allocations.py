"""Who got what in a run, and who still waits: what a preview shows, and what a run did."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from makegood.db.models import Allocation, Backorder, BundlePart


class Gain(NamedTuple):
    """Units of a SKU at a place that a line got, and why."""

    order: str
    line: str
    sku: str
    location: str
    qty: int
    tier: int
    why: str


class Wait(NamedTuple):
    """Units of a line that still wait, and the last day of its published window (None = no date)."""

    order: str
    line: str
    sku: str
    qty: int
    published_to: object


def gains(run_ids: Iterable[int]) -> list[Gain]:
    """What these runs gave, best rank first."""
    rows = Allocation.objects.filter(run_id__in=list(run_ids)).order_by("run_id", "place", "pk")
    names = (
        "line__order__number", "line__line_id", "stock__item__sku", "stock__location__name", "qty", "tier", "why"
    )  # fmt: skip
    return [Gain(*row) for row in rows.values_list(*names)]


def waits(item_ids: Iterable[int]) -> list[Wait]:
    """Open cases of these items and of the bundles they are in, those that should have shipped first on top."""
    wanted = set(item_ids)
    wanted |= set(BundlePart.objects.filter(component_id__in=wanted).values_list("bundle_id", flat=True))
    rows = Backorder.objects.filter(item_id__in=wanted, state="open")
    rows = rows.order_by("item__sku", "line__baseline", "order__placed_at", "pk")
    names = ("order__number", "line__line_id", "item__sku", "qty", "line__published_to")
    return [Wait(*row) for row in rows.values_list(*names)]
