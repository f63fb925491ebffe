"""Nobody who waits is met with silence: through months of odd days every customer hears from us by the day we gave, or
a person is warned before it is over (spec 5.5)."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from makegood.domain.notice.outcome import Handed
from makegood.queries.audit import audit
from makegood.worker import schedule
from tests.audited import OF_THE_DATA
from tests.life.season import DEEDS, Day, Season, silent
from tests.services.shop import arrive, goods
from tests.soaked import note

WHAT_CUSTOMERS_HEAR_OF = (
    "take", "slip", "receive", "ship", "release", "cancel", "decide", "hold", "settle", "pause", "resume",
)  # fmt: skip
FATES = (Handed.SENT, Handed.SENT, Handed.SENT, Handed.LATER, Handed.REFUSED, Handed.UNCLEAR)
NUMBERS = (st.integers(0, 8), st.integers(0, 5), st.integers(0, 5))
DEED = st.tuples(
    st.sampled_from((*WHAT_CUSTOMERS_HEAR_OF, *WHAT_CUSTOMERS_HEAR_OF, *sorted(DEEDS))), *NUMBERS
)
DAY = st.builds(
    Day,
    deeds=st.lists(DEED, max_size=2).map(tuple),
    mail=st.sampled_from(FATES),
    worker=st.sampled_from((True, True, True, True, False)),
)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")
DAYS = 90 if PROFILE == "soak" else 28


@pytest.fixture(autouse=True)
def _no_audit_by_night(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked here, after every day."""
    kept = tuple(each for each in schedule.PERIODIC if each.kind not in (schedule.AUDIT, schedule.STUCK))
    monkeypatch.setattr(schedule, "PERIODIC", kept)


class TestSilence(TestCase):
    """Each season begins with a shelf of some units and one order that waits."""

    @classmethod
    def setUpTestData(cls) -> None:
        goods("A")
        goods("B")
        goods("SET", A=2, B=1)
        arrive("A", 1)

    @settings(settings.get_profile(f"{PROFILE}-seasons"))
    @given(st.lists(DAY, min_size=DAYS, max_size=DAYS))
    def test_nobody_who_waits_is_met_with_silence(self, days: list[Day]) -> None:
        season = Season()
        season.take(1, 4, 0)
        for day in days:
            season.lives(day)
            assert silent(season) == [], season.day
            assert audit(today=season.seen_on, checks=OF_THE_DATA) == []
        assert season.dead == []
        note("silence", seed=hash(tuple(days)), commands=sum(len(day.deeds) for day in days))
