"""People who come and go at the same time: somebody who lets people in is always left, and nobody comes twice."""

from __future__ import annotations

from collections import Counter

import pytest

from makegood import flow
from makegood.db.models import Event, Person
from makegood.services.people import AddPeople, NewPerson
from tests.live import Ended, Process, on_sqlite, run_processes
from tests.races import people_steps as steps
from tests.services.shop import NOW


def two_who_leave(*, protected: bool) -> tuple[Process, Process]:
    """Two who let people in; the first has seen that the other is left and stands there, the second has begun."""
    both = tuple(NewPerson(email=steps.address(number), roles=("engineer",)) for number in (0, 1))
    flow.run(AddPeople(people=both), actor="test", now=NOW)
    first, second = (Process(steps.leave, number, protected=protected) for number in (0, 1))
    for process in (first, second):
        process.reaches("start")
    first.go()
    first.reaches("seen")
    second.go()
    return first, second


def left() -> int:
    return Person.objects.filter(is_active=True).count()


def test_of_the_last_two_who_let_people_in_one_stays(fresh_database: str) -> None:
    first, second = two_who_leave(protected=True)
    first.go()
    assert (first.ended(), second.ended()) == (Ended(), Ended(refused="last_engineer"))
    assert left() == 1


@pytest.mark.skipif(on_sqlite(), reason="SQLite has one writer at a time, lock or not")
def test_without_the_lock_both_leave_and_nobody_lets_people_in(fresh_database: str) -> None:
    first, second = two_who_leave(protected=False)
    assert second.ended() == Ended()
    first.go()
    assert first.ended() == Ended()
    assert left() == 0


def test_nobody_comes_twice(fresh_database: str) -> None:
    ended = run_processes(4, steps.come)
    refused = Counter(end.refused for end in ended)
    assert refused.pop("") == 1
    assert set(refused) <= {"people_refused", "changed_meanwhile"}
    assert (Person.objects.count(), Event.objects.filter(stream="person").count()) == (1, 1)
