"""Many lines cost as many statements as few: to take, and to serve."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.services.intake import NewLine, NewOrder, TakeOrders
from makegood.services.receipt.receive import Delivered, Receive
from tests.services.shop import NOW, arrive, do, goods

FEW, MANY = 2, 40


def statements(command: object) -> int:
    """How many statements a command takes."""
    with CaptureQueriesContext(connection) as found:
        do(command)
    return len(found)


def orders(sku: str, count: int) -> TakeOrders:
    """So many orders of two lines, of which one is short."""
    return TakeOrders(
        orders=tuple(
            NewOrder(
                number=f"{sku}-{n}",
                placed_at=NOW,
                lines=(NewLine(sku=sku, quantity=1), NewLine(sku="THERE", quantity=1)),
            )
            for n in range(count)
        )
    )


def test_taking_and_serving_many_orders_takes_as_many_statements_as_two() -> None:
    goods("THERE")
    arrive("THERE", 100)
    counted = []
    for sku, count in (("A", FEW), ("B", MANY)):
        goods(sku)
        taken = statements(orders(sku, count))
        served = statements(Receive(deliveries=(Delivered(sku=sku, counted_qty=count),)))
        counted.append((taken, served))
    # The first order of all makes its channel a row.
    (taken_few, served_few), (taken_many, served_many) = counted
    assert taken_many <= taken_few
    assert served_many == served_few
