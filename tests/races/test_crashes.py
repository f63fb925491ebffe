"""A process is killed in the middle of a command: all of it is there, or nothing, and the shop goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from makegood.db.models import Order
from tests import live
from tests.live import Process
from tests.races.crash_steps import IN_TURN, POINTS, die_at, die_in_turn, take_for_ever
from tests.races.deeds import DEEDS, do, order, stage
from tests.races.state import state
from tests.services.sound import unsound
from tests.soaked import note, times

POINT, IN_ONE_SHOP = 1000, 50
"""So many kills at each point of a soak, and so many of them before a shop is begun anew: one that grows for ever would
make each audit slower than the last."""

DEED_AT = [
    (deed, point)
    for deed in ("take_another", "receive_d", "count_nothing", "cancel_held", "release", "ship")
    for point in POINTS
]


@pytest.fixture(scope="module")
def on_stage(
    tmp_path_factory: pytest.TempPathFactory, database_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The shop of the deeds, made once."""
    with (
        django_db_blocker.unblock(),
        live.staged(tmp_path_factory.mktemp("stage"), stage, like=database_template) as address,
    ):
        yield address


@pytest.mark.parametrize("deed, point", DEED_AT)
def test_whoever_is_killed_in_the_middle_has_done_all_or_nothing(
    on_stage: str, tmp_path: Path, django_db_blocker: DjangoDbBlocker, deed: str, point: str
) -> None:
    with django_db_blocker.unblock(), live.fresh_database(tmp_path, like=on_stage):
        all_or_nothing(Process(die_at, deed=deed, point=point), point, DEEDS[deed])
        note("crashes", commands=1, kills=1)


@pytest.mark.soak
@pytest.mark.parametrize("point", POINTS)
def test_whoever_is_killed_again_and_again_in_one_shop_has_done_all_or_nothing_each_time(
    on_stage: str, tmp_path: Path, django_db_blocker: DjangoDbBlocker, point: str
) -> None:
    kills = times(POINT)
    for first in range(0, kills, IN_ONE_SHOP):
        with django_db_blocker.unblock(), live.fresh_database(tmp_path, like=on_stage):
            deeds = cycle(IN_TURN.items())
            for number, (deed, again) in zip(
                range(first, min(first + IN_ONE_SHOP, kills)), deeds, strict=False
            ):
                process = Process(die_in_turn, number, deed=deed, point=point)
                all_or_nothing(process, point, partial(again, number))
                note("crashes", commands=1, kills=1)


def all_or_nothing(process: Process, point: str, again: Callable[[], object]) -> None:
    """A process is killed when it comes to that point; what it did is there or not, and then it is done again."""
    before = state()
    process.reaches("start")
    process.go()
    process.reaches(point)
    process.kill()
    found = state()
    assert (found == before) is (point != "committed")
    assert unsound() == []
    if point != "committed":
        again()
        assert state() != before


def test_every_order_that_was_answered_before_the_kill_is_there(fresh_database: str) -> None:
    live_goods()
    process = Process(take_for_ever)
    process.reaches("start")
    process.go()
    answered = []
    for number in range(12):
        process.reaches(f"taken {number}")
        answered.append(str(number))
        process.go()
    process.kill()
    there = set(Order.objects.values_list("number", flat=True))
    assert set(answered) <= there
    assert there - set(answered) <= {str(len(answered)), str(len(answered) + 1)}
    assert unsound() == []
    do(order("after", ("A", 1)))
    assert Order.objects.filter(number="after").exists()


def live_goods() -> None:
    """One item with a few units."""
    from tests.services.shop import arrive, goods

    goods("A")
    arrive("A", 5)
