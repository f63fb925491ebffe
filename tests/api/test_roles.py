"""Deny by default: every endpoint stands in the role table, and opens for those of its row and nobody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from makegood.api.door import api
from makegood.api.question import QUESTIONS
from makegood.db.models.access import ROLES
from makegood.flow.steps import STEPS
from makegood.queries.access import VERBS
from tests.api.door import Program, key

DOCUMENT: Any = api.get_openapi_schema()
ENDPOINTS = {
    operation["operationId"]: (method, address)
    for address, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
}
VERB_OF = {command.__name__: command.__name__ for command in STEPS} | {
    each.ask.__name__: each.verb for each in QUESTIONS
}


def test_every_use_case_and_every_question_has_its_endpoint() -> None:
    assert ENDPOINTS.keys() == VERB_OF.keys()
    # A manager's own word is one of Cancel's, and a backup is a file of the machine.
    assert {name for name in VERBS if name not in VERB_OF.values()} == {"CancelByManager", "backup"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_get_asks_and_post_does(method: str) -> None:
    found = {name for name, (how, _) in ENDPOINTS.items() if how == method}
    assert found == ({each.ask.__name__ for each in QUESTIONS} if method == "get" else {*map(_name, STEPS)})


def _name(command: type) -> str:
    return command.__name__


def _asked(program: Program, name: str) -> Any:
    method, address = ENDPOINTS[name]
    address = address.removeprefix("/api/v1/")
    return program.ask(address) if method == "get" else program.do(address, "no JSON")


@pytest.mark.parametrize("role", ROLES)
def test_an_endpoint_opens_for_the_roles_of_its_row_and_no_other(role: str) -> None:
    program = Program(key(role))
    refused = {name for name in ENDPOINTS if _asked(program, name)[0] == 403}
    assert refused == {name for name, verb in VERB_OF.items() if role not in VERBS[verb].roles}


@pytest.mark.parametrize("secret", [None, "mgt_nobody", "", "mgt_\x00"])
def test_nothing_opens_without_a_key(secret: str | None) -> None:
    program = Program(secret)
    for name in ENDPOINTS:
        status, said = _asked(program, name)
        assert (status, said["code"]) == (401, "token_refused")


@pytest.mark.parametrize("role", [*ROLES, None])
def test_the_numbers_for_watchers_open_for_whoever_may_see_the_health(role: str | None) -> None:
    headers = {"Authorization": f"Bearer {key(role)}"} if role else {}
    answer = Client(headers=headers).get("/metrics")
    open_for = role in VERBS["health"].roles
    assert answer.status_code == (200 if open_for else 403 if role else 401)
    assert ("makegood_backorders_open 0" in answer.content.decode()) == open_for


def test_every_endpoint_says_whom_it_is_for_and_carries_one_of_the_words() -> None:
    for operations in DOCUMENT["paths"].values():
        for operation in operations.values():
            verb = VERBS[VERB_OF[operation["operationId"]]]
            assert operation["tags"] == [verb.word]
            assert re.search(r"For: (.+)\.$", operation["description"])
