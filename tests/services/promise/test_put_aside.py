"""What was proposed or asked for stands as long as something speaks for it, and is asked again when it does again."""

from __future__ import annotations

from datetime import date

import pytest

from makegood.db.models import Notice, Promise, Task
from makegood.domain.closure.ending import Approval
from makegood.domain.terms.demand import Item
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.services._orders import OrderName
from makegood.services.catalogue import SetItems
from makegood.services.closure import Cancel, CancelLine
from makegood.services.intake import EditOrder, EditOrders
from makegood.services.promise import Publish
from makegood.services.receipt.expect import ChangeEta, NewEta
from tests.services.receipt.test_expect import expected
from tests.services.shop import do, goods, take


def eta(day: date) -> None:
    """The supplier says another day."""
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=day, confirmed=True),)))


def proposals() -> list[str]:
    """The states of all windows that were ever proposed and not published."""
    return list(Promise.objects.filter(version__isnull=True).order_by("pk").values_list("state", flat=True))


def waiting_tasks() -> list[bool]:
    """For each time the owner of dates was asked, whether it is done."""
    found = Task.objects.filter(kind="windows_waiting").order_by("pk").values_list("done_at", flat=True)
    return [at is not None for at in found]


@pytest.fixture(autouse=True)
def _one_waits() -> None:
    goods("A")
    expected(qty=9)
    take("1", ("A", 3))


def test_a_proposal_is_put_aside_when_the_old_day_holds_again() -> None:
    eta(date(2027, 1, 20))
    assert (proposals(), waiting_tasks()) == (["proposed"], [False])
    eta(date(2026, 12, 1))
    assert (proposals(), waiting_tasks()) == (["superseded"], [True])


def test_a_proposal_for_what_ended_can_be_approved_by_nobody() -> None:
    eta(date(2027, 1, 20))
    proposal = Promise.objects.get(state="proposed")
    lines = (CancelLine(order=OrderName("1")),)
    do(Cancel(lines=lines, reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER))
    assert (proposals(), waiting_tasks()) == (["superseded"], [True])
    with pytest.raises(DomainError) as refused:
        do(Publish(proposals=(proposal.pk,)))
    assert refused.value.code == "proposal_settled"


def test_the_owner_of_dates_is_asked_again_on_the_same_day() -> None:
    eta(date(2027, 1, 20))
    do(Publish(proposals=(Promise.objects.get(state="proposed").pk,)))
    assert waiting_tasks() == [True]
    eta(date(2027, 2, 20))
    assert waiting_tasks() == [True, False]


def test_a_first_sale_day_that_moves_is_a_slip_like_any_other() -> None:
    do(SetItems(items=(Item(sku="A", available_on=date(2027, 3, 1)),)))
    (proposal,) = Promise.objects.filter(state="proposed")
    assert proposal.ship_from is not None and proposal.ship_from >= date(2027, 3, 1)


def test_whose_hold_is_lifted_is_owed_the_notice_that_was_kept_back() -> None:
    take("2", ("A", 30), on_hold=True)
    assert [(row.state, row.why_not) for row in Notice.objects.filter(order__number="2")] == [
        ("withheld", "on_hold")
    ]
    do(EditOrders(edits=(EditOrder(order=OrderName("2"), on_hold=False),)))
    assert Notice.objects.filter(order__number="2", state="queued").exists()
