"""What may be asked of the cutover, and what it answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from makegood.domain.terms.demand import Item, OrderLine
from makegood.domain.terms.stock import IncomingLot, StockPosition


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportShop:
    """Take a shop over as its files tell it; what would come of it is its preview.

    Raises DomainError('entry_invalid') for what cannot be meant, ('bundle_without_end'), ('stock_counted_twice').
    """

    lines: tuple[OrderLine, ...]
    items: Mapping[str, Item]
    stock: tuple[StockPosition, ...]
    lots: tuple[IncomingLot, ...]


class Difference(NamedTuple):
    """Something we have already, and the files tell otherwise: for a person to look at.

    `table` and `key` say what it is of; `ours` stays, `theirs` = what the files say. None = not there.
    """

    table: str
    key: str
    column: str
    ours: object
    theirs: object


@dataclass(slots=True, kw_only=True)
class Imported:
    """What the import made, what was there already as told, and what differs. Counts by table.

    `orders_ended` = orders of which nothing is open: they stay where they are. Units and oversells are those of the
    lines that were made.
    """

    made: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    orders_ended: int = 0
    reserved_qty: int = 0
    picked_qty: int = 0
    backordered_qty: int = 0
    oversells: int = 0

    def compare(self, table: str, key: str, pairs: Mapping[str, tuple[object, object]]) -> None:
        """Hold what we have against what the files say: by column, ours and theirs."""
        found = [
            Difference(table, key, column, ours, theirs)
            for column, (ours, theirs) in pairs.items()
            if ours != theirs
        ]
        if not found:
            self.same[table] += 1
        self.differences += found
