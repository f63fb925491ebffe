"""Postcode, language and whether a business buys are of each order, not of its customer's first one (spec 5.3, 5.7)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from makegood.db.models import Customer, Letter, Order, OrderLine
from makegood.queries.letters import compose
from makegood.queries.shop import shop_now
from makegood.services.intake import NewCustomer
from makegood.services.notice import Erase
from tests.portal.orders import choose, link_to
from tests.services.cutover.test_import import imported, shop, wants
from tests.services.notice.post import LATER, post
from tests.services.shop import NOW, TODAY, do, goods, lot, take

FIRST = NewCustomer(email="ann@example.org", language="en", postcode="SW1A 1AA", business=True)
NEXT = NewCustomer(email="Ann@example.org", language="de", postcode="10115")


def two_orders(**rest: Any) -> None:
    """Ann buys for her firm in London, then for herself in Berlin."""
    goods("A")
    lot("A", 5, eta=date(2026, 12, 1))
    take("1", ("A", 1), customer=FIRST, country="GB", **rest)
    take("2", ("A", 1), customer=NEXT, country="DE", **rest)


def law_of(number: str) -> str:
    """The delay law that a message about an order goes by."""
    order = Order.objects.get(number=number)
    found = compose(shop_now(year=2026), {order.pk: list(order.notices.all())}, today=TODAY)[order.pk]
    assert found.notice is not None
    return found.notice.answer.law.value


def test_a_later_order_keeps_what_it_was_told_with() -> None:
    two_orders()
    assert Customer.objects.count() == 1
    names = ("number", "postcode", "language", "business")
    assert list(Order.objects.order_by("number").values_list(*names)) == [
        ("1", "SW1A 1AA", "en", True),
        ("2", "10115", "de", False),
    ]


def test_each_message_is_in_the_language_of_its_order_and_goes_by_its_law() -> None:
    two_orders()
    assert (law_of("1"), law_of("2")) == ("none", "eu")
    post(at=NOW + LATER)
    post(at=NOW + timedelta(days=1))
    subjects = sorted(Letter.objects.values_list("subject", flat=True))
    assert len(subjects) == 2
    assert subjects[0].startswith("Bestellung 2")
    assert subjects[1].startswith("Order 1")


def test_the_page_asks_for_the_postcode_of_its_own_order() -> None:
    two_orders()
    link = link_to("2")
    assert choose(link, "cancel", proof="SW1A 1AA").status_code != 303
    assert choose(link, "cancel", proof="10115").status_code == 303
    assert OrderLine.objects.get(order__number="2").cancelled_qty == 1


def test_imported_orders_keep_their_own_too() -> None:
    one = wants("1", 1, email="kim@example.org", language="en", business=True)
    imported(shop(one, wants("2", 1, email="kim@example.org", language="de")))
    assert list(Order.objects.order_by("number").values_list("language", "business")) == [
        ("en", True),
        ("de", False),
    ]


def test_what_is_personal_of_an_order_is_gone_when_its_customer_is_forgotten() -> None:
    two_orders()
    do(Erase(customers=("ann@example.org",)))
    assert set(Order.objects.values_list("postcode", "language")) == {(None, None)}
