"""The machine's health and the audit, as pages."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.db.models import Backorder, Event, Job
from tests.console.team import signed_in, text_of, told
from tests.services.shop import NOW, goods, take


def job(key: str, *, state: str = "waiting", error: str = "") -> Job:
    return Job.objects.create(
        key=key, kind=key.partition(":")[0], state=state, error=error, due_at=NOW, queued_at=NOW, try_number=8
    )


def test_it_says_that_no_worker_runs_and_what_to_do() -> None:
    page = text_of(signed_in("engineer").get("/health"))
    assert "no worker has done anything yet" in page
    assert "Is makegood worker running?" in page
    assert "Nothing waits for the worker." in page


def test_every_part_is_looked_at_when_that_is_asked_for() -> None:
    client = signed_in("manager")
    assert "Look now" in text_of(client.get("/health"))
    page = text_of(client.get("/health?look=1"))
    assert "History cannot be rewritten in order" in page
    assert "Set MAKEGOOD_MAIL and MAKEGOOD_MAIL_FROM" in page  # a warning says what to do
    rows = b"".join(client.get("/health?of=parts&as=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Database,in order," in rows


def test_work_that_was_given_up_is_tried_again_by_who_may() -> None:
    dead = job("review:2026-11-23", state="dead", error="the disk was full")
    page = text_of(signed_in("engineer").get("/health"))
    assert "Given up 1" in page and "last error: the disk was full" in page
    assert "Daily review of every waiting line" in page
    client = signed_in("engineer", name="Emil")
    answer = client.post("/health", {"row": str(dead.pk)})
    assert "Tried again: review:2026-11-23." in told(client, answer)
    assert Job.objects.get(pk=dead.pk).state == "waiting"


def test_who_may_not_have_work_tried_again_is_told_who_may() -> None:
    dead = job("review:2026-11-23", state="dead")
    answer = signed_in("operations_lead").post("/health", {"row": str(dead.pk)})
    assert answer.status_code == 403
    assert Job.objects.get(pk=dead.pk).state == "dead"
    assert "An engineer or a manager has them tried again." in text_of(
        signed_in("operations_lead", name="Lea").get("/health")
    )


def test_nothing_chosen_changes_nothing() -> None:
    dead = job("review:2026-11-23", state="dead")
    client = signed_in()
    assert "Nothing was chosen." in told(client, client.post("/health", {}))
    assert Job.objects.get(pk=dead.pk).state == "dead"


def test_what_waits_is_a_file_too() -> None:
    job("silence:12:1")
    rows = b"".join(signed_in().get("/health?as=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Nobody answered by the day a notice named,silence:12:1,waits,8," in rows


def test_the_audit_says_what_it_proves_and_runs_when_asked() -> None:
    goods("MUG")
    take("1", ("MUG", 2))
    client = signed_in("operations_lead")
    before = Event.objects.count()
    assert "The worker runs it every night; here it has not yet." in text_of(client.get("/health/audit"))
    assert "found nothing wrong." in text_of(client.get("/health/audit?run=1"))
    assert Event.objects.count() == before


@pytest.mark.unaudited
def test_what_the_audit_finds_is_listed_and_is_a_file() -> None:
    goods("<b>MUG</b>")
    take("1", ("<b>MUG</b>", 2))
    Backorder.objects.update(qty=5)
    client = signed_in("engineer")
    answer = client.get("/health/audit?run=1")
    page = text_of(answer)
    assert "Take a backup" in page and "I2" in page
    assert "<b>MUG" not in answer.content.decode()
    rows = b"".join(client.get("/health/audit?as=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert rows.startswith("code,entity,expected,found\r\nI2,")


def test_a_page_asks_the_database_a_few_questions(django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        job(f"silence:{number}:1")
    client = signed_in()
    for address in ("/health", "/health/audit"):
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200
