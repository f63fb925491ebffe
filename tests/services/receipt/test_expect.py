"""Purchase orders and every word of the supplier: a changed ETA is history, and moves no promise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from makegood.db.models import EtaRevision, Event, IncomingLot, Location, OrderLine, PurchaseOrder
from makegood.domain.terms.errors import DomainError
from makegood.services.receipt.expect import ChangeEta, Expect, ExpectedLot, ExpectedOrder, NewEta
from makegood.services.receipt.receive import Delivered, Receive
from tests.services.shop import do, goods, problems, take


def expected(number: str = "PO1", qty: int = 30, **rest: Any) -> None:
    """A purchase order of A for the place everything comes to."""
    Location.objects.get_or_create(name="main")
    lot = ExpectedLot(sku="A", quantity=qty, **{"eta": date(2026, 12, 1), "confirmed": True, **rest})
    do(
        Expect(
            orders=(ExpectedOrder(number=number, supplier="Acme", lots=(lot,), ordered_on=date(2026, 11, 2)),)
        )
    )


def eta(day: date | None, **rest: Any) -> None:
    """The supplier says another day, or quantity."""
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=day, **rest),)))


def words() -> list[tuple[int, date | None, bool | None, int]]:
    """All that was said of the lots, in order."""
    return list(
        EtaRevision.objects.order_by("lot", "number").values_list("number", "eta", "confirmed", "quantity")
    )


def test_the_first_word_about_a_lot_is_kept_beside_every_later_one() -> None:
    goods("A")
    expected()
    eta(date(2026, 12, 15), confirmed=True, why="ship late")
    eta(date(2026, 12, 15), confirmed=True, quantity=20)
    lot = IncomingLot.objects.get()
    assert (lot.first_eta, lot.eta, lot.open_qty, lot.cancelled_qty) == (
        date(2026, 12, 1),
        date(2026, 12, 15),
        20,
        10,
    )
    assert words() == [
        (1, date(2026, 12, 1), True, 30),
        (2, date(2026, 12, 15), True, 30),
        (3, date(2026, 12, 15), True, 20),
    ]
    assert list(
        Event.objects.filter(stream="purchase_order").order_by("seq").values_list("kind", flat=True)
    ) == [
        "receipt.expected",
        "receipt.eta_changed",
        "receipt.eta_changed",
    ]


def test_the_same_word_again_changes_nothing() -> None:
    goods("A")
    expected()
    eta(date(2026, 12, 1), confirmed=True)
    assert len(words()) == 1


def test_a_changed_eta_moves_no_promise() -> None:
    goods("A")
    expected()
    take("1", ("A", 5))
    before = OrderLine.objects.values("published_from", "published_to", "promised_to").get()
    eta(date(2027, 1, 15), confirmed=True)
    assert OrderLine.objects.values("published_from", "published_to", "promised_to").get() == before
    assert before["published_to"] == date(2026, 12, 10)


def test_the_next_order_is_promised_by_the_new_word() -> None:
    goods("A")
    expected()
    eta(date(2026, 12, 8), confirmed=True)
    take("1", ("A", 5))
    assert OrderLine.objects.get().published_to == date(2026, 12, 17)


def test_several_deliveries_of_one_command_fill_several_lots_as_one_after_the_other_would() -> None:
    goods("A")
    Location.objects.get_or_create(name="main")
    lots = (ExpectedLot(sku="A", quantity=10), ExpectedLot(sku="A", quantity=5))
    do(Expect(orders=(ExpectedOrder(number="PO1", supplier="Acme", lots=lots),)))
    first, second, third = do(
        Receive(deliveries=tuple(Delivered(sku="A", counted_qty=qty, po="PO1") for qty in (10, 3, 3)))
    )
    assert (first.filled_qty, second.filled_qty, third.filled_qty, third.over_qty) == (10, 3, 2, 1)
    open_now = IncomingLot.objects.order_by("line").values_list("received_qty", "open_qty")
    assert list(open_now) == [(10, 0), (5, 0)]


def test_what_came_already_cannot_be_cut() -> None:
    goods("A")
    expected()
    do(Receive(deliveries=(Delivered(sku="A", counted_qty=12, po="PO1"),)))
    with pytest.raises(DomainError) as refused:
        eta(date(2026, 12, 1), quantity=11)
    assert (refused.value.code, refused.value.data["received_qty"], len(words())) == (
        "quantity_below_received",
        12,
        1,
    )
    eta(date(2026, 12, 1), confirmed=True, quantity=12)
    assert IncomingLot.objects.get().open_qty == 0


@pytest.mark.parametrize(
    "rest, problem",
    [
        ({"number": "PO1"}, "purchase_order_known"),
        ({"number": " "}, "number_missing"),
        ({"qty": 0, "number": "PO2"}, "quantity_not_positive"),
        ({"location": "moon", "number": "PO2"}, "location_unknown"),
    ],
)
def test_a_purchase_order_that_makes_no_sense_is_refused(rest: dict[str, Any], problem: str) -> None:
    goods("A")
    expected()
    with pytest.raises(DomainError) as refused:
        expected(**rest)
    assert [each["problem"] for each in problems(refused.value)] == [problem]
    assert PurchaseOrder.objects.count() == 1


def test_a_word_about_a_lot_nobody_knows_is_refused() -> None:
    goods("A")
    expected()
    with pytest.raises(DomainError) as refused:
        do(ChangeEta(changes=(NewEta(po="PO1", line=2, eta=None), NewEta(po="PO9", line=1, eta=None))))
    assert (refused.value.code, refused.value.data["lots"]) == ("lot_unknown", ["PO1/2", "PO9/1"])


def test_an_order_to_a_supplier_was_placed_today_or_before() -> None:
    goods("A")
    Location.objects.get_or_create(name="main")
    lots = (ExpectedLot(sku="A", quantity=3),)
    later = ExpectedOrder(number="PO9", supplier="Acme", lots=lots, ordered_on=date(2026, 11, 24))
    with pytest.raises(DomainError) as caught:
        do(Expect(orders=(later,)))
    assert caught.value.data["problems"] == [
        {"po": "PO9", "problem": "ordered_in_future", "found": "2026-11-24", "expected": "today or before"}
    ]
    assert not PurchaseOrder.objects.exists()
    do(Expect(orders=(replace(later, ordered_on=date(2026, 11, 23)),)))


def test_a_lot_without_a_number_gets_the_next_that_no_other_has() -> None:
    goods("A")
    Location.objects.get_or_create(name="main")
    lots = tuple(
        ExpectedLot(sku="A", quantity=qty, line=line) for qty, line in ((1, 2), (2, None), (3, None))
    )
    do(Expect(orders=(ExpectedOrder(number="PO1", supplier="Acme", lots=lots),)))
    assert list(IncomingLot.objects.order_by("line").values_list("line", "quantity")) == [
        (1, 2),
        (2, 1),
        (3, 3),
    ]


def test_blanks_around_a_number_make_no_other_purchase_order() -> None:
    goods("A")
    expected("PO1")
    with pytest.raises(DomainError) as refused:
        expected(" PO1 ")
    assert [each["problem"] for each in problems(refused.value)] == ["purchase_order_known"]
    do(Receive(deliveries=(Delivered(sku="A", counted_qty=30, po="PO1 "),)))
    assert IncomingLot.objects.get().open_qty == 0
