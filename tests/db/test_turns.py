"""Whose turn it is to write: whoever has waited long tries more often."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from makegood.db.turns import pause_after

SECONDS = st.floats(min_value=0, max_value=60)


@given(patience=st.floats(min_value=0.1, max_value=60), waited=SECONDS, longer=SECONDS)
def test_who_has_waited_longer_never_pauses_longer_and_ends_in_time(
    patience: float, waited: float, longer: float
) -> None:
    before, after = pause_after(waited, of=patience), pause_after(waited + longer, of=patience)
    assert (before is None) == (waited >= patience)
    assert after is None or (before is not None and after <= before)


def test_of_sixty_four_the_one_who_waits_longest_tries_as_often_as_a_dozen_others() -> None:
    fresh, late = pause_after(1, of=30), pause_after(25, of=30)
    assert fresh is not None and late is not None
    assert fresh >= 12 * late
