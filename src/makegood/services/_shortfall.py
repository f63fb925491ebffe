"""Fewer units lie there than are reserved: the lowest rank gives back first (spec 7.2), the mirror of serving."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from makegood.db.held import Held, held_of
from makegood.db.models import Stock, Task
from makegood.db.rows import new
from makegood.domain.terms import demand
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.rank import rank_of, tier_rule
from makegood.services._holdings import LIVE, Holdings, hold
from makegood.services._withdrawal import Withdrawal
from makegood.services._work import Work

FIRM_LOST = "firm_units_lost"
"""Kind of the task for whoever made units firm that are not there any more."""


def hold_stock(
    *, item_ids: Iterable[int], stock_ids: Iterable[int], purchase_order_ids: Iterable[int] = ()
) -> Holdings:
    """Lock items, purchase orders, and all orders that hold units of these stock rows.

    Raises DomainError('changed_meanwhile') when an order came to hold some while we waited for the locks.
    """
    rows = set(stock_ids)
    before = {each.order_pk for each in held_of(rows, states=LIVE)}
    holdings = hold(before, item_ids=item_ids, purchase_order_ids=purchase_order_ids)
    if {each.order_pk for each in held_of(rows, states=LIVE)} - before:
        raise DomainError("changed_meanwhile", {"table": "Allocation", "stock": sorted(rows)})
    return holdings


def give_back(work: Work, back: Withdrawal, row: Stock, short: int) -> int:
    """Take units of a stock row back until `short` are, firm ones last; how many were. They may be fewer: the others
    are released."""
    if short <= 0:
        return 0
    needed = short
    held = worst_first(work, held_of([row.pk]))
    for each in [*(one for one in held if not one.firm), *(one for one in held if one.firm)]:
        if needed <= 0:
            break
        freed = back.free(each.order_pk, each.line_id, row, needed, firm=each.firm)
        if freed and each.firm:
            _warn(work, each, freed)
        needed -= freed
    return short - needed


def worst_first(work: Work, rows: Sequence[Held]) -> list[Held]:
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


def from_releases(work: Work, rows: Sequence[Held], short: int) -> Mapping[tuple[int, str], int]:
    """Released units that must come back so that `short` units of a stock row are free, by release and line id, in
    units of the stock: the lowest rank first, and all that is not being picked before what is."""
    found: dict[tuple[int, str], int] = {}
    ranked = worst_first(work, rows)
    for each in [*(one for one in ranked if not one.picking), *(one for one in ranked if one.picking)]:
        part = min(short, each.qty)
        if part > 0 and each.release_id is not None:
            key = (each.release_id, each.line_id)
            found[key] = found.get(key, 0) + part
            short -= part
    return found


def unreleased(row: Stock) -> int:
    """Units of a stock row that the warehouse was not told to pick."""
    return row.on_hand - sum(each.qty for each in held_of([row.pk], states=("released",)))


def _warn(work: Work, each: Held, qty: int) -> None:
    work.add(
        new(
            Task,
            key=f"{FIRM_LOST}:{each.allocation_id}",
            kind=FIRM_LOST,
            role="operations",
            order_id=each.order_pk,
            data={"line": each.line_id, "sku": each.sku, "units": qty},
            due_on=work.today,
            opened_at=work.now,
        )
    )
