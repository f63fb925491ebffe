"""One delivery of an order that expects its SKU on several lines fills them all, in the order in which they are due."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from makegood.db.models import Event, IncomingLot, Location, Receipt
from makegood.services.receipt.expect import ChangeEta, Expect, ExpectedLot, ExpectedOrder, NewEta
from makegood.services.receipt.receive import Delivered, Receive, Received
from makegood.services.receipt.undoing import UndoReceipt
from tests.services.shop import do, goods, line, shelf, take

LATE, SOON = date(2026, 12, 15), date(2026, 12, 1)


def ordered() -> None:
    """Ten on line 1, due late, five on line 2, due soon, and four on line 3, of which nobody said when."""
    goods("A")
    Location.objects.create(name="main")
    lots = tuple(
        ExpectedLot(sku="A", quantity=qty, eta=eta) for qty, eta in ((10, LATE), (5, SOON), (4, None))
    )
    do(Expect(orders=(ExpectedOrder(number="PO1", supplier="Acme", lots=lots),)))


def receive(qty: int, **rest: Any) -> list[Received]:
    """So many units of the purchase order come."""
    found = do(Receive(deliveries=(Delivered(sku="A", counted_qty=qty, po="PO1", **rest),)))
    assert all(isinstance(each, Received) for each in found)
    return list(found)


def lots() -> list[tuple[int, int, int]]:
    """Received, open and short units of each line."""
    return list(IncomingLot.objects.order_by("line").values_list("received_qty", "open_qty", "short_qty"))


UNTOUCHED = [(0, 10, 0), (0, 5, 0), (0, 4, 0)]


def test_the_whole_of_it_leaves_nothing_open() -> None:
    ordered()
    take("1", ("A", 19))
    found = receive(19)
    assert [(each.filled_qty, each.over_qty, each.findings) for each in found] == [
        (5, 0, ("exact",)),
        (10, 0, ("exact",)),
        (4, 0, ("exact",)),
    ]
    assert (lots(), shelf("A"), line("1")) == (
        [(10, 0, 0), (5, 0, 0), (4, 0, 0)],
        (19, 19, 0),
        {"reserved": 19},
    )


def test_a_part_of_it_fills_what_is_due_first() -> None:
    ordered()
    receive(7)
    assert lots() == [(2, 8, 0), (5, 0, 0), (0, 4, 0)]


def test_what_is_of_no_lot_is_of_no_line() -> None:
    ordered()
    (found,) = do(Receive(deliveries=(Delivered(sku="A", counted_qty=2),)))
    assert found.line is None


def test_only_what_is_beyond_all_lots_is_over() -> None:
    ordered()
    found = receive(22)
    assert [(each.filled_qty, each.over_qty) for each in found] == [(5, 0), (10, 0), (4, 3)]
    assert shelf("A") == (22, 0, 0)


def test_damaged_units_are_of_the_first_lot_that_stays_open() -> None:
    ordered()
    receive(9, damaged_qty=2)
    receipts = Receipt.objects.order_by("pk").values_list(
        "lot__line", "counted_qty", "filled_qty", "damaged_qty"
    )
    assert list(receipts) == [(2, 5, 5, 0), (1, 4, 2, 2)]
    assert (lots(), shelf("A")) == ([(2, 8, 0), (5, 0, 0), (0, 4, 0)], (7, 0, 2))


def test_when_no_more_of_it_comes_no_lot_stays_open() -> None:
    ordered()
    receive(6, last=True)
    assert lots() == [(1, 0, 9), (5, 0, 0), (0, 0, 4)]


def test_who_names_a_line_means_that_one() -> None:
    ordered()
    (found,) = receive(12, line=1, last=True)
    assert (found.filled_qty, found.over_qty) == (10, 2)
    assert lots() == [(10, 0, 0), (0, 5, 0), (0, 4, 0)]


def test_each_lot_has_its_receipt_and_the_order_is_told_of_each() -> None:
    ordered()
    found = receive(15)
    assert [each.line for each in found] == [2, 1]
    numbers = [each.receipt_id for each in found]
    rows = Receipt.objects.order_by("pk").values_list("pk", "lot__line", "counted_qty")
    assert list(rows) == [(numbers[0], 2, 5), (numbers[1], 1, 10)]
    events = Event.objects.filter(stream="purchase_order", kind="receipt.received").order_by("seq")
    told = [json.loads(event.data) for event in events]
    assert [(each["receipt"], each["filled"], each["open"]) for each in told] == [
        (numbers[0], 5, 0),
        (numbers[1], 10, 0),
    ]


@pytest.mark.parametrize("named", [(0,), (1,), (2,), (1, 0), (0, 1, 2)])
def test_to_undo_one_of_its_receipts_undoes_the_delivery(named: tuple[int, ...]) -> None:
    ordered()
    take("1", ("A", 20))
    before = receive(3, line=3)[0]
    numbers = [each.receipt_id for each in receive(18, damaged_qty=1, last=True)]
    assert lots() == [(10, 0, 0), (5, 0, 0), (4, 0, 0)]
    undone = do(UndoReceipt(receipts=tuple(numbers[at] for at in named), why="mistyped"))
    assert sorted(each.receipt for each in undone) == numbers
    assert (lots(), shelf("A"), line("1")) == (
        [(0, 10, 0), (0, 5, 0), (3, 1, 0)],
        (3, 3, 0),
        {"reserved": 3, "backordered": 17},
    )
    assert list(Receipt.objects.filter(undone_at=None).values_list("pk", flat=True)) == [before.receipt_id]


def test_two_deliveries_of_one_command_are_undone_by_themselves() -> None:
    ordered()
    each = Delivered(sku="A", counted_qty=4, po="PO1")
    first, *second = do(Receive(deliveries=(each, each)))
    assert lots() == [(3, 7, 0), (5, 0, 0), (0, 4, 0)]
    do(UndoReceipt(receipts=(second[1].receipt_id,), why="mistyped"))
    assert lots() == [(0, 10, 0), (4, 1, 0), (0, 4, 0)]
    assert Receipt.objects.get(undone_at=None).pk == first.receipt_id


def test_a_lot_that_is_to_come_later_by_now_is_filled_later() -> None:
    ordered()
    do(ChangeEta(changes=(NewEta(po="PO1", line=2, eta=date(2027, 1, 8)),)))
    receive(10)
    assert lots() == [(10, 0, 0), (0, 5, 0), (0, 4, 0)]
