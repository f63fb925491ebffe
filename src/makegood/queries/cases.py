"""Every case that is open: what a desk works through."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from makegood.db.models import Backorder, Decision
from makegood.queries.pages import Listing


class OpenCase(NamedTuple):
    """An open backorder. `published_to` = the last day its customer holds (None = no date), `decided` = somebody chose
    what becomes of its order."""

    backorder: int
    order: str
    channel: str
    line: str
    sku: str
    qty: int
    reason: str
    detected_on: date
    baseline: date
    published_to: date | None
    owner: str
    next_review_on: date
    oversell: bool
    decided: bool


_NAMES = (
    "pk", "order__number", "channel__name", "line__line_id", "item__sku", "qty", "reason", "detected_on",
    "line__baseline", "line__published_to", "owner", "next_review_on", "line__oversell", "decided",
)  # fmt: skip


def open_cases(
    *,
    sku: str | None = None,
    channel: str | None = None,
    owner: str | None = None,
    oversold: bool = False,
) -> Listing[OpenCase]:
    """Open cases, those that should have shipped first before the others: of a SKU, a channel, an owner, None = of all;
    `oversold` = only undecided oversells."""
    wanted = {"item__sku": sku, "channel__name": channel, "owner": owner}
    chosen = Decision.objects.filter(order=OuterRef("order"), replaced_at=None)
    rows = Backorder.objects.filter(
        state="open", **{name: value for name, value in wanted.items() if value is not None}
    ).annotate(decided=Exists(chosen))
    if oversold:
        rows = rows.filter(line__oversell=True, decided=False)
    return Listing(
        found=rows,
        order=("line__baseline", "order__placed_at", "order__number", "line__line_id", "pk"),
        names=_NAMES,
        make=lambda found: [OpenCase(*row) for row in found],
    )
