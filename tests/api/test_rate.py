"""How often a key may ask: all processes count together, and hardly any request writes."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.api.keys import Rate
from tests.api.rate_steps import by, knock
from tests.live import run_processes

MOST = 200


def test_a_key_that_asks_too_often_is_told_so_and_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "API_RATE", "3/day")
    rate = Rate()
    asked = [rate.allow_request(by(each)) for each in ("a", "a", "a", "b", "a")]
    assert asked == [True, True, True, True, False]
    assert 0 < rate.wait() <= 86_400


def test_four_processes_together_let_no_more_through_than_one(fresh_database: str) -> None:
    ended = run_processes(4, knock, rate=f"{MOST}/day", times=MOST)
    assert sum(end.value for end in ended) == MOST


def test_processes_that_count_for_themselves_let_more_through(fresh_database: str) -> None:
    ended = run_processes(2, knock, rate=f"{MOST}/day", times=MOST, alone=True)
    assert [end.value for end in ended] == [MOST, MOST]


def test_a_process_that_takes_and_does_not_use_costs_the_others_a_hundredth_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "API_RATE", f"{MOST}/day")
    idle, busy = Rate(), Rate()
    assert idle.allow_request(by("a"))
    assert sum(busy.allow_request(by("a")) for _ in range(MOST)) == MOST - MOST // 100


def test_one_request_of_sixty_writes_and_one_that_is_too_many_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "API_RATE", "6000/day")
    rate = Rate()
    with CaptureQueriesContext(connection) as asked:
        assert sum(rate.allow_request(by("a")) for _ in range(7_000)) == 6_000
    assert len(asked) == 101


def test_the_next_window_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "API_RATE", "2/min")
    rate, now = Rate(), 1_800_000_000
    monkeypatch.setattr("makegood.api.keys.time.time", lambda: now)
    assert [rate.allow_request(by("a")) for _ in range(3)] == [True, True, False]
    now += 60
    assert rate.allow_request(by("a"))
