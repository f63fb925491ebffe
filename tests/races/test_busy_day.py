"""Many actors at once: nothing breaks, nothing locks up, and every number is still true."""

from __future__ import annotations

import pytest

from tests.live import run_processes
from tests.races.shop_steps import a_busy_day
from tests.services.shop import arrive, goods
from tests.services.sound import assert_sound

ACTORS, STEPS = 32, 12


@pytest.mark.parametrize("seed", [1])
def test_32_actors_on_20_skus_break_nothing(fresh_database: str, seed: int) -> None:
    for number in range(20):
        goods(f"S{number}")
        arrive(f"S{number}", 10)
    ended = run_processes(ACTORS, a_busy_day, seed=seed, steps=STEPS)
    done: dict[str, int] = {}
    for each in ended:
        for name, times in each.value.items():
            done[name] = done.get(name, 0) + times
    assert sum(done.values()) == ACTORS * STEPS
    assert {name.partition(":")[0] for name in done} == {"take", "receive", "release", "ship"}
    assert_sound()
