"""Every use-case has its row in the one table of who may do what, and no row is about nothing."""

from __future__ import annotations

import re

import pytest

from makegood.db.models.access import ROLES
from makegood.flow.steps import STEPS
from makegood.queries.access import VERBS
from tests.architecture.source import PACKAGE

# Cancelling by a manager's own word is more than cancelling.
GRADED = {"CancelByManager": "Cancel"}
COMMANDS = sorted(command.__name__ for command in STEPS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_use_case_says_who_may_do_it(command: str) -> None:
    assert VERBS[command].roles, "give it a row in queries/access.py, then `make pages`"


def test_every_use_case_can_be_asked_for_at_the_command_line() -> None:
    said = "".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "cli").glob("*.py"))
    assert [name for name in COMMANDS if not re.search(rf"\b{name}\(|\({name},", said)] == []


def test_every_row_is_a_use_case_or_a_question() -> None:
    questions = {path.stem for path in (PACKAGE / "queries").glob("[!_]*")}
    assert [name for name in VERBS if GRADED.get(name, name) not in COMMANDS and name not in questions] == []


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.name)
def test_a_row_names_roles_that_exist_each_once(verb: object) -> None:
    roles = getattr(verb, "roles", ())
    assert set(roles) <= set(ROLES)
    assert len(roles) == len(set(roles))
