"""Units are cancelled in every state they can be in, once, and what was kept for them serves the next in the queue."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.db.models import Allocation, Backorder, Item, Order
from makegood.domain.closure.ending import Approval
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.services import closure, release
from makegood.services._orders import OrderName
from makegood.services.policy import SetPolicy
from tests.services.shop import arrive, cases, decide, do, everything, goods, let_go, line, send, shelf, take
from tests.services.sound import assert_sound


def cancel(
    number: str, line_id: str | None = None, qty: int | None = None, **rest: Any
) -> list[closure.Cancelled]:
    """The customer cancels an order, a line or some units of it."""
    each = closure.CancelLine(order=OrderName(number), line=line_id, qty=qty)
    rest = {"reason": Reason.SUPPLIER_DELAY, "approved_by": Approval.CUSTOMER, **rest}
    found = do(closure.Cancel(lines=(each,), **rest))
    assert isinstance(found, list)
    return found


def test_what_waits_is_cancelled_before_what_is_kept() -> None:
    goods("A")
    arrive("A", 4)
    take("1", ("A", 7))
    cancel("1", "1", 2)
    assert (line("1"), cases("1")) == (
        {"reserved": 4, "backordered": 1, "cancelled": 2},
        [("open", 1), ("cancelled", 2)],
    )
    cancel("1", "1", 2)
    assert line("1") == {"reserved": 3, "cancelled": 4}
    assert (shelf("A"), Item.objects.get(sku="A").backordered_qty) == ((4, 3, 0), 0)
    assert_sound()


def test_a_line_may_be_named_twice_in_one_cancellation() -> None:
    goods("A")
    arrive("A", 1)
    take("1", ("A", 6))
    some = closure.CancelLine(order=OrderName("1"), line="1", qty=2)
    rest = closure.CancelLine(order=OrderName("1"), line="1")
    both = closure.Cancel(
        lines=(some, some, rest), reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER
    )
    assert [each.qty for each in do(both)] == [2, 2, 2]
    assert line("1") == {"cancelled": 6}
    assert_sound()


def test_what_was_kept_goes_to_the_next_in_the_queue_in_the_same_breath() -> None:
    goods("A")
    arrive("A", 4)
    take("1", ("A", 4))
    take("2", ("A", 3))
    cancel("1")
    assert (line("1"), line("2"), cases("2")) == ({"cancelled": 4}, {"reserved": 3}, [("allocated", 3)])
    assert shelf("A") == (4, 3, 0)
    assert_sound()


def test_what_was_too_little_to_send_goes_to_whoever_wants_no_more_than_that_now() -> None:
    goods("A")
    do(SetPolicy(document="[allocation]\nminimum_fill = 3\n"))
    take("1", ("A", 5))
    arrive("A", 2)
    assert line("1") == {"backordered": 5}
    cancel("1", "1", 3)
    assert line("1") == {"reserved": 2, "cancelled": 3}
    assert_sound()


def test_an_allocated_case_ends_with_its_reason_and_holds_nothing() -> None:
    goods("A")
    take("1", ("A", 3))
    arrive("A", 2)
    cancel("1", text="asked by phone")
    ended = Backorder.objects.filter(state="cancelled")
    assert sum(row.qty for row in ended) == 3
    assert {(row.reason, row.reason_confirmed, row.approved_by) for row in ended} == {
        ("supplier_delay", True, "customer")
    }
    assert not Allocation.objects.filter(state__in=("held", "released")).exists()
    assert_sound()


def test_a_bundle_gives_back_whole_sets_of_its_components() -> None:
    goods("A")
    goods("B")
    goods("SET", A=2, B=1)
    arrive("A", 4)
    arrive("B", 4)
    take("1", ("SET", 3))
    cancel("1", "1", 2)
    assert line("1") == {"reserved": 1, "cancelled": 2}
    assert (shelf("A"), shelf("B")) == ((4, 2, 0), (4, 1, 0))
    assert {item.sku: item.backordered_qty for item in Item.objects.all()} == {"A": 0, "B": 0, "SET": 0}
    assert_sound()


@pytest.mark.parametrize("state", ["waiting", "allocated", "there at intake", "partly shipped"])
def test_cancelling_twice_in_any_state_is_one_cancellation(state: str) -> None:
    goods("A")
    if state != "waiting":
        arrive("A", 1 if state == "allocated" else 3)
    take("1", ("A", 3))
    if state == "allocated":
        arrive("A", 2)
    if state == "partly shipped":
        let_go("1")
        send("1", "P1", lines={"1": 1})
        (open_release,) = Order.objects.get().releases.filter(ended_at=None)
        do(release.Recall(recalls=(release.RecallLine(release=open_release.pk),)))
    (first,) = cancel("1")
    before = everything()
    (second,) = cancel("1")
    assert (first.qty, second.qty, second.known) == (2 if state == "partly shipped" else 3, 0, True)
    assert everything() == before
    assert_sound()


def test_released_units_stay_until_they_are_recalled() -> None:
    goods("A")
    arrive("A", 2)
    take("1", ("A", 5))
    decide("1", "split")
    let_go("1")
    (found,) = cancel("1")
    assert (found.qty, found.released_qty) == (3, 2)
    before = everything()
    with pytest.raises(DomainError) as refused:
        cancel("1", "1", 1)
    assert (refused.value.code, refused.value.data["open_qty"], everything()) == (
        "qty_exceeds_open",
        0,
        before,
    )


@pytest.mark.parametrize(
    "rest, code",
    [
        ({"reason": Reason.UNKNOWN}, "reason_required"),
        ({"reason": Reason.OTHER}, "text_required"),
        ({"approved_by": Approval.MANAGER}, "text_required"),
        ({"qty": 9, "line_id": "1"}, "qty_exceeds_open"),
        ({"qty": 0, "line_id": "1"}, "qty_invalid"),
        ({"line_id": "7"}, "line_unknown"),
        ({"qty": 1}, "line_missing"),
    ],
)
def test_a_cancellation_that_makes_no_sense_changes_nothing(rest: dict[str, Any], code: str) -> None:
    goods("A")
    take("1", ("A", 3))
    before = everything()
    with pytest.raises(DomainError) as refused:
        cancel("1", **rest)
    assert (refused.value.code, everything()) == (code, before)


def test_a_person_confirms_the_reason_and_it_is_told_once() -> None:
    goods("A")
    take("1", ("A", 3))
    (case,) = Backorder.objects.all()
    command = closure.ConfirmReason(backorders=(case.pk,), reason=Reason.SUPPLIER_DELAY)
    do(command)
    case.refresh_from_db()
    before = everything()
    do(command)
    assert (case.reason, case.reason_confirmed, everything()) == ("supplier_delay", True, before)
