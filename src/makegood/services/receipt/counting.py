"""A stock count is the truth. Where it finds less than was reserved, the lowest rank gives back first (spec 7.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from makegood.db.held import Held, held_of
from makegood.db.models import Item, Location, Stock
from makegood.domain.receipt.arrival import Shelf
from makegood.domain.terms import demand
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.rank import rank_of, tier_rule
from makegood.domain.terms.reason import Reason
from makegood.services._holdings import Holdings, hold
from makegood.services._shelf import shift, stock_rows
from makegood.services._withdrawal import Withdrawal
from makegood.services._work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedStock:
    """Units of a SKU that lie at a place, quarantine left out."""

    sku: str
    counted_qty: int
    location: str = "main"
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Somebody counted. All counts are taken, or none."""

    counts: tuple[CountedStock, ...]


@dataclass(frozen=True, slots=True)
class CountFound:
    """What a count changed: units more (or fewer) than we thought, and units that lines gave back for it."""

    sku: str
    location: str
    difference: int
    given_back: int


def count(work: Work, command: Count) -> list[CountFound]:
    """Set what lies on the shelf. More serves the queue; less than is reserved takes back from the lowest rank, whose
    units wait again with the reason `count_error`, a review today and a notice.

    Raises DomainError('count_refused') with every problem; ('count_below_released') when only units that the warehouse
    already has could be given back: those releases are recalled first; ('changed_meanwhile').
    """
    places = dict(Location.objects.values_list("name", "pk"))
    holdings = _held(command)
    by_sku = {item.sku: item for item in holdings.items.values()}
    _check(command, by_sku, places)
    stock = stock_rows(work, [(by_sku[each.sku].pk, places[each.location]) for each in command.counts])
    back = Withdrawal(work, holdings, reason=Reason.COUNT_ERROR, kind="receipt.counted_short")
    found = []
    for each in command.counts:
        item = by_sku[each.sku]
        row = (
            holdings.stock.get(stock[item.pk, places[each.location]].pk)
            or stock[item.pk, places[each.location]]
        )
        given_back = _give_back(work, back, holdings, row, row.reserved - each.counted_qty)
        difference = each.counted_qty - row.on_hand
        if difference:
            shift(work, row, shelf=Shelf.ON_HAND, qty=difference, cause="count", ref=each.why[:100])
            changes = {each.location: {"on_hand": difference}}
            work.tell(
                item, "receipt.counted", {"stock": changes, "counted": each.counted_qty, "why": each.why}
            )
            if difference > 0:
                work.freed.add(item.pk)
        found.append(CountFound(each.sku, each.location, difference, given_back))
    back.finish()
    return found


def _held(command: Count) -> Holdings:
    """Lock the items counted and all orders that hold units of them. Raises DomainError('changed_meanwhile')."""
    skus = {each.sku for each in command.counts}
    rows = Stock.objects.filter(
        item__sku__in=skus, location__name__in={each.location for each in command.counts}
    )
    items = set(Item.objects.filter(sku__in=skus).values_list("pk", flat=True))
    stock_ids = set(rows.values_list("pk", flat=True))
    before = {each.order_pk for each in held_of(stock_ids)}
    holdings = hold(before, item_ids=items)
    if {each.order_pk for each in held_of(stock_ids)} - before:
        raise DomainError("changed_meanwhile", {"table": "Allocation", "skus": sorted(skus)})
    return holdings


def _check(command: Count, items: Mapping[str, object], places: Mapping[str, int]) -> None:
    problems = []
    for number, each in enumerate(command.counts, 1):
        at = {"count": number, "sku": each.sku}
        if each.sku not in items:
            problems.append(at | {"problem": "sku_unknown", "expected": "a SKU of the catalogue"})
        elif each.location not in places:
            problems.append(
                at | {"problem": "location_unknown", "found": each.location, "expected": "a known place"}
            )
        elif each.counted_qty < 0:
            problems.append(at | {"problem": "quantity_negative", "expected": "0 or more"})
    if len({(each.sku, each.location) for each in command.counts}) < len(command.counts):
        problems.append({"problem": "stock_counted_twice", "expected": "one count of a SKU at a place"})
    if problems:
        raise DomainError("count_refused", {"problems": problems})


def _give_back(work: Work, back: Withdrawal, holdings: Holdings, row: Stock, short: int) -> int:
    """Take units of a stock row back until `short` are; how many were."""
    if short <= 0:
        return 0
    needed = short
    for each in _worst_first(work, [held for held in held_of([row.pk]) if not held.firm]):
        if needed <= 0:
            break
        needed -= back.take(each.order_pk, each.line_id, row, needed)
    if needed > 0:
        raise DomainError("count_below_released", {"sku": holdings.items[row.item_id].sku, "units": needed})
    return short - needed


def _worst_first(work: Work, rows: Sequence[Held]) -> list[Held]:
    """Those who hold units, the lowest rank first."""
    tier_of = tier_rule(policy=work.shop.policy, today=work.today)
    currency = work.shop.policy.shop.currency
    keyed = []
    for row in rows:
        line = demand.OrderLine(
            order_id=row.number,
            line_id=row.line_id,
            sku=row.sku,
            quantity=row.qty,
            placed_at=row.placed_at,
            placed_on=row.placed_on,
            channel=row.channel,
            customer_tier=row.customer_tier,
            need_by=row.need_by,
            ship_by=row.ship_by,
        )
        tier = tier_of(line, row.baseline, row.value if row.currency == currency else 0)
        keyed.append((rank_of(line=line, tier=tier, baseline=row.baseline), row))
    keyed.sort(key=lambda pair: (*pair[0], pair[1].allocation_id), reverse=True)
    return [row for _, row in keyed]
