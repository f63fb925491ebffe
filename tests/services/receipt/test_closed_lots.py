"""Nothing more of a lot was to come; then its supplier says that more does."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from makegood.db.models import EtaRevision, Event, IncomingLot, OrderLine
from makegood.domain.terms.errors import DomainError
from makegood.services.receipt.expect import ChangeEta, NewEta
from makegood.services.receipt.receive import Delivered, Receive
from makegood.services.receipt.undoing import UndoReceipt
from tests.services.shop import do, everything, goods, line, lot, take

THEN = date(2026, 12, 15)


def closed() -> int:
    """Of thirty units eighteen came, and no more were to come; the receipt."""
    goods("A")
    lot("A", 30, eta=date(2026, 12, 1))
    (found,) = do(Receive(deliveries=(Delivered(sku="A", counted_qty=18, po="PO1", last=True),)))
    assert the_lot() == (18, 0, 12, 0)
    return int(found.receipt_id)


def said(quantity: int | None, eta: date = THEN, **rest: Any) -> None:
    """The supplier's later word."""
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=eta, quantity=quantity, **rest),)))


def the_lot() -> tuple[int, int, int, int]:
    """Received, open, short and cancelled units of the lot."""
    row = IncomingLot.objects.get()
    return row.received_qty, row.open_qty, row.short_qty, row.cancelled_qty


@pytest.mark.parametrize(
    ("quantity", "then"),
    [(30, (18, 12, 0, 0)), (25, (18, 7, 0, 5)), (40, (18, 22, 0, 0)), (18, (18, 0, 0, 12))],
)
def test_a_later_word_says_how_many_come_in_all(quantity: int, then: tuple[int, int, int, int]) -> None:
    closed()
    said(quantity, confirmed=True)
    assert the_lot() == then
    event = Event.objects.filter(stream="purchase_order").latest("seq")
    assert (event.kind, json.loads(event.data)["open"]) == ("receipt.eta_changed", then[1])
    assert EtaRevision.objects.get().quantity == quantity


def test_units_that_come_after_all_are_promised_again() -> None:
    closed()
    take("1", ("A", 20))
    assert OrderLine.objects.get().published_to is None
    said(30, confirmed=True)
    take("2", ("A", 5))
    assert OrderLine.objects.get(order__number="2").published_to is not None
    do(Receive(deliveries=(Delivered(sku="A", counted_qty=12, po="PO1"),)), days=20)
    assert (line("1"), line("2"), the_lot()) == ({"reserved": 20}, {"reserved": 5}, (30, 0, 0, 0))


def test_a_word_about_the_day_alone_opens_nothing() -> None:
    closed()
    said(None)
    assert (the_lot(), IncomingLot.objects.get().eta) == ((18, 0, 12, 0), THEN)


def test_the_same_word_as_before_the_delivery_opens_nothing() -> None:
    """Programs tell what the supplier's list says, every night."""
    closed()
    for confirmed in (True, None):
        said(30, date(2026, 12, 1), confirmed=confirmed)
        before = everything()
        said(30, date(2026, 12, 1), confirmed=confirmed)
        assert (everything(), the_lot()) == (before, (18, 0, 12, 0))


def test_less_than_came_is_refused() -> None:
    closed()
    before = everything()
    with pytest.raises(DomainError) as refused:
        said(17)
    assert (refused.value.code, refused.value.data) == (
        "quantity_below_received",
        {"po": "PO1", "line": 1, "quantity": 17, "received_qty": 18},
    )
    assert (everything(), the_lot()) == (before, (18, 0, 12, 0))


@pytest.mark.parametrize(
    ("quantity", "then"), [(30, (0, 30, 0, 0)), (25, (0, 25, 0, 5)), (None, (0, 30, 0, 0))]
)
def test_a_receipt_is_undone_after_that_word_too(
    quantity: int | None, then: tuple[int, int, int, int]
) -> None:
    receipt = closed()
    said(quantity)
    do(UndoReceipt(receipts=(receipt,), why="mistyped"))
    assert the_lot() == then


def test_a_lot_is_closed_again_and_the_last_receipt_undone() -> None:
    closed()
    said(25)
    (found,) = do(Receive(deliveries=(Delivered(sku="A", counted_qty=3, po="PO1", last=True),)), days=1)
    assert the_lot() == (21, 0, 4, 5)
    do(UndoReceipt(receipts=(found.receipt_id,), why="mistyped"), days=1)
    assert the_lot() == (18, 7, 0, 5)
