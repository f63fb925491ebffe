"""Exactly one label, derived from facts, in the order of spec 9.3."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.review import label
from makegood.domain.terms.state import BackorderState, Label
from tests.domain.tables import table

ENDS = {BackorderState.SHIPPED, BackorderState.CANCELLED, BackorderState.SUBSTITUTED}


@pytest.mark.parametrize("row", table("review", "labels"))
def test_the_first_label_that_fits_wins(row: dict[str, str]) -> None:
    found = label(
        state=BackorderState(row["state"]),
        escalated=row["escalated"] == "yes",
        promised=row["window"] == "yes",
        substitution_offered=row["substitute offered"] == "yes",
        split_approved=row["split approved"] == "yes",
        notified=row["customer told"] == "yes",
    )
    assert found == row["label"]


def test_nothing_is_offered_approved_or_told_until_somebody_says_so() -> None:
    assert label(state=BackorderState.OPEN, escalated=False, promised=True) is Label.ESTIMATED_SHIP_DATE


def test_every_label_is_reached_by_the_table() -> None:
    assert {row["label"] for row in table("review", "labels")} == {*Label}


@given(
    state=st.sampled_from(BackorderState),
    flags=st.fixed_dictionaries(
        dict.fromkeys(
            ("escalated", "promised", "substitution_offered", "split_approved", "notified"), st.booleans()
        )
    ),
)
def test_every_backorder_has_one_label_that_tells_the_truth(
    state: BackorderState, flags: dict[str, bool]
) -> None:
    found = label(state=state, **flags)
    assert (found in {Label.SHIPPED, Label.CANCELLED, Label.SUBSTITUTED}) is (state in ENDS)
    assert (found is Label.ALLOCATED) is (state in {BackorderState.ALLOCATED, BackorderState.RELEASED})
    assert (found is Label.ESCALATION_REQUIRED) is (state is BackorderState.OPEN and flags["escalated"])
    if found in {Label.CUSTOMER_NOTIFIED, Label.ESTIMATED_SHIP_DATE}:
        assert flags["promised"] and flags["notified"] is (found is Label.CUSTOMER_NOTIFIED)
