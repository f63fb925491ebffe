"""A thread that ends leaves no connection to the database behind, and takes nothing else with it."""

from __future__ import annotations

import sys

import pytest

from tests.db.threads import closes_on, left_open, left_open_by_strangers
from tests.live import on_sqlite, run_processes


def test_the_connection_of_a_servers_thread_ends_with_it(fresh_database: str) -> None:
    assert [each.value for each in run_processes(1, left_open, served=True)] == [0]


def test_control_without_that_it_stays(fresh_database: str) -> None:
    assert [each.value for each in run_processes(1, left_open, served=False)] == [3]


def test_one_that_cannot_be_closed_keeps_no_other_open(fresh_database: str) -> None:
    assert [each.value for each in run_processes(1, closes_on)] == [True]


def test_a_thread_that_python_did_not_make_ends_and_the_process_lives(fresh_database: str) -> None:
    assert [each.value for each in run_processes(1, left_open_by_strangers, in_the_thread=False)] == [0]


@pytest.mark.skipif(not on_sqlite(), reason="only SQLite calls back while a connection closes")
@pytest.mark.skipif(sys.version_info >= (3, 12, 4), reason="Python is mended (cpython 119585)")
def test_control_closed_in_such_a_thread_it_takes_the_process_with_it(fresh_database: str) -> None:
    with pytest.raises(AssertionError, match="without a word, with -"):
        run_processes(1, left_open_by_strangers, in_the_thread=True)
