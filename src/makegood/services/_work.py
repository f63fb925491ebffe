"""The unit of work: all that one command changes, and the history of it, written together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Model

from makegood.db import bulk
from makegood.db.history import next_event
from makegood.db.models import Item, Notice, Order, Stock
from makegood.db.models.base import Streamed
from makegood.db.typed import set_apart
from makegood.queries.shop import Shop

_COUNTED: dict[type[Model], tuple[str, ...]] = {
    Item: ("backordered_qty",),
    Stock: ("on_hand", "reserved", "quarantine"),
}


class Told(NamedTuple):
    """An event of an order, as its history tells it."""

    order_id: int
    kind: str
    seq: int
    data: Mapping[str, Any]


@dataclass(eq=False)
class Work:
    """What a command is doing: who, when, under which policy, and the rows it has changed so far.

    `roles` = in which roles its actor acts, for what depends on more than the kind of command; None = in all.
    `freed` = ids of items of which units became free: their queue is served before the command ends.
    `moved` = ids of items of which something else will come, or on another day: their windows are looked at again.
    `eased_orders`, `eased_items` = ids of what something waits for no more: tasks that asked for it are closed.
    `runs` = ids of the allocation runs so far.
    `lost` = units that lines gave back, by their ids.
    `first` = ids of orders that withdrawn units are meant for, `last` = ids of the lines they were taken from, `why` =
    who withdrew them why: those are served before all others, these after all others.
    `short` = orders, with line ids, that became short for the first time after they were taken: a notice is owed.
    `unowned` = ids of cases that were opened again: the rule of reviews says who looks after them.
    `ended` = ids of orders of which units were cancelled, substituted or opened again, or money was captured: it may
    have to go back, or not any more, and a notice that is not true does not go.
    `grown` = ids of orders that lines joined: less of their money may have to go back.
    `going` = units of each line that left or are with the warehouse, of orders of which some were released: their money
    is captured.
    `owed` = notices of orders that became short after they were taken: one event may have made many.
    `typed` = ids of orders about which somebody typed something: whoever is forgotten stays so.
    `told` = what happened to orders: their customers may have to hear of it.
    `guarded` False switches the guards of the counters off: only the tests that show what these are for do so.
    """

    actor: str
    now: datetime
    today: date
    cause: str
    shop: Shop
    roles: Collection[str] | None = None
    guarded: bool = True
    freed: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)
    eased_orders: set[int] = field(default_factory=set)
    eased_items: set[int] = field(default_factory=set)
    first: set[int] = field(default_factory=set)
    last: set[int] = field(default_factory=set)
    why: str = ""
    runs: list[int] = field(default_factory=list)
    lost: dict[int, int] = field(default_factory=dict)
    short: list[tuple[Order, list[str]]] = field(default_factory=list)
    unowned: set[int] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)
    grown: set[int] = field(default_factory=set)
    going: dict[int, dict[str, int]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    owed: list[Notice] = field(default_factory=list)
    typed: set[int] = field(default_factory=set)
    _new: dict[type[Model], list[Model]] = field(default_factory=dict)
    _set: dict[type[Model], dict[int, dict[str, Any]]] = field(default_factory=dict)
    _counters: dict[type[Model], dict[int, tuple[Model, tuple[int, ...]]]] = field(default_factory=dict)

    def add(self, row: Model) -> None:
        """A new row, to be written."""
        self._new.setdefault(type(row), []).append(row)

    def add_numbered(self, model: type[Model], rows: list[Any]) -> None:
        """New rows that others refer to: they get their primary keys now."""
        waiting = self._new.setdefault(model, [])
        bulk.assign_ids(model, rows, after=(waiting[-1].pk or 0) if waiting else 0)
        waiting.extend(rows)

    def set(self, row: Model, **values: Any) -> None:
        """Change columns of a row; of a stored one the change is remembered, a new one is written with it."""
        row.__dict__.update(values)
        if not row._state.adding:
            self.set_by_id(type(row), row.pk, values)

    def set_by_id(self, model: type[Model], pk: int, values: Mapping[str, Any]) -> None:
        """Change columns of a stored row that was not read as a whole."""
        self._set.setdefault(model, {}).setdefault(pk, {}).update(values)

    def count(self, row: Item | Stock, **changes: int) -> None:
        """Add to counters of a locked row; written only if they are still what they were when we read them."""
        names = _COUNTED[type(row)]
        touched = self._counters.setdefault(type(row), {})
        if row.pk not in touched:
            touched[row.pk] = (row, tuple(getattr(row, name) for name in names))
        for name, change in changes.items():
            row.__dict__[name] += change
        if changes.get("backordered_qty", 0) < 0:
            self.eased_items.add(row.pk)

    def tell(self, subject: Streamed, kind: str, data: Mapping[str, object]) -> None:
        """Write history: an event in the stream of a locked (or new) item, order or purchase order."""
        if isinstance(subject, Order):
            data, typed = set_apart(subject, seq=subject.event_count + 1, kind=kind, data=data)
            if typed is not None:
                self.add(typed)
                self.typed.add(subject.pk)
        event = next_event(subject, kind, data, actor=self.actor, cause=self.cause, now=self.now)
        self.add(event)
        self.set(subject, event_count=event.seq, event_head=event.hash)
        if isinstance(subject, Order):
            self.told.append(Told(subject.pk, kind, event.seq, data))

    def flush(self) -> None:
        """Write everything so far, table by table: what others refer to first."""
        # Counters first: they refuse when we did not have the rows to ourselves.
        for model, touched in self._counters.items():
            names = _COUNTED[model]
            rows = [
                (pk, *(getattr(row, name) for name in names), *before)
                for pk, (row, before) in sorted(touched.items())
            ]
            bulk.compare_and_set(model, names, rows, guarded=self.guarded)
        for model, added in self._new.items():
            bulk.insert(model, added)
            for row in added:
                row._state.adding = False
        for model, changed in self._set.items():
            for names, rows in _grouped(changed).items():
                bulk.update(model, names, rows)
        self._counters, self._new, self._set = {}, {}, {}


def _grouped(changed: Mapping[int, Mapping[str, Any]]) -> dict[tuple[str, ...], list[tuple[Any, ...]]]:
    """Rows that change the same columns together, by primary key."""
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for pk in sorted(changed):
        values = changed[pk]
        groups.setdefault(tuple(values), []).append((pk, *values.values()))
    return groups


def units(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Quantities by name, those that are zero left out: how an event tells what changed."""
    return {name: qty for name, qty in pairs if qty}
