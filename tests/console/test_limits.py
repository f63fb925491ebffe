"""Limits on guessing count what all processes hear, and cost nobody else anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal import auth
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood import flow
from makegood.db.limits import TABLE
from makegood.services.machine import Forget
from tests.console.limit_steps import guess, use_code
from tests.console.team import PASSWORD, person, signed_in
from tests.live import run_processes
from tests.portal.orders import a_late_order

ALLOWED = 5
"""Wrong passwords for one address in five minutes."""


def kept() -> str:
    """All that the table holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT cache_key, value FROM {TABLE}")
        return repr(cursor.fetchall())


def test_four_processes_together_look_at_no_more_passwords_than_one(fresh_database: str) -> None:
    who = person("finance", password=PASSWORD)
    ended = run_processes(4, guess, email=who.email, times=4)
    looked = [end.value for end in ended]
    assert 1 <= sum(looked) <= ALLOWED, looked
    # Also the right one: whoever guesses learns nothing from how it is refused.
    right = Client(SERVER_NAME="127.0.0.1").post(
        "/account/sign-in", {"login": who.email, "password": PASSWORD}
    )
    assert b"Too many" in right.content
    assert guess(0, email=who.email, times=1) == 0


def test_processes_that_count_for_themselves_look_at_more(fresh_database: str) -> None:
    who = person("finance", password=PASSWORD)
    ended = run_processes(2, guess, email=who.email, times=4, alone=True)
    assert [end.value for end in ended] == [4, 4]


def test_a_code_is_good_once_in_all_processes(fresh_database: str) -> None:
    who = person("finance", password=PASSWORD)
    secret = auth.generate_totp_secret()
    _, now, _ = auth.yield_hotp_counters_from_time()
    code = auth.format_hotp_value(auth.hotp_value(secret, now))
    ended = run_processes(4, use_code, person=who.pk, secret=secret, code=code)
    assert sorted(end.value for end in ended) == [False, False, False, True]


def test_no_address_and_no_code_can_be_read_in_what_is_kept() -> None:
    Client().post(
        "/account/sign-in",
        {"login": "ann@example.org", "password": "wrong"},
        headers={"x-forwarded-for": "203.0.113.7"},
    )
    assert len(kept()) > len("[]")
    assert not any(each in kept() for each in ("ann", "127.0.0.1", "203.0.113.7", "login"))


@pytest.mark.parametrize("address", ["/", "/backorders", "/tasks", "/you", "/orders"])
def test_an_ordinary_page_asks_nothing_about_it(address: str) -> None:
    client = signed_in()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    assert [each["sql"] for each in asked if TABLE in each["sql"]] == []


def test_a_customer_s_page_asks_nothing_about_it() -> None:
    link = a_late_order()
    with CaptureQueriesContext(connection) as asked:
        Client().get(link)
        Client().post(f"{link}/cancel", {"seen": "0" * 64, "proof": "wrong"})
    assert [each["sql"] for each in asked if TABLE in each["sql"]] == []


def test_what_counts_no_more_is_dropped() -> None:
    cache.set("old", 1, timeout=60)
    cache.set("new", 1, timeout=86_400)
    flow.run(Forget(), actor="worker", now=datetime.now(UTC) + timedelta(hours=1))
    assert (cache.get("old"), cache.get("new")) == (None, 1)
    assert kept().count("(") == 1
