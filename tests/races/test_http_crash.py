"""A server is killed while programs are at work; they ask again what nobody answered, and nothing is lost or double."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack, nullcontext
from http.client import HTTPException
from itertools import count
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from makegood.db.models import Order, Stock
from tests import live
from tests.api.door import key, order
from tests.live import Process
from tests.races.migrating import migrate_until, places
from tests.races.served import PATIENCE, Heard, Line, Served, post, running_process, served
from tests.services.shop import arrive, goods
from tests.services.sound import unsound
from tests.soaked import back_at_work, times

CLIENTS, EACH, KILLS, POINT = 4, 8, 5, 1000
ON_ONE_WAY = 50
"""So many migrations are killed one after the other on the way from an empty database to its last table."""


def _ask(line: Line, secrets: tuple[str, str], name: str) -> list[Heard]:
    """An order and a delivery, each under a key of its own."""
    support, warehouse = secrets
    return [
        post(line, support, "intake/take-orders", {"orders": [order(name, 1)]}, f"order-{name}"),
        post(line, warehouse, "receipt/receive", {"deliveries": [{"sku": "MUG", "counted_qty": 1}]}, name),
    ]


def _first(server: Served, secrets: tuple[str, str], open_names: list[list[str]]) -> None:
    """What was open longest is done."""
    with server.connection() as line:
        assert [each.status for each in _ask(line, secrets, open_names[0].pop(0))] == [200, 200]


def _until_killed(server: Served, secrets: tuple[str, str], open_names: list[list[str]], last: int) -> None:
    """Each client asks what is open, until somebody has heard so many answers and kills the server; what was answered
    is not open any more."""
    answers = count()

    def work(line: Line, client: int) -> list[Heard]:
        for name in tuple(open_names[client]):
            try:
                heard = _ask(line, secrets, name)
            except (HTTPException, OSError, ValueError):
                return []
            assert [each.status for each in heard] == [200, 200]
            open_names[client].remove(name)
            if next(answers) == last:
                server.kill()
        return []

    server.at_once(CLIENTS, work)


@pytest.mark.parametrize("kills", [KILLS, pytest.param(times(POINT), marks=pytest.mark.soak)])
def test_a_server_that_is_killed_again_and_again_loses_nothing_and_does_nothing_twice(
    fresh_database: str, kills: int
) -> None:
    goods("MUG")
    arrive("MUG", 1)
    secrets = (key("support"), key("warehouse"))
    open_names: list[list[str]] = [[] for _ in range(CLIENTS)]
    wanted: set[str] = set()
    killed_at: float | None = None
    for turn in range(kills + 1):
        for client, names in enumerate(open_names):
            # What a kill left open is asked first; new ones fill up what was answered.
            names += [f"{turn}-{client}-{number}" for number in range(EACH - len(names))]
            wanted |= set(names)
        with ExitStack() as running:
            with back_at_work(since=killed_at) if turn else nullcontext():
                # Every tenth time, and after the first kill, as a user would start it: that is the time that counts.
                server = running.enter_context(served(as_typed=turn % 10 == 1))
                _first(server, secrets, open_names)
            # Anywhere in the turn; in the last one not at all.
            last = 11 * (turn + 1) % (CLIENTS * EACH) if turn < kills else -1
            _until_killed(server, secrets, open_names, last)
            killed_at = server.killed_at
            assert (killed_at is not None) is (turn < kills)
    assert open_names == [[]] * CLIENTS
    assert set(Order.objects.values_list("number", flat=True)) == wanted
    assert Stock.objects.get().on_hand == 1 + len(wanted)
    assert unsound() == []


def _done_again(kills: int, *, as_typed: bool) -> None:
    """The command once more does what is left of it, and its audit finds nothing."""
    with back_at_work(kills=kills), running_process("migrate", as_typed=as_typed) as again:
        assert again.wait(PATIENCE) == 0


@pytest.mark.parametrize("kills", [KILLS, pytest.param(times(POINT), marks=pytest.mark.soak)])
def test_a_migration_that_is_killed_after_any_of_its_statements_is_done_by_the_next(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker, kills: int
) -> None:
    def fresh() -> AbstractContextManager[str]:
        return live.fresh_database(tmp_path, like=None)

    with django_db_blocker.unblock():
        with fresh():
            (whole,) = live.run_processes(1, migrate_until)
        all_places = places(whole.value)
        chosen = [all_places[number * len(all_places) // kills] for number in range(kills)]
        ways = 1 + kills // ON_ONE_WAY
        for way in range(ways):
            with fresh():
                # Each goes on where the one before was killed, and comes a little further.
                on_this_way = chosen[way::ways]
                for place in on_this_way:
                    process = Process(migrate_until, place=place)
                    process.reaches("start")
                    process.go()
                    process.reaches("there")
                    process.kill()
                _done_again(len(on_this_way), as_typed=way == 0)
