"""Several things that happen in a short time make one message, which says of each thing what became of it, as it is by
then."""

from __future__ import annotations

from datetime import timedelta

import pytest

from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.reason import Reason
from makegood.services._orders import OrderName
from makegood.services.closure import Cancel, CancelLine, Reopen, ReopenLine
from makegood.services.decision import Decide, DecidedBy, OrderChoice
from makegood.services.intake import NewCustomer
from tests.portal.orders import a_late_order
from tests.services.notice.post import post
from tests.services.shop import NOW, do, let_go, send

HOUR = timedelta(hours=1)


def choose(choice: Choice) -> None:
    do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=choice, by=DecidedBy.CUSTOMER),)))


def cancel(line: str) -> None:
    each = CancelLine(order=OrderName("1"), line=line)
    do(Cancel(lines=(each,), reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER))


def told(*, language: str = "en", swap: int = 0) -> None:
    """Their first message has gone."""
    customer = NewCustomer(name="Ann", email="ann@example.org", language=language)
    a_late_order(customer=customer, swap=swap)
    post(at=NOW + HOUR)


def message() -> tuple[str, str]:
    """Subject and text of the next one."""
    (ready,) = post(at=NOW + 2 * HOUR)
    return ready.subject, ready.text


@pytest.mark.parametrize(
    ("language", "sent", "cancelled"), [("en", "sent", "cancelled"), ("de", "verschickt", "storniert")]
)
def test_each_thing_is_said_to_be_sent_or_cancelled(language: str, sent: str, cancelled: str) -> None:
    told(language=language)
    choose(Choice.SPLIT)
    let_go("1")
    send("1", "P1")
    choose(Choice.CANCEL)
    _, text = message()
    assert f"- 2 × KETTLE: {sent}\n- 1 × KETTLE: {cancelled}\n" in text


def test_what_a_choice_sent_is_said_to_be_sent() -> None:
    told()
    choose(Choice.SPLIT)
    let_go("1")
    send("1", "P1")
    subject, text = message()
    assert subject == "Order 1: your choice is confirmed"
    assert "- 2 × KETTLE: sent\n" in text


def test_what_went_instead_and_was_cancelled_is_said_to_be() -> None:
    told(swap=3)
    choose(Choice.SUBSTITUTE)
    cancel("1.1")
    assert "- 1 × URN: cancelled\n" in message()[1]


def test_where_the_subject_says_it_of_all_it_is_not_said_of_each() -> None:
    told()
    cancel("1")
    subject, text = message()
    assert subject == "Order 1: items were cancelled"
    assert "- 3 × KETTLE\n" in text


def test_a_cancellation_that_was_undone_at_once_is_not_confirmed() -> None:
    told()
    choose(Choice.CANCEL)
    do(Reopen(lines=(ReopenLine(order=OrderName("1"), line="1"),), our_error=True))
    _, text = message()
    assert "You chose" not in text
    assert "DELAYED\n- 1 × KETTLE" in text
