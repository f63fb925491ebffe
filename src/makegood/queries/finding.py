"""What goes by what somebody typed: orders, also by their customer, SKUs, purchase orders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from django.db.models import Q, QuerySet, Value

from makegood.db import sql
from makegood.db.models import Backorder, Customer, Decision, Item, Order, PurchaseOrder, Task
from makegood.db.models.base import Beginning, LastWord
from makegood.db.rows import load_with
from makegood.db.streams import STREAMS
from makegood.db.tasks import OF_A_LOOK
from makegood.domain.terms.errors import DomainError

MOST = 20
_LAST = "\U0010ffff"
"""Comes after every other character."""
Row = TypeVar("Row")


class FoundOrder(NamedTuple):
    """An order by its number and channel; `customer` = the name by which it was found."""

    number: str
    channel: str
    customer: str = ""


class Head(NamedTuple):
    """An order of which something waits: the length of its history, and what stands decided about it: "" = nothing,
    `several` = not the same for all its lines."""

    number: str
    channel: str
    event_count: int
    stands: str


class FoundItem(NamedTuple):
    """An item by its SKU."""

    sku: str
    title: str | None


class FoundPurchase(NamedTuple):
    """A purchase order by its number."""

    number: str
    supplier: str


@dataclass(frozen=True, slots=True)
class Found:
    """At most 20 of each kind; `more` = there are others of some kind."""

    orders: list[FoundOrder]
    items: list[FoundItem]
    purchase_orders: list[FoundPurchase]
    more: bool


def find(text: str, *, customers: bool = False) -> Found:
    """What begins with this text, whatever its case; exact matches first. Nothing is found by an empty one.
    `customers` = also the orders of whoever has a name that begins so or of which the last word does, or just this
    e-mail address: not for everybody to read."""
    if not text or "\x00" in text:
        return Found([], [], [], more=False)
    orders = [FoundOrder(*row) for row in _by(Order.objects.all(), "number", text, "channel__name")]
    theirs = _of_customers(text) if customers else []
    items = [FoundItem(*row) for row in _by(Item.objects.all(), "sku", text, "title")]
    bought = [
        FoundPurchase(*row) for row in _by(PurchaseOrder.objects.all(), "number", text, "supplier__name")
    ]
    more = any(len(each) > MOST for each in (orders, theirs, items, bought))
    return Found([*orders[:MOST], *theirs[:MOST]], items[:MOST], bought[:MOST], more)


def _of_customers(text: str) -> list[FoundOrder]:
    """Orders of whoever is meant, the newest first: up to one more than is listed."""
    if "@" in text:
        names = dict.fromkeys(
            Customer.objects.filter(ref=text.strip().lower()).values_list("pk", flat=True), ""
        )
    else:
        names = _called(text)
    rows = Order.objects.filter(customer__in=names).order_by("-placed_at", "-pk")
    found = rows.values_list("number", "channel__name", "customer_id")[: MOST + 1]
    return [FoundOrder(number, channel, names[customer]) for number, channel, customer in found]


def _called(text: str) -> dict[int, str]:
    """The names of customers that begin so, and then those of which the last word does, by primary key, by index: of
    each up to one more than is listed."""
    names: dict[int, str] = {}
    # Each database folds as it can; what SQLite cannot is looked for as people write it.
    ways = (text,) if text.isascii() else dict.fromkeys((text, text.upper(), text.title()))
    meant = Q()
    for way in ways:
        begins = way[: Beginning.length - 1]
        meant |= Q(called__gte=Beginning(Value(begins)), called__lt=Beginning(Value(begins + _LAST)))
    for part in (Beginning("name"), Beginning(LastWord("name"))):
        rows = Customer.objects.annotate(called=part).filter(meant).order_by("called", "pk")
        names.update((pk, name or "") for pk, name in rows.values_list("pk", "name")[: MOST + 1])
    return names


def order_of(number: str, channel: str | None) -> int:
    """The primary key of an order. Raises DomainError('order_unknown'), ('order_ambiguous') with the channels."""
    return order_row(number, channel).pk


def order_row(number: str, channel: str | None) -> Order:
    """The same, all of its row."""
    rows = load_with(Order.objects.filter(named(number, channel)), "channel")
    found: dict[str, Order] = {place.name: order for order, place in rows}
    return only(found, number, channel)


def named(number: str, channel: str | None) -> Q:
    """The orders of this number, on this channel or, None, on any."""
    if "\x00" in number:
        return Q(pk=None)
    return Q(number=number) if channel is None else Q(number=number, channel__name=channel)


def only(found: Mapping[str, Row], number: str, channel: str | None) -> Row:
    """What was found for orders so named, by channel: one. Raises as `order_of` does."""
    if not found:
        raise DomainError("order_unknown", {"order": number, "channel": channel})
    if len(found) > 1:
        raise DomainError("order_ambiguous", {"order": number, "channels": sorted(found)})
    return next(iter(found.values()))


def orders_of_cases(backorders: Collection[int]) -> dict[int, Head]:
    """The orders of these backorders, by primary key, in the order they were placed; unknown ones are left out."""
    rows = Order.objects.filter(backorders__in=list(backorders)).distinct().order_by("placed_at", "pk")
    found = list(rows.values_list("pk", "number", "channel__name", "event_count"))
    standing: dict[int, str] = {}
    decided = Decision.objects.filter(order__in=[pk for pk, *_ in found], replaced_at=None).order_by("pk")
    for pk, choice in decided.values_list("order_id", "choice"):
        standing[pk] = choice if standing.get(pk, choice) == choice else "several"
    return {pk: Head(number, channel, count, standing.get(pk, "")) for pk, number, channel, count in found}


def histories_of_cases(looked: Mapping[int, int | None]) -> dict[tuple[str, int], int]:
    """The histories, by stream and primary key, of the orders of these backorders, each as long as it was when somebody
    looked; None = nobody knows how long."""
    rows = Backorder.objects.filter(pk__in=sql.among(looked)).values_list("pk", "order_id")
    return _histories(((STREAMS[Order], order), looked[case]) for case, order in rows)


def histories_of_tasks(looked: Mapping[int, int | None]) -> dict[tuple[str, int], int]:
    """The same of the orders of these tasks, or else of their items."""
    rows = Task.objects.filter(pk__in=sql.among(looked)).values_list("pk", "order_id", "item_id")
    return _histories(
        ((STREAMS[Order], order) if order else (STREAMS[Item], item or 0), looked[task])
        for task, order, item in rows
    )


def _histories(found: Iterable[tuple[tuple[str, int], int | None]]) -> dict[tuple[str, int], int]:
    """Of rows about the same thing the one that was loaded first counts."""
    counts: dict[tuple[str, int], int] = {}
    for about, count in found:
        if count is not None:
            counts[about] = min(count, counts.get(about, count))
    return counts


def looks_of_cases(backorders: Collection[int], *, roles: Collection[str] | None) -> list[int]:
    """The open tasks to look at the lines of these backorders that these roles have, None = whoever has them."""
    lines = list(Backorder.objects.filter(pk__in=list(backorders)).values_list("line_id", flat=True))
    rows = Task.objects.filter(done_at=None, line__in=lines, kind__in=OF_A_LOOK)
    rows = rows if roles is None else rows.filter(role__in=list(roles))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _by(rows: QuerySet[Any], name: str, text: str, *more: str) -> list[tuple[Any, ...]]:
    """By index where the text is exact; else what begins with it in its own case or in capitals: a range of the same
    index, never every row. Up to one more than is listed."""
    found: dict[tuple[Any, ...], None] = {}
    for begins in dict.fromkeys((text, text.upper())):
        reach = rows.filter(**{f"{name}__gte": begins, f"{name}__lt": begins + _LAST})
        found.update(dict.fromkeys(reach.order_by(name).values_list(name, *more)[: MOST + 1]))
    return list(found)[: MOST + 1]
