"""A list says how many there are and leads to the rest, and all of it can be had as a file."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from makegood.console import clock
from makegood.console.tables import ROWS
from makegood.db.models import Task
from tests.console.team import signed_in, text_of
from tests.services.shop import NOW, arrive, goods, let_go, take


def questions(number: int) -> None:
    """So many wait for a yes or a no of the manager."""
    goods("MUG")
    Task.objects.bulk_create(
        Task(
            kind="deed_asked",
            role="manager",
            due_on=(NOW + timedelta(days=each)).date(),
            opened_at=NOW,
            key=f"deed_asked:{each}",
            data={
                "verb": "SetPolicy", "choice": "", "asked_by": ["person:1"], "detail": f"wish {each}", "said": "",
                "place": "", "line": "",
            },
        )
        for each in range(1, number + 1)
    )  # fmt: skip


def more(page: Any, name: str) -> str:
    """Where the list leads on."""
    html = page.content.decode()
    found = re.search(rf'id="{name}-more"><a class="button" href="([^"]+)"', html)
    return unescape(found[1]) if found else ""


def asked(page: Any) -> list[str]:
    """The questions that the page asks."""
    return re.findall(r"Wanted: <strong>(wish \d+)</strong>", page.content.decode())


def test_questions_are_counted_and_the_rest_follows() -> None:
    questions(23)
    client = signed_in("manager", name="Mia")
    first = client.get("/tasks?role=mine")
    assert "Yes or no? 23 questions" in text_of(first)
    assert "23 tasks that people are asked to do" in text_of(first)
    rest = client.get(f"/tasks{more(first, 'asks')}")
    assert "Yes or no? 23 questions" in text_of(rest)
    assert (asked(first), asked(rest)) == (
        [f"wish {each}" for each in range(1, 21)],
        [f"wish {each}" for each in range(21, 24)],
    )
    assert more(rest, "asks") == ""
    # Whoever has answered one goes on with the first of those that are left.
    assert 'name="next" value="/tasks?role=mine"' in rest.content.decode()
    rows = b"".join(client.get("/tasks?role=mine&as=csv")).decode().splitlines()
    assert len(rows) == 1 + 23


def test_few_questions_need_no_more_than_their_number() -> None:
    questions(2)
    client = signed_in("manager", name="Mia")
    page = client.get("/tasks")
    assert ("Yes or no? 2 questions" in text_of(page), more(page, "asks")) == (True, "")
    today = text_of(client.get("/"))
    assert (
        "Yes or no? " in today and "All 2" not in today.partition("Yes or no?")[2].partition("Needs you")[0]
    )


def test_a_cursor_that_is_none_of_ours_is_refused() -> None:
    questions(1)
    assert signed_in("manager", name="Mia").get("/tasks?asks=nonsense").status_code == 400


@pytest.fixture
def many_stuck(monkeypatch: pytest.MonkeyPatch) -> Client:
    """More releases than a page shows that should have left."""
    goods("MUG")
    arrive("MUG", ROWS + 2)
    for each in range(ROWS + 2):
        take(str(each), ("MUG", 1))
    let_go()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=4))
    return signed_in("warehouse", name="Walt")


def test_stuck_releases_come_page_by_page_and_all_in_the_file(many_stuck: Client) -> None:
    first = many_stuck.get("/releases/open?which=stuck")
    assert f"{ROWS + 2} releases that should have left, the oldest first." in text_of(first)
    assert text_of(first).count("Stuck: to pick") == ROWS
    rest = many_stuck.get(f"/releases/open{more(first, 'releases')}")
    assert text_of(rest).count("Stuck: to pick") == 2
    rows = b"".join(many_stuck.get("/releases/open?which=stuck&as=csv")).decode().splitlines()
    assert len(rows) == 1 + ROWS + 2
    assert f"{ROWS + 2} releases released and not shipped" in text_of(many_stuck.get("/releases/open"))
    assert "0 releases that should have left" in text_of(
        many_stuck.get("/releases/open?which=stuck&location=nowhere")
    )
