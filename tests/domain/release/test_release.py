"""May an allocated line ship today, whole or in part, and if not, why not?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.decision.outcome import Choice
from makegood.domain.release import Hold, ReleaseCase, is_stuck, release
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy.supply import AllocationPolicy
from tests.domain.facts import TODAY, line
from tests.domain.tables import date_in, table

POLICY = AllocationPolicy(minimum_fill=2)


def facts_of(said: str) -> dict[str, Any]:
    each = (fact.partition(" ") for fact in said.split(", ") if fact)
    return {name: date_in(on) or True for name, _, on in each}


@pytest.mark.parametrize("row", table("release", "release"))
def test_a_line_goes_when_nothing_holds_it(row: dict[str, str]) -> None:
    facts = facts_of(row["line says"])
    available_on, rest_elsewhere = facts.pop("available_on", None), facts.pop("rest_elsewhere", False)
    found = release(
        case=ReleaseCase(
            line=line(quantity=int(row["open"]), **facts),
            allocated_qty=int(row["allocated"]),
            order_complete=row["order complete"] == "yes",
            available_on=available_on,
            choice=Choice(row["decision"]) if row["decision"] else None,
            asked_on=date_in(row["asked on"]),
            rest_elsewhere=rest_elsewhere,
        ),
        policy=POLICY,
        today=TODAY,
    )
    assert (found.qty, ", ".join(found.holds)) == (int(row["goes"]), row["held by"])


def test_all_that_holds_a_line_is_named() -> None:
    held = line(quantity=7, on_hold=True, ship_after=date(2026, 11, 30), ship_complete=True)
    found = release(
        case=ReleaseCase(line=held, allocated_qty=0, order_complete=False, rest_elsewhere=True),
        policy=POLICY,
        today=TODAY,
    )
    assert found.holds == (
        Hold.NOTHING_ALLOCATED,
        Hold.ON_HOLD,
        Hold.SHIP_AFTER,
        Hold.SHIP_COMPLETE,
        Hold.REST_ELSEWHERE,
    )


@pytest.mark.parametrize("allocated", [-1, 8])
def test_more_than_is_open_cannot_be_allocated(allocated: int) -> None:
    with pytest.raises(DomainError) as refused:
        release(
            case=ReleaseCase(line=line(quantity=7), allocated_qty=allocated, order_complete=True),
            policy=POLICY,
            today=TODAY,
        )
    assert (refused.value.code, refused.value.data) == (
        "allocated_exceeds_open",
        {"allocated_qty": allocated, "open_qty": 7},
    )


@pytest.mark.parametrize("row", table("release", "stuck"))
def test_a_release_that_does_not_ship_is_flagged(row: dict[str, str]) -> None:
    stuck = is_stuck(
        released_on=date.fromisoformat(row["released on"]),
        policy=POLICY,
        calendar=WorkCalendar(),
        today=date.fromisoformat(row["today"]),
    )
    assert stuck is (row["stuck"] == "yes")


@given(
    allocated=st.integers(0, 7),
    complete=st.booleans(),
    choice=st.none() | st.sampled_from(Choice),
    on_hold=st.booleans(),
    ship_complete=st.booleans(),
)
def test_a_line_goes_as_allocated_or_says_why_not(
    allocated: int, complete: bool, choice: Choice | None, on_hold: bool, ship_complete: bool
) -> None:
    found = release(
        case=ReleaseCase(
            line=line(quantity=7, on_hold=on_hold, ship_complete=ship_complete),
            allocated_qty=allocated,
            order_complete=complete,
            choice=choice,
        ),
        policy=POLICY,
        today=TODAY,
    )
    assert found.qty == (0 if found.holds else allocated)
    assert (found.qty > 0) is not bool(found.holds)
    if on_hold or (ship_complete and not complete):
        assert found.qty == 0
