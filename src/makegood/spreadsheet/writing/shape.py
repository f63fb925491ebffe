"""What a value in the plan's files can be: one description serves JSON, CSV and XLSX."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal


class Kind(Enum):
    """A single value. `TEXT` may come from outside; `CODE` is one of our own names; `AMOUNT` = money in major units."""

    TEXT = "text"
    CODE = "code"
    COUNT = "count"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    AMOUNT = "amount"
    FREE = "free"


Recurs = Literal["same", "equal"]


@dataclass(frozen=True, slots=True)
class Many:
    """A list of values of one shape. `recurs` as in `Record`."""

    of: Shape
    recurs: Recurs | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A mapping from names to values of one shape, written in its own order."""

    of: Shape


@dataclass(frozen=True, slots=True)
class Record:
    """Named fields. `values` takes an outcome apart in their order. `recurs`: many rows hold the same object, or an
    equal one, which is then written once and remembered.
    """

    fields: tuple[Field, ...]
    values: Callable[[Any], tuple[Any, ...]]
    recurs: Recurs | None = None


Shape = Kind | Many | Named | Record


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name in the files, and the shape of its values. Every value may also be None = unknown."""

    name: str
    shape: Shape


def fields(**shapes: Shape) -> tuple[Field, ...]:
    """Fields in the order they are written."""
    return tuple(Field(name, shape) for name, shape in shapes.items())


def names(columns: Sequence[Field]) -> list[str]:
    """The names of fields, in order."""
    return [column.name for column in columns]
