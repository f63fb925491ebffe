"""Where less was paid than the goods cost, all of it was discounted alike: shares of it go back (spec 4.5, I21)."""

from __future__ import annotations

from datetime import date

import pytest

from makegood.db.models import Task
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.reason import Reason
from makegood.services import closure
from makegood.services._orders import OrderName
from makegood.services.decision import Decide, DecidedBy, OrderChoice
from makegood.services.intake import EditOrder, EditOrders, NewLine
from tests.services.shop import arrive, do, goods, take


def cancel(line: str, qty: int | None = None) -> None:
    """The customer cancels a line, or some of it."""
    each = closure.CancelLine(order=OrderName("1"), line=line, qty=qty)
    do(closure.Cancel(lines=(each,), reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER))


def asked(kind: str = "refund") -> list[int]:
    """The amounts of what finance is to do."""
    return [task.data["amount"] for task in Task.objects.filter(kind=kind, done_at=None).order_by("pk")]


@pytest.mark.parametrize(
    "paid",
    [
        {"captured_amount": 8000},
        {"captured_amount": 8000, "authorised_amount": 8000},
        {"authorised_amount": 8000},
    ],
)
def test_of_two_equal_lines_with_a_discount_half_of_what_was_paid_goes_back(paid: dict[str, int]) -> None:
    goods("A")
    goods("B")
    take("1", ("A", 1), ("B", 1), each={"unit_price": 5000}, **paid)
    cancel("2")
    assert asked() == [4000]
    cancel("1")
    assert asked() == [4000, 4000]


def test_shares_that_do_not_divide_add_up_to_what_was_paid() -> None:
    goods("A")
    goods("B")
    take("1", ("A", 3), ("B", 1), each={"unit_price": 333}, captured_amount=1000)
    for line in ("1", "1", "1", "2"):
        cancel(line, 1)
    assert sum(asked()) == 1000
    assert max(asked()) - min(asked()) <= 1


def test_what_joins_later_has_no_share_of_the_discount() -> None:
    goods("A")
    take("1", ("A", 2), each={"unit_price": 5000}, captured_amount=8000)
    joined = NewLine(sku="A", quantity=1, unit_price=1000)
    do(EditOrders(edits=(EditOrder(order=OrderName("1"), add=(joined,)),)))
    cancel("1")
    assert asked() == [7000]


def test_what_goes_first_is_captured_with_its_share() -> None:
    goods("A")
    goods("B")
    arrive("A", 1)
    paid = {"authorised_amount": 8000, "authorised_until": date(2027, 1, 30), "captured_amount": 0}
    take("1", ("A", 1), ("B", 1), each={"unit_price": 5000}, **paid)
    do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=Choice.SPLIT, by=DecidedBy.PERSON),)))
    assert (asked("partial_capture"), asked("renew_authorisation")) == ([4000], [4000])
