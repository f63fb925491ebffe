"""The page that says what runs here, and what machines ask."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from makegood.db.models import Job


def test_the_page_says_that_the_shop_is_open_and_what_to_try() -> None:
    answer = Client().get("/")
    page = answer.content.decode()
    assert (answer.status_code, "The shop is open, and its work is done on time." in page) == (200, True)
    assert "http://testserver/api/v1/promise/availability" in page
    assert "script" not in answer["Content-Security-Policy"].replace("script-src 'self'", "")


def test_it_says_when_nobody_does_what_is_due() -> None:
    long_ago = datetime.now(UTC) - timedelta(hours=2)
    Job.objects.create(key="review:1", kind="review", due_at=long_ago, queued_at=long_ago)
    assert "nobody does what is due" in Client().get("/").content.decode()


@pytest.mark.parametrize(("address", "state"), [("/healthz", "alive"), ("/readyz", "ready")])
def test_machines_are_told_that_all_is_well(address: str, state: str) -> None:
    answer = Client().get(address)
    assert (answer.status_code, json.loads(answer.content)) == (200, {"state": state})


@pytest.mark.parametrize("address", ["/", "/healthz", "/readyz"])
def test_nothing_is_changed_by_looking(address: str) -> None:
    assert Client().post(address).status_code == 405


def test_a_page_is_not_shown_under_a_name_that_is_not_ours() -> None:
    assert Client(headers={"host": "elsewhere.example"}).get("/").status_code == 400
    # Whoever watches a process knows its number only.
    assert Client(headers={"host": "10.0.0.7"}).get("/healthz").status_code == 200
