"""Shapes of JSON, made from the types that use-cases and questions have anyway: checked on the way in, described for
programs, written on the way out. Files and requests are read alike."""

from __future__ import annotations

import dataclasses
import inspect
import json
import types
import typing
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Annotated, Any

from annotated_types import MaxLen
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    FailFast,
    Strict,
    TypeAdapter,
    ValidationError,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

from makegood.domain.terms.errors import DomainError


def _text(value: Any) -> Any:
    """Days and moments are written, never counted."""
    if not isinstance(value, str):
        raise ValueError("a text is wanted")
    return value


_PLAIN: Mapping[Any, Any] = {
    int: Annotated[int, Strict()],
    bool: Annotated[bool, Strict()],
    str: Annotated[str, Strict()],
    date: Annotated[date, BeforeValidator(_text)],
    datetime: Annotated[AwareDatetime, BeforeValidator(_text)],
    object: Any,
}


class _FirstFault(FailFast):
    """Types are compared by their hash; pydantic's own has none."""

    __hash__ = object.__hash__


_FIRST_FAULT = _FirstFault()


class Shape(BaseModel):
    """JSON of one class of ours; `makes` is that class. What it does not know is refused."""

    model_config = ConfigDict(extra="forbid")
    makes: typing.ClassVar[Any] = None

    @model_validator(mode="before")
    @classmethod
    def _look(cls, value: Any) -> Any:
        """A name may be told by its first part alone: an order by its number."""
        if not isinstance(value, dict):
            return {next(iter(cls.model_fields)): value} if hasattr(cls.makes, "_fields") else value
        for name in value.keys() - cls.model_fields.keys():
            # Within a tuple: pydantic reads texts itself, and not all that JSON calls one is one to it.
            raise PydanticCustomError(
                "unknown_name", one_of(cls.model_fields), {"unknown": (name, value[name])}
            )
        return value


def one_of(names: Collection[str]) -> str:
    """What is expected of a name."""
    return f"one of {', '.join(names)}" if names else "nothing"


def shape(kind: Any, *, most: int | None = None) -> Any:
    """The type by which pydantic checks and documents what becomes, or was, a value of this kind. `most` = entries of
    each list that are looked at, and no more than the first that is wrong."""
    if isinstance(kind, dataclasses.InitVar):
        kind = kind.type
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return typing.Union[tuple(shape(each, most=most) for each in parts)]  # noqa: UP007 - made of parts
    if origin is tuple and not (len(parts) == 2 and parts[1] is Ellipsis):
        return tuple[tuple(shape(each, most=most) for each in parts)]  # type: ignore[misc]
    if origin is Counter:
        return dict[str, int]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return dict[str, shape(parts[1], most=most)]  # type: ignore[misc]
    if isinstance(origin, type) and issubclass(origin, (Sequence, AbstractSet)):
        listed: Any = list[shape(parts[0], most=most)]  # type: ignore[misc]
        return listed if most is None else Annotated[listed, _FIRST_FAULT, MaxLen(most)]
    if dataclasses.is_dataclass(kind) or hasattr(kind, "_fields"):
        return _model(kind, most)
    return _PLAIN.get(kind, kind)


_BRANCHES = {"int"}
"""What a place of pydantic may hold that is no name in JSON: which side of a choice it tried."""


@cache
def _model(kind: Any, most: int | None) -> type[Shape]:
    hints = typing.get_type_hints(kind)
    fields: dict[str, Any] = {
        name: (shape(hints[name], most=most), default) for name, default in _defaults(kind)
    }
    names: dict[str, Any] = {"__doc__": kind.__doc__, "__module__": kind.__module__}
    made = create_model(kind.__name__, __base__=Shape, **names, **fields)
    made.makes = kind
    _BRANCHES.add(made.__name__)
    return made


def _defaults(kind: Any) -> list[tuple[str, Any]]:
    """What the class is made of, with the defaults; `...` = it must be given."""
    made_anew = {
        field.name: field.default_factory
        for field in (dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ())
        if field.default_factory is not dataclasses.MISSING
    }
    return [
        (
            name,
            made_anew[name]() if name in made_anew else ... if each.default is each.empty else each.default,
        )
        for name, each in inspect.signature(kind).parameters.items()
    ]


def made(value: Any) -> Any:
    """The value that checked JSON stands for."""
    if isinstance(value, Shape):
        return value.makes(**{name: made(getattr(value, name)) for name in value.model_fields_set})
    if isinstance(value, list):
        return tuple([made(each) for each in value])
    if isinstance(value, dict):
        return {name: made(each) for name, each in value.items()}
    return value


def data_of(value: Any) -> Any:
    """An outcome as JSON has it: classes as objects, days and moments as ISO 8601."""
    if isinstance(value, DomainError):
        return {"code": value.code, "data": data_of(value.data)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if dataclasses.is_dataclass(value):
        return {field.name: data_of(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if hasattr(value, "_asdict"):
        return {name: data_of(each) for name, each in value._asdict().items()}
    if isinstance(value, Mapping):
        return {str(name): data_of(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [data_of(each) for each in value]
    return value


def read(kind: Any, data: Any, *, at: str = "") -> Any:
    """A value of this kind from JSON that stood at a place. Raises DomainError('entry_invalid') with where it is wrong,
    what was found there and what was expected."""
    try:
        return made(_adapter(kind).validate_python(data))
    except ValidationError as error:
        raise invalid(error.errors(include_url=False), at=at) from None


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape(kind))


def invalid(errors: Sequence[Mapping[str, Any]], *, at: str = "") -> DomainError:
    """What pydantic found, as everything else here says it; the first in front, `problems` = all of them."""
    problems = [_problem(each, at) for each in errors[:TOLD]]
    return DomainError("entry_invalid", {**problems[0], "problems": problems})


TOLD = 20
"""So many things that are wrong are told at once."""
_NOTHING = "nothing"
_NO_NAME = '""'


def _problem(error: Mapping[str, Any], at: str) -> dict[str, str]:
    given = error.get("ctx", {})
    parts = [part for part in error["loc"] if part not in _BRANCHES]
    found = error["input"]
    if error["type"] == "unknown_name":
        name, found = given["unknown"]
        parts.append(name)
    elif error["type"] == "too_long":
        found = len(found)
    place = f"{at}{_place(parts)}".removeprefix(".")
    return {"at": _readable(place), "found": _found(error, found), "expected": _expected(error)}


def written(found: Any) -> str:
    """A value as it stood there: "1" is no number."""
    return _readable(json.dumps(found, ensure_ascii=False, default=str)[:80])


def _found(error: Mapping[str, Any], found: Any) -> str:
    return _NOTHING if error["type"] == "missing" else written(found)


def _readable(text: str) -> str:
    """Half of a character is none, and goes into no text."""
    return text.encode(errors="backslashreplace").decode()


def _place(parts: Sequence[str | int]) -> str:
    """`.orders[1].lines[2].sku`, counted from 1, as everything else here."""
    return "".join(f"[{each + 1}]" if isinstance(each, int) else f".{each or _NO_NAME}" for each in parts)


_EXPECTED = {
    "missing": "a value",
    "string": "text",
    "int": "a whole number",
    "bool": "true or false",
    "value_error": "text",
    "date": "YYYY-MM-DD",
    "datetime": "a moment as ISO 8601, with its zone",
    "timezone": "a moment as ISO 8601, with its zone",
    "list": "a list",
    "tuple": "a list",
    "dict": "an object",
    "model": "an object",
}
"""By what the type of pydantic's error begins with."""


def _expected(error: Mapping[str, Any]) -> str:
    given = error.get("ctx", {})
    if error["type"] in ("enum", "literal_error"):
        return f"one of {given['expected'].replace(' or ', ', ').replace(chr(39), '')}"
    if error["type"] == "too_long":
        return f"at most {given['max_length']} of them"
    if error["type"] == "string_too_long":
        return f"at most {given['max_length']} characters"
    if error["type"] == "string_pattern_mismatch":
        return f"text of the form {given['pattern']}"
    kind = error["type"] if error["type"] in _EXPECTED else error["type"].partition("_")[0]
    return _EXPECTED.get(kind, str(error["msg"][:1].lower() + error["msg"][1:]))
