"""The helpers of the race tests: databases that are fresh, and processes that really are several."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from makegood.db.models import Channel, Event
from tests import live, warm
from tests.live import Ended, Process, run_processes
from tests.races import steps


@pytest.mark.parametrize("time", [1, 2])
def test_each_test_gets_a_migrated_database_in_which_nothing_was_committed(
    fresh_database: str, time: int
) -> None:
    assert list(Channel.objects.all()) == []
    assert list(Event.objects.all()) == []
    Channel.objects.create(name="Webshop")
    assert Channel.objects.count() == 1


def test_this_process_and_its_children_are_in_the_same_database(fresh_database: str) -> None:
    assert os.environ["MAKEGOOD_DATABASE"] == fresh_database
    assert str(connection.settings_dict["NAME"]) in fresh_database
    assert "never-opened" not in fresh_database


def test_several_processes_write_to_one_database(fresh_database: str) -> None:
    ended = run_processes(4, steps.open_channel, name="Shop")
    numbers, processes = zip(*(end.value for end in ended), strict=True)
    assert numbers == (0, 1, 2, 3)
    assert len({os.getpid(), *processes}) == 5
    names = Channel.objects.order_by("name").values_list("name", flat=True)
    assert list(names) == ["Shop 0", "Shop 1", "Shop 2", "Shop 3"]


def test_processes_stand_at_a_checkpoint_at_the_same_time_and_go_on_when_told(fresh_database: str) -> None:
    processes = [Process(steps.meet, number) for number in range(2)]
    for checkpoint in ("start", "met"):
        for process in processes:
            process.reaches(checkpoint)
        for process in processes:
            process.go()
    assert [process.ended() for process in processes] == [Ended(value=0), Ended(value=1)]


def test_a_refusal_comes_back_with_its_code(fresh_database: str) -> None:
    assert run_processes(2, steps.refuse) == [Ended(refused="order_unknown")] * 2


def test_what_a_process_did_not_expect_fails_the_test(fresh_database: str) -> None:
    with pytest.raises(AssertionError, match="ended without a word"):
        run_processes(1, steps.break_down)


def test_a_copy_has_the_settings_of_the_moment_and_sets_in_an_order_of_its_own(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = run_processes(2, steps.settings_and_order)
    monkeypatch.setenv("MAKEGOOD_URL", "https://elsewhere.example")
    after = run_processes(1, steps.settings_and_order)
    assert [each.value[0] for each in (*before, *after)] == [
        *["http://127.0.0.1:8000"] * 2,
        "https://elsewhere.example",
    ]
    assert before[0].value[1] != before[1].value[1]


@pytest.mark.parametrize("words, code", [(["--version"], 0), (["no-such-command"], 2), (["audit"], 0)])
def test_a_copy_ends_with_the_code_of_the_command(fresh_database: str, words: list[str], code: int) -> None:
    copy = warm.start("makegood.cli", *words, apart=True)
    assert copy.wait() == copy.poll() == code


def test_a_copy_that_was_killed_says_so_and_no_other_is_hurt(fresh_database: str) -> None:
    first, second = (Process(steps.meet, number) for number in (0, 2))
    for each in (first, second):
        each.reaches("start")
    os.kill(first._running.pid, signal.SIGKILL)
    with pytest.raises(AssertionError, match="with -9"):
        first.ended()
    second.go()
    second.reaches("met")
    second.go()
    assert second.ended() == Ended(value=2)


def test_a_process_that_a_failed_test_forgot_ends_with_its_database(
    tmp_path: Path, database_template: str, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), live.fresh_database(tmp_path, like=database_template):
        process = Process(steps.meet)
        process.reaches("start")
    with pytest.raises(ValueError, match="closed file"):
        process.go()
    assert list(tmp_path.iterdir()) == []


def test_nothing_stays_of_a_transaction_whose_process_was_killed(fresh_database: str) -> None:
    process = Process(steps.write_and_wait, name="Webshop")
    process.reaches("start")
    process.go()
    process.reaches("written")
    assert Channel.objects.count() == 0
    process.kill()
    assert Channel.objects.count() == 0
    assert run_processes(1, steps.open_channel, name="Shop")[0].value[0] == 0
    assert [channel.name for channel in Channel.objects.all()] == ["Shop 0"]
