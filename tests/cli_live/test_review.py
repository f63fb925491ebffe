"""`makegood review` and `makegood tasks`, as somebody types them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from makegood.cli.app import app
from makegood.db.models import Backorder, Task
from makegood.services.people import AddPeople, NewPerson
from tests.services.shop import do, goods, take

AT = ("--at", "2026-12-30T09:00+00:00")


@pytest.fixture(autouse=True)
def _one_waits() -> None:
    goods("A")
    take("1001", ("A", 2))


def makegood(*words: str) -> Result:
    """What the command prints, and how it ends."""
    return CliRunner().invoke(app, list(words))


def as_json(*words: str) -> Any:
    """The same for programs."""
    ended = makegood(*words, "--json")
    assert ended.exit_code == 0, ended.output
    return json.loads(ended.output)


def test_a_review_says_what_it_found_and_finds_it_once() -> None:
    ended = makegood("review", *AT)
    assert ended.exit_code == 0
    assert ended.output == (
        "Looked at 1 waiting line; 1 changed.\n"
        "  Look at a line that is late: 1 new task\n"
        "  Find a supply that can be dated: 1 new task\n"
    )
    assert makegood("review", *AT).output == "Looked at 1 waiting line; 0 changed.\n"
    assert as_json("review", *AT)["asked"] == {}


def test_tasks_are_listed_with_those_overdue_on_top_and_done_once() -> None:
    makegood("review", *AT)
    later = ("--at", "2027-01-04T09:00+00:00")
    listed = makegood("tasks", *later).output.splitlines()
    ageing = Task.objects.get(kind="ageing")
    row = next(line for line in listed if line.split()[:2] == [str(ageing.pk), "Manager"])
    assert row.split("order")[0].split() == [str(ageing.pk), "Manager", "30", "Dec", "30", "Dec", "5"]
    assert "order 1001: Look at a line that is late: line 1;" in " ".join(" ".join(listed).split())
    assert max(map(len, listed)) <= 80
    found = as_json("tasks", "--role", "manager", *later)
    assert [each["kind"] for each in found["tasks"]] == ["ageing"]
    assert [each["kind"] for each in found["slowness"]] == ["ageing"]
    (done,) = as_json("tasks", "done", str(ageing.pk), "--note", "rang them up", *later)
    assert (done["kind"], done["done_by"], done["known"]) == ("ageing", "cli", False)
    (again,) = as_json("tasks", "done", str(ageing.pk), *later)
    assert again["known"] is True


def test_a_role_that_nobody_has_is_refused_and_one_with_nothing_to_do_says_so() -> None:
    ended = makegood("tasks", "--role", "boss")
    assert (
        ended.exit_code,
        ended.stderr.startswith("--role: found 'boss'; expected one of operations_lead"),
    ) == (2, True)
    assert makegood("tasks", "--role", "Operations lead").output == "Nobody is asked to do anything.\n"


@pytest.mark.parametrize("words", [("done",), ("done", "x"), ("finish", "1")])
def test_other_words_are_refused(words: tuple[str, ...]) -> None:
    ended = makegood("tasks", *words)
    assert (ended.exit_code, "expected" in ended.output) == (2, True)


def test_a_task_that_is_not_there_is_named() -> None:
    ended = makegood("tasks", "done", "99")
    assert (ended.exit_code, "99" in ended.output) == (2, True)


def test_a_task_is_given_to_another_role() -> None:
    makegood("review", *AT)
    task = Task.objects.filter(done_at=None).order_by("pk")[0]
    given = as_json("tasks", "give", str(task.pk), "--to", "Finance", "--note", "ask them", *AT)
    assert given == [{"number": task.pk, "owner": "finance", "known": False}]
    assert Task.objects.get(pk=task.pk).role == "finance"
    for words in (("give", str(task.pk)), ("done", str(task.pk), "--to", "finance")):
        assert "`give`, their numbers and --to" in makegood("tasks", *words).stderr


def test_a_backorder_is_assigned_to_a_person_and_back() -> None:
    pk = Backorder.objects.get().pk
    do(AddPeople(people=(NewPerson(email="sara@example.org", roles=("support",)),)))
    (given,) = as_json("assign", str(pk), "--to", "sara@example.org")
    assert given["owner"].startswith("person:")
    assert as_json("assign", str(pk)) == [{"number": pk, "owner": "support", "known": False}]
    assert makegood("assign", str(pk), "--to", "eve@example.org").exit_code == 2


def test_a_question_is_answered_with_a_reason_and_a_wish_is_put_once(monkeypatch: pytest.MonkeyPatch) -> None:
    do(AddPeople(people=(NewPerson(email="sara@example.org", name="Sara", roles=("support",)),)))
    monkeypatch.setenv("MAKEGOOD_AS", "sara@example.org")
    wish = ("wish", "Withdraw", "--order", "1001", "--why", "a hospital waits", *AT)
    (asked,) = as_json(*wish)
    (again,) = as_json(*wish)
    assert "take units from a line for others" in makegood("wish", *AT).stdout
    assert "waits" in makegood("wish", *AT).stdout
    assert (asked["role"], asked["known"], again["known"]) == ("operations_lead", False, True)
    monkeypatch.delenv("MAKEGOOD_AS")
    assert "nobody says why not" in makegood("tasks", "no", str(asked["task"]), *AT).stderr
    assert "ask for a yes or a no" in makegood("tasks", "done", str(asked["task"]), *AT).stderr
    (said,) = as_json("tasks", "no", str(asked["task"]), "--note", "they are picked", *AT)
    assert (said["yes"], said["known"]) == (False, False)
    assert "You asked nobody for anything." in makegood("wish", *AT).stdout
    monkeypatch.setenv("MAKEGOOD_AS", "sara@example.org")
    (mine,) = as_json("wish", *AT)
    assert (mine["task"], mine["yes"], mine["data"]["reason"]) == (asked["task"], False, "they are picked")
    assert "declined" in makegood("wish", *AT).stdout
