"""Every day the ageing queue is looked at: buckets, days, owners, and what only a person can do (spec 6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from makegood.db.models import Backorder, Event, Item, OrderLine, Task
from makegood.domain.closure.ending import Approval
from makegood.domain.terms.reason import Reason
from makegood.services import closure
from makegood.services._orders import OrderName
from makegood.services.intake import NewLine, NewOrder, TakeOrders
from makegood.services.receipt.expect import ChangeEta, NewEta
from makegood.services.review import CloseTasks, Review, Reviewed
from tests.audited import assert_audited
from tests.services.shop import NOW, TODAY, arrive, do, everything, goods, lot, take


def review(days: int, **which: Any) -> Reviewed:
    """The review of a day; the audit finds nothing after it."""
    found = do(Review(**which), days=days)
    assert isinstance(found, Reviewed)
    assert_audited(today=TODAY + timedelta(days=days))
    return found


def case(number: str = "1") -> tuple[str, str, date | None, date | None]:
    """Bucket, owner, next review and escalation of an order's only case."""
    row = Backorder.objects.get(order__number=number)
    return row.bucket, row.owner, row.next_review_on, row.escalated_on


def asked(**which: Any) -> list[tuple[str, str]]:
    """Open tasks: kind and role, in the order they were asked."""
    rows = Task.objects.filter(done_at__isnull=True, **which).order_by("pk")
    return list(rows.values_list("kind", "role"))


def day(number: int) -> date:
    """So many days after today, a Monday."""
    return TODAY + timedelta(days=number)


@pytest.fixture(autouse=True)
def _one_waits() -> None:
    """One order of A through our own door waits for a lot that comes in time for a delay of about two weeks."""
    goods("A")
    lot("A", 5, eta=date(2026, 11, 26))
    buy("1")


def buy(number: str, sku: str = "A", qty: int = 1) -> None:
    """An order through our own door."""
    new = NewOrder(number=number, placed_at=NOW, lines=(NewLine(sku=sku, quantity=qty),))
    (draft,) = do(TakeOrders(orders=(new,)))
    assert draft.refusal is None


def test_a_case_that_is_only_watched_is_looked_at_by_the_machine() -> None:
    assert (case(), asked()) == (("0-3", "support", day(4), None), [])
    found = review(2)
    assert (found.cases, found.changed, dict(found.asked)) == (1, 0, {})
    assert case() == ("0-3", "support", day(4), None)


def test_coming_into_a_bucket_asks_for_its_play_once() -> None:
    line = OrderLine.objects.get()
    late = (line.baseline - TODAY).days + 4
    found = review(late)
    assert (found.changed, dict(found.asked)) == (1, {"ageing": 1})
    assert case()[:2] == ("4-7", "support")
    task = Task.objects.get()
    assert (task.kind, task.role, task.line_id, task.order_id) == (
        "ageing",
        "support",
        line.pk,
        line.order_id,
    )
    assert task.data == {"line": "1", "bucket": "4-7", "action": "contact_with_alternatives"}
    (event,) = Event.objects.filter(kind="review.reviewed")
    assert (event.stream, event.ref) == ("order", line.order_id)
    before = everything()
    again = review(late)
    assert (again.changed, dict(again.asked), again.escalated) == (0, {}, 0)
    assert everything() == before
    review(late + 1)
    assert asked(kind="ageing") == [("ageing", "support")]


def test_a_case_that_divides_is_not_asked_about_twice() -> None:
    buy("2", qty=4)
    review(20)
    before = Task.objects.filter(kind="ageing").count()
    arrive("A", 2, days=20)
    assert Backorder.objects.filter(order__number="2").count() == 2
    review(20)
    assert Task.objects.filter(kind="ageing").count() == before


def test_a_review_that_nobody_makes_escalates_once() -> None:
    review(20)
    assert case() == ("15+", "manager", day(21), None)
    found = review(22)
    assert (found.escalated, case()[3]) == (1, day(22))
    assert ("review_overdue", "manager") in asked()
    assert review(22).escalated == 0
    assert review(23).escalated == 0
    assert case()[2:] == (day(21), day(22))


def test_a_weekend_is_no_time_to_react() -> None:
    review(18)
    assert case()[2] == day(18)
    assert review(20).escalated == 0
    assert review(21).escalated == 1


def test_who_does_the_task_has_reviewed_the_case() -> None:
    review(21)
    task = Task.objects.get(kind="ageing")
    (closed,) = do(CloseTasks(tasks=(task.pk,), note="told them"), days=22)
    assert (closed.done_by, closed.known) == ("test", False)
    assert case() == ("15+", "manager", day(24), None)
    found = review(23)
    assert (found.escalated, dict(found.asked)) == (0, {})
    assert dict(review(24).asked) == {"review": 1}
    assert review(25).escalated == 1


def test_the_same_task_is_done_once() -> None:
    review(21)
    pk = Task.objects.get(kind="ageing").pk
    do(CloseTasks(tasks=(pk,)), days=21)
    before = everything()
    (again,) = do(CloseTasks(tasks=(pk,)), days=22)
    assert (again.done_by, again.known) == ("test", True)
    assert everything() == before


def test_a_delay_that_will_be_long_is_a_matter_for_the_manager_on_the_first_day() -> None:
    goods("B")
    lot("B", 5, eta=date(2027, 1, 4), number="PO2")
    buy("2", "B")
    assert asked() == [("ageing", "manager")]
    assert case("2") == ("0-3", "manager", TODAY, None)
    review(30)
    assert asked(order__number="2", kind="ageing") == [("ageing", "manager")]


def test_an_oversell_is_put_before_a_person_in_the_same_transaction() -> None:
    goods("B")
    take("2", ("B", 3), channel="amazon")
    assert asked() == []
    do(policy_off())
    take("3", ("B", 2), channel="amazon")
    assert asked(kind="oversell") == [("oversell", "operations_lead")]
    task = Task.objects.get(kind="oversell")
    assert (task.data["line"], task.data["reasons"]) == ("1", ["not_allowed_by_rule"])
    assert task.order is not None and task.order.number == "3"


def policy_off() -> Any:
    """B may not wait."""
    from makegood.services.policy import SetPolicy

    return SetPolicy(document='[[eligibility.rules]]\nsku = "B"\nallowed = false\n')


def test_tasks_of_a_case_that_ends_are_closed_with_it() -> None:
    review(20)
    assert asked() != []
    line = closure.CancelLine(order=OrderName("1"))
    cancel = closure.Cancel(lines=(line,), reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER)
    do(cancel, days=20)
    # Nobody told what was captured, so that finance looks.
    assert asked() == [("refund", "finance")]
    assert set(Task.objects.exclude(kind="refund").values_list("done_by", flat=True)) == {"moot"}


def test_tasks_of_a_case_that_is_served_are_closed_with_it() -> None:
    review(20)
    arrive("A", 1, days=20)
    assert asked() == []


def test_a_preorder_that_nothing_filled_on_its_day_waits_at_the_place_it_has() -> None:
    goods("P", available_on=day(10))
    lot("P", 5, eta=day(2), number="PO2")
    buy("2", "P")
    before = OrderLine.objects.get(order__number="2").baseline
    assert Backorder.objects.get(order__number="2").reason == "preorder"
    assert review(9).preorders == ()
    found = review(10)
    assert (found.preorders, found.asked["preorder_due"]) == (("P",), 1)
    row = Backorder.objects.get(order__number="2")
    assert (row.reason, row.detected_on, row.state) == ("unknown", TODAY, "open")
    assert OrderLine.objects.get(order__number="2").baseline == before
    assert review(10).preorders == ()


def test_a_window_that_has_passed_is_told_and_looked_at_anew() -> None:
    line = OrderLine.objects.get()
    passed = (line.published_to - TODAY).days + 1 if line.published_to else 0
    found = review(passed)
    assert (found.passed, found.asked["promise_passed"]) == (1, 1)
    assert ("windows_waiting", "operations_lead") in asked()
    before = everything()
    review(passed)
    assert everything() == before


def test_a_case_without_a_date_asks_purchasing_once_for_each_sku() -> None:
    goods("B")
    buy("2", "B")
    buy("3", "B")
    assert review(0).asked["no_date"] == 1
    assert review(1).asked["no_date"] == 0
    lot("B", 9, eta=date(2026, 12, 1), number="PO2")
    do(ChangeEta(changes=(NewEta(po="PO2", line=1, eta=date(2026, 12, 2), confirmed=True),)))
    assert asked(kind="no_date") == []
    assert Item.objects.get(sku="B").backordered_qty == 2


def test_only_what_is_named_is_looked_at() -> None:
    goods("B")
    lot("B", 5, eta=date(2026, 11, 26), number="PO2")
    buy("2", "B")
    found = do(Review(orders=(OrderName("1"),)), days=20)
    assert (found.cases, case("1")[0], case("2")[0]) == (1, "15+", "0-3")
    found = do(Review(skus=("B",)), days=20)
    assert (found.cases, case("2")[0]) == (1, "15+")
