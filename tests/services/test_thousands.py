"""A command about many orders binds no variable for each of them: databases take only so many in one statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from makegood.db.models import (
    Backorder,
    Contact,
    Decision,
    Event,
    Letter,
    Order,
    OrderLine,
    Promise,
    Receipt,
    Stock,
    Task,
)
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.receipt.arrival import Shelf
from makegood.domain.terms.demand import Item
from makegood.domain.terms.reason import Reason
from makegood.services import closure, promise, release
from makegood.services._orders import OrderName
from makegood.services.allocation import Allocate, Firm, FirmLine, HeldLine, Withdraw
from makegood.services.catalogue import AddPlaces, SetItems
from makegood.services.decision import Decide, DecidedBy, OrderChoice, Undecide
from makegood.services.intake import EditLine, EditOrder, EditOrders, NewLine, NewOrder, TakeOrders
from makegood.services.notice import ContactKind, Erase, LogContacts, NewContact
from makegood.services.receipt.counting import Count, CountedStock
from makegood.services.receipt.expect import ChangeEta, Expect, ExpectedLot, ExpectedOrder, NewEta
from makegood.services.receipt.moving import MovedStock, MoveStock
from makegood.services.receipt.receive import Delivered, Receive
from makegood.services.receipt.returns import Return, ReturnedLine
from makegood.services.receipt.undoing import UndoReceipt
from makegood.services.review import AssignCases, CloseTasks, Review
from tests.live import on_sqlite
from tests.portal.orders import ANN
from tests.services.notice.post import post
from tests.services.shop import NOW, arrive, do, goods, lot

pytestmark = pytest.mark.skipif(not on_sqlite(), reason="its limit can be set on SQLite only")

MANY, AT_MOST = 150, 100
NUMBERS = [str(number) for number in range(MANY)]


@pytest.fixture
def tight(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A database that takes few variables in a statement, and conditions of a small depth: usually 32,766 and 1,000."""
    monkeypatch.setattr(connection.features, "max_query_params", AT_MOST)
    connection.ensure_connection()
    limits = (sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, sqlite3.SQLITE_LIMIT_EXPR_DEPTH)
    before = [connection.connection.setlimit(each, AT_MOST) for each in limits]
    yield
    for each, most in zip(limits, before, strict=True):
        connection.connection.setlimit(each, most)


def chosen(choice: Choice, numbers: list[str], *, by_us: bool = False) -> Decide:
    """The same for all of them."""
    approved = None if by_us else Approval.CUSTOMER
    each = [
        OrderChoice(
            order=OrderName(number), choice=choice, by=DecidedBy.PERSON, approved_by=approved, text="so be it"
        )
        for number in numbers
    ]
    return Decide(choices=tuple(each))


def take_all(numbers: list[str], *skus: str, **order: Any) -> tuple[OrderName, ...]:
    """An order of each number, of a unit of each SKU."""
    lines = tuple(NewLine(sku=sku, quantity=1) for sku in skus)
    new = [NewOrder(number=each, placed_at=NOW, lines=lines, external=True, **order) for each in numbers]
    do(TakeOrders(orders=tuple(new)))
    return tuple(map(OrderName, numbers))


def test_a_day_of_many_orders_is_carried_out_all_at_once(tight: None) -> None:
    for sku in ("KETTLE", "MUG"):
        goods(sku)
    arrive("MUG", MANY)
    lot("KETTLE", MANY, eta=date(2026, 12, 1))
    names = take_all(NUMBERS, "KETTLE", "MUG")
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=date(2026, 12, 20)),)))
    proposals = tuple(Promise.objects.filter(state="proposed").values_list("pk", flat=True))
    assert len(proposals) == MANY
    do(promise.Publish(proposals=proposals))
    do(chosen(Choice.SPLIT, NUMBERS))
    do(chosen(Choice.HOLD, NUMBERS))
    do(Receive(deliveries=(Delivered(sku="KETTLE", counted_qty=MANY),)))
    do(Allocate(skus=("KETTLE", "MUG")))
    do(Firm(lines=tuple(FirmLine(order=each, line="1") for each in names)))
    do(
        Withdraw(
            lines=tuple(HeldLine(order=each, line="2") for each in names), why="they are wanted elsewhere"
        )
    )
    do(Allocate(skus=("MUG",)))
    do(release.Release(orders=names))
    do(release.FlagStuck())
    do(release.Ship(parcels=tuple(release.Parcel(order=each, number=each.number) for each in names)))
    assert OrderLine.objects.filter(shipped_qty=1).count() == 2 * MANY
    back = [ReturnedLine(order=each, line="1", returned_qty=1, sellable_qty=1) for each in names]
    do(Return(lines=tuple(back)))
    do(
        LogContacts(
            contacts=tuple(NewContact(order=each, kind=ContactKind.PHONE, text="?") for each in names)
        )
    )
    assert Contact.objects.count() == MANY


def test_many_decisions_are_taken_back_and_many_lines_cancelled_all_at_once(tight: None) -> None:
    goods("KETTLE")
    names = take_all(NUMBERS, "KETTLE")
    do(chosen(Choice.HOLD, NUMBERS, by_us=True))
    do(Undecide(decisions=tuple(Decision.objects.values_list("pk", flat=True))))
    do(AssignCases(backorders=tuple(Backorder.objects.values_list("pk", flat=True))))
    do(Review())
    do(CloseTasks(tasks=tuple(Task.objects.exclude(kind="goodwill").values_list("pk", flat=True))))
    cancel = tuple(closure.CancelLine(order=each, line="1") for each in names)
    do(closure.Cancel(lines=cancel, reason=Reason.OTHER, approved_by=Approval.CUSTOMER, text="so"))
    assert OrderLine.objects.filter(cancelled_qty=1).count() == MANY
    do(
        closure.Reopen(
            lines=tuple(closure.ReopenLine(order=each, line="1") for each in names), our_error=True
        )
    )
    assert OrderLine.objects.filter(cancelled_qty=0).count() == MANY
    edits = [EditOrder(order=each, lines=(EditLine(line="1", quantity=2),)) for each in names]
    do(EditOrders(edits=tuple(edits)))
    assert Event.objects.filter(kind="intake.added").count() == MANY


def test_many_items_are_ordered_received_counted_and_moved_all_at_once(tight: None) -> None:
    skus = [f"S{number}" for number in NUMBERS]
    do(AddPlaces(names=("main",)))
    do(SetItems(items=tuple(Item(sku=sku) for sku in skus)))
    take_all(["1"], *skus)
    lots = tuple(ExpectedLot(sku=sku, quantity=5, eta=date(2026, 12, 1)) for sku in skus)
    do(Expect(orders=(ExpectedOrder(number="PO1", supplier="Acme", lots=lots),)))
    later = [NewEta(po="PO1", line=1 + at, eta=date(2026, 12, 9)) for at in range(MANY)]
    do(ChangeEta(changes=tuple(later)))
    do(Receive(deliveries=tuple(Delivered(sku=sku, po="PO1", counted_qty=5) for sku in skus)))
    do(UndoReceipt(receipts=tuple(Receipt.objects.values_list("pk", flat=True)), why="the wrong van"))
    do(Receive(deliveries=tuple(Delivered(sku=sku, po="PO1", counted_qty=5) for sku in skus)))
    do(Count(counts=tuple(CountedStock(sku=sku, counted_qty=3) for sku in skus)))
    do(MoveStock(moves=tuple(MovedStock(sku=sku, qty=1, to_shelf=Shelf.QUARANTINE) for sku in skus)))
    assert Stock.objects.filter(on_hand=2, reserved=1, quarantine=1).count() == MANY


def test_a_customer_of_many_orders_is_forgotten_all_at_once(tight: None) -> None:
    goods("KETTLE")
    take_all(NUMBERS, "KETTLE", customer=ANN)
    post(at=NOW + timedelta(hours=5))
    written = Letter.objects.exclude(address="").count()
    do(
        LogContacts(
            contacts=tuple(
                NewContact(order=OrderName(each), kind=ContactKind.PHONE, text="?") for each in NUMBERS
            )
        )
    )
    assert written
    do(Erase(customers=("ann@example.org",)))
    assert not Letter.objects.exclude(address="").exists()
    assert not Contact.objects.exclude(text="").exists()
    assert not Order.objects.exclude(postcode=None).exists()
