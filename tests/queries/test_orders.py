"""Orders as data: every unit, window and case of a line, chosen by what is asked for, read page by page."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from makegood.db.models import Backorder, Customer
from makegood.domain.closure.ending import Approval
from makegood.domain.terms.dates import Window
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.reason import Reason
from makegood.domain.terms.state import Label
from makegood.queries.orders import ListedCase, ListedLine, ListedOrder, Promised, orders
from makegood.queries.proposals import proposals
from makegood.services._orders import OrderName
from makegood.services.closure import Cancel, CancelLine
from makegood.services.intake.commands import NewCustomer
from makegood.services.promise import Publish
from makegood.services.receipt.expect import ChangeEta, NewEta
from tests.services.shop import NOW, TODAY, arrive, do, goods, let_go, lot, send, take

FIRST = Promised(Window(date(2026, 12, 3), date(2026, 12, 10)), Window(date(2026, 12, 7), date(2026, 12, 17)))


def listed(**wanted: Any) -> list[ListedOrder]:
    return list(orders(policy=Policy(), **wanted))


def numbers(**wanted: Any) -> list[str]:
    return [each.order for each in listed(**wanted)]


def test_an_order_is_told_with_its_units_windows_and_cases() -> None:
    goods("A")
    lot("A", 10, eta=date(2026, 12, 1))
    arrive("A", 3)
    take("1", ("A", 5), country="DE")
    case = Backorder.objects.get()
    assert listed() == [
        ListedOrder(
            "1",
            "store",
            NOW,
            open=True,
            ship_complete=False,
            on_hold=False,
            lines=(
                ListedLine(
                    "1",
                    "A",
                    None,
                    ordered_qty=5,
                    reserved_qty=3,
                    backordered_qty=2,
                    shipped_qty=0,
                    cancelled_qty=0,
                    substituted_qty=0,
                    promise=FIRST,
                    first_promise=FIRST,
                    cases=(
                        ListedCase(
                            case.pk,
                            "open",
                            Label.ESTIMATED_SHIP_DATE,
                            "planned_backorder",
                            2,
                            TODAY,
                            case.next_review_on,
                            case.owner,
                        ),
                    ),
                ),
            ),
        )
    ]


def test_a_later_window_is_told_beside_the_first_one() -> None:
    goods("A")
    lot("A", 10, eta=date(2026, 12, 1))
    take("1", ("A", 2))
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=date(2027, 1, 11), confirmed=True),)))
    assert listed()[0].lines[0].promise == FIRST
    do(Publish(proposals=tuple(each.proposal for each in proposals())))
    (line,) = listed()[0].lines
    assert line.first_promise == FIRST
    assert line.promise is not None
    assert line.promise.ship == Window(date(2027, 1, 13), date(2027, 1, 20))
    assert line.promise.deliver is not None


def test_of_a_window_that_came_with_its_order_only_the_days_of_shipping_are_known() -> None:
    goods("A")
    take("1", ("A", 2))
    assert (listed()[0].lines[0].promise, listed()[0].lines[0].first_promise) == (None, None)
    window = {"promised_from": TODAY, "promised_to": TODAY}
    take("2", ("A", 2), each=window)
    assert listed()[0].lines[0].promise == Promised(Window(TODAY, TODAY), None)
    assert listed()[0].lines[0].first_promise == Promised(Window(TODAY, TODAY), None)


def test_an_ended_case_stays_with_its_line_and_a_finished_order_is_not_open() -> None:
    goods("A")
    arrive("A", 3)
    take("1", ("A", 5))
    lines = (CancelLine(order=OrderName("1"), line="1", qty=2),)
    do(Cancel(lines=lines, reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER))
    let_go("1")
    send("1")
    (order,) = listed()
    (line,) = order.lines
    assert (order.open, line.shipped_qty, line.cancelled_qty) == (False, 3, 2)
    assert [(each.state, each.label, each.reason, each.next_review_on) for each in line.cases] == [
        ("cancelled", Label.CANCELLED, "supplier_delay", None)
    ]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["4", "3", "2", "1"]),
        ({"numbers": ["3", "1", "9"]}, ["3", "1"]),
        ({"channel": "ebay"}, ["3"]),
        ({"channel": "nowhere"}, []),
        ({"sku": "B"}, ["4", "2"]),
        ({"only": "open"}, ["4", "3", "2"]),
        ({"only": "backordered"}, ["4", "3"]),
        ({"only": "backordered", "sku": "B"}, ["4"]),
        ({"only": "open", "channel": "store", "numbers": ["1", "2"]}, ["2"]),
    ],
)
def test_orders_are_chosen_by_what_is_asked_for(wanted: dict[str, Any], found: list[str]) -> None:
    goods("A")
    goods("B")
    arrive("A", 2)
    arrive("B", 1)
    take("1", ("A", 2))
    let_go("1")
    send("1")
    take("2", ("B", 1))
    take("3", ("A", 1), channel="ebay")
    take("4", ("A", 1), ("B", 1))
    assert numbers(**wanted) == found


def test_what_is_no_choice_is_refused_with_those_there_are() -> None:
    with pytest.raises(DomainError) as refused:
        listed(only="closed")
    assert (refused.value.code, refused.value.data) == (
        "entry_invalid",
        {"at": "only", "found": "closed", "expected": "one of open, backordered"},
    )


def test_page_by_page_is_the_whole_list_at_the_same_cost(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    goods("A")
    lot("A", 5, eta=TODAY + timedelta(days=7))
    for number in range(7):
        take(str(number), ("A", 1), ("A", 2))
    asked = orders(policy=Policy(), only="backordered")
    whole = list(asked)
    assert [each.order for each in whole] == list("6543210")
    found, cursor = [], None
    for _ in range(3):
        with django_assert_num_queries(4):
            page = asked.page(limit=3, cursor=cursor)
        found += page.rows
        cursor = page.next
    assert (found, cursor) == (whole, None)
    with django_assert_num_queries(4):
        assert asked.first(7) == whole


def test_nothing_of_who_ordered_is_told() -> None:
    goods("A")
    take("1", ("A", 1), customer=NewCustomer(name="Ada Byron", email="ada@example.org", tier="gold"))
    assert Customer.objects.get().name == "Ada Byron"
    said = repr(listed())
    assert not any(each in said for each in ("Ada", "example.org", "gold"))
    assert {field.name for field in fields(NewCustomer)} & set(ListedOrder._fields) == set()
