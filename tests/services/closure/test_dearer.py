"""What goes instead is dearer, and the customer pays for it: finance takes what they agreed to pay more (spec 4.3, 4.5,
I21)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from makegood.db.models import Item, Substitute, Task
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.reason import Reason
from makegood.services import closure, policy
from makegood.services._orders import OrderName
from makegood.services.decision import Decide, DecidedBy, OrderChoice
from makegood.services.intake import EditOrder, EditOrders, NewLine, NewOrder, TakeOrders
from tests.services.closure.test_captured_by_parcel import asked, captured, leave, tick
from tests.services.shop import NOW, arrive, do, goods, take

PAID: dict[str, Any] = {"captured_amount": 6000}
TO_BE_PAID: dict[str, Any] = {
    "authorised_amount": 6000,
    "authorised_until": date(2027, 1, 30),
    "captured_amount": 0,
}


def ordered(*, at_lower_price: bool = False, **paid: Any) -> None:
    """Three kettles at 20.00, of which two are there; three urns at 25.00 could go instead."""
    costs = f"[decision.costs]\nsubstitute_at_lower_price = {str(at_lower_price).lower()}\n"
    do(policy.SetPolicy(document=costs))
    for sku in ("KETTLE", "URN"):
        goods(sku)
    Item.objects.filter(sku="URN").update(unit_price=2500)
    kettle, urn = (Item.objects.get(sku=sku) for sku in ("KETTLE", "URN"))
    Substitute.objects.create(item=kettle, substitute=urn, place=1)
    arrive("KETTLE", 2)
    arrive("URN", 3)
    take("1", ("KETTLE", 3), each={"unit_price": 2000}, **paid)


def choose(choice: Choice) -> None:
    do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=choice, by=DecidedBy.CUSTOMER),)))


def cancel(line: str, qty: int) -> None:
    each = closure.CancelLine(order=OrderName("1"), line=line, qty=qty)
    do(closure.Cancel(lines=(each,), reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER))


@pytest.mark.parametrize("paid", [PAID, TO_BE_PAID])
def test_finance_takes_what_the_customer_pays_more(paid: dict[str, Any]) -> None:
    ordered(**paid)
    choose(Choice.SUBSTITUTE)
    assert asked() == [("capture_again", 500)]
    assert Task.objects.get(kind="capture_again").data["why"] == "dearer_instead"
    tick()
    leave("P1")
    assert asked() == []


def test_at_the_lower_price_nobody_pays_more() -> None:
    ordered(at_lower_price=True, **PAID)
    choose(Choice.SUBSTITUTE)
    assert asked() == []


def test_of_an_order_that_is_captured_by_parcels_it_is_taken_besides() -> None:
    ordered(**TO_BE_PAID)
    choose(Choice.SPLIT)
    leave("P1")
    tick()
    choose(Choice.SUBSTITUTE)
    leave("P2")
    assert sorted(asked()) == [("capture_again", 500), ("partial_capture", 2000)]
    tick()
    assert (captured(), asked()) == (6000, [])


def test_what_goes_back_of_the_order_pays_for_it_first() -> None:
    ordered(**PAID)
    choose(Choice.SUBSTITUTE)
    cancel("1", 1)
    assert asked() == [("refund", 1500)]


@pytest.mark.parametrize("taken", [True, False])
def test_what_is_not_wanted_any_more_goes_back_with_it(*, taken: bool) -> None:
    ordered(**PAID)
    choose(Choice.SUBSTITUTE)
    if taken:
        tick()
    cancel("1.1", 1)
    assert asked() == [("refund", 2500 if taken else 2000)]


def test_of_two_swaps_what_they_cost_more_in_all_is_taken_whatever_is_wanted_besides() -> None:
    do(policy.SetPolicy(document="[decision.costs]\nsubstitute_at_lower_price = false\n"))
    for sku, price in {"KETTLE": 2000, "URN": 2500, "PAN": 1500, "LID": 1100}.items():
        goods(sku)
        Item.objects.filter(sku=sku).update(unit_price=price)
    items = {item.sku: item for item in Item.objects.all()}
    Substitute.objects.create(item=items["KETTLE"], substitute=items["URN"], place=1)
    Substitute.objects.create(item=items["PAN"], substitute=items["LID"], place=1)
    for sku in ("URN", "LID"):
        arrive(sku, 1)
    # They were told that in all they pay 1.00 more: one thing is 5.00 dearer, the other 4.00 cheaper.
    each = tuple(NewLine(sku=sku, quantity=1, unit_price=items[sku].unit_price) for sku in ("KETTLE", "PAN"))
    order = NewOrder(number="1", placed_at=NOW, lines=each, external=True, captured_amount=3500)
    do(TakeOrders(orders=(order,)))
    choose(Choice.SUBSTITUTE)
    assert asked() == [("capture_again", 100)]
    # What joins the order is its channel's to take.
    more = NewLine(sku="PAN", quantity=1, unit_price=1500)
    do(EditOrders(edits=(EditOrder(order=OrderName("1"), add=(more,)),)))
    assert asked() == [("capture_again", 100)]
