"""What a reallocation may hand out anew: everything held that is neither firm nor released, and whoever wants it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from makegood.db import facts, sql
from makegood.db.models import Allocation, Backorder
from makegood.db.waiting import Waiting, standing_of
from makegood.domain.intake import components
from makegood.domain.terms.demand import Item
from makegood.services._holdings import Bunch, Holdings, anywhere


@dataclass(slots=True)
class Standing:
    """One line in the pool: its row, with all that it may be given as its quantity, its open cases, the oldest first,
    the bunches it would give, and the units of the line in them."""

    row: Waiting
    cases: list[Backorder]
    bunches: list[Bunch]
    held_qty: int

    def held(self) -> list[Allocation]:
        """The rows that it would give."""
        return [row for bunch in self.bunches for row in bunch.rows if row.state == "held"]


def pool(holdings: Holdings) -> list[Standing]:
    """Every line that waits for units of the locked items or holds some that may be taken."""
    catalogue = facts.items(holdings.items.values())
    cases: dict[int, list[Backorder]] = {}
    waiting = "state = 'open' AND item_id IN_LIST(%s)"
    for case in sql.read(Backorder, waiting, sql.ids(holdings.items)):
        cases.setdefault(case.line_id, []).append(case)
    per_of = {item.pk: _per(holdings, item.sku, catalogue) for item in holdings.items.values()}
    bunches: dict[int, list[Bunch]] = {}
    for holding in holdings.orders.values():
        for line in holding.lines.values():
            own = holding.bunches[line.pk]
            # What a bundle is made of may have changed since: then its line keeps what it has.
            if own and all(bunch.per == per_of[line.item_id] for bunch in own):
                bunches[line.pk] = [bunch for bunch in own if not bunch.firm]
    found = []
    for row in standing_of({*cases, *bunches}):
        own = bunches.get(row.line_pk, [])
        held = sum(holdings.available(bunch, state="held", here=anywhere) for bunch in own)
        lacking = cases.get(row.line_pk, [])
        qty = held + sum(case.qty for case in lacking)
        if qty:
            found.append(Standing(row._replace(qty=qty), lacking, own, held))
    return found


def pooled(standings: list[Standing]) -> Counter[int]:
    """Units that the lines would give, by stock row."""
    units: Counter[int] = Counter()
    for standing in standings:
        for row in standing.held():
            units[row.stock_id] += row.qty
    return units


def _per(holdings: Holdings, sku: str, catalogue: Mapping[str, Item]) -> dict[int, int]:
    """Units of each stocked item in one unit of a SKU, by item id."""
    if not catalogue[sku].bundle_of:
        return {pk: 1 for pk, item in holdings.items.items() if item.sku == sku}
    by_sku = {item.sku: pk for pk, item in holdings.items.items()}
    return {by_sku[part]: per for part, per in components(sku=sku, items=catalogue).items()}
