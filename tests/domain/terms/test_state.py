"""The life of a backorder: legal moves as data, everything else refused loudly."""

from __future__ import annotations

from itertools import product

import pytest

from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.state import TRANSITIONS, BackorderState, check_transition

LEGAL = {
    "open": {"allocated", "cancelled", "substituted"},
    "allocated": {"open", "released", "cancelled", "substituted"},
    "released": {"allocated", "shipped"},
    "shipped": set(),
    "cancelled": set(),
    "substituted": set(),
}


def test_every_state_has_its_row() -> None:
    assert set(TRANSITIONS) == set(BackorderState)


@pytest.mark.parametrize(("before", "after"), list(product(LEGAL, LEGAL)))
def test_a_move_is_made_exactly_when_it_is_legal(before: str, after: str) -> None:
    move = {"before": BackorderState(before), "after": BackorderState(after)}
    if after in LEGAL[before]:
        check_transition(**move)
        return
    with pytest.raises(DomainError) as refused:
        check_transition(**move)
    assert refused.value.code == "transition_illegal"
    assert refused.value.data == {"from": before, "to": after, "legal": sorted(LEGAL[before])}
