"""Windows that were proposed and wait for the owner of dates."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from makegood.db.models import Promise
from makegood.queries.pages import Listing


class Proposal(NamedTuple):
    """A window that waits. `published_to` = the last day the customer holds now (None = no date yet), `why` = the
    command that set it off. `ship_from`, `ship_to` None = nothing supports that day any more: to publish withdraws it.
    """

    proposal: int
    order: str
    channel: str
    line: str
    sku: str
    published_to: date | None
    ship_from: date | None
    ship_to: date | None
    why: str


_NAMES = (
    "pk", "line__order__number", "line__order__channel__name", "line__line_id", "line__item__sku",
    "line__published_to", "ship_from", "ship_to", "why",
)  # fmt: skip


def proposals(*, sku: str | None = None) -> Listing[Proposal]:
    """All that wait, or those of a SKU, by SKU and in the order they were made."""
    found = Promise.objects.filter(state="proposed")
    return Listing(
        found=found if sku is None else found.filter(line__item__sku=sku),
        order=("line__item__sku", "pk"),
        names=_NAMES,
        make=lambda found: [Proposal(*row) for row in found],
    )
