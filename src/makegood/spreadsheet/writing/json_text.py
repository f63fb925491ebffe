"""Values as JSON text, fast: what recurs is written once and remembered for the run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from json.encoder import encode_basestring
from operator import call
from typing import Any

from makegood.spreadsheet.writing.shape import Field, Kind, Many, Named, Record, Shape

Encode = Callable[[Any], str]
_REMEMBERED = 200_000
_CHUNK = 2_000


class Memo(dict[Any, str]):
    """Answers of a slow function. Its `__getitem__` is the function at the speed of a dict."""

    def __init__(self, slow: Encode) -> None:
        self._slow = slow

    def __missing__(self, value: Any) -> str:
        text = self[value] = self._slow(value)
        return text


def _or_null(encode: Encode) -> Encode:
    return lambda value: "null" if value is None else encode(value)


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


class JsonText:
    """Encoders for shapes. One per run: it holds the texts it has already made."""

    def __init__(self) -> None:
        self._kinds: dict[Kind, Encode] = {
            Kind.TEXT: _or_null(encode_basestring),
            Kind.CODE: Memo(_or_null(lambda code: encode_basestring(str(code)))).__getitem__,
            Kind.COUNT: _or_null(str),
            Kind.NUMBER: _or_null(repr),
            Kind.AMOUNT: _or_null(repr),
            Kind.FLAG: {True: "true", False: "false", None: "null"}.__getitem__,
            Kind.DAY: Memo(_or_null(lambda day: f'"{day.isoformat()}"')).__getitem__,
            Kind.FREE: _plain,
        }

    def of(self, shape: Shape, *, finish: Encode | None = None) -> Encode:
        """The encoder of a shape; None becomes null at every depth. `finish` = what is done to the text of a value."""
        encode, recurs = self._encoder(shape)
        if finish:
            plain = encode
            encode = lambda value: finish(plain(value))  # noqa: E731 - one expression, called a million times
        match recurs:
            case "same":
                return _by_identity(encode)
            case "equal":
                return Memo(encode).__getitem__
            case _:
                return encode

    def _encoder(self, shape: Shape) -> tuple[Encode, str | None]:
        match shape:
            case Kind():
                return self._kinds[shape], None
            case Many(of, recurs):
                one = self.of(of)
                return _or_null(lambda values: f"[{','.join(map(one, values))}]"), recurs
            case Named(of):
                return _or_null(_named(self.of(of))), None
            case Record():
                return _or_null(self._record(shape)), shape.recurs

    def _record(self, shape: Record) -> Encode:
        encoders = [self.of(field.shape) for field in shape.fields]
        template, apart = object_template(shape.fields), shape.values
        return lambda value: template % tuple(map(call, encoders, apart(value)))


def _named(one: Encode) -> Encode:
    return lambda values: "{" + ",".join(f"{_plain(str(k))}:{one(v)}" for k, v in values.items()) + "}"


def _by_identity(encode: Encode) -> Encode:
    """Remembers by object: cheaper than hashing a nested one. Keeps the object, so that its id stays its own."""
    seen: dict[int, tuple[Any, str]] = {}

    def remembered(value: Any) -> str:
        found = seen.get(id(value))
        if found is None:
            if len(seen) >= _REMEMBERED:
                seen.clear()
            found = seen[id(value)] = (value, encode(value))
        return found[1]

    return remembered


def object_template(columns: Iterable[Field]) -> str:
    """`{"a":%s,"b":%s}`: filled with texts that are already JSON."""
    return "{" + ",".join(f"{_plain(column.name)}:%s" for column in columns) + "}"


def by_column(rows: Iterable[tuple[Any, ...]], encoders: list[Encode]) -> Iterator[tuple[Any, ...]]:
    """Rows with each column passed through its encoder, a few thousand at a time, so that the loops run in C."""
    waiting = iter(rows)
    while chunk := list(islice(waiting, _CHUNK)):
        columns = zip(*chunk, strict=True)
        yield from zip(
            *(map(encode, column) for encode, column in zip(encoders, columns, strict=True)),
            strict=True,
        )
