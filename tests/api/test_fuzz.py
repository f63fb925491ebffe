"""Whatever is asked of the API, within its own document and beyond it, in any role or none: never a fault of ours,
never an answer that the document does not know."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from makegood.config.wsgi import application
from makegood.db.models.access import ROLES
from tests import live
from tests.api.door import key
from tests.queries.audit.shop import healthy_shop
from tests.services.shop import arrive, goods, take

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
FOUND: list[Any] = list(SCHEMA.get_all_operations())
OPERATIONS = [each.ok() for each in FOUND]
# The audit and the health take nothing and cost most: once by role is enough.
ASKED = [each for each in OPERATIONS if "/machine/" not in each.path]
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")
FEW = settings(settings.get_profile(f"{PROFILE}-requests"))


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A server ends connections between requests; what a test wrote is seen only through its own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def a_shop() -> None:
    goods("MUG")
    arrive("MUG", 2)
    take("1", ("MUG", 5))


@pytest.mark.skipif(
    not live.on_sqlite() and PROFILE == "ci", reason="on PostgreSQL in `make soak`, by role here"
)
@pytest.mark.parametrize("operation", ASKED, ids=lambda each: each.label)
def test_whatever_is_asked_the_answer_is_one_that_the_document_knows(operation: Any) -> None:
    a_shop()
    bearer = {"Authorization": f"Bearer {key(*ROLES)}"}
    asked = st.one_of([operation.as_strategy(generation_mode=mode) for mode in MODES])

    @FEW
    @given(case=asked)
    def ask(case: Any) -> None:
        case.validate_response(case.call(headers=bearer), checks=CHECKS)

    ask()


ONE_OF_EACH: dict[str, tuple[Any, ...]] = {
    "sku": ("MUG", "CUP", "SET", "JUG"),
    "order": ("A", "C", "H", "K"),
    "release": (1, 2),
    "po": ("PO1", "PO2"),
    "quantity": (1, 100),
    "kind": ("first",),
    "figure": ("on_time", "waiting"),
}
"""What a question must be told, in a shop where that exists; lists are told all of it at once."""
QUESTIONS = [each for each in OPERATIONS if each.method == "get"]


def _asked_in_earnest(operation: Any) -> Iterator[dict[str, Any]]:
    """Chance hardly ever names what there is: a question is asked as one does who knows the shop."""
    parameters = operation.definition.raw["parameters"]
    lists = {each["name"] for each in parameters if each["schema"].get("type") == "array"}
    wanted = [each["name"] for each in parameters if each["required"] or each["name"] == "sku"]
    several = max((len(ONE_OF_EACH[name]) for name in wanted if name not in lists), default=1)
    for number in range(several):
        yield {
            name: list(found) if name in lists else found[number % len(found)]
            for name, found in ((name, ONE_OF_EACH[name]) for name in wanted)
        }


def test_questions_to_a_shop_in_which_all_has_happened_are_answered_as_the_document_says() -> None:
    healthy_shop()
    bearer = {"Authorization": f"Bearer {key(*ROLES)}"}
    told = {}
    for operation in QUESTIONS:
        for query in _asked_in_earnest(operation):
            case = operation.Case(query=query)
            answer = case.call(headers=bearer)
            case.validate_response(answer, checks=CHECKS)
            told[operation.label, str(query)] = answer.status_code
    assert {asked: status for asked, status in told.items() if status != 200} == {}


@pytest.mark.parametrize("role", [*ROLES, None])
def test_in_every_role_and_in_none(role: str | None) -> None:
    a_shop()
    bearer = {"Authorization": f"Bearer {key(role)}"} if role else {}
    asked = st.one_of([each.as_strategy(generation_mode=mode) for each in OPERATIONS for mode in MODES])

    @FEW
    @given(case=asked)
    def ask(case: Any) -> None:
        answer = case.call(headers=bearer)
        case.validate_response(answer, checks=CHECKS)
        assert role or answer.status_code == 401

    ask()
