"""Legal ends of a backorder and what they need."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from makegood.domain.closure.ending import Approval, Closure, baseline_after_reopening, close
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.domain.terms.state import BackorderState as State

ENDINGS: dict[str, Any] = {
    "shipped": {
        "state": State.RELEASED,
        "end": State.SHIPPED,
        "reason": Reason.SUPPLIER_DELAY,
        "reserved_qty": 3,
    },
    "cancelled": {
        "state": State.ALLOCATED,
        "end": State.CANCELLED,
        "reason": Reason.SUPPLIER_DELAY,
        "reserved_qty": 3,
        "approved_by": Approval.CUSTOMER,
    },
    "substituted": {
        "state": State.OPEN,
        "end": State.SUBSTITUTED,
        "reason": Reason.INBOUND_SHORTAGE,
        "reserved_qty": 0,
        "approved_by": Approval.CUSTOMER,
    },
}


def refusal(ending: str, **changed: Any) -> DomainError:
    with pytest.raises(DomainError) as refused:
        close(**{**ENDINGS[ending], **changed})
    return refused.value


def test_a_shipment_needs_nobodys_word_and_gives_nothing_back() -> None:
    assert close(**ENDINGS["shipped"]) == Closure(State.SHIPPED, Reason.SUPPLIER_DELAY, None, None, 0)


def test_a_cancelled_line_leaves_no_reservation() -> None:
    assert close(**ENDINGS["cancelled"]).withdraw_qty == 3


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_unknown_reason_closes_nothing(ending: str) -> None:
    assert refusal(ending, reason=Reason.UNKNOWN).code == "reason_required"


@pytest.mark.parametrize("text", [None, "", "  "])
def test_another_reason_needs_words(text: str | None) -> None:
    assert refusal("shipped", reason=Reason.OTHER, text=text).code == "text_required"
    assert close(**{**ENDINGS["shipped"], "reason": Reason.OTHER, "text": "Flood"}).text == "Flood"


def test_a_manager_who_cancels_says_why() -> None:
    assert refusal("cancelled", approved_by=Approval.MANAGER).code == "text_required"
    closed = close(**{**ENDINGS["cancelled"], "approved_by": Approval.MANAGER, "text": "Discontinued"})
    assert (closed.approved_by, closed.text) == (Approval.MANAGER, "Discontinued")


def test_the_law_may_cancel() -> None:
    assert close(**{**ENDINGS["cancelled"], "approved_by": Approval.LAW}).end is State.CANCELLED


@pytest.mark.parametrize("approved_by", [None, Approval.LAW, Approval.MANAGER])
def test_only_the_customer_substitutes(approved_by: Approval | None) -> None:
    refused = refusal("substituted", approved_by=approved_by, text="Same colour")
    assert (refused.code, refused.data) == (
        "approval_required",
        {"end": "substituted", "accepted": ["customer"]},
    )


def test_nobody_cancels_without_a_word() -> None:
    assert refusal("cancelled", approved_by=None).code == "approval_required"


@pytest.mark.parametrize("state", [State.OPEN, State.ALLOCATED, State.SHIPPED, State.CANCELLED])
def test_only_what_was_released_ships(state: State) -> None:
    assert refusal("shipped", state=state).code == "transition_illegal"


@pytest.mark.parametrize("end", [State.OPEN, State.ALLOCATED, State.RELEASED])
def test_only_an_end_closes(end: State) -> None:
    assert refusal("cancelled", end=end).code == "end_invalid"


@pytest.mark.parametrize("ours, baseline", [(True, date(2026, 11, 2)), (False, date(2026, 11, 23))])
def test_a_reopened_order_keeps_its_place_only_when_the_error_was_ours(ours: bool, baseline: date) -> None:
    found = baseline_after_reopening(baseline=date(2026, 11, 2), today=date(2026, 11, 23), error_is_ours=ours)
    assert found == baseline
