"""What somebody asked for has just been done: whoever asked is told so, and nobody has to say it (spec 9.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from makegood.db import locks, sql
from makegood.db.models import Order, Task
from makegood.db.tasks import DEED_ASKED
from makegood.services._orders import OrderName
from makegood.services._work import Told, Work
from makegood.services.review.answering import answered, mark


class _Part(NamedTuple):
    """What a command did about one order: to these `lines`, empty = to all of it; of a decision the way, else ""."""

    order: OrderName
    lines: frozenset[str]
    choice: str


def deeds_done(work: Work, command: Any, verb: str) -> None:
    """Wishes end that this very command fulfilled: the same deed, about the same order, and the line and the way that
    were asked for, where one was. Whoever did another line has not done it."""
    told = {each.order_id for each in work.told}
    # Few wait, however many orders a command is about.
    waiting = sql.read(Task, "kind = %s AND done_at IS NULL", DEED_ASKED)
    asked = [row for row in waiting if row.order_id in told and row.data["verb"] == verb]
    if not asked:
        return
    names, parts = _names({row.order_id or 0 for row in asked}), list(_parts(command))
    done = [row for row in asked if _fits(row, _about(parts, names[row.order_id or 0]), work.told)]
    orders = locks.heads(row.order_id or 0 for row in done)
    ours = {row.pk for row in done}
    locks.tasks(ours)
    # Others may have answered some of them, or said more, until we had the locks.
    for row in sql.read(Task, "id IN_LIST(%s) AND done_at IS NULL", sql.ids(ours)):
        mark(work, row, yes=True)
        work.tell(orders[row.order_id or 0], "review.answered", answered(row, yes=True))


def _names(orders: Collection[int]) -> Mapping[int, OrderName]:
    rows = Order.objects.filter(pk__in=orders).values_list("pk", "number", "channel__name")
    return {pk: OrderName(number, channel) for pk, number, channel in rows}


def _about(parts: Sequence[_Part], name: OrderName) -> list[_Part]:
    return [
        each
        for each in parts
        if each.order.number.strip() == name.number and each.order.channel in (None, name.channel)
    ]


def _fits(row: Task, parts: Sequence[_Part], told: Sequence[Told]) -> bool:
    line, choice = row.data["line"], row.data["choice"]
    if parts:
        return any(choice in ("", each.choice) and _holds(each.lines, line) for each in parts)
    # The command named no order, such as one that publishes windows by their numbers: its events say which lines.
    said = {name for each in told if each.order_id == row.order_id for name in _lines(each.data)}
    return not choice and _holds(said, line)


def _holds(lines: Collection[str], line: str) -> bool:
    return not line or not lines or line in lines


def _lines(data: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(data.get("line"), str):
        yield data["line"]
    lines = data.get("lines")
    yield from map(str, lines if isinstance(lines, list | tuple | dict) else ())


def _parts(value: Any) -> Iterator[_Part]:
    """Every part of a command that names an order."""
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        for each in value:
            yield from _parts(each)
    elif is_dataclass(value):
        order = getattr(value, "order", None)
        if isinstance(order, OrderName):
            lines = frozenset(_named(getattr(value, "lines", ()), getattr(value, "line", None)))
            yield _Part(order, lines, str(getattr(value, "choice", "")))
            return
        for field in fields(value):
            yield from _parts(getattr(value, field.name))


def _named(lines: Any, line: Any) -> Iterator[str]:
    if isinstance(line, str) and line:
        yield line
    for each in lines if isinstance(lines, tuple) else ():
        name = each if isinstance(each, str) else getattr(each, "line", None)
        if isinstance(name, str):
            yield name
