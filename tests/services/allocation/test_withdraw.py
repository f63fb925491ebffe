"""Units are taken from a line on purpose: others are served first, and nobody is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.db.models import AllocationRun, Backorder, Event, Item, Notice, RunMention, TypedText
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.services._orders import OrderName
from makegood.services.allocation import Allocate, Firm, FirmLine, HeldLine, Withdraw, Withdrawn
from makegood.services.closure import ConfirmReason
from tests.services.shop import TODAY, arrive, cases, do, everything, goods, let_go, line, shelf, take

WHY = "damaged box, the buyer agreed to wait"


def withdraw(number: str, qty: int | None = None, *, first: tuple[str, ...] = (), **rest: Any) -> Withdrawn:
    """Take units of an order's line."""
    held = HeldLine(order=OrderName(number), line="1", qty=qty)
    (found,) = do(Withdraw(lines=(held,), why=WHY, first=tuple(OrderName(each) for each in first)), **rest)
    assert isinstance(found, Withdrawn)
    return found


def make_firm(number: str, *, on: bool = True) -> None:
    """Nobody takes an order's units any more, or somebody may again."""
    do(Firm(lines=(FirmLine(order=OrderName(number), line="1"),), on=on))


def one_is_served_and_two_wait() -> None:
    """Order 1 holds three units; 2 and 3 wait for two each."""
    goods("A")
    arrive("A", 3)
    for number, qty in (("1", 3), ("2", 2), ("3", 2)):
        take(number, ("A", qty))


def test_withdrawn_units_go_to_the_best_rank_of_the_others() -> None:
    one_is_served_and_two_wait()
    assert withdraw("1") == Withdrawn("1", "1", 3, 0, 0)
    lines = {number: line(number) for number in "123"}
    assert lines == {
        "1": {"backordered": 3},
        "2": {"reserved": 2},
        "3": {"reserved": 1, "backordered": 1},
    }
    assert (shelf("A"), Item.objects.get(sku="A").backordered_qty) == ((3, 3, 0), 4)


def test_the_run_remembers_who_was_served_last_and_why() -> None:
    one_is_served_and_two_wait()
    withdraw("1")
    assert AllocationRun.objects.get().findings == [
        {
            "code": "served_last",
            "rule": "withdrawn",
            "why": WHY,
            "channel": "store",
            "order": "1",
            "line": "1",
            "units": 3,
        }
    ]
    assert list(RunMention.objects.values_list("order__number", flat=True)) == ["1"]


def test_what_the_others_do_not_need_comes_back() -> None:
    one_is_served_and_two_wait()
    take("4", ("A", 1))
    arrive("A", 3)
    withdraw("1", 3)
    lines = {number: line(number) for number in "1234"}
    assert lines == {
        "1": {"reserved": 1, "backordered": 2},
        "2": {"reserved": 2},
        "3": {"reserved": 2},
        "4": {"reserved": 1},
    }
    assert list(AllocationRun.objects.order_by("pk").values_list("served", "units"))[-2:] == [(2, 2), (1, 1)]


def test_the_next_time_the_line_has_its_own_rank_again() -> None:
    one_is_served_and_two_wait()
    withdraw("1")
    arrive("A", 3)
    assert (line("1"), line("3")) == ({"reserved": 3}, {"reserved": 1, "backordered": 1})


def test_units_may_be_meant_for_somebody_and_the_run_says_so() -> None:
    one_is_served_and_two_wait()
    withdraw("1", first=("3",))
    assert (line("2"), line("3")) == ({"reserved": 1, "backordered": 1}, {"reserved": 2})
    first, second = AllocationRun.objects.order_by("pk")
    assert [(each["code"], each["order"]) for each in first.findings] == [
        ("served_last", "1"),
        ("served_first", "3"),
    ]
    assert [(each["code"], each["order"]) for each in second.findings] == [("served_last", "1")]


def test_a_line_that_was_never_short_gets_a_case_and_its_customer_a_notice() -> None:
    one_is_served_and_two_wait()
    withdraw("1", 2)
    case = Backorder.objects.get(order__number="1")
    assert (case.state, case.qty, case.reason, case.reason_confirmed) == (
        "open",
        2,
        "policy_exception",
        False,
    )
    assert Notice.objects.get(order__number="1").state == "queued"
    event = Event.objects.get(kind="allocation.withdrawn")
    assert TypedText.objects.get(order_id=event.ref, seq=event.seq).text == WHY


def test_nobody_is_told_of_a_lack_that_did_not_outlast_the_command() -> None:
    goods("A")
    arrive("A", 3)
    take("1", ("A", 3))
    withdraw("1")
    assert (line("1"), cases("1")) == ({"reserved": 3}, [("allocated", 3)])
    notice = Notice.objects.get()
    assert (notice.state, notice.why_not) == ("withheld", "not_short")


def test_an_allocated_case_is_open_again_and_the_latest_one_goes_first() -> None:
    goods("A")
    arrive("A", 1)
    take("1", ("A", 4))
    arrive("A", 2)
    take("2", ("A", 2))
    withdraw("1", 2)
    assert (line("1"), line("2")) == ({"reserved": 1, "backordered": 3}, {"reserved": 2})
    assert sorted(cases("1")) == [("open", 1), ("open", 2)]


def test_a_bundle_gives_whole_sets() -> None:
    goods("A")
    goods("B")
    goods("SET", A=2, B=1)
    arrive("A", 4)
    arrive("B", 2)
    take("1", ("SET", 2))
    take("2", ("A", 3))
    withdraw("1", 1)
    assert (line("1"), line("2")) == ({"reserved": 1, "backordered": 1}, {"reserved": 2, "backordered": 1})
    assert (shelf("A"), shelf("B")) == ((4, 4, 0), (2, 1, 0))


@pytest.mark.parametrize(
    "wish, code",
    [
        (HeldLine(order=OrderName("1"), line="1", qty=4), "qty_exceeds_held"),
        (HeldLine(order=OrderName("1"), line="1", qty=0), "qty_invalid"),
        (HeldLine(order=OrderName("1"), line="9"), "line_unknown"),
        (HeldLine(order=OrderName("7"), line="1"), "order_unknown"),
    ],
)
def test_what_cannot_be_taken_is_refused(wish: HeldLine, code: str) -> None:
    one_is_served_and_two_wait()
    before = everything()
    with pytest.raises(DomainError) as refused:
        do(Withdraw(lines=(wish,), why=WHY))
    assert (refused.value.code, everything()) == (code, before)


def test_a_line_is_named_once_and_somebody_says_why() -> None:
    one_is_served_and_two_wait()
    wish = HeldLine(order=OrderName("1"), line="1", qty=1)
    before = everything()
    for lines, why, code in (((wish, wish), WHY, "line_twice"), ((wish,), " ", "text_required")):
        with pytest.raises(DomainError) as refused:
            do(Withdraw(lines=lines, why=why))
        assert (refused.value.code, everything()) == (code, before)


def test_firm_units_stay_until_they_are_loosened() -> None:
    one_is_served_and_two_wait()
    make_firm("1")
    assert withdraw("1") == Withdrawn("1", "1", 0, 3, 0)
    with pytest.raises(DomainError) as refused:
        withdraw("1", 1)
    assert refused.value.data == {
        "order": "1",
        "line": "1",
        "qty": 1,
        "held_qty": 0,
        "firm_qty": 3,
        "released_qty": 0,
    }
    make_firm("1", on=False)
    assert withdraw("1", 1).qty == 1


def test_making_firm_what_is_firm_changes_nothing() -> None:
    one_is_served_and_two_wait()
    make_firm("1")
    before = everything()
    make_firm("1")
    make_firm("2")
    assert everything() == before


def test_released_units_are_recalled_first() -> None:
    one_is_served_and_two_wait()
    let_go("1")
    assert withdraw("1") == Withdrawn("1", "1", 0, 0, 3)


def test_serving_again_changes_nothing() -> None:
    one_is_served_and_two_wait()
    withdraw("1")
    before = everything()
    do(Allocate())
    assert everything() == before


def test_a_reason_that_a_person_confirmed_outlives_a_withdrawal() -> None:
    goods("A")
    take("1", ("A", 2))
    take("2", ("A", 2))
    (case, other) = Backorder.objects.order_by("pk")
    do(ConfirmReason(backorders=(case.pk,), reason=Reason.SUPPLIER_DELAY))
    arrive("A", 4)
    withdraw("1", first=("2",))
    withdraw("2", first=("1",))
    case.refresh_from_db()
    other.refresh_from_db()
    assert (case.reason, case.reason_confirmed) == ("supplier_delay", True)
    assert (other.reason, other.reason_confirmed) == ("policy_exception", False)


def test_a_case_that_is_opened_by_a_withdrawal_belongs_at_once_to_whom_the_review_rule_says() -> None:
    goods("A")
    arrive("A", 3)
    take("1", ("A", 3))
    take("2", ("A", 3))
    withdraw("1", first=("2",), days=12)
    (opened,) = Backorder.objects.filter(order__number="1")
    assert (opened.state, opened.bucket, opened.owner, opened.next_review_on) == (
        "open",
        "8-14",
        "operations_lead",
        TODAY + timedelta(days=12),
    )
