"""Links to pages of orders are given by hand and ended; nobody can look one up again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from makegood.db.models import Event, Link, Order
from makegood.domain.terms.errors import DomainError
from makegood.queries.portal import look
from makegood.services._orders import OrderName
from makegood.services.intake import NewCustomer
from makegood.services.notice import EndLinks, Erase, GiveLinks, Given, LinksEnded
from tests.services.shop import NOW, do, goods, take


def two_orders() -> tuple[OrderName, OrderName]:
    goods("MUG")
    take("1", ("MUG", 1))
    take("2", ("MUG", 1))
    return OrderName("1"), OrderName("2")


def secret_of(given: Given) -> str:
    return given.address.removeprefix("http://127.0.0.1:8000/o/")


def opens(secret: str) -> str | None:
    found = look(secret, now=NOW)
    return found.page.number if found else None


def test_a_link_is_given_for_as_long_as_the_policy_says_and_kept_as_a_hash() -> None:
    one, _ = two_orders()
    (given,) = do(GiveLinks(orders=(one,)))
    assert (given.order, given.expires_at) == ("1", NOW + timedelta(days=30))
    assert opens(secret_of(given)) == "1"
    rows = [*Link.objects.values_list(), *Event.objects.values_list()]
    assert secret_of(given) not in repr(rows)


def test_an_older_link_goes_on_and_all_of_an_order_end_together() -> None:
    one, two = two_orders()
    older, other = do(GiveLinks(orders=(one, two)))
    (newer,) = do(GiveLinks(orders=(one,)))
    assert [opens(secret_of(each)) for each in (older, newer, other)] == ["1", "1", "2"]
    assert do(EndLinks(orders=(one,))) == [LinksEnded("1", 2)]
    assert [opens(secret_of(each)) for each in (older, newer, other)] == [None, None, "2"]
    assert do(EndLinks(orders=(one,))) == [LinksEnded("1", 0)]
    assert Event.objects.filter(kind="notice.links_ended").count() == 1


def test_an_order_that_is_not_there_has_none() -> None:
    two_orders()
    with pytest.raises(DomainError) as refused:
        do(GiveLinks(orders=(OrderName("1"), OrderName("9"))))
    assert refused.value.code == "order_unknown"
    assert not Link.objects.exists()


def test_whoever_is_forgotten_has_no_page() -> None:
    goods("MUG")
    take("1", ("MUG", 1), customer=NewCustomer(email="ann@example.org", postcode="10115"))
    (given,) = do(GiveLinks(orders=(OrderName("1"),)))
    do(Erase(customers=("ann@example.org",)))
    assert (opens(secret_of(given)), Order.objects.get().postcode) == (None, None)
    with pytest.raises(DomainError) as refused:
        do(GiveLinks(orders=(OrderName("1"),)))
    assert (refused.value.code, refused.value.data) == ("customer_erased", {"orders": ["1"]})
