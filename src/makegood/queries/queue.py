"""The queue of some items: who waits, in which order, and what may be shared out among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from makegood.db import facts
from makegood.db.models import Item, Stock
from makegood.db.waiting import Waiting
from makegood.domain.allocation.outcome import Claim
from makegood.domain.intake import components, first_sale_days
from makegood.domain.promise.supply import SupplyDates, supplies
from makegood.domain.promise.window import Windows
from makegood.domain.terms import demand
from makegood.domain.terms.pegging import Supply
from makegood.domain.terms.rank import Rank, rank_of, tier_rule
from makegood.domain.terms.serving import Serving
from makegood.domain.terms.stock import IncomingLot, StockPosition
from makegood.queries.shop import Shop


class Place(NamedTuple):
    """One waiting line in the queue: its rank, its row, and its claims (one, or one per component of a bundle)."""

    rank: Rank
    row: Waiting
    claims: Sequence[Claim]


@dataclass(frozen=True, slots=True)
class Shelves:
    """What lies there for the items of a queue, and what comes."""

    items: Mapping[int, Item]
    catalogue: Mapping[str, demand.Item]
    stock: Mapping[int, list[Stock]]
    lots: Sequence[IncomingLot]
    supplies: Sequence[Supply]
    serving: Serving


def shelves(
    shop: Shop,
    *,
    items: Mapping[int, Item],
    dates: SupplyDates,
    stock: Mapping[int, list[Stock]] | None = None,
    pooled: Mapping[int, int] | None = None,
) -> Shelves:
    """Free units and open lots of locked items; free = on hand less reserved, safety stock included.

    `stock` = their stock rows where they were read already, `pooled` = reserved units that count as free, by stock row.
    """
    stock = facts.stock_of(item_ids=items) if stock is None else stock
    pooled = pooled or {}
    lots = facts.open_lots(item_ids=items)
    positions = [
        StockPosition(
            sku=items[item_id].sku,
            location=row.location.name,
            on_hand=row.on_hand - row.reserved + pooled.get(row.pk, 0),
            safety_stock=row.safety_stock,
        )
        for item_id, rows in stock.items()
        for row in rows
    ]
    found = supplies(stock=positions, lots=lots, dates=dates)
    serving = Serving(policy=shop.policy, locations={supply.location for supply in found})
    return Shelves(items, facts.items(items.values()), stock, lots, found, serving)


def ranked(shop: Shop, *, rows: Iterable[Waiting], shelf: Shelves, today: date) -> list[Place]:
    """Everybody who waits, best rank first, each with its claims.

    Tier 1 holds those past their baseline, and those whose published window ends before the next lot could serve
    them: they would miss it without the units that are there now (spec 7.1).
    """
    rows = list(rows)
    tier_of = tier_rule(policy=shop.policy, today=today)
    next_ship = _next_ship_days(shop, shelf, today)
    _add_bundles(next_ship, rows, shelf)
    first = shop.policy.allocation.tiers.index("past_baseline") + 1 if _rescues(shop) else None
    currency = shop.policy.shop.currency
    found: list[tuple[Rank, Waiting, demand.OrderLine]] = []
    for row in rows:
        sku = shelf.items[row.item_id].sku
        line = _line(row, sku)
        tier = tier_of(line, row.baseline, row.value if row.currency == currency else 0)
        if first is not None and tier > first and row.published_to is not None:
            next_on = next_ship.get(sku)
            if next_on is None or row.published_to < next_on:
                tier = first
        found.append((rank_of(line=line, tier=tier, baseline=row.baseline), row, line))
    found.sort(key=lambda each: (*each[0], each[1].backorder_id))
    whole = {row.order_pk for _, row, line in found if line.ship_complete}
    return [
        Place(rank, row, _claims(row, line, place, rank.tier, row.order_pk in whole, shelf.catalogue, today))
        for place, (rank, row, line) in enumerate(found, 1)
    ]


def _rescues(shop: Shop) -> bool:
    return "past_baseline" in shop.policy.allocation.tiers


def _next_ship_days(shop: Shop, shelf: Shelves, today: date) -> dict[str, date]:
    """The last day by which a unit of the first lot that is still to come would ship, by SKU; absent = none comes."""
    windows = Windows(
        policy=shop.policy,
        steps=shop.steps,
        today=today,
        first_sale_days=first_sale_days(items=shelf.catalogue),
    )
    days: dict[str, date] = {}
    for supply in shelf.supplies:
        if supply.lot is not None:
            day = windows.next_span(sku=supply.sku, supply=supply).ship_to
            days[supply.sku] = min(day, days.get(supply.sku, day))
    return days


def _add_bundles(days: dict[str, date], rows: Sequence[Waiting], shelf: Shelves) -> None:
    """The same for bundles: the day on which the last component comes of which there is not enough for everybody. Where
    there is enough of all, no day is too late."""
    needed = {
        sku: components(sku=sku, items=shelf.catalogue)
        for sku, item in shelf.catalogue.items()
        if item.bundle_of
    }
    if not needed:
        return
    wanted: Counter[str] = Counter()
    for row in rows:
        sku = shelf.items[row.item_id].sku
        for part, per in needed.get(sku, {sku: 1}).items():
            wanted[part] += row.qty * per
    for supply in shelf.supplies:
        if supply.lot is None:
            wanted[supply.sku] -= supply.qty
    for sku, parts in needed.items():
        scarce = [part for part in parts if wanted[part] > 0]
        if all(part in days for part in scarce):
            days[sku] = max((days[part] for part in scarce), default=date.min)


def _line(row: Waiting, sku: str) -> demand.OrderLine:
    return demand.OrderLine(
        order_id=row.number,
        line_id=row.line_id,
        sku=sku,
        quantity=row.qty,
        placed_at=row.placed_at,
        placed_on=row.placed_on,
        channel=row.channel,
        location=row.location,
        customer_tier=row.customer_tier,
        country=row.country,
        currency=row.currency,
        need_by=row.need_by,
        ship_by=row.ship_by,
        ship_after=row.ship_after,
        cancel_after=row.cancel_after,
        service=row.service,
        ship_complete=row.ship_complete,
        on_hold=row.on_hold,
    )


def _claims(
    row: Waiting,
    line: demand.OrderLine,
    place: int,
    tier: int,
    whole: bool,
    catalogue: Mapping[str, demand.Item],
    today: date,
) -> list[Claim]:
    # By key, not by number: two channels may use the same one.
    order = str(row.order_pk)
    group = order if whole else None
    barred = not line.wanted_on(today)
    item = catalogue.get(line.sku)
    if item is None or not item.bundle_of:
        wanted = demand.Demand(line, line.sku, line.quantity, 0, 1)
        return [Claim(wanted, tier, place, order, group, barred=barred)]
    needed = components(sku=line.sku, items=catalogue)
    group = group or f"{order}\n{line.line_id}"
    return [
        Claim(demand.Demand(line, sku, line.quantity * per, 0, per), tier, place, order, group, barred=barred)
        for sku, per in sorted(needed.items())
    ]
