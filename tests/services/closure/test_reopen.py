"""Cancelled units are wanted again: in a new case, with their old rank only when the error was ours (spec 8.2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from makegood.db.models import Backorder, Notice, OrderLine, Task
from makegood.domain.closure.ending import Approval
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.services import closure
from makegood.services._orders import OrderName
from makegood.services.intake import NewCustomer, NewLine, NewOrder, TakeOrders
from makegood.services.policy import SetPolicy
from tests.services.notice.post import LATER, post
from tests.services.shop import NOW, arrive, cases, do, everything, goods, line, lot, shelf, take
from tests.services.sound import unsound


def cancel(number: str, qty: int | None = None) -> None:
    """The customer cancels a line, or some of it."""
    each = closure.CancelLine(order=OrderName(number), line="1", qty=qty)
    do(closure.Cancel(lines=(each,), reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER))


def reopen(number: str, qty: int | None = None, *, ours: bool = False, days: int = 0) -> closure.Reopened:
    """A line's cancelled units are wanted after all."""
    each = closure.ReopenLine(order=OrderName(number), line="1", qty=qty)
    (found,) = do(closure.Reopen(lines=(each,), our_error=ours), days=days)
    assert isinstance(found, closure.Reopened)
    return found


def refused(number: str, qty: int | None = None, *, ours: bool = False) -> DomainError:
    """What is said to a reopening that cannot be; nothing has changed."""
    before = everything()
    with pytest.raises(DomainError) as error:
        reopen(number, qty, ours=ours)
    assert everything() == before
    return error.value


def test_our_own_error_costs_nobody_their_rank() -> None:
    goods("A")
    take("1", ("A", 2))
    take("2", ("A", 2))
    cancel("1")
    assert reopen("1", ours=True, days=3).qty == 2
    old, new = Backorder.objects.filter(order__number="1").order_by("pk")
    assert (old.state, new.state, new.reopens_id, new.reason_confirmed) == (
        "cancelled",
        "open",
        old.pk,
        False,
    )
    arrive("A", 3, days=4)
    assert (line("1"), line("2")) == ({"reserved": 2}, {"reserved": 1, "backordered": 1})


def test_otherwise_the_line_queues_as_new() -> None:
    goods("A")
    take("1", ("A", 2))
    take("2", ("A", 2))
    cancel("1")
    reopen("1", days=3)
    row = OrderLine.objects.get(order__number="1")
    assert (row.baseline, row.joined_at) == (NOW.date() + timedelta(days=3), NOW + timedelta(days=3))
    arrive("A", 3, days=4)
    assert (line("2"), line("1")) == ({"reserved": 2}, {"reserved": 1, "backordered": 1})


def test_part_of_what_was_cancelled_comes_back_and_the_rest_can_follow_once() -> None:
    goods("A")
    arrive("A", 1)
    take("1", ("A", 3))
    cancel("1")
    assert (line("1"), shelf("A")) == ({"cancelled": 3}, (1, 0, 0))
    reopen("1", 1, ours=True)
    assert line("1") == {"reserved": 1, "cancelled": 2}
    reopen("1", ours=True)
    assert line("1") == {"reserved": 1, "backordered": 2}
    before = everything()
    assert (reopen("1", ours=True).qty, everything()) == (0, before)
    ended = Backorder.objects.get(state="cancelled")
    assert sum(Backorder.objects.filter(reopens=ended).values_list("qty", flat=True)) == ended.qty == 2


def test_what_was_reopened_and_cancelled_again_is_reopened_from_its_own_case() -> None:
    goods("A")
    take("1", ("A", 2))
    for _ in range(2):
        cancel("1")
        reopen("1", ours=True)
    assert cases("1") == [("cancelled", 2), ("cancelled", 2), ("open", 2)]
    first, second, third = Backorder.objects.order_by("pk")
    assert (second.reopens_id, third.reopens_id) == (first.pk, second.pk)


def test_units_that_had_no_case_get_one_of_their_own() -> None:
    goods("A")
    arrive("A", 2)
    take("1", ("A", 2))
    take("2", ("A", 2))
    cancel("1")
    assert line("2") == {"reserved": 2}
    reopen("1", ours=True)
    (case,) = Backorder.objects.filter(order__number="1")
    assert (case.state, case.qty, case.reason, case.reopens_id) == ("open", 2, "unknown", None)
    assert Notice.objects.get(order__number="1").state == "queued"


def test_a_customer_who_was_told_is_told_again_and_the_window_is_looked_at() -> None:
    goods("A")
    lot("A", 5, eta=date(2026, 12, 1))
    take("1", ("A", 2))
    Notice.objects.update(state="sent", sent_at=NOW)
    cancel("1")
    reopen("1", ours=True)
    assert [(row.kind, row.state) for row in Notice.objects.order_by("pk")] == [
        ("first", "sent"),
        ("cancelled", "queued"),
        ("first", "queued"),
        ("changed", "queued"),
    ]


@pytest.mark.parametrize(
    ("language", "changed"), [("en", "Order 1 has changed"), ("de", "Bestellung 1 wurde geändert")]
)
def test_whoever_read_that_it_is_cancelled_reads_that_it_comes_after_all(language: str, changed: str) -> None:
    goods("A")
    lot("A", 5, eta=date(2026, 12, 1))
    take("1", ("A", 2), customer=NewCustomer(email="kim@example.org", language=language), country="GB")
    assert len(post()) == 1
    cancel("1")
    assert "2 × A" in post(at=NOW + timedelta(hours=2))[0].text
    reopen("1", ours=True, days=1)
    (ready,) = post(at=NOW + timedelta(days=1) + LATER)
    assert ready.subject == changed
    assert "2 × A" in ready.text
    assert post(at=NOW + timedelta(days=1, hours=3)) == []


def test_money_that_was_to_go_back_stays_when_the_units_are_wanted_again() -> None:
    goods("A")
    take("1", ("A", 3), each={"unit_price": 1000}, captured_amount=3000)
    cancel("1")
    assert [task.data["amount"] for task in Task.objects.filter(kind="refund", done_at=None)] == [3000]
    reopen("1", 2, ours=True)
    assert [task.data["amount"] for task in Task.objects.filter(kind="refund", done_at=None)] == [1000]
    Task.objects.filter(kind="refund", done_at=None).update(done_at=NOW, done_by="person:1")
    reopen("1", ours=True)
    cancel("1", 2)
    assert [task.data["amount"] for task in Task.objects.filter(kind="refund", done_at=None)] == [1000]


def test_what_may_not_wait_any_more_is_refused_unless_the_error_was_ours() -> None:
    goods("A")
    new = NewOrder(number="1", placed_at=NOW, lines=(NewLine(sku="A", quantity=2),))
    do(TakeOrders(orders=(new,)))
    cancel("1")
    do(SetPolicy(document="[eligibility.default]\nallowed = false\n"))
    error = refused("1")
    assert (error.code, error.data["problem"]) == ("order_refused", "may_not_wait")
    reopen("1", ours=True)
    assert OrderLine.objects.get().oversell


def test_what_waits_again_above_the_cap_is_put_before_a_person() -> None:
    goods("A")
    do(SetPolicy(document='[[eligibility.rules]]\nsku = "A"\ncap_units = 3\n'))
    take("1", ("A", 2))
    cancel("1", 1)
    take("2", ("A", 2))
    reopen("1", ours=True)
    (task,) = Task.objects.filter(kind="oversell")
    assert (task.role, task.data) == ("operations_lead", {"line": "1", "reasons": ["cap_full"]})
    assert unsound() == []
    cancel("1")
    task.refresh_from_db()
    assert task.done_by == "moot"


def test_what_is_wanted_again_counts_once_against_the_cap_of_its_channel() -> None:
    goods("A")
    rule = '[[eligibility.rules]]\nsku = "A"\nchannel = "outlet"\ncap_units = 4\n'
    do(SetPolicy(document=rule))
    line_of = (NewLine(sku="A", quantity=3),)
    do(TakeOrders(orders=(NewOrder(number="1", placed_at=NOW, channel="outlet", lines=line_of),)))
    cancel("1")
    reopen("1")
    assert line("1") == {"backordered": 3}


def test_a_reopening_that_makes_no_sense_changes_nothing() -> None:
    goods("A")
    arrive("A", 1)
    take("1", ("A", 3))
    assert refused("1", 1).code == "qty_exceeds_cancelled"
    cancel("1", 1)
    assert refused("1").code == "line_open"
    assert refused("1", 0, ours=True).code == "qty_invalid"
    each = closure.ReopenLine(order=OrderName("1"), line="9")
    before = everything()
    with pytest.raises(DomainError) as error:
        do(closure.Reopen(lines=(each,), our_error=True))
    assert (error.value.code, everything()) == ("line_unknown", before)
