"""How suppliers keep their word, and how somebody who does not own dates asks for another one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from makegood.db.models import Event, OrderLine, Task
from makegood.domain.terms.errors import DomainError
from makegood.queries.shop import forget_supply, shop_now
from makegood.queries.suppliers import supplier_records
from makegood.services._orders import OrderName
from makegood.services.catalogue import AddPlaces
from makegood.services.promise import AskForDates, DateWish
from makegood.services.receipt.expect import Expect, ExpectedLot, ExpectedOrder
from makegood.services.receipt.receive import Delivered, Receive
from tests.services.shop import NOW, TODAY, do, goods, take


def a_delivery(
    number: str, supplier: str, *, eta: date, came: date | None, qty: int = 10, got: int = 10
) -> None:
    lot = ExpectedLot(sku="MUG", quantity=qty, eta=eta, confirmed=True)
    order = ExpectedOrder(number=number, supplier=supplier, ordered_on=date(2026, 10, 1), lots=(lot,))
    do(Expect(orders=(order,)))
    if came is not None:
        do(
            Receive(
                deliveries=(Delivered(sku="MUG", counted_qty=got, po=number, received_on=came, last=True),)
            )
        )


def test_each_supplier_with_what_came_late_what_is_overdue_and_what_that_adds(db: None) -> None:
    goods("MUG")
    do(AddPlaces(names=("main",)))
    a_delivery("A1", "Acme", eta=date(2026, 11, 2), came=date(2026, 11, 2))
    a_delivery("A2", "Acme", eta=date(2026, 11, 9), came=date(2026, 11, 6))
    a_delivery("A3", "Acme", eta=date(2026, 11, 16), came=date(2026, 11, 18), got=8)
    a_delivery("B1", "Bolt", eta=date(2026, 11, 10), came=None)
    forget_supply()
    shop = shop_now(year=NOW.year)
    bolt, acme = supplier_records(shop, today=TODAY)
    assert (acme.supplier, acme.receipts, acme.on_time, acme.median_days, acme.worst_days) == (
        "Acme",
        3,
        2,
        0,
        2,
    )
    assert (acme.short_qty, acme.ordered_qty, acme.overdue) == (2, 30, 0)
    assert (acme.adds_from, acme.within) == (0, sum(days <= acme.adds_to for days in (0, -1, 2)))
    assert (bolt.supplier, bolt.receipts, bolt.overdue, bolt.overdue_days) == ("Bolt", 0, 1, 9)
    assert bolt.worst_days is None
    assert bolt.adds_to > acme.adds_to


def ask(order: str = "1", line: str = "1", why: str = "a birthday", days: int = 3) -> bool:
    wish = DateWish(order=OrderName(order), line=line, why=why, wish=TODAY + timedelta(days=days))
    return bool(do(AskForDates(wishes=(wish,)))[0].known)


def test_a_wish_is_put_before_the_owner_of_dates_once_and_moves_nothing(db: None) -> None:
    goods("MUG")
    take("1", ("MUG", 2))
    before = OrderLine.objects.values().get()
    assert ask() is False
    assert ask(why="asked again") is True
    (task,) = Task.objects.filter(kind="date_asked")
    assert (task.role, task.data["said"], task.data["wish"]) == (
        "operations_lead",
        "a birthday",
        "2026-11-26",
    )
    assert Event.objects.filter(kind="promise.asked").count() == 1
    assert OrderLine.objects.values().get() == before


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"line": "9"}, "line_unknown"),
        ({"order": "9"}, "order_unknown"),
        ({"why": " "}, "reason_missing"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(db: None, asked: dict[str, str], code: str) -> None:
    goods("MUG")
    take("1", ("MUG", 2))
    with pytest.raises(DomainError) as refused:
        ask(**asked)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert not Task.objects.filter(kind="date_asked").exists()
