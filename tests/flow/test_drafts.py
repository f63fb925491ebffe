"""A preview shows what customers would really read: with what waits for them already, and as it would go."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from makegood import flow
from makegood.db.models import Notice, Order, Task
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.flow import Effect
from makegood.queries.proposals import proposals
from makegood.services import decision
from makegood.services._orders import OrderName
from makegood.services.closure import Cancel, CancelLine
from makegood.services.cutover import Approve, Choose
from makegood.services.cutover.telling import Telling
from makegood.services.intake import NewCustomer
from makegood.services.policy import SetPolicy
from makegood.services.promise import Publish
from makegood.services.receipt.expect import ChangeEta, NewEta
from tests.services.notice.post import LATER, post
from tests.services.shop import NOW, arrive, do, goods, let_go, lot, send, take

ANN = NewCustomer(name="Ann Lee", email="ann@example.org", language="en")
DEALER = NewCustomer(name="Dealer Ltd", email="buy@dealer.example", language="en", business=True)
FOUR = datetime(2026, 11, 23, 16, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _kettles_come_in_december(db: None) -> None:
    goods("KETTLE")
    lot("KETTLE", 90, eta=date(2026, 12, 1))


def orders(*numbers: str, customer: NewCustomer = ANN) -> None:
    for number in numbers:
        take(number, ("KETTLE", 1), customer=customer, country="GB")


def shown(command: Any, *, at: datetime = NOW) -> Effect:
    return flow.preview(command, actor="test", now=at)


def it_slips(eta: date = date(2026, 12, 15)) -> Publish:
    """The kettles come later; what the owner of dates would publish."""
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=eta),)))
    return Publish(proposals=tuple(each.proposal for each in proposals()))


def cancel(*numbers: str) -> Cancel:
    lines = tuple(CancelLine(order=OrderName(number), line="1") for number in numbers)
    return Cancel(lines=lines, reason=None, approved_by=Approval.CUSTOMER)


def unlinked(text: str) -> str:
    """A draft has no link: nobody may choose before it is sent."""
    return text.partition("YOUR CHOICE")[0]


def test_a_first_notice_that_waits_is_shown_as_it_would_read_by_then() -> None:
    orders("1")
    found = shown(it_slips())
    assert (found.messages, [each.kind for each in found.letters]) == (1, ["first"])
    assert "KETTLE: ships between 17 December and 4 January" in found.letters[0].text
    do(it_slips())
    (ready,) = post()
    assert (ready.subject, unlinked(ready.text)) == (
        found.letters[0].subject,
        unlinked(found.letters[0].text),
    )


def test_what_is_new_and_what_waits_already_are_one_message() -> None:
    take("1", ("KETTLE", 2), customer=ANN, country="GB")
    post()
    publish = it_slips()
    one = CancelLine(order=OrderName("1"), line="1", qty=1)
    do(Cancel(lines=(one,), reason=None, approved_by=Approval.CUSTOMER))
    found = shown(publish)
    assert (found.messages, [each.kind for each in found.letters]) == (1, ["cancelled"])
    do(publish)
    (ready,) = post(at=NOW + timedelta(hours=2))
    assert (ready.subject, unlinked(ready.text)) == (
        found.letters[0].subject,
        unlinked(found.letters[0].text),
    )
    assert "ships between 17 December and 4 January" in ready.text


def test_what_waits_for_the_brake_goes_by_itself() -> None:
    do(SetPolicy(document="[notice]\nbrake = 1\n"))
    take("1", ("KETTLE", 2), customer=ANN, country="GB")
    take("2", ("KETTLE", 1), customer=ANN, country="GB")
    post()
    arrive("KETTLE", 1)
    split = decision.OrderChoice(order=OrderName("1"), choice=Choice.SPLIT, by=decision.DecidedBy.PERSON)
    do(decision.Decide(choices=(split,)))
    let_go()
    send("1", "P1")
    found = shown(cancel("1", "2")).letters
    assert [(each.order, each.kind, each.held) for each in found] == [
        ("1", "cancelled", True),
        ("2", "cancelled", True),
    ]
    assert "on its way" not in found[0].text
    assert list(Notice.objects.filter(state="queued").values_list("kind", "held_for")) == [("shipped", "")]


def test_whose_order_is_left_alone_is_not_shown() -> None:
    orders("1", "2")
    found = shown(cancel("1"))
    assert found.messages == 0, "whoever was told nothing hears nothing of it"
    post()
    assert [each.order for each in shown(cancel("1")).letters] == ["1"]


def test_orders_that_go_as_one_message_are_one_draft() -> None:
    orders("1", "2", customer=DEALER)
    orders("3")
    post()
    post(at=FOUR)
    publish = it_slips()
    found = shown(publish)
    assert [(each.order, each.kind) for each in found.letters] == [("1, 2", "several"), ("3", "date_later")]
    assert found.messages == 2
    do(publish)
    post(at=NOW + timedelta(hours=2))
    (ready,) = post(at=FOUR)
    assert ready.subject == found.letters[0].subject == "News of 2 of your orders"


def test_a_days_message_is_shown_with_the_other_orders_that_wait_for_it() -> None:
    orders("1", "2", customer=DEALER)
    post()
    post(at=FOUR)
    publish = it_slips()
    orders("3", customer=DEALER)
    assert [each.order for each in shown(publish).letters] == ["3, 1, 2"]


def test_what_does_not_wait_for_the_days_message_is_shown_apart_from_it() -> None:
    orders("1", "2", customer=DEALER)
    post()
    post(at=FOUR)
    orders("3", customer=DEALER)
    assert [each.order for each in shown(cancel("1")).letters] == ["1"]


def test_the_brake_counts_messages_and_not_the_orders_in_them() -> None:
    do(SetPolicy(document="[notice]\nbrake = 2\n"))
    orders("1", "2", "3", "4", customer=DEALER)
    post()
    post(at=FOUR)
    do(it_slips(), days=1)
    assert set(Notice.objects.filter(state="queued").values_list("held_for", flat=True)) == {""}
    assert post(at=NOW + timedelta(days=1) + LATER) == []
    assert len(post(at=FOUR + timedelta(days=1))) == 1
    orders("5", "6", "7")
    post(at=FOUR + timedelta(days=1))
    do(it_slips(date(2026, 12, 28)), days=2)
    assert Task.objects.get(kind="notices_held").data["messages"] == 4


def test_what_an_import_kept_back_is_shown_as_it_would_go() -> None:
    orders("1", "2", "3")
    Order.objects.update(muted=True)
    Notice.objects.update(state="withheld", why_not="muted")
    channel = Order.objects.earliest("pk").channel.name
    found = {how: shown(Choose(channel=channel, how=how)) for how in Telling}
    assert {how.value: (each.messages, len(each.letters)) for how, each in found.items()} == {
        "already_told": (0, 0),
        "send_now": (3, 3),
        "digest": (1, 1),
    }
    assert found[Telling.DIGEST].letters[0].order == "1, 2, 3"
    assert set(Notice.objects.values_list("state", flat=True)) == {"withheld"}


def test_what_the_brake_holds_is_shown_as_it_would_go() -> None:
    do(SetPolicy(document="[notice]\nbrake = 1\n"))
    orders("1", "2", "3")
    post()
    do(it_slips())
    assert post(at=NOW + timedelta(hours=2)) == []
    found = shown(Approve())
    assert [(each.order, each.held) for each in found.letters] == [("1", False), ("2", False), ("3", False)]
