"""A thread that ends leaves no connection to the database behind."""

from __future__ import annotations

from tests.db.threads import left_open
from tests.live import run_processes


def test_the_connection_of_a_servers_thread_ends_with_it(fresh_database: str) -> None:
    assert [each.value for each in run_processes(1, left_open, served=True)] == [0]


def test_control_without_that_it_stays(fresh_database: str) -> None:
    assert [each.value for each in run_processes(1, left_open, served=False)] == [3]
