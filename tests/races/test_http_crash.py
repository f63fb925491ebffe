"""A server is killed while programs are at work; they ask again what nobody answered, and nothing is lost or double."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPException
from itertools import count
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from makegood.db.models import Order, Stock
from tests import live
from tests.api.door import key, order
from tests.races.served import Heard, Line, Served, post, served
from tests.services.shop import arrive, goods
from tests.services.sound import unsound

CLIENTS, EACH, KILLS = 4, 24, 5


def _ask(line: Line, secrets: tuple[str, str], client: int, number: int) -> list[Heard]:
    """An order and a delivery, each under a key of its own."""
    name = f"{client}-{number}"
    support, warehouse = secrets
    return [
        post(line, support, "intake/take-orders", {"orders": [order(name, 1)]}, f"order-{name}"),
        post(line, warehouse, "receipt/receive", {"deliveries": [{"sku": "MUG", "counted_qty": 1}]}, name),
    ]


def _until_killed(server: Served, secrets: tuple[str, str], answers: Iterator[int], last: int) -> None:
    """All clients ask from the beginning, until somebody has heard so many answers and kills the server."""

    def work(line: Line, client: int) -> list[Heard]:
        for number in range(EACH):
            try:
                heard = _ask(line, secrets, client, number)
            except (HTTPException, OSError, ValueError):
                return []
            assert [each.status for each in heard] == [200, 200]
            if next(answers) == last:
                server.kill()
        return []

    server.at_once(CLIENTS, work)


def test_a_server_that_is_killed_again_and_again_loses_nothing_and_does_nothing_twice(
    fresh_database: str,
) -> None:
    goods("MUG")
    arrive("MUG", 1)
    secrets = (key("support"), key("warehouse"))
    for turn in range(KILLS):
        with served() as server:
            _until_killed(server, secrets, count(), 7 + 11 * turn)
            assert server.killed
    with served() as server:
        _until_killed(server, secrets, count(), -1)
    wanted = {f"{client}-{number}" for client in range(CLIENTS) for number in range(EACH)}
    assert set(Order.objects.values_list("number", flat=True)) == wanted
    assert Stock.objects.get().on_hand == 1 + CLIENTS * EACH
    assert unsound() == []


@pytest.fixture
def empty_database(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a database without tables."""
    with django_db_blocker.unblock(), live.fresh_database(tmp_path, like=None) as address:
        yield address


@pytest.mark.parametrize("tenths", [4, 6, 8, 10, 13])
def test_a_migration_that_is_killed_is_done_by_the_next(empty_database: str, tenths: int) -> None:
    command = [sys.executable, "-m", "makegood", "migrate"]
    environ = {**os.environ, "PYTHONPATH": str(live.ROOT / "src")}
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(tenths / 10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    again = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert (again.returncode, again.stderr) == (0, "")
    assert "found nothing wrong" in again.stdout
