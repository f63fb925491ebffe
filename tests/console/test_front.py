"""The page that says what runs here, and what machines ask."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from makegood.db.models import Job
from makegood.queries.health import health


def worked(*, hours_ago: float = 0.0) -> None:
    """A worker ended a job then."""
    at = datetime.now(UTC) - timedelta(hours=hours_ago)
    key = f"review:{hours_ago}"
    Job.objects.create(key=key, kind="review", due_at=at, queued_at=at, state="done", ended_at=at)


def test_the_page_says_that_the_shop_is_open_and_what_to_try() -> None:
    worked()
    answer = Client().get("/about")
    page = answer.content.decode()
    assert (answer.status_code, "The shop is open, and its work is done on time." in page) == (200, True)
    assert "http://testserver/api/v1/promise/availability" in page
    assert "script" not in answer["Content-Security-Policy"].replace("script-src 'self'", "")


def test_it_says_when_no_worker_runs_though_nothing_was_put_down_to_be_done() -> None:
    assert "nobody does what is due" in Client().get("/about").content.decode()
    worked(hours_ago=5 * 24)
    assert "nobody does what is due" in Client().get("/about").content.decode()
    worked(hours_ago=0.5)
    assert "nobody does what is due" not in Client().get("/about").content.decode()


def test_an_older_version_does_not_open_a_newer_database() -> None:
    MigrationRecorder(connection).record_applied("makegood", "9999_future")
    answer = Client().get("/readyz")
    assert (answer.status_code, json.loads(answer.content)) == (
        503,
        {"state": "the database is of a newer version"},
    )
    assert [each.found for each in health(now=datetime.now(UTC)) if each.part == "migrations"] == [
        "of a newer version: makegood.9999_future"
    ]


def test_it_says_when_nobody_does_what_is_due() -> None:
    worked()
    long_ago = datetime.now(UTC) - timedelta(hours=2)
    Job.objects.create(key="review:1", kind="review", due_at=long_ago, queued_at=long_ago)
    assert "nobody does what is due" in Client().get("/about").content.decode()


@pytest.mark.parametrize(("address", "state"), [("/healthz", "alive"), ("/readyz", "ready")])
def test_machines_are_told_that_all_is_well(address: str, state: str) -> None:
    answer = Client().get(address)
    assert (answer.status_code, json.loads(answer.content)) == (200, {"state": state})


@pytest.mark.parametrize("address", ["/about", "/healthz", "/readyz"])
def test_nothing_is_changed_by_looking(address: str) -> None:
    assert Client().post(address).status_code == 405


def test_a_page_is_not_shown_under_a_name_that_is_not_ours() -> None:
    assert Client(headers={"host": "elsewhere.example"}).get("/about").status_code == 400
    # Whoever watches a process knows its number only.
    assert Client(headers={"host": "10.0.0.7"}).get("/healthz").status_code == 200


def test_browsers_find_an_icon_where_they_look_for_one() -> None:
    client = Client()
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Cache-Control"]) == (302, "max-age=86400")
    assert answer["Location"].endswith(".svg")
    assert client.post("/favicon.ico").status_code == 405
