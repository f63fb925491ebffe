"""Whom purchasing calls first: what waits on each open lot, in units and money (docs/rules/receipt.md)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter

from django.db.models import F, Sum

from makegood.db import facts, sql
from makegood.db.models import BundlePart, IncomingLot, Item
from makegood.domain.promise.supply import SupplyDates
from makegood.domain.receipt.chase import Chase, Waiting, chase
from makegood.domain.terms.stock import IncomingLot as Lot
from makegood.queries import known
from makegood.queries.shop import Shop, sold_in_others, supply_dates

_NO_SUPPLIER = "unknown"

_SHORT = """
SELECT l.item_id, l.baseline, SUM(l.backordered_qty), CAST(SUM(l.backordered_qty * l.unit_price) AS BIGINT)
FROM makegood_orderline l WHERE l.backordered_qty > 0 {of} GROUP BY l.item_id, l.baseline
ORDER BY l.item_id, l.baseline
"""
_SHORT_IN_OURS = """
SELECT l.item_id, l.baseline, SUM(l.backordered_qty),
 CAST(SUM(CASE WHEN o.currency = %s THEN l.backordered_qty * l.unit_price END) AS BIGINT)
FROM makegood_orderline l JOIN makegood_order o ON o.id = l.order_id
WHERE l.backordered_qty > 0 {of} GROUP BY l.item_id, l.baseline
ORDER BY l.item_id, l.baseline
"""


def check_supplier(supplier: str | None) -> None:
    """What the list is narrowed to is there; None = to nothing. Raises DomainError('supplier_unknown')."""
    if supplier != _NO_SUPPLIER:
        known.check(supplier=supplier)


def chase_list(shop: Shop, *, today: date, supplier: str | None = None) -> list[Chase]:
    """What to ask of which supplier, most waiting money first; `supplier` = of this one only.

    Units are dealt out to an item's lots in the order these can be used, those longest past their day first. What
    costs the customer something else than the shop's own money has no value here.
    """
    # Of one supplier only those items can be asked about that it ever sold to us.
    bought = None if supplier in (None, _NO_SUPPLIER) else _bought_of(supplier)
    waiting = _waiting(shop.policy.shop.currency, today, bought)
    free = Sum(F("stock__on_hand") - F("stock__reserved"))
    found = Item.objects.filter(pk__in=list(waiting)).annotate(free=free).order_by("sku")
    items = {pk: rest for pk, *rest in found.values_list("pk", "sku", "discontinued", "free")}
    lots: defaultdict[str, list[Lot]] = defaultdict(list)
    for lot in facts.open_lots(item_ids=items):
        lots[lot.sku].append(lot)
    turns = _Turns(supply_dates(shop, today=today))
    resting: list[tuple[Lot, list[Waiting]]] = []
    left: list[tuple[str, list[Waiting]]] = []
    for pk, (sku, gone, there) in items.items():
        own = turns.sorted(lots[sku])
        # What lies there is nobody's to chase: a bundle waits for one component, and has the others.
        shares, rest = _dealt_out(waiting[pk], [there or 0, *(each.open_qty for each in own)])
        resting += zip(own, shares[1:], strict=True)
        if rest and not gone:
            left.append((sku, rest))
    usual = _usual_suppliers(sku for sku, _ in left)
    uncovered = [(sku, usual.get(sku, _NO_SUPPLIER), rest) for sku, rest in left]
    asks = chase(lots=resting, uncovered=uncovered, today=today)
    return [each for each in asks if supplier is None or each.supplier == supplier]


class _Turns:
    """Lots in the order they can be used; those that nothing dates come last. Of thousands a few are dated apart."""

    def __init__(self, dates: SupplyDates) -> None:
        self._dates = dates
        self._known: dict[tuple[object, ...], tuple[date, date]] = {}

    def sorted(self, lots: Iterable[Lot]) -> list[Lot]:
        """As terms.pegging orders them, as far as two lots of one SKU can differ."""
        return sorted(lots, key=lambda lot: (*self._usable(lot), lot.po, lot.location, lot.open_qty))

    def _usable(self, lot: Lot) -> tuple[date, date]:
        alike = (lot.supplier, lot.location, lot.ordered_on, lot.eta, lot.first_eta, lot.confirmed)
        found = self._known.get(alike)
        if found is None:
            supply = self._dates.of_lot(lot)
            found = (supply.usable_to, supply.usable_from) if supply else (date.max, date.max)
            self._known[alike] = found
        return found


def _waiting(currency: str, today: date, bought: Collection[int] | None) -> Mapping[int, list[Waiting]]:
    """Units that wait for each item, those of its bundles included, by the day they should have shipped; `bought` =
    for these items only."""
    parts = _parts()
    asked, values = _SHORT, list[object]()
    if sold_in_others(currency):
        asked, values = _SHORT_IN_OURS, [currency]
    if bought is None:
        rows = sql.ask(asked.format(of=""), *values)
    else:
        holding = [bundle for bundle, own in parts.items() if not own.keys().isdisjoint(bought)]
        rows = sql.ask(asked.format(of="AND l.item_id IN_LIST(%s)"), *values, sql.ids((*bought, *holding)))
    found: defaultdict[int, list[tuple[date, Waiting]]] = defaultdict(list)
    for item, baseline, qty, worth in rows:
        days = max(0, (today - baseline).days)
        for part, per in parts.get(item, {item: 1}).items():
            if bought is None or part in bought:
                found[part].append((baseline, (qty * per, worth, days)))
    return {item: [each for _, each in sorted(own, key=itemgetter(0))] for item, own in found.items()}


def _bought_of(supplier: str | None) -> set[int]:
    """Items that any lot of a supplier was of, open or not."""
    return set(
        IncomingLot.objects.filter(purchase_order__supplier__name=supplier).values_list("item_id", flat=True)
    )


def _parts() -> Mapping[int, Mapping[int, int]]:
    """Units of each component in one bundle; bundles of bundles taken apart."""
    direct: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for bundle, component, per in BundlePart.objects.values_list("bundle_id", "component_id", "per"):
        direct[bundle][component] = per

    def apart(item: int) -> Counter[int]:
        whole: Counter[int] = Counter()
        for part, per in direct[item].items():
            for own, units in (apart(part) if part in direct else Counter({part: 1})).items():
                whole[own] += units * per
        return whole

    return {bundle: apart(bundle) for bundle in list(direct)}


def _dealt_out(lines: Sequence[Waiting], sizes: Sequence[int]) -> tuple[list[list[Waiting]], list[Waiting]]:
    """What waits dealt out to lots of these sizes in turn, and the rest; what lies between two lots is divided."""
    shares: list[list[Waiting]] = [[] for _ in sizes]
    rest: list[Waiting] = []
    room = list(sizes)
    for line in lines:
        qty, worth, days = line
        for at, share in enumerate(shares):
            part = min(qty, room[at])
            if part:
                its = None if worth is None else worth * part // qty
                share.append((part, its, days))
                worth = None if worth is None or its is None else worth - its
                qty, room[at] = qty - part, room[at] - part
        if qty:
            rest.append((qty, worth, days))
    return shares, rest


def _usual_suppliers(skus: Iterable[str]) -> Mapping[str, str]:
    """Who delivered or should deliver each SKU last."""
    named: Collection[str] = list(skus)
    rows = IncomingLot.objects.filter(item__sku__in=named).order_by("pk")
    return dict(rows.values_list("item__sku", "purchase_order__supplier__name"))
