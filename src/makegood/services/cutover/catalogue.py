"""What is sold and where it lies: items, locations and stock that we do not have yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from makegood.db import facts, locks
from makegood.db.models import BundlePart, Item, Location, Stock, StockMove, Substitute
from makegood.db.rows import load, new
from makegood.domain.intake import DEEPEST_BUNDLE, components, endless_bundles
from makegood.domain.receipt.arrival import Shelf
from makegood.domain.terms import demand
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.stock import StockPosition
from makegood.services._work import Work
from makegood.services.catalogue import columns
from makegood.services.cutover.checking import check_goods
from makegood.services.cutover.commands import Imported, ImportShop

IMPORT = "import"
"""The cause of what came from files."""


@dataclass(eq=False, slots=True)
class Ground:
    """What orders and lots refer to: items by SKU (locked), their facts, locations by name, stock by SKU and location;
    `fresh` = the stock that is new."""

    items: dict[str, Item]
    catalogue: dict[str, demand.Item]
    places: dict[str, Location]
    stock: dict[tuple[str, str], Stock]
    fresh: set[tuple[str, str]]

    def needs(self, sku: str) -> Mapping[str, int]:
        """Units of each component in one bundle; nothing for a plain SKU."""
        item = self.catalogue[sku]
        return components(sku=sku, items=self.catalogue) if item.bundle_of else {}


def lay(work: Work, command: ImportShop, found: Imported) -> Ground:
    """Make the items, locations and stock that are new. Raises DomainError('entry_invalid') for units of a bundle."""
    items, catalogue = _items(work, command, found)
    check_goods(command, catalogue)
    places = _places(work, command, found)
    stock, fresh = _stock(work, command.stock, items, places, found)
    return Ground(items, catalogue, places, stock, fresh)


def _items(
    work: Work, command: ImportShop, found: Imported
) -> tuple[dict[str, Item], dict[str, demand.Item]]:
    skus = sorted(_skus(command))
    known = locks.items_of(skus)
    catalogue = facts.items(known.values())
    for sku in sorted(set(command.items) & set(known)):
        _compare(command.items[sku], catalogue[sku], found)
    fresh = [command.items.get(sku) or demand.Item(sku=sku) for sku in skus if sku not in known]
    rows = [_item(fact) for fact in fresh]
    work.add_numbered(Item, rows)
    known.update((row.sku, row) for row in rows)
    catalogue.update((fact.sku, fact) for fact in fresh)
    endless = endless_bundles(items=catalogue)
    if endless:
        raise DomainError("bundle_without_end", {"sku": min(endless), "deepest": DEEPEST_BUNDLE})
    for fact in fresh:
        _relate(work, fact, known)
    found.made["items"] += len(rows)
    return known, catalogue


def _skus(command: ImportShop) -> set[str]:
    skus = {line.sku for line in command.lines} | {position.sku for position in command.stock}
    skus |= {lot.sku for lot in command.lots} | set(command.items)
    for item in command.items.values():
        skus.update(part for part, _ in item.bundle_of)
        skus.update(item.substitutes)
    return skus


def _item(fact: demand.Item) -> Item:
    return new(Item, sku=fact.sku, **columns(fact))


def _relate(work: Work, fact: demand.Item, rows: Mapping[str, Item]) -> None:
    own = rows[fact.sku].pk
    others = [sku for sku in dict.fromkeys(fact.substitutes) if sku != fact.sku]
    for place, sku in enumerate(others, 1):
        work.add(new(Substitute, item_id=own, substitute_id=rows[sku].pk, place=place))
    for sku, per in fact.bundle_of:
        work.add(new(BundlePart, bundle_id=own, component_id=rows[sku].pk, per=per))


def _compare(theirs: demand.Item, ours: demand.Item, found: Imported) -> None:
    found.compare(
        "items", theirs.sku, {name: (_told(ours)[name], told) for name, told in _told(theirs).items()}
    )


def _told(fact: demand.Item) -> dict[str, object]:
    return columns(fact) | {"substitutes": fact.substitutes, "bundle_of": tuple(sorted(fact.bundle_of))}


def _places(work: Work, command: ImportShop, found: Imported) -> dict[str, Location]:
    named = {position.location for position in command.stock} | {lot.location for lot in command.lots}
    named |= {line.location for line in command.lines if line.location is not None}
    known = {row.name: row for row in load(Location.objects.all())}
    fresh = [new(Location, name=name) for name in sorted(named - set(known))]
    work.add_numbered(Location, fresh)
    found.made["locations"] += len(fresh)
    return known | {row.name: row for row in fresh}


def _stock(
    work: Work,
    positions: Sequence[StockPosition],
    items: Mapping[str, Item],
    places: Mapping[str, Location],
    found: Imported,
) -> tuple[dict[tuple[str, str], Stock], set[tuple[str, str]]]:
    known = dict(_known_stock(items.values(), places.values()))
    rows: dict[tuple[str, str], Stock] = {}
    for position in positions:
        key = position.sku, position.location
        if key in rows:
            raise DomainError("stock_counted_twice", {"sku": position.sku, "location": position.location})
        row = known.get(key)
        if row is not None:
            told = {"on_hand": (row.on_hand, position.on_hand)}
            told["safety_stock"] = row.safety_stock, position.safety_stock
            found.compare("stock", " / ".join(key), told)
            continue
        rows[key] = new(
            Stock,
            item_id=items[position.sku].pk,
            location_id=places[position.location].pk,
            on_hand=position.on_hand,
            safety_stock=position.safety_stock,
        )
    work.add_numbered(Stock, list(rows.values()))
    _tell(work, rows, items)
    found.made["stock"] += len(rows)
    return known | rows, set(rows)


def _known_stock(
    items: Iterable[Item], places: Iterable[Location]
) -> Iterator[tuple[tuple[str, str], Stock]]:
    names = {row.pk: row.name for row in places}
    by_pk = {item.pk: item.sku for item in items if not item._state.adding}
    for item_id, rows in facts.stock_of(item_ids=by_pk).items():
        for row in rows:
            yield (by_pk[item_id], names[row.location_id]), row


def _tell(work: Work, rows: Mapping[tuple[str, str], Stock], items: Mapping[str, Item]) -> None:
    """What lies on a shelf comes with the move and the event that tell of it."""
    told: dict[str, dict[str, dict[str, int]]] = {}
    for (sku, place), row in rows.items():
        if row.on_hand:
            move = new(
                StockMove,
                stock_id=row.pk,
                shelf=Shelf.ON_HAND.value,
                qty=row.on_hand,
                cause=IMPORT,
                at=work.now,
            )
            work.add(move)
            told.setdefault(sku, {})[place] = {"on_hand": row.on_hand}
    for sku, stock in told.items():
        work.tell(items[sku], "receipt.imported", {"stock": stock})
