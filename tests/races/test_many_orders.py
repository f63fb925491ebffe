"""Who locks many orders meets who holds one of them and then serves others: both come through."""

from __future__ import annotations

from datetime import timedelta

from makegood import flow
from makegood.queries.audit import audit
from makegood.services._orders import OrderName
from makegood.services.intake import EditOrder, EditOrders, NewLine
from makegood.services.review import Review
from tests.audited import OF_THE_DATA
from tests.races.deeds import cancel
from tests.races.interleaving import Actor, meet, seams
from tests.services.shop import NOW, arrive, do, goods, line, take

LATER = NOW + timedelta(days=30)


def test_a_review_of_all_orders_and_a_cancellation_that_serves_an_older_one_both_come_through(
    fresh_database: str,
) -> None:
    for sku in ("A", "B", "C"):
        goods(sku)
    arrive("B", 2)
    take("OLD", ("A", 1))
    take("NEW", ("B", 2), ("C", 1))
    # The older order waits for what the newer one holds.
    do(EditOrders(edits=(EditOrder(order=OrderName("OLD"), add=(NewLine(sku="B", quantity=2),)),)))
    for days in (1, 2):
        do(Review(), days=days)
    with seams():
        reviewer = Actor(lambda: flow.run(Review(), actor="clock", now=LATER))
        # It stands where it holds the newer order and has not served the older one.
        customer = Actor(lambda: flow.run(cancel("NEW", "1"), actor="test", now=LATER), stop=3)
        meet(customer, reviewer)
    assert customer.gaps[3] == "orders"
    assert (customer.answer, reviewer.answer) == ("done", "done")
    assert line("OLD", "2") == {"reserved": 2}
    assert audit(checks=OF_THE_DATA) == []
