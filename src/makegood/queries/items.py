"""Every item with how much of it there is, how much waits, and how it is sold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from makegood.db.models import BundlePart, IncomingLot, Item, Stock
from makegood.queries._supply import ask_about
from makegood.queries.availability import available_of, sold_of
from makegood.queries.pages import Listing
from makegood.queries.shop import Shop

_LAST = "\U0010ffff"
_UNITS = F("on_hand") - F("reserved") - F("safety_stock")


class ListedItem(NamedTuple):
    """An item now. `atp` = what may be promised today; `listed_qty` = units that all channels together may list;
    `sell_state` = on the shop's own store."""

    sku: str
    title: str | None
    family: str | None
    on_hand: int
    reserved: int
    available: int
    incoming: int
    backordered: int
    atp: int
    listed_qty: int
    sell_state: str


def items(
    shop: Shop,
    *,
    today: date,
    begins: str = "",
    family: str | None = None,
    waiting: bool = False,
    short: bool = False,
) -> Listing[ListedItem]:
    """Items in the order of their SKUs: those that begin with a text in its own case or in capitals, of a family.

    `waiting` = only those that somebody waits for; `short` = only those of which more waits than is there and comes.
    """
    found = Item.objects.all()
    if begins:
        found = found.filter(_begins(begins) | _begins(begins.upper()))
    if family is not None:
        found = found.filter(family=family)
    if waiting or short:
        found = found.filter(backordered_qty__gt=0)
    return Listing(
        found=_uncovered(found) if short else found,
        order=("sku",),
        names=("sku", "title", "family"),
        make=lambda rows: listed(rows, shop, today=today),
    )


def listed(rows: Sequence[tuple[Any, ...]], shop: Shop, *, today: date) -> list[ListedItem]:
    """SKU, title and family of items, with their figures."""
    if not rows:
        return []
    asked = ask_about([sku for sku, *_ in rows], today=today, shop=shop)
    there, sold = available_of(asked, today), sold_of(asked)
    return [
        ListedItem(
            sku,
            title,
            family,
            there[sku].on_hand,
            there[sku].reserved,
            there[sku].available,
            there[sku].incoming,
            there[sku].backordered,
            there[sku].atp,
            sum(each.listable_qty for each in sold[sku]),
            sold[sku][0].sell_state.value,
        )
        for sku, title, family in rows
    ]


def families() -> list[str]:
    """Every family of items."""
    found = Item.objects.order_by("family").values_list("family", flat=True).distinct()
    return [family for family in found if family is not None]


def _begins(text: str) -> Q:
    # A range of the index, never every row.
    return Q(sku__gte=text, sku__lt=text + _LAST)


def _uncovered(found: Any) -> Any:
    """Of a bundle its components are short, not the bundle."""
    shelves = Stock.objects.filter(item=OuterRef("pk")).order_by().values("item")
    lots = IncomingLot.objects.filter(item=OuterRef("pk"), open_qty__gt=0).order_by().values("item")
    return found.annotate(
        there=Coalesce(Subquery(shelves.annotate(qty=Sum(_UNITS)).values("qty")), 0),
        coming=Coalesce(Subquery(lots.annotate(qty=Sum("open_qty")).values("qty")), 0),
    ).filter(
        ~Exists(BundlePart.objects.filter(bundle=OuterRef("pk"))),
        backordered_qty__gt=F("there") + F("coming"),
    )
