"""The whole story of orders: what each line is and was, what it waits for, who was told what, and what happened when.

A few statements, however many orders are asked about.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, TypeVar

from django.db.models import OuterRef, Q, Subquery

from makegood.db import streams
from makegood.db.models import (
    Allocation,
    Backorder,
    Decision,
    Event,
    Item,
    Notice,
    Order,
    OrderLine,
    Shipment,
    Task,
    TypedText,
)
from makegood.db.rows import load, load_with
from makegood.domain.allocation.why_not import WhyNot
from makegood.domain.terms.state import Label
from makegood.queries.actors import names_of
from makegood.queries.labels import label_of
from makegood.queries.shop import Shop
from makegood.queries.why_date import Version, why_date
from makegood.queries.why_not import why_not_yet

Part = Literal["kept", "windows", "answers", "notices", "decisions", "tasks", "shipments", "typed"]
"""What hangs on an order and is read where it is asked for. `answers` = why a case waits: its whole queue is read;
`typed` = what our people typed about it, which is personal data."""
TOLD: frozenset[Part] = frozenset(("kept", "windows", "notices", "decisions", "tasks", "shipments"))
"""What is told of an order itself."""


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
    """A case of a line with its label, and for one that waits why it does and what would change it. `text` = what was
    typed about its cause, where that was asked for."""

    row: Backorder
    label: Label
    why_not: tuple[WhyNot, ...]
    text: str


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
    was typed it has the digest; `typed` = the text with its salt, where that was asked for and is there. `written` =
    the data as they stand in the chain, of which `hash` is."""

    seq: int
    at: datetime
    kind: str
    actor: str
    cause: str
    data: Mapping[str, Any]
    written: str
    hash: str
    typed: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Story:
    """An order and what hangs on it, each list in the order of time; empty are also those that nobody asked for.

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


def stories(
    order_ids: Iterable[int], *, shop: Shop, today: date, parts: Collection[Part] = (*TOLD, "answers")
) -> list[Story]:
    """The stories of these orders, in the order asked; unknown ones are left out. No personal data of customers: an
    order names its customer by key."""
    wanted = {pk: place for place, pk in enumerate(dict.fromkeys(order_ids))}
    found = stories_where(Q(pk__in=wanted), shop=shop, today=today, parts=parts)
    return sorted(found, key=lambda story: wanted[story.order.pk])


def stories_where(which: Q, *, shop: Shop, today: date, parts: Collection[Part]) -> list[Story]:
    """The same of the orders that `which` says, by primary key."""
    heads = _heads(which)
    ids = list(heads)
    lines = _lines(heads.values(), shop, today, parts)
    notices = _by_order(Notice, ids, "notices" in parts)
    decisions = _by_order(Decision, ids, "decisions" in parts)
    tasks = _by_order(Task, ids, "tasks" in parts)
    shipments = _by_order(Shipment, ids, "shipments" in parts)
    history = _history(ids, typed="typed" in parts)
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
            head.order,
            head.channel,
            tuple(lines[pk]),
            tuple(notices[pk]),
            tuple(decisions[pk]),
            tuple(tasks[pk]),
            tuple(shipments[pk]),
            tuple(history[pk]),
            names,
        )
        for pk, head in heads.items()
    ]


@dataclass(frozen=True, slots=True)
class _Head:
    """An order with its lines, the item of each, and its cases by line."""

    order: Order
    channel: str
    lines: dict[int, tuple[OrderLine, Item]]
    cases: dict[int, list[Backorder]]


def _heads(which: Q) -> dict[int, _Head]:
    orders = Order.objects.filter(pk__in=Order.objects.filter(which).values("pk"))
    rows = load_with(
        orders.order_by("pk", "lines__pk", "lines__backorders__pk"),
        "channel",
        "lines",
        "lines__item",
        "lines__backorders",
    )
    found: dict[int, _Head] = {}
    for order, channel, line, item, case in rows:
        head = found.setdefault(order.pk, _Head(order, channel.name, {}, {}))
        if line is not None:
            head.lines.setdefault(line.pk, (line, item))
        if case is not None:
            head.cases.setdefault(line.pk, []).append(case)
    return found


def _lines(
    heads: Collection[_Head], shop: Shop, today: date, parts: Collection[Part]
) -> Mapping[int, list[LineStory]]:
    ids = [pk for head in heads for pk in head.lines]
    cases = [case for head in heads for own in head.cases.values() for case in own]
    waiting = [case.pk for case in cases if case.state == "open" and "answers" in parts]
    why_not = why_not_yet(waiting, shop=shop, today=today) if waiting else {}
    kept = _kept(ids) if "kept" in parts else {}
    windows = why_date(ids) if "windows" in parts else {}
    return {
        head.order.pk: [
            LineStory(
                row=row,
                sku=item.sku,
                title=item.title or "",
                waiting_units=item.backordered_qty,
                kept=tuple(kept.get(pk, ())),
                cases=tuple(
                    CaseStory(
                        case,
                        label_of(case, line=row, policy=shop.policy),
                        why_not.get(case.pk, ()),
                        case.reason_text if "typed" in parts else "",
                    )
                    for case in head.cases.get(pk, ())
                ),
                windows=windows.get(pk, ()),
            )
            for pk, (row, item) in head.lines.items()
        ]
        for head in heads
    }


def _kept(line_ids: Collection[int]) -> Mapping[int, list[Kept]]:
    found: defaultdict[int, list[Kept]] = defaultdict(list)
    rows = Allocation.objects.filter(line_id__in=line_ids).exclude(state="withdrawn").order_by("pk")
    names = ("line_id", "stock__item__sku", "stock__location__name", "qty", "state", "why", "firm")
    for line, *rest in rows.values_list(*names):
        found[line].append(Kept(*rest))
    return found


def _history(order_ids: Collection[int], *, typed: bool) -> Mapping[int, list[Happened]]:
    found: defaultdict[int, list[Happened]] = defaultdict(list)
    rows = Event.objects.filter(stream=streams.STREAMS[Order], ref__in=order_ids).order_by("ref", "seq")
    names = ["ref", "seq", "at", "kind", "actor", "cause", "data", "hash"]
    if typed:
        beside = TypedText.objects.filter(order_id=OuterRef("ref"), seq=OuterRef("seq"))
        rows = rows.annotate(salt=Subquery(beside.values("salt")), text=Subquery(beside.values("text")))
        names += ["salt", "text"]
    for ref, seq, at, kind, actor, cause, data, digest, *own in rows.values_list(*names):
        said = (own[0], own[1]) if own and own[1] is not None else None
        found[ref].append(Happened(seq, at, kind, actor, cause, json.loads(data), data, digest, said))
    return found


Told = TypeVar("Told", Notice, Decision, Task, Shipment)


def _by_order(model: type[Told], order_ids: Collection[int], asked: bool) -> Mapping[int, list[Told]]:
    found: defaultdict[int, list[Told]] = defaultdict(list)
    for row in load(model._default_manager.filter(order_id__in=order_ids).order_by("pk")) if asked else ():
        assert row.order_id is not None
        found[row.order_id].append(row)
    return found
