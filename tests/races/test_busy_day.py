"""Many actors at once: nothing breaks, nothing locks up, nothing is lost, and every number is still true."""

from __future__ import annotations

from collections import Counter

import pytest

from makegood.db.models import Event, Order
from makegood.services.people import AddPeople, NewPerson
from makegood.services.policy import SetPolicy
from tests.live import run_processes
from tests.races.busy_day import DEEDS, KIM, SKUS, Day, a_busy_day, together
from tests.services.shop import arrive, do, goods
from tests.services.sound import unsound
from tests.soaked import SCALE, note

ACTORS, STEPS = 32, 10
MANY, LONG, DAYS = 64, 1000, 5


def a_day(*, seed: int, actors: int = ACTORS, steps: int = STEPS, protected: bool = True) -> Day:
    """Twenty SKUs and a bundle of two, some of each on the shelf, and many who do everything that can be done."""
    do(SetPolicy(document="[promise]\npublish_within_days = 20\nrepublish_within_days = 3\n"))
    for sku in SKUS[:20]:
        goods(sku)
        arrive(sku, 10)
    goods("KIT", S0=1, S1=2)
    do(AddPeople(people=(NewPerson(email=KIM, name="Kim", roles=("support",)),)))
    ended = run_processes(actors, a_busy_day, seed=seed, steps=steps, protected=protected)
    return together([each.value for each in ended])


def assert_nothing_lost(day: Day) -> None:
    """Every order that was taken is there once and no other, all that was answered is in the history, and nothing that
    was refused."""
    there = Counter(Order.objects.values_list("number", flat=True))
    assert there == Counter(day.orders)
    history = set(Event.objects.values_list("actor", flat=True))
    assert day.told - history == set()
    assert day.refused & history == set()


def test_32_actors_on_20_skus_break_nothing_and_lose_nothing(fresh_database: str) -> None:
    day = a_day(seed=1)
    assert (sum(day.done.values()), day.faults) == (ACTORS * STEPS, [])
    assert_nothing_lost(day)
    assert unsound() == []


def test_without_locks_and_guards_they_do(fresh_database: str) -> None:
    day = a_day(seed=1, actors=12, protected=False)
    # SQLite refuses who comes second; PostgreSQL lets both write, until a key or a rule of the tables stops one.
    assert day.faults or unsound()


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, DAYS + 1))
def test_64_actors_for_days(fresh_database: str, seed: int) -> None:
    steps = max(5, round(LONG * SCALE))
    day = a_day(seed=seed, actors=MANY, steps=steps)
    found = unsound()
    note(
        "races",
        seed=seed,
        commands=sum(day.done.values()),
        breaks=len(found),
        deadlocks=sum("deadlock" in fault for fault in day.faults),
        faults=len(day.faults),
    )
    assert (sum(day.done.values()), day.faults, found) == (MANY * steps, [], [])
    assert {name.partition(":")[0] for name in day.done} == set(DEEDS)
    assert_nothing_lost(day)
