"""Rows by the thousand: made and read without the cost of a model's constructor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.fields import NOT_PROVIDED

Row = TypeVar("Row", bound=Model)


def new(model: type[Row], **values: Any) -> Row:
    """A row that is not stored yet. `values` by column (`order_id`, not `order`); others have their defaults."""
    row = model.__new__(model)
    row.__dict__ = {**_defaults(model), **values, "_state": ModelState()}
    return row


def stub(model: type[Row], **values: Any) -> Row:
    """A stored row of which only these columns were read; the others must not be asked for."""
    return stored(model, values)


def load(found: QuerySet[Row]) -> list[Row]:
    """The stored rows of a query, all columns, in the query's order."""
    names = _columns(found.model)
    return [
        stored(found.model, zip(names, values, strict=True))
        for values in found.values_list(*names).iterator()
    ]


def load_with(found: QuerySet[Row], *paths: str) -> list[tuple[Any, ...]]:
    """Rows of a query together with those they refer to or are referred to by, all columns, in one statement: for each
    the row itself and, by path (`order`, `lines__item`), the row there or None. It is there once for each pair."""
    shapes = [_joined(found.model, path) for path in ("", *paths)]
    names = [name for _, own in shapes for name in own]
    return [tuple(_cut(shapes, values)) for values in found.values_list(*names).iterator()]


def _joined(model: type[Model], path: str) -> tuple[type[Model], list[str]]:
    for step in filter(None, path.split("__")):
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    return model, [f"{path}__{name}" if path else name for name in _columns(model)]


def _cut(shapes: Iterable[tuple[type[Model], list[str]]], values: Sequence[Any]) -> Iterator[Model | None]:
    begins = 0
    for model, names in shapes:
        own = values[begins : begins + len(names)]
        begins += len(names)
        # The first column is the primary key.
        yield None if own[0] is None else stored(model, zip(_columns(model), own, strict=True))


def by_id(rows: Iterable[Row]) -> dict[int, Row]:
    """Rows by primary key."""
    return {row.pk: row for row in rows}


def stored(model: type[Row], values: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> Row:
    """A row as it was read from the database: its columns by name."""
    row = model.__new__(model)
    row.__dict__.update(values)
    state = row.__dict__["_state"] = ModelState()
    state.adding = False
    state.db = "default"
    return row


@cache
def _columns(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _defaults(model: type[Model]) -> dict[str, Any]:
    """Defaults of the columns; a list or a dict is shared by all new rows, so it is replaced, never changed."""
    return {
        field.attname: None if field.default is NOT_PROVIDED else field.get_default()
        for field in model._meta.concrete_fields
    }
