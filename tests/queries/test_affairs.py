"""The state of affairs counts what is open, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from makegood.domain.closure.ending import Approval
from makegood.domain.metrics.figures import Rate
from makegood.domain.terms.reason import Reason
from makegood.queries.affairs import Affairs, Awaited, affairs
from makegood.queries.shop import shop_now
from makegood.services._orders import OrderName
from makegood.services.closure import Cancel, CancelLine
from makegood.services.policy import SetPolicy
from makegood.services.receipt.counting import Count, CountedStock
from makegood.services.receipt.expect import ChangeEta, Expect, ExpectedLot, ExpectedOrder, NewEta
from makegood.services.receipt.receive import Delivered, Receive
from tests.services.shop import TODAY, arrive, decide, do, goods, let_go, line, send, take


def seen(*, days: int = 0) -> Affairs:
    return affairs(shop_now(year=2026), today=TODAY + timedelta(days=days))


def expected(sku: str, qty: int, *, days: int = 4) -> None:
    eta = TODAY + timedelta(days=days)
    lot = ExpectedLot(sku=sku, quantity=qty, eta=eta, confirmed=True)
    do(Expect(orders=(ExpectedOrder(number="PO1", supplier="Acme", lots=(lot,), ordered_on=TODAY),)))


def test_an_empty_shop_has_nothing_to_say() -> None:
    found = seen()
    assert (found.cases, found.units, found.value, found.orders) == (0, 0, 0, 0)
    assert [each.lines for each in found.ages] == [0, 0, 0, 0]
    assert found.hits.kept.value is None
    assert not (found.proposals or found.oversells or found.tasks or found.receipts or found.arrivals)


def test_backorders_are_counted_by_the_days_since_they_should_have_shipped() -> None:
    goods("MUG"), goods("POT")
    arrive("MUG", 4)
    expected("MUG", 10)
    take("1", ("MUG", 6), each={"unit_price": 900})
    take("2", ("POT", 1), each={"unit_price": 5000})
    found = seen()
    assert (found.cases, found.units, found.value, found.orders) == (2, 3, 6800, 2)
    assert (found.late, found.undated) == (0, 1)
    assert found.by_units == [Awaited("MUG", None, 1, 2, 1800), Awaited("POT", None, 1, 1, 5000)]
    assert [each.sku for each in found.by_value] == ["POT", "MUG"]
    (coming,) = found.arrivals
    assert (coming.po, coming.open_qty, coming.waiting_qty) == ("PO1", 10, 2)
    (came,) = found.receipts
    assert (came.sku, came.counted_qty, came.po) == ("MUG", 4, None)
    # Due by Wednesday the 25th: eight days late on Thursday of the week after.
    assert [each.lines for each in seen(days=10).ages] == [0, 0, 2, 0]
    assert (seen(days=10).late, seen(days=10).overdue_lots) == (2, 1)


@pytest.mark.parametrize("other", ["JPY", "ZAR"])
def test_what_was_sold_in_another_currency_is_in_no_amount_and_is_counted(other: str) -> None:
    goods("MUG")
    take("1", ("MUG", 2), each={"unit_price": 900})
    take("2", ("MUG", 1), currency=other, each={"unit_price": 14_400})
    found = seen()
    assert (found.cases, found.value, found.foreign) == (2, 1800, 1)


def test_a_line_with_two_open_backorders_is_one_line_that_waits() -> None:
    goods("MUG")
    arrive("MUG", 2)
    take("1", ("MUG", 5), each={"unit_price": 900})
    # One of the two it had is not there after all.
    do(Count(counts=(CountedStock(sku="MUG", counted_qty=1),)))
    found = seen()
    assert (found.cases, found.lines, found.units, found.value) == (2, 1, 4, 3600)
    assert (found.undated, seen(days=10).late, sum(each.lines for each in found.ages)) == (1, 1, 1)
    # Whoever opened the second one wants it looked at today.
    assert (found.reviews, found.reviews_overdue) == (1, 0)


def test_what_came_broken_did_come() -> None:
    goods("MUG")
    arrive("MUG", 1)
    expected("MUG", 12)
    do(Receive(deliveries=(Delivered(sku="MUG", counted_qty=6, damaged_qty=1, po="PO1"),)))
    do(Receive(deliveries=(Delivered(sku="MUG", counted_qty=4, po="PO1", last=True),)))
    last, first, *_ = seen().receipts
    assert [(each.counted_qty, each.damaged_qty, each.missing_qty) for each in (first, last)] == [
        (6, 1, 0),
        (4, 0, 2),
    ]


def test_a_slip_waits_as_a_proposal_until_it_is_published() -> None:
    goods("MUG")
    arrive("MUG", 1)
    expected("MUG", 10)
    take("1", ("MUG", 3))
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=TODAY + timedelta(days=30), confirmed=True),)))
    (found,) = seen().proposals
    assert (found.order, found.line, found.sku, found.why) == ("1", "1", "MUG", "ChangeEta")
    assert found.published_to is not None and found.ship_to is not None
    assert found.ship_to > found.published_to


def test_a_first_promise_is_kept_when_the_last_unit_left_in_its_window() -> None:
    goods("MUG")
    arrive("MUG", 1)
    expected("MUG", 10)
    for number in ("1", "2", "3"):
        take(number, ("MUG", 2))
    do(Receive(deliveries=(Delivered(sku="MUG", counted_qty=3, po="PO1"),)), days=4)
    let_go("1", days=4)
    send("1", days=4)
    gone = Cancel(
        lines=(CancelLine(order=OrderName("3")),),
        reason=Reason.SUPPLIER_DELAY,
        approved_by=Approval.CUSTOMER,
    )
    do(gone, days=5)
    assert (line("1"), line("3")) == ({"shipped": 2}, {"cancelled": 2})
    # The second got its units and nobody shipped them; the third did not want to wait.
    assert seen(days=21).hits.kept == Rate(1, 2)
    assert seen(days=35).hits.kept == Rate(0, 0)


def test_an_oversell_is_shown_while_nobody_has_decided() -> None:
    goods("MUG")
    do(SetPolicy(document='[[eligibility.rules]]\nsku = "MUG"\nallowed = false\n'))
    take("1", ("MUG", 2), channel="amazon")
    (found,) = seen().oversells
    assert (found.order, found.channel, found.sku, found.qty) == ("1", "amazon", "MUG", 2)
    decide("1", "hold")
    assert seen().oversells == []
