"""Whatever an import is told, true or not: it is refused by a rule of ours, or the shop holds together afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from makegood.domain.terms.demand import Item, OrderLine
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.stock import IncomingLot, StockPosition
from makegood.services.cutover import ImportShop
from tests import soaked
from tests.audited import assert_audited
from tests.domain import facts
from tests.services.shop import arrive, do, goods, take


def mostly(*good: Any, but: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """One of the good ones, now and then another: a fact has many parts, and one bad part spoils it."""
    return st.sampled_from([*good * (40 // len(good)), *but])


SKUS = mostly("A", "B", "C", "D", but=("",))
UNITS = mostly(0, 0, 1, 2, but=(9, -1))
DAYS = mostly(None, date(2026, 11, 2), date(2026, 11, 20), but=(date(2026, 12, 1), date(2199, 12, 31)))
PLACES = mostly("main", "east", but=("",))


def some(kind: type[Any], **each: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Facts of this kind that need not be true."""
    return st.builds(kind, **each)


LINES = some(
    OrderLine,
    order_id=st.sampled_from(["1", "2", "9"]),
    line_id=mostly("1", "2", "3", "4", but=("",)),
    sku=SKUS,
    quantity=mostly(3, 5, 8, but=(1, 0, -1)),
    placed_at=st.just(facts.line().placed_at),
    placed_on=st.just(facts.line().placed_on),
    channel=st.sampled_from(["store", "ebay"]),
    location=st.none() | PLACES,
    **dict.fromkeys(("shipped_qty", "picked_qty", "cancelled_qty"), UNITS),
    **dict.fromkeys(("promised_from", "promised_to", "cancel_after", "need_by"), DAYS),
    closed=st.booleans(),
    ship_complete=st.booleans(),
)
ITEMS = some(
    Item,
    sku=SKUS,
    available_on=DAYS,
    substitutes=st.lists(SKUS, max_size=2).map(tuple),
    bundle_of=st.lists(st.tuples(SKUS, mostly(1, 2, but=(0,))), max_size=2).map(tuple),
)
STOCK = some(StockPosition, sku=SKUS, location=PLACES, on_hand=UNITS, safety_stock=UNITS)
LOTS = some(
    IncomingLot,
    po=mostly("P", "Q", but=("",)),
    sku=SKUS,
    quantity=mostly(3, 5, but=(0,)),
    location=PLACES,
    **dict.fromkeys(("received_qty", "cancelled_qty"), UNITS),
    **dict.fromkeys(("ordered_on", "eta", "received_on"), DAYS),
)
SHOPS = st.builds(
    lambda lines, items, stock, lots: ImportShop(
        lines=tuple(lines),
        items={item.sku: item for item in items},
        stock=tuple(stock),
        lots=tuple(lots),
    ),
    *(st.lists(each, max_size=3) for each in (LINES, ITEMS, STOCK, LOTS)),
)
REFUSED = {"entry_invalid", "stock_counted_twice", "bundle_without_end"}


def tell(shop: ImportShop) -> None:
    """Import it, then a part of it: of little more can be true than of much."""
    for told in (shop, replace(shop, lines=shop.lines[:1], stock=(), lots=())):
        try:
            do(told)
        except DomainError as refused:
            assert refused.code in REFUSED  # noqa: PT017 - most are refused, the others must hold


class Whatever(TestCase):
    """Each example has a database of its own."""

    @soaked.some(0.5)
    @given(first=SHOPS, second=SHOPS)
    def test_into_an_empty_shop_and_again(self, first: ImportShop, second: ImportShop) -> None:
        for shop in (first, second):
            tell(shop)
        assert_audited()

    @soaked.some(0.5)
    @given(shop=SHOPS)
    def test_into_one_that_runs(self, shop: ImportShop) -> None:
        goods("A")
        goods("D", A=2)
        arrive("A", 3)
        take("9", ("A", 5), ("D", 1))
        tell(shop)
        assert_audited()
