"""Who waits for an item, in the order in which they are served (spec 7.1)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from makegood.db import locks
from makegood.db.models import Item
from makegood.db.waiting import waiting_for
from makegood.domain.terms.dates import Window
from makegood.domain.terms.errors import DomainError
from makegood.queries.queue import ranked, shelves
from makegood.queries.shop import Shop, supply_dates


class InLine(NamedTuple):
    """Units of a line that wait for an item, and their place. `of` = the bundle that lacks them, empty for the item
    itself; `ahead` = units before it. `promised` None = its customer has no date."""

    place: int
    backorder: int
    order: str
    channel: str
    line: str
    of: str
    qty: int
    ahead: int
    tier: int
    baseline: date
    promised: Window | None
    on_hold: bool


def line_up(sku: str, *, shop: Shop, today: date) -> list[InLine]:
    """Everybody who waits for an item or for a bundle with it, best rank first. Linear in those who wait for any of
    its family. Raises DomainError('sku_unknown')."""
    pk = Item.objects.filter(sku=sku).values_list("pk", flat=True).first()
    if pk is None:
        raise DomainError("sku_unknown", {"skus": [sku]})
    items = locks.items([pk], lock=False)
    shelf = shelves(shop, items=items, dates=supply_dates(shop, today=today))
    found: list[InLine] = []
    ahead = 0
    for standing in ranked(shop, rows=waiting_for(items), shelf=shelf, today=today):
        row, own = standing.row, items[standing.row.item_id].sku
        per = 1 if own == sku else sum(each.demand.per for each in standing.claims if each.demand.sku == sku)
        if not per:
            continue
        promised = (
            Window(row.published_from, row.published_to) if row.published_from and row.published_to else None
        )
        found.append(
            InLine(
                place=len(found) + 1,
                backorder=row.backorder_id,
                order=row.number,
                channel=row.channel,
                line=row.line_id,
                of="" if own == sku else own,
                qty=row.qty * per,
                ahead=ahead,
                tier=standing.rank.tier,
                baseline=row.baseline,
                promised=promised,
                on_hold=row.on_hold,
            )
        )
        ahead += row.qty * per
    return found
