"""Fewer units lie there than are reserved: the lowest rank gives back first (spec 7.2), the mirror of serving."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from makegood.db.held import Held, held_of
from makegood.db.models import Stock
from makegood.domain.terms import demand
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.rank import rank_of, tier_rule
from makegood.services._holdings import LIVE, Holdings, hold
from makegood.services._tasks import task
from makegood.services._withdrawal import Withdrawal
from makegood.services._work import Work

FIRM_LOST = "firm_units_lost"
"""Kind of the task for whoever made units firm that are not there any more."""

Short = Callable[[], Mapping[int, int]]
"""Units that lines may have to give back, by stock row, as of now."""


class Turns(NamedTuple):
    """Locked orders, and who of them gives back units of which stock row, in which order: what is held, what is firm,
    what is released, what is being picked; of each the lowest rank first."""

    holdings: Holdings
    held: Mapping[int, Sequence[Held]]

    def unreleased(self, row: Stock) -> int:
        """Units of a stock row that the warehouse was not told to pick."""
        return row.on_hand - sum(
            each.qty for each in self.held.get(row.pk, ()) if each.release_id is not None
        )


def hold_stock(
    work: Work, *, item_ids: Iterable[int], short: Short, purchase_order_ids: Iterable[int] = ()
) -> Turns:
    """Lock items, purchase orders, and all orders that have to give units back.

    Raises DomainError('changed_meanwhile') when others would have to than when we began to wait for the locks.
    """
    before = _givers(_turns(work, short()), short())
    holdings = hold(before, item_ids=item_ids, purchase_order_ids=purchase_order_ids)
    held = _turns(work, short())
    if _givers(held, short()) - before:
        raise DomainError("changed_meanwhile", {"table": "Allocation", "stock": sorted(held)})
    return Turns(holdings, held)


def give_back(work: Work, back: Withdrawal, turns: Turns, row: Stock, short: int) -> int:
    """Take units of a stock row back until `short` are; how many were. They may be fewer: the others are released."""
    needed = max(0, short)
    for each in turns.held.get(row.pk, ()):
        if needed <= 0 or each.release_id is not None:
            break
        freed = back.free(each.order_pk, each.line_id, row, needed, firm=each.firm)
        if freed and each.firm:
            _warn(work, turns.holdings, each, freed)
        needed -= freed
    return max(0, short) - needed


def from_releases(turns: Turns, row: Stock, short: int) -> Mapping[tuple[int, str], int]:
    """Released units that must come back so that `short` units of a stock row are free when all that is held is, by
    release and line id, in units of the stock."""
    found: dict[tuple[int, str], int] = {}
    for each in turns.held.get(row.pk, ()):
        part = min(short, each.qty)
        if part > 0 and each.release_id is not None:
            key = (each.release_id, each.line_id)
            found[key] = found.get(key, 0) + part
        short -= max(0, part)
    return found


def _turns(work: Work, stock_ids: Iterable[int]) -> dict[int, list[Held]]:
    found: dict[int, list[Held]] = {}
    for each in _worst_first(work, held_of(stock_ids, states=LIVE)):
        found.setdefault(each.stock_id, []).append(each)
    for own in found.values():
        # Sorting keeps the ranks within each part.
        own.sort(key=lambda each: (each.release_id is not None, bool(each.picking), each.firm))
    return found


def _givers(held: Mapping[int, Sequence[Held]], short: Mapping[int, int]) -> set[int]:
    """Orders that have to give units back."""
    found: set[int] = set()
    for stock_id, units in short.items():
        for each in held.get(stock_id, ()):
            if units <= 0:
                break
            found.add(each.order_pk)
            units -= each.qty
    return found


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


def _warn(work: Work, holdings: Holdings, each: Held, qty: int) -> None:
    order = holdings.orders[each.order_pk].order
    work.add(
        task(
            work,
            # Units of one allocation may be lost again another time.
            key=f"{FIRM_LOST}:{each.allocation_id}:{order.event_count}",
            kind=FIRM_LOST,
            role="operations_lead",
            order_id=order.pk,
            line=each.line_id,
            sku=each.sku,
            units=qty,
        )
    )
