"""Nobody told what was captured: the customer was told that the money goes back, so finance looks (spec 4.5, I21)."""

from __future__ import annotations

from typing import Any

from makegood.db.models import Item, Order, Substitute, Task
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.reason import Reason
from makegood.services import closure
from makegood.services._orders import OrderName
from makegood.services.decision import Decide, DecidedBy, OrderChoice
from makegood.services.intake import EditLine, EditOrder, EditOrders
from tests.services.shop import arrive, bring_back, do, goods, let_go, send, take


def cancel(number: str, qty: int | None = None) -> None:
    """The customer cancels a line, or some of it."""
    each = closure.CancelLine(order=OrderName(number), line="1", qty=qty)
    do(closure.Cancel(lines=(each,), reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER))


def asked() -> list[dict[str, Any]]:
    """What finance is to give back, as its open tasks say."""
    return [task.data for task in Task.objects.filter(kind="refund", done_at=None).order_by("pk")]


def unsure(amount: int | None) -> dict[str, Any]:
    """A task that names the most that can go back."""
    return {"amount": amount, "currency": "USD", "why": "captured_unknown"}


def test_finance_looks_what_was_paid_and_each_unit_is_asked_for_once() -> None:
    goods("A")
    take("1", ("A", 3), each={"unit_price": 1000})
    cancel("1", 1)
    assert asked() == [unsure(1000)]
    cancel("1", 1)
    assert asked() == [unsure(1000), unsure(1000)]
    cancel("1")
    cancel("1")
    assert asked() == [unsure(1000)] * 3


def test_shipping_is_part_of_it_where_the_authorisation_tells_and_the_whole_order_goes() -> None:
    goods("A")
    take("1", ("A", 2), each={"unit_price": 1000}, authorised_amount=2490)
    cancel("1", 1)
    assert asked() == [unsure(1000)]
    cancel("1")
    assert asked() == [unsure(1000), unsure(1490)]


def test_nobody_is_asked_where_nothing_was_captured_or_nothing_costs() -> None:
    goods("A")
    take("1", ("A", 2), each={"unit_price": 1000}, captured_amount=0)
    take("2", ("A", 2), each={"unit_price": 0})
    cancel("1")
    cancel("2")
    assert asked() == []


def test_a_price_that_is_not_known_either_leaves_the_amount_to_finance() -> None:
    goods("A")
    take("1", ("A", 2))
    Order.objects.get().lines.update(unit_price=None)
    cancel("1")
    assert asked() == [unsure(None)]


def test_an_edit_to_less_asks_too() -> None:
    goods("A")
    take("1", ("A", 3), each={"unit_price": 1000})
    less = EditLine(line="1", quantity=1)
    do(EditOrders(edits=(EditOrder(order=OrderName("1"), lines=(less,)),)))
    assert asked() == [unsure(2000)]


def test_what_goes_instead_is_not_given_back() -> None:
    goods("A")
    goods("B")
    Item.objects.filter(sku="B").update(unit_price=800)
    Substitute.objects.create(item=Item.objects.get(sku="A"), substitute=Item.objects.get(sku="B"), place=1)
    arrive("B", 5)
    take("1", ("A", 3), each={"unit_price": 1000})
    swap = OrderChoice(order=OrderName("1"), choice=Choice.SUBSTITUTE, by=DecidedBy.CUSTOMER)
    do(Decide(choices=(swap,)))
    assert asked() == [unsure(600)]


def test_units_that_came_back_say_that_nobody_knows_what_was_paid() -> None:
    goods("A")
    arrive("A", 2)
    take("1", ("A", 2))
    let_go("1")
    send("1")
    bring_back("1", "1", 1, 1)
    assert Task.objects.get(kind="returned_units").data == {"units": {"1": 1}, "why": "captured_unknown"}
