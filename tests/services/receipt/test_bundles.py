"""A bundle is served from its components: no units of the bundle itself are put where they would serve nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from makegood.db.models import BundlePart, IncomingLot, Location, PurchaseOrder, Stock
from makegood.db.models import Item as Row
from makegood.domain.terms.demand import Item
from makegood.domain.terms.errors import DomainError
from makegood.services.catalogue import SetItems
from makegood.services.receipt.counting import Count, CountedStock
from makegood.services.receipt.expect import ChangeEta, Expect, ExpectedLot, ExpectedOrder, NewEta
from makegood.services.receipt.receive import Delivered, Receive
from makegood.services.receipt.undoing import UndoReceipt
from makegood.wording.failures import sentences
from tests.services.shop import (
    arrive,
    bring_back,
    do,
    everything,
    goods,
    let_go,
    line,
    lot,
    problems,
    send,
    shelf,
    take,
)

MADE_OF = {"problem": "sku_is_bundle", "found": "a bundle of 2 × A, 1 × B", "expected": "its components"}


def shop() -> None:
    """A and B, a set of two and one of them, and one set that waits."""
    Location.objects.create(name="main")
    goods("A")
    goods("B")
    goods("SET", A=2, B=1)
    take("1", ("SET", 1))


def received(sku: str, qty: int) -> Receive:
    return Receive(deliveries=(Delivered(sku=sku, counted_qty=qty),))


def expected(sku: str, qty: int) -> Expect:
    lots = (ExpectedLot(sku=sku, quantity=qty, eta=date(2026, 12, 1)),)
    return Expect(orders=(ExpectedOrder(number="PO1", supplier="Acme", lots=lots),))


def counted(sku: str, qty: int) -> Count:
    return Count(counts=(CountedStock(sku=sku, counted_qty=qty),))


def becomes(sku: str, *parts: tuple[str, int]) -> SetItems:
    return SetItems(items=(Item(sku=sku, bundle_of=parts),))


@pytest.mark.parametrize(
    ("command", "where"),
    [
        (received, {"delivery": 1, "sku": "SET"}),
        (expected, {"po": "PO1", "line": 1, "sku": "SET"}),
        (counted, {"count": 1, "sku": "SET"}),
    ],
)
def test_units_of_a_bundle_itself_are_refused_at_every_door(
    command: Callable[[str, int], Any], where: dict[str, Any]
) -> None:
    shop()
    before = everything()
    with pytest.raises(DomainError) as refused:
        do(command("SET", 5))
    assert problems(refused.value) == [where | MADE_OF]
    assert (everything(), PurchaseOrder.objects.count()) == (before, 0)


def test_the_refusal_says_what_the_bundle_is_made_of() -> None:
    shop()
    with pytest.raises(DomainError) as refused:
        do(received("SET", 5))
    assert sentences(refused.value) == [
        "Delivery refused:",
        (
            "  delivery 1, SKU SET: no goods of a bundle itself lie on a shelf or are to come; "
            "found a bundle of 2 × A, 1 × B; expected its components"
        ),
    ]


def test_its_components_serve_who_waits() -> None:
    shop()
    do(Receive(deliveries=(Delivered(sku="A", counted_qty=2), Delivered(sku="B", counted_qty=1))))
    assert line("1") == {"reserved": 1}


def test_a_count_of_none_may_be_told_of_whatever_has_none() -> None:
    shop()
    do(counted("SET", 0))
    assert not Stock.objects.filter(item__sku="SET", on_hand__gt=0).exists()


def test_units_from_before_leave_by_a_count_of_none_and_their_lot_by_a_cut() -> None:
    # They came in when nobody refused them.
    shop()
    goods("OLD")
    arrive("OLD", 4)
    lot("OLD", 7, eta=date(2026, 12, 1))
    BundlePart.objects.create(bundle=Row.objects.get(sku="OLD"), component=Row.objects.get(sku="A"), per=1)
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=date(2026, 12, 8)),)))
    for more in (8, 70):
        with pytest.raises(DomainError) as refused:
            do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=None, quantity=more),)))
        assert problems(refused.value)[0]["problem"] == "sku_is_bundle"
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=None, quantity=0),)))
    do(counted("OLD", 0))
    assert (IncomingLot.objects.get().open_qty, shelf("OLD")) == (0, (0, 0, 0))


@pytest.mark.parametrize(
    ("there", "coming", "found"),
    [(4, 0, "4 on a shelf, 0 to come"), (0, 7, "0 on a shelf, 7 to come"), (4, 7, "4 on a shelf, 7 to come")],
)
def test_an_item_with_goods_becomes_no_bundle(there: int, coming: int, found: str) -> None:
    goods("A")
    goods("KIT")
    if there:
        arrive("KIT", there)
    if coming:
        lot("KIT", coming, eta=date(2026, 12, 1))
    before = everything()
    with pytest.raises(DomainError) as refused:
        do(becomes("KIT", ("A", 2)))
    assert problems(refused.value) == [
        {
            "sku": "KIT",
            "problem": "bundle_has_goods",
            "found": found,
            "expected": "no units of it on a shelf or to come",
        }
    ]
    assert everything() == before


def test_an_item_of_which_nothing_is_left_becomes_a_bundle() -> None:
    goods("A")
    goods("KIT")
    arrive("KIT", 4)
    do(counted("KIT", 0))
    do(becomes("KIT", ("A", 2)))
    arrive("A", 2)
    take("1", ("KIT", 1))
    assert line("1") == {"reserved": 1}


def test_a_lot_that_was_closed_is_not_opened_again_by_an_undoing() -> None:
    goods("A")
    goods("KIT")
    lot("KIT", 7, eta=date(2026, 12, 1))
    Location.objects.get_or_create(name="main")
    (none_came,) = do(Receive(deliveries=(Delivered(sku="KIT", counted_qty=0, po="PO1", last=True),)))
    do(becomes("KIT", ("A", 2)))
    before = everything()
    with pytest.raises(DomainError) as refused:
        do(UndoReceipt(receipts=(none_came.receipt_id,), why="another parcel"))
    assert problems(refused.value) == [
        {
            "po": "PO1",
            "line": 1,
            "sku": "KIT",
            "problem": "sku_is_bundle",
            "found": "a bundle of 2 × A",
            "expected": "its components",
        }
    ]
    assert (everything(), IncomingLot.objects.get().open_qty) == (before, 0)


def test_what_left_before_it_became_a_bundle_comes_back_as_its_components() -> None:
    goods("A")
    goods("KIT")
    arrive("KIT", 1)
    take("1", ("KIT", 1))
    let_go("1")
    send("1")
    do(becomes("KIT", ("A", 2)))
    take("2", ("KIT", 1))
    bring_back("1", "1", 1, 1)
    assert (line("2"), shelf("A"), shelf("KIT")) == ({"reserved": 1}, (2, 2, 0), (0, 0, 0))
