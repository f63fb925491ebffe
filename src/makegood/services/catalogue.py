"""The catalogue: items with their substitutes and bundles, the places that hold stock, and what is kept back there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from makegood.db import facts, locks
from makegood.db.models import (
    Allocation,
    Backorder,
    BundlePart,
    IncomingLot,
    Item,
    Location,
    Stock,
    Substitute,
)
from makegood.db.rows import new
from makegood.db.tasks import STOREFRONT
from makegood.domain.intake import endless_bundles
from makegood.domain.terms import demand
from makegood.domain.terms.errors import DomainError
from makegood.queries.known import place_ids
from makegood.services._shelf import stock_rows
from makegood.services._tasks import ask_of_items, crossed
from makegood.services._work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class SetItems:
    """Make these items, or make them as they are told here: all of their columns, substitutes and components."""

    items: tuple[demand.Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBack:
    """Safety stock of a SKU at a place, units."""

    sku: str
    location: str = "main"
    safety_stock: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSafetyStock:
    """How much is kept back where. Less of it is more to give, so the queue of its SKU is served."""

    kept: tuple[KeptBack, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPlaces:
    """Places that hold stock, by name."""

    names: tuple[str, ...]


def add_places(work: Work, command: AddPlaces) -> dict[str, int]:
    """Make the places that are new; all of them by name. Raises DomainError('place_missing') for a blank name."""
    names = [name.strip() for name in command.names]
    if not all(names):
        raise DomainError("place_missing", {"expected": "a name"})
    return locations(names)


def set_items(work: Work, command: SetItems) -> dict[str, Item]:
    """Create and change items; what is told again unchanged changes nothing. The items named, by SKU.

    Raises DomainError('items_refused') with every problem: a SKU that is blank or named twice, a substitute or
    component that nobody knows, a bundle without end, a bundle whose parts would change while an order has it, and one
    made of an item of which units lie on a shelf or are to come.
    """
    wanted = {fact.sku: fact for fact in command.items}
    named = {*wanted, *(sku for fact in command.items for sku in _mentioned(fact))}
    rows = locks.items_of(named)
    before = facts.items(rows.values())
    problems = list(_problems(command.items, rows, before))
    if problems:
        raise DomainError("items_refused", {"problems": problems})
    fresh = [new(Item, sku=sku) for sku in wanted if sku not in rows]
    work.add_numbered(Item, fresh)
    rows |= {row.sku: row for row in fresh}
    work.flush()
    for fact in command.items:
        if before.get(fact.sku) != _in_order(fact):
            _write(work, rows, fact, before.get(fact.sku))
    return {sku: rows[sku] for sku in wanted}


def set_safety_stock(work: Work, command: SetSafetyStock) -> None:
    """Keep so much back. Raises DomainError('sku_unknown'), ('quantity_negative'), ('location_unknown')."""
    rows = locks.items_of(each.sku for each in command.kept)
    for each in command.kept:
        if each.sku not in rows:
            raise DomainError("sku_unknown", {"skus": [each.sku]})
        if each.safety_stock < 0:
            raise DomainError("quantity_negative", {"sku": each.sku, "safety_stock": each.safety_stock})
    places = place_ids(each.location for each in command.kept)
    stock = stock_rows(work, [(rows[each.sku].pk, places[each.location]) for each in command.kept])
    changed: dict[int, Item] = {}
    for each in command.kept:
        item = rows[each.sku]
        row = stock[item.pk, places[each.location]]
        if row.safety_stock != each.safety_stock:
            work.set(row, safety_stock=each.safety_stock)
            work.tell(
                item, "intake.kept_back", {"location": each.location, "safety_stock": each.safety_stock}
            )
            work.freed.add(item.pk)
            changed[item.pk] = item
    ask_of_items(
        work,
        [
            crossed(work, STOREFRONT, key=f"{pk}:{item.event_count}", item_id=pk)
            for pk, item in changed.items()
        ],
    )


def locations(names: Iterable[str]) -> dict[str, int]:
    """Places by name; a name that is new makes one."""
    wanted = sorted(set(names))
    Location.objects.bulk_create([Location(name=name) for name in wanted], ignore_conflicts=True)
    return dict(Location.objects.filter(name__in=wanted).values_list("name", "pk"))


def columns(fact: demand.Item) -> dict[str, Any]:
    """What is known of an item, as the columns of its row."""
    return {
        "title": fact.title,
        "family": fact.family,
        "unit_price": fact.unit_price,
        "unit_cost": fact.unit_cost,
        "available_on": fact.available_on,
        "seasonal_until": fact.seasonal_until,
        "fragile": fact.fragile,
        "is_unique": fact.unique,
        "discontinued": fact.discontinued,
    }


def _mentioned(fact: demand.Item) -> list[str]:
    return [*fact.substitutes, *(sku for sku, _ in fact.bundle_of)]


def _in_order(fact: demand.Item) -> demand.Item:
    """As the database gives it back: components by SKU."""
    return replace(fact, bundle_of=tuple(sorted(fact.bundle_of)))


def _problems(
    items: Sequence[demand.Item], rows: Mapping[str, Item], before: Mapping[str, demand.Item]
) -> Iterable[dict[str, Any]]:
    wanted = {fact.sku: fact for fact in items}
    if len(wanted) < len(items):
        yield {"problem": "sku_twice", "expected": "each SKU once"}
    endless = endless_bundles(items={**before, **wanted})
    in_use = _in_use(rows, before)
    goods = _goods(rows[sku].pk for sku, fact in wanted.items() if sku in rows and fact.bundle_of)
    for fact in wanted.values():
        place = {"sku": fact.sku}
        if not fact.sku.strip():
            yield place | {"problem": "sku_missing", "expected": "a code"}
        for sku in _mentioned(fact):
            if sku not in wanted and sku not in rows:
                yield place | {"problem": "sku_unknown", "found": sku, "expected": "a SKU of the catalogue"}
        if fact.sku in fact.substitutes or any(per < 1 for _, per in fact.bundle_of):
            yield place | {
                "problem": "item_invalid",
                "expected": "another item as substitute, whole components",
            }
        if fact.sku in endless:
            yield place | {
                "problem": "bundle_without_end",
                "expected": "components that are not the bundle itself",
            }
        known = before.get(fact.sku)
        if known and known.bundle_of != tuple(sorted(fact.bundle_of)) and fact.sku in in_use:
            yield place | {"problem": "bundle_in_use", "expected": "no order that waits for it or holds it"}
        if known and fact.bundle_of and not known.bundle_of and fact.sku in goods:
            yield place | {
                "problem": "bundle_has_goods",
                "found": goods[fact.sku],
                "expected": "no units of it on a shelf or to come",
            }


def _goods(item_ids: Iterable[int]) -> dict[str, str]:
    """What lies on a shelf or is to come of these items, in words by SKU: once they are bundles it serves nobody."""
    ids = list(item_ids)
    there: Counter[str] = Counter()
    for sku, on_hand, quarantine in Stock.objects.filter(item_id__in=ids).values_list(
        "item__sku", "on_hand", "quarantine"
    ):
        there[sku] += on_hand + quarantine
    coming: Counter[str] = Counter()
    for sku, open_qty in IncomingLot.objects.filter(item_id__in=ids, open_qty__gt=0).values_list(
        "item__sku", "open_qty"
    ):
        coming[sku] += open_qty
    return {sku: f"{there[sku]} on a shelf, {coming[sku]} to come" for sku in sorted({*+there, *coming})}


def _in_use(rows: Mapping[str, Item], catalogue: Mapping[str, demand.Item]) -> set[str]:
    """SKUs that open lines wait for or hold, and all that goes into them: what these are made of must stay. `rows` are
    whole families."""
    ids = [row.pk for row in rows.values()]
    waiting = Backorder.objects.filter(item_id__in=ids, state__in=("open", "allocated", "released"))
    held = Allocation.objects.filter(line__item_id__in=ids, state__in=("held", "released"))
    pks = {*waiting.values_list("item_id", flat=True), *held.values_list("line__item_id", flat=True)}
    found: set[str] = set()
    wanted = [sku for sku, row in rows.items() if row.pk in pks]
    while wanted:
        sku = wanted.pop()
        if sku not in found:
            found.add(sku)
            wanted += [part for part, _ in catalogue[sku].bundle_of]
    return found


def _write(work: Work, rows: Mapping[str, Item], fact: demand.Item, before: demand.Item | None) -> None:
    row = rows[fact.sku]
    changed = {name: value for name, value in columns(fact).items() if getattr(row, name) != value}
    work.set(row, **changed)
    if before is not None and "available_on" in changed:
        # A first sale day that moves is a slip like any other.
        work.moved.add(row.pk)
    if before is None or before.substitutes != fact.substitutes:
        Substitute.objects.filter(item=row).delete()
        for place, sku in enumerate(fact.substitutes, 1):
            work.add(new(Substitute, item_id=row.pk, substitute_id=rows[sku].pk, place=place))
    if before is None or before.bundle_of != tuple(sorted(fact.bundle_of)):
        BundlePart.objects.filter(bundle=row).delete()
        for sku, per in fact.bundle_of:
            work.add(new(BundlePart, bundle_id=row.pk, component_id=rows[sku].pk, per=per))
    told = {name: str(value) if value is not None else None for name, value in changed.items()}
    parts = {"substitutes": list(fact.substitutes), "bundle_of": dict(fact.bundle_of)}
    work.tell(row, "intake.catalogued", {**told, **parts})
