"""A mistyped receipt is taken back: units, lot and lines are as if it had never been typed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from makegood.db.models import IncomingLot, Location, Receipt
from makegood.domain.terms.errors import DomainError
from makegood.services.receipt.receive import Delivered, Receive
from makegood.services.receipt.undoing import Undone, UndoReceipt
from tests.services.shop import arrive, cases, do, everything, goods, let_go, line, lot, shelf, take


def receive(qty: int, *, days: int = 0, **rest: Any) -> int:
    """So many units of A come in; the receipt's number."""
    Location.objects.get_or_create(name="main")
    (found,) = do(Receive(deliveries=(Delivered(sku="A", counted_qty=qty, **rest),)), days=days)
    return int(found.receipt_id)


def undo(*receipts: int, days: int = 0) -> Undone:
    """Take receipts back; what became of the last."""
    found = do(UndoReceipt(receipts=receipts, why="mistyped"), days=days)
    assert isinstance(found[-1], Undone)
    return found[-1]


def the_lot() -> tuple[int, int, int, date | None]:
    """Received, short and open units of the lot, and the day it came."""
    row = IncomingLot.objects.get()
    return row.received_qty, row.short_qty, row.open_qty, row.received_on


def test_units_leave_the_shelf_and_the_lot_waits_again() -> None:
    goods("A")
    lot("A", 30, eta=date(2026, 12, 1))
    pk = receive(20, damaged_qty=2, po="PO1", last=True)
    assert the_lot() == (18, 12, 0, date(2026, 11, 23))
    assert undo(pk) == Undone(pk, "A", "main", 18, 2, 0, 30)
    assert (the_lot(), shelf("A")) == ((0, 0, 30, None), (0, 0, 0))
    assert Receipt.objects.get().undone_at is not None


def test_the_day_a_lot_came_is_that_of_the_receipts_that_stand() -> None:
    goods("A")
    lot("A", 30, eta=date(2026, 12, 1))
    first, second = receive(10, po="PO1"), receive(10, po="PO1", days=1)
    undo(second, days=1)
    assert the_lot() == (10, 0, 20, date(2026, 11, 23))
    undo(first, days=1)
    assert the_lot() == (0, 0, 30, None)


def test_who_was_served_from_it_waits_again_the_lowest_rank_first() -> None:
    goods("A")
    arrive("A", 1)
    take("1", ("A", 3))
    take("2", ("A", 2), channel="amazon")
    pk = receive(4)
    assert (line("1"), line("2")) == ({"reserved": 3}, {"reserved": 2})
    assert undo(pk).given_back == 4
    assert (line("1"), line("2")) == ({"backordered": 3}, {"reserved": 1, "backordered": 1})
    assert (cases("1"), shelf("A")) == ([("open", 2), ("open", 1)], (1, 1, 0))


def test_what_nobody_holds_goes_before_what_is_reserved() -> None:
    goods("A")
    pk = receive(5)
    take("1", ("A", 2))
    arrive("A", 2)
    assert undo(pk).given_back == 0
    assert (line("1"), shelf("A")) == ({"reserved": 2}, (2, 2, 0))


def test_released_units_are_recalled_first() -> None:
    goods("A")
    take("1", ("A", 2))
    pk = receive(5)
    let_go("1")
    before = everything()
    with pytest.raises(DomainError) as refused:
        undo(pk)
    assert (refused.value.code, refused.value.data) == (
        "receipt_released",
        {"sku": "A", "location": "main", "received_qty": 5, "unreleased_qty": 3},
    )
    assert everything() == before


def test_a_receipt_is_undone_once_and_must_exist() -> None:
    goods("A")
    pk = receive(5)
    undo(pk)
    before = everything()
    for number, code in ((pk, "receipt_undone"), (pk + 1, "receipt_unknown")):
        with pytest.raises(DomainError) as refused:
            undo(number)
        assert (refused.value.code, everything()) == (code, before)


def test_two_receipts_of_one_shelf_are_undone_together_or_not_at_all() -> None:
    goods("A")
    take("1", ("A", 9))
    first, second = receive(5), receive(4)
    assert undo(first, second).given_back == 4
    assert (line("1"), shelf("A")) == ({"backordered": 9}, (0, 0, 0))


def test_a_receipt_typed_right_after_the_undo_serves_everybody_again() -> None:
    goods("A")
    take("1", ("A", 2))
    take("2", ("A", 2))
    undo(receive(40))
    receive(4)
    assert (line("1"), line("2"), shelf("A")) == ({"reserved": 2}, {"reserved": 2}, (4, 4, 0))


@pytest.mark.parametrize("why", ["", "  "])
def test_nothing_is_undone_without_a_reason(why: str) -> None:
    goods("A")
    pk = receive(5)
    before = everything()
    with pytest.raises(DomainError) as caught:
        do(UndoReceipt(receipts=(pk,), why=why))
    assert (caught.value.code, caught.value.data) == ("text_required", {"expected": "what was mistyped"})
    assert everything() == before


def test_a_lot_of_which_all_receipts_are_undone_at_once_never_came() -> None:
    goods("A")
    lot("A", 10, eta=date(2026, 12, 1))
    undo(receive(4, po="PO1"), receive(3, po="PO1", days=1), days=2)
    assert the_lot() == (0, 0, 10, None)
