"""The whole story of orders: what each line is and was, what it waits for, who was told what, and what happened when.

A few statements, however many orders are asked about.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from makegood.db import streams
from makegood.db.models import (
    Allocation,
    Backorder,
    Decision,
    Event,
    Notice,
    Order,
    OrderLine,
    Shipment,
    Task,
)
from makegood.db.rows import load
from makegood.domain.allocation.why_not import WhyNot
from makegood.domain.terms.state import Label
from makegood.queries.actors import names_of
from makegood.queries.labels import label_of
from makegood.queries.shop import Shop
from makegood.queries.why_date import Version, why_date
from makegood.queries.why_not import why_not_yet

Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)


class Kept(NamedTuple):
    """Units on hand that are tied to a line, or were until they left; `why` = what gave them to it."""

    sku: str
    location: str
    qty: int
    state: str
    why: str
    firm: bool


@dataclass(frozen=True, slots=True)
class CaseStory:
    """A case of a line with its label, and for one that waits why it does and what would change it."""

    row: Backorder
    label: Label
    why_not: tuple[WhyNot, ...]


@dataclass(frozen=True, slots=True)
class LineStory:
    """A line: its units, what is kept for it, its cases and every window it had or was meant to have.

    `waiting_units` = of its SKU, of everybody who waits.
    """

    row: OrderLine
    sku: str
    title: str
    waiting_units: int
    kept: tuple[Kept, ...]
    cases: tuple[CaseStory, ...]
    windows: tuple[Version, ...]


class Happened(NamedTuple):
    """One event of the order by its number: what, when, by whom, which command set it off, and what it tells. Of what
    was typed it has only the digest."""

    seq: int
    at: datetime
    kind: str
    actor: str
    cause: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """An order and all that hangs on it, each list in the order of time.

    `names` = what the people and the keys among the actors are called.
    """

    order: Order
    channel: str
    lines: tuple[LineStory, ...]
    notices: tuple[Notice, ...]
    decisions: tuple[Decision, ...]
    tasks: tuple[Task, ...]
    shipments: tuple[Shipment, ...]
    history: tuple[Happened, ...]
    names: Mapping[str, str]


def stories(order_ids: Iterable[int], *, shop: Shop, today: date, answers: bool = True) -> list[Story]:
    """The stories of these orders, in the order asked; unknown ones are left out. No personal data of customers: an
    order names its customer by key. Without `answers` nobody says why a case waits: who asks that reads its queue."""
    wanted = {pk: place for place, pk in enumerate(dict.fromkeys(order_ids))}
    orders = load(Order.objects.filter(pk__in=wanted))
    orders.sort(key=lambda order: wanted[order.pk])
    ids = [order.pk for order in orders]
    channels = dict(Order.objects.filter(pk__in=ids).values_list("pk", "channel__name"))
    lines = _lines(ids, shop, today, answers=answers)
    notices = _by(load(Notice.objects.filter(order_id__in=ids).order_by("pk")), _of_order)
    decisions = _by(load(Decision.objects.filter(order_id__in=ids).order_by("pk")), _of_order)
    tasks = _by(load(Task.objects.filter(order_id__in=ids).order_by("pk")), _of_order)
    shipments = _by(load(Shipment.objects.filter(order_id__in=ids).order_by("pk")), _of_order)
    history = _history(ids)
    names = names_of(
        {
            *(each.actor for told in history.values() for each in told),
            *(each.actor for told in decisions.values() for each in told),
            *(each.done_by for told in tasks.values() for each in told),
            *(each.approved_by for told in lines.values() for line in told for each in line.windows),
        }
    )
    return [
        Story(
            order,
            channels[order.pk],
            tuple(lines[order.pk]),
            tuple(notices[order.pk]),
            tuple(decisions[order.pk]),
            tuple(tasks[order.pk]),
            tuple(shipments[order.pk]),
            tuple(history[order.pk]),
            names,
        )
        for order in orders
    ]


def _lines(
    order_ids: Collection[int], shop: Shop, today: date, *, answers: bool
) -> Mapping[int, list[LineStory]]:
    rows = load(OrderLine.objects.filter(order_id__in=order_ids).order_by("pk"))
    ids = [row.pk for row in rows]
    names = ("pk", "item__sku", "item__title", "item__backordered_qty")
    items = {pk: rest for pk, *rest in OrderLine.objects.filter(pk__in=ids).values_list(*names)}
    cases = load(Backorder.objects.filter(line_id__in=ids).order_by("pk"))
    waiting = [case.pk for case in cases if case.state == "open" and answers]
    why_not = why_not_yet(waiting, shop=shop, today=today)
    cases_of, kept, windows = _by(cases, lambda case: case.line_id), _kept(ids), why_date(ids)
    found: defaultdict[int, list[LineStory]] = defaultdict(list)
    for row in rows:
        sku, title, waiting = items[row.pk]
        told = tuple(
            CaseStory(case, label_of(case, line=row, policy=shop.policy), why_not.get(case.pk, ()))
            for case in cases_of[row.pk]
        )
        found[row.order_id].append(
            LineStory(row, sku, title or "", waiting, tuple(kept[row.pk]), told, windows.get(row.pk, ()))
        )
    return found


def _kept(line_ids: Collection[int]) -> Mapping[int, list[Kept]]:
    found: defaultdict[int, list[Kept]] = defaultdict(list)
    rows = Allocation.objects.filter(line_id__in=line_ids).exclude(state="withdrawn").order_by("pk")
    names = ("line_id", "stock__item__sku", "stock__location__name", "qty", "state", "why", "firm")
    for line, *rest in rows.values_list(*names):
        found[line].append(Kept(*rest))
    return found


def _history(order_ids: Collection[int]) -> Mapping[int, list[Happened]]:
    found: defaultdict[int, list[Happened]] = defaultdict(list)
    rows = Event.objects.filter(stream=streams.STREAMS[Order], ref__in=order_ids).order_by("ref", "seq")
    names = ("ref", "seq", "at", "kind", "actor", "cause", "data")
    for ref, seq, at, kind, actor, cause, data in rows.values_list(*names):
        found[ref].append(Happened(seq, at, kind, actor, cause, json.loads(data)))
    return found


def _of_order(row: Notice | Decision | Task | Shipment) -> int | None:
    return row.order_id


def _by(rows: Sequence[Row], key: Callable[[Row], Key]) -> Mapping[Key, list[Row]]:
    found: defaultdict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found
