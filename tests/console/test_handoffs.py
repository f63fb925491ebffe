"""The four handoffs with their clocks, and the one table of who may do what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from makegood.db.models import Task
from makegood.queries.access import VERBS
from tests.console.team import signed_in, text_of
from tests.services.shop import NOW, TODAY


def a_task(kind: str, *, due: int, number: int = 1) -> None:
    """So many tasks are due in so many days."""
    for each in range(number):
        Task.objects.create(
            kind=kind, role="finance", due_on=TODAY + timedelta(days=due), opened_at=NOW - timedelta(days=4),
            key=f"{kind}:{due}:{each}", data={},
        )  # fmt: skip


def test_each_handoff_names_who_reacts_how_soon_and_what_is_overdue() -> None:
    a_task("refund", due=-5, number=2)
    a_task("refund", due=-1)
    a_task("returned_units", due=1, number=3)
    said = text_of(signed_in("warehouse").get("/handoffs"))
    assert "Warehouse → finance 3 overdue" in said
    assert "Reacts Finance Else Manager Time 2 working days" in said
    assert "more than 3 days overdue 2 overdue 1 due tomorrow 3" in said
    assert "half of them for 4.0 days" in said
    assert said.count("nothing open") == 3


def test_only_who_may_change_the_policy_is_offered_to() -> None:
    assert "Change owners and times" in text_of(signed_in("manager").get("/handoffs"))
    assert "Change owners and times" not in text_of(signed_in("support", name="Sam").get("/handoffs"))


def test_every_verb_stands_in_the_table_and_is_found() -> None:
    client = signed_in("finance")
    page = text_of(client.get("/handoffs/roles"))
    assert all(verb.name in page for verb in VERBS.values())
    assert "`" not in page
    found = text_of(client.get("/handoffs/roles?q=publish"))
    assert "Publish" in found and "take deliveries in" not in found
    only = text_of(client.get("/handoffs/roles?role=finance&q=cancel"))
    assert "CancelByManager" not in only
    assert "Nothing is called so." in text_of(client.get("/handoffs/roles?q=zzz"))


def test_the_table_is_a_file() -> None:
    rows = b"".join(signed_in().get("/handoffs/roles?as=csv&q=publish")).decode().splitlines()
    assert rows[0] == "may,operations_lead,purchasing,support,warehouse,finance,manager,engineer"
    assert rows[1] == "publish proposed windows,yes,,,,,yes,"


def test_the_pages_ask_few_questions(django_assert_max_num_queries: Any) -> None:
    a_task("refund", due=-5, number=20)
    client = signed_in()
    for address in ("/handoffs", "/handoffs/roles"):
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200
