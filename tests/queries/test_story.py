"""The story of an order as its live rows tell it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from makegood import flow
from makegood.db.models import Backorder, Notice, Order, OrderLine, Person, Task
from makegood.domain.closure.ending import Approval
from makegood.domain.terms.reason import Reason
from makegood.domain.terms.state import Label
from makegood.queries.shop import shop_now
from makegood.queries.story import Story, stories
from makegood.reports.story import tell_story
from makegood.services._orders import OrderName
from makegood.services.closure import Cancel, CancelLine
from makegood.services.receipt.expect import ChangeEta, NewEta
from makegood.services.review import CloseTasks, Review
from makegood.wording.codes import words
from makegood.wording.tables_events import EVENTS, cause_said
from tests.services.receipt.test_expect import expected
from tests.services.shop import NOW, TODAY, arrive, do, goods, let_go, send, take

SERVICES = Path(__file__).parents[2] / "src" / "makegood" / "services"


def pk_of(number: str) -> int:
    return Order.objects.get(number=number).pk


def story(number: str, *, today: date = TODAY) -> Story:
    """The only order of that number."""
    (found,) = stories([pk_of(number)], shop=shop_now(year=2026), today=today)
    return found


def told(number: str) -> str:
    """Its story in words."""
    shop = shop_now(year=2026)
    return "\n".join(tell_story(story(number), today=TODAY, zone=shop.zone))


def test_a_case_from_intake_to_a_parcel_is_one_story() -> None:
    goods("A")
    expected(qty=2)
    arrive("A", 3)
    take("1", ("A", 5), country="DE")
    assert [(case.label, case.row.qty) for case in story("1").lines[0].cases] == [
        (Label.ESTIMATED_SHIP_DATE, 2)
    ]
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=date(2026, 12, 20)),)))
    said = told("1")
    assert "Line 1, A: 5 ordered, 3 reserved, 2 backordered." in said
    assert "3 units of A at main kept for it: there when the order came." in said
    assert "Window 1, what the customer was told: its last unit ships" in said
    assert "Proposed, nobody was told: its last unit ships" in said
    assert "(a supplier changed its word)" in said
    arrive("A", 2)
    let_go("1")
    send("1", "P1", carrier="DHL", tracking="00340")
    (line,) = story("1").lines
    assert [(case.label, case.row.qty) for case in line.cases] == [(Label.SHIPPED, 2)]
    assert "Parcel P1 on 23 November: 5 of line 1, DHL 00340." in told("1")
    assert [each.kind for each in story("1").history] == [
        "intake.taken",
        "allocation.allocated",
        "release.released",
        "release.shipped",
    ]


def test_an_end_says_whose_word_it_was_and_why() -> None:
    goods("A")
    take("1", ("A", 5))
    assert "No date: not every missing unit has a supply that is certain enough to promise." in told("1")
    lines = (CancelLine(order=OrderName("1"), line="1", qty=2),)
    do(
        Cancel(
            lines=lines, reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER, text="Ann has moved on"
        )
    )
    said = told("1")
    assert "2 units: Cancelled." in said
    assert "Ann" not in said
    assert "cause: supplier delay." in said
    assert "Approved by: customer." in said


@pytest.mark.parametrize(
    "case, line, label",
    [
        ({}, {}, Label.AWAITING_INBOUND_CONFIRMATION),
        ({"split_approved": True}, {"published_from": TODAY, "published_to": TODAY}, Label.SPLIT_APPROVED),
        ({}, {"published_from": TODAY, "published_to": TODAY}, Label.ESTIMATED_SHIP_DATE),
        (
            {},
            {"published_from": TODAY, "published_to": TODAY, "notified_on": TODAY},
            Label.CUSTOMER_NOTIFIED,
        ),
        (
            {"substitution_offered": True, "split_approved": True},
            {"published_to": TODAY},
            Label.SUBSTITUTION_OFFERED,
        ),
        ({"substitution_offered": True, "escalated_on": TODAY}, {}, Label.ESCALATION_REQUIRED),
        ({"bucket": "15+"}, {}, Label.ESCALATION_REQUIRED),
        ({}, {"oversell": True}, Label.ESCALATION_REQUIRED),
    ],
)
@pytest.mark.unaudited
def test_a_case_has_one_label_the_most_pressing_that_is_true(
    case: dict[str, object], line: dict[str, object], label: Label
) -> None:
    goods("A")
    take("1", ("A", 5))
    Backorder.objects.update(bucket="0-3", escalated_on=None)
    OrderLine.objects.update(oversell=False)
    Backorder.objects.update(**case)
    OrderLine.objects.update(**line)
    assert story("1").lines[0].cases[0].label is label


def test_people_are_called_by_their_names_and_moments_carry_their_zone() -> None:
    goods("A")
    take("1", ("A", 5))
    olivia = Person.objects.create_user("olivia@shop.example", name="Olivia")
    do(Review(), days=40)
    first, *_ = Task.objects.filter(order__number="1").order_by("pk")
    flow.run(CloseTasks(tasks=(first.pk,)), actor=f"person:{olivia.pk}", now=NOW + timedelta(days=40))
    do(Review(), days=45)
    all_of_it = (CancelLine(order=OrderName("1"), line="1", qty=5),)
    do(Cancel(lines=all_of_it, reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER), days=46)
    said = told("1")
    assert "; done by Olivia." in said
    assert "(by Olivia)" in said
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC It was reviewed", said)
    assert "; closed by itself: no longer needed." in said
    assert "person:" not in said
    assert "moot" not in said


def test_what_is_withheld_asks_nobody_for_an_answer() -> None:
    goods("A")
    take("1", ("A", 5))
    Notice.objects.update(
        state="withheld", why_not="muted", answer_by=TODAY, silent_default="hold", kind="first"
    )
    said = told("1")
    assert "withheld on" in said
    assert "No answer" not in said


def test_orders_come_in_the_order_asked_and_unknown_ones_not_at_all(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    goods("A")
    for number in ("1", "2", "3"):
        take(number, ("A", 5))
    shop = shop_now(year=2026)
    first, third = pk_of("1"), pk_of("3")
    with django_assert_max_num_queries(30):
        found = stories([third, third + 9, first, third], shop=shop, today=TODAY)
    assert [each.order.number for each in found] == ["3", "1"]


def test_a_name_cannot_pose_as_a_line_of_ours() -> None:
    goods("A\nDelayed: nothing")
    take("1", ("A\nDelayed: nothing", 5))
    assert "\nDelayed" not in told("1")


def test_everything_that_happens_has_words() -> None:
    kinds = {
        kind
        for path in SERVICES.rglob("*.py")
        for kind in re.findall(
            r'"((?:intake|promise|decision|notice|review|receipt|allocation|release|closure)\.[a-z_]+)"',
            path.read_text(encoding="utf-8"),
        )
    }
    assert kinds - set(EVENTS) == set()
    assert len(kinds) > 20


def test_a_cause_without_words_is_readable() -> None:
    assert (cause_said("DoWonders"), cause_said("first")) == ("do wonders", "the first one")
    assert words("receipt.undone") == "A mistyped receipt was undone"
