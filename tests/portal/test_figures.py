"""What a choice means for the customer's money: the page and the message say what finance will be asked for (I21)."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.db.models import Item, Order, OrderLine, Task
from makegood.domain.closure.ending import Approval
from makegood.domain.terms.reason import Reason
from makegood.queries.letters import compose
from makegood.queries.shop import shop_now
from makegood.services._orders import OrderName
from makegood.services.closure import Cancel, CancelLine, Reopen, ReopenLine
from makegood.wording.notice import NoticeWriter
from tests.portal.orders import ANN, SECRET, a_late_order, choose, link_to, seen_at, shown
from tests.services.shop import TODAY, arrive, do, goods, take

PROOF = "ann@example.org"
NOTHING = "You have paid nothing for it yet, and pay nothing."


def letter() -> str:
    """What a message about the only order would say now."""
    shop = shop_now(year=2026)
    order = Order.objects.get()
    notices = {order.pk: list(order.notices.all())}
    notice = compose(shop, notices, today=TODAY)[order.pk].notice
    assert notice is not None
    return NoticeWriter(shop=shop.policy.shop).text(notice).text


def asked() -> list[int]:
    """What finance is asked to give back, minor units."""
    tasks = Task.objects.filter(kind="refund", done_at=None).order_by("pk")
    return [task.data["amount"] for task in tasks]


@pytest.mark.parametrize(
    ("paid", "amount", "said"),
    [
        ({"captured_amount": 6000}, [2000], "We refund 20.00 USD."),
        ({"captured_amount": 6490}, [2000], "We refund 20.00 USD."),
        ({"captured_amount": 5000, "authorised_amount": 6000}, [1000], "We refund 10.00 USD."),
        (
            {"captured_amount": 3000, "authorised_amount": 6000},
            [],
            NOTHING,
        ),
        ({"captured_amount": 0}, [], NOTHING),
        ({}, [2000], "Anything you have already paid for it is refunded (price: 20.00 USD)."),
    ],
)
def test_cancelling_shows_what_finance_will_be_asked_to_give_back(
    paid: dict[str, Any], amount: list[int], said: str
) -> None:
    link = a_late_order(**paid)
    assert said in shown(link)
    assert choose(link, "cancel", proof=PROOF).status_code == 303
    assert asked() == amount


def test_shipping_goes_back_with_the_whole_order() -> None:
    goods("KETTLE")
    take("1", ("KETTLE", 2), each={"unit_price": 2000}, captured_amount=4490, customer=ANN, country="GB")
    link = link_to("1")
    assert "We refund 44.90 USD." in shown(link)
    choose(link, "cancel", proof=PROOF)
    assert asked() == [4490]


def test_what_finance_was_asked_for_before_is_not_told_again() -> None:
    goods("KETTLE")
    take("1", ("KETTLE", 2), each={"unit_price": 2000}, captured_amount=4000, customer=ANN, country="GB")
    link = link_to("1")
    assert "We refund 40.00 USD." in shown(link)
    one = CancelLine(order=OrderName("1"), line="1", qty=1)
    do(Cancel(lines=(one,), reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER))
    assert "We refund 20.00 USD." in shown(link)
    choose(link, "cancel", proof=PROOF)
    assert asked() == [2000, 2000]


def test_what_was_paid_for_stays_paid_when_it_is_wanted_again_and_queues_anew() -> None:
    goods("KETTLE")
    goods("URN")
    paid: dict[str, Any] = {"captured_amount": 4000, "each": {"unit_price": 2000}}
    take("1", ("KETTLE", 1), ("URN", 1), customer=ANN, country="GB", **paid)
    urn = CancelLine(order=OrderName("1"), line="2")
    do(Cancel(lines=(urn,), reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER))
    do(Reopen(lines=(ReopenLine(order=OrderName("1"), line="2"),), text="she wants it after all"))
    assert asked() == []
    do(Cancel(lines=(urn,), reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER))
    assert asked() == [2000]
    do(Reopen(lines=(ReopenLine(order=OrderName("1"), line="2"),), text="and once more"))
    assert "We refund 40.00 USD." in shown(link_to("1"))
    arrive("KETTLE", 1)
    assert "We refund 20.00 USD." in shown(f"/o/{SECRET}")


def test_the_message_says_the_same_as_the_page() -> None:
    a_late_order(captured_amount=6000)
    assert "- CANCEL: we cancel the delayed items, free of charge, and refund 20.00 USD." in letter()


def test_the_message_says_that_nothing_was_paid() -> None:
    a_late_order(captured_amount=0)
    assert (
        "- CANCEL: we cancel the delayed items, free of charge. You have paid nothing for them yet, and pay nothing."
    ) in letter()


def test_where_nobody_knows_what_was_paid_no_amount_is_named() -> None:
    a_late_order()
    assert (
        "- CANCEL: we cancel the delayed items, free of charge; anything you have already paid for them is refunded."
        in letter()
    )


@pytest.mark.parametrize(
    ("price", "page", "message"),
    [
        (1500, "15.00 USD each. In all you pay 5.00 USD less.", "for 15.00 USD each (5.00 USD less each)"),
        (2000, "20.00 USD each. The price stays the same.", "for 20.00 USD each (the same price)"),
        (2600, "20.00 USD each. The price stays the same.", "for 20.00 USD each (the same price)"),
    ],
)
def test_a_swap_shows_what_it_changes_for_the_customer(price: int, page: str, message: str) -> None:
    link = a_late_order(swap=3, captured_amount=6000)
    Item.objects.filter(sku="URN").update(unit_price=price)
    assert page in shown(link)
    assert message in letter()


def test_what_a_cheaper_swap_saves_is_what_finance_gives_back() -> None:
    link = a_late_order(swap=3, captured_amount=6000)
    Item.objects.filter(sku="URN").update(unit_price=1500)
    assert "In all you pay 5.00 USD less." in shown(link)
    choose(link, "substitute")
    assert OrderLine.objects.get(replaces__isnull=False).unit_price == 1500
    assert asked() == [500]


def test_a_refund_that_changed_meanwhile_is_not_chosen_as_it_was_seen() -> None:
    link = a_late_order(captured_amount=6000)
    assert "We refund 20.00 USD." in shown(link)
    seen = seen_at(f"{link}/cancel")
    Order.objects.update(captured_amount=5000, authorised_amount=6000)
    answer = choose(link, "cancel", seen=seen, proof=PROOF)
    assert answer.status_code != 303
    assert asked() == []
