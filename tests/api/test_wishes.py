"""A program asks for what is not for its roles to do, and hears what became of it."""

from __future__ import annotations

import pytest

from makegood.db.models import Task
from tests.api.door import Program, key
from tests.services.shop import goods, take

pytestmark = pytest.mark.django_db


def test_a_wish_waits_until_it_is_answered_and_its_answer_is_read_by_who_asked() -> None:
    goods("MUG")
    take("1", ("MUG", 2))
    clerk = Program(key("support"))
    wish = {"verb": "Withdraw", "order": {"number": "1"}, "why": "a hospital waits"}
    assert clerk.do("review/ask-for-deeds", {"wishes": [wish]})[0] == 200
    status, said = clerk.ask("review/wishes")
    (row,) = said["rows"]
    assert (status, row["answered_at"], row["data"]["said"]) == (200, None, "a hospital waits")
    lead = Program(key("operations_lead"))
    assert lead.ask("review/wishes") == (200, {"rows": []})
    answer = {"task": Task.objects.get(kind="deed_asked").pk, "yes": False, "reason": "picked already"}
    assert lead.do("review/answer-tasks", {"answers": [answer]})[0] == 200
    (row,) = clerk.ask("review/wishes")[1]["rows"]
    assert (row["data"]["answer"], row["data"]["reason"]) == ("no", "picked already")
