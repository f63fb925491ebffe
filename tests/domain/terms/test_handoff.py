"""What crosses a handoff is somebody's task by a day (spec 9.2)."""

from __future__ import annotations

from datetime import date

import pytest

from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.handoff import Crossing, Handoff, crossing
from makegood.domain.terms.policy import Policy, from_toml

FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)


def crossed(handoff: Handoff, *, today: date = FRIDAY, policy: str = "") -> Crossing:
    return crossing(handoff, policy=from_toml(policy), calendar=WorkCalendar(), today=today)


@pytest.mark.parametrize(
    ("handoff", "role", "backup", "due_on"),
    [
        ("inventory_to_storefront", "operations_lead", "manager", FRIDAY),
        ("purchasing_to_support", "support", "operations_lead", date(2026, 11, 30)),
        ("support_to_warehouse", "warehouse", "operations_lead", date(2026, 11, 30)),
        ("warehouse_to_finance", "finance", "manager", date(2026, 12, 1)),
    ],
)
def test_each_handoff_has_an_owner_a_backup_and_working_days_to_react(
    handoff: Handoff, role: str, backup: str, due_on: date
) -> None:
    assert crossed(handoff) == Crossing(handoff, role, backup, due_on)


def test_the_same_day_is_the_next_one_that_is_worked() -> None:
    assert crossed("inventory_to_storefront", today=SATURDAY).due_on == date(2026, 11, 30)


def test_the_shop_writes_down_its_own() -> None:
    own = '[handoffs.warehouse_to_finance]\nowner = "manager"\nbackup = "finance"\nreact_days = 5\n'
    found = crossed("warehouse_to_finance", policy=own)
    assert (found.role, found.backup, found.due_on) == ("manager", "finance", date(2026, 12, 4))
    assert crossed("support_to_warehouse", policy=own) == crossed("support_to_warehouse")


def test_nobody_stands_in_for_themselves() -> None:
    with pytest.raises(DomainError) as refused:
        from_toml('[handoffs.purchasing_to_support]\nbackup = "support"\n')
    assert refused.value.data["problems"] == [
        {
            "where": "handoffs.purchasing_to_support",
            "code": "handoff_invalid",
            "value": "",
            "expected": "a backup that is not the owner",
        }
    ]


def test_every_role_of_a_handoff_is_one_of_the_policys() -> None:
    with pytest.raises(DomainError):
        from_toml('[handoffs.purchasing_to_support]\nowner = "engineer"\n')
    assert Policy().handoffs.purchasing_to_support.owner == "support"
