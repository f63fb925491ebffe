"""What somebody is asked to do, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from makegood.db import tasks
from makegood.domain.decision.outcome import FinanceAction
from makegood.wording.tables_events import TASKS
from makegood.wording.tasks import task_kind, task_said

TODAY = date(2026, 11, 23)


def test_every_kind_of_task_has_words() -> None:
    kinds = {value for name, value in vars(tasks).items() if name.isupper() and isinstance(value, str)}
    kinds = (
        {kind for kind in kinds - {tasks.MOOT} if kind.isidentifier()}
        | set(tasks.HANDOFF_OF)
        | set(FinanceAction)
    )
    assert kinds - set(TASKS) == set()
    assert task_kind("never_heard_of") == "Never heard of"


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        (
            "goodwill",
            {"amount": 180, "currency": "USD", "decision": 4},
            "Approve a goodwill credit: 1.80 USD",
        ),
        ("refund", {"amount": None, "currency": "EUR"}, "Refund what was paid: amount not known"),
        (
            "refund",
            {"amount": 2000, "currency": "EUR", "why": "captured_unknown"},
            ("We do not know what was captured: check the payment, and refund up to 20.00 EUR if it was"),
        ),
        (
            "refund",
            {"amount": None, "currency": "EUR", "why": "captured_unknown"},
            "We do not know what was captured: check the payment, and refund what was paid for it if it was",
        ),
        (
            "capture_again",
            {"amount": 2000, "currency": "EUR", "why": "captured_unknown"},
            (
                "We do not know what was captured: look what was given back, and take up to 20.00 EUR of it "
                "again"
            ),
        ),
        (
            "capture_again",
            {"amount": 2000, "currency": "EUR", "why": "wanted_again"},
            "Take again what was given back: 20.00 EUR; wanted again",
        ),
        (
            "capture_again",
            {"amount": 500, "currency": "EUR", "why": "dearer_instead"},
            "Take what the customer pays more for what goes instead: 5.00 EUR",
        ),
        (
            "refund",
            {"amount": None, "currency": "EUR", "why": "price_unknown"},
            "A price is not known: find what of the payment goes back, or is to be taken again",
        ),
        (
            "refund",
            {"amount": 0, "not_wanted": 2000, "currency": "EUR", "why": "units_ended"},
            "Refund what was paid: 20.00 EUR not wanted any more; units ended",
        ),
        (
            "returned_units",
            {"units": {"1": 2}, "why": "captured_unknown"},
            "Refund units that came back: 2 units of line 1; what was captured is not known",
        ),
        ("split_decided", {"lines": ["1", "3"]}, "Send what is there first: lines 1, 3"),
        ("review_overdue", {"due": "2026-11-20"}, "Make a review that is overdue: it was due on 20 Nov"),
        ("windows_waiting", {}, "Publish or reject proposed windows"),
        (
            "purchasing_to_support",
            {"eta": "", "line": 7, "open": 18, "po": "PO-83", "asked_first": "support"},
            (
                "Tell customers what a supplier changed: purchase order PO-83; line 7; 18 units still to come; "
                "asked first: support"
            ),
        ),
        ("returned_units", {"units": {"1": 2}}, "Refund units that came back: 2 units of line 1"),
    ],
)
def test_a_task_says_its_figures_with_their_units(kind: str, data: dict[str, Any], said: str) -> None:
    assert task_said(kind, data, today=TODAY) == said
