"""`makegood people` and `makegood tokens`, and commands that are done in somebody's name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from threading import Timer
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from makegood.cli.app import app
from makegood.db.models import Event, Location, Person
from tests.cli.test_reference import COMMANDS
from tests.live import STUCK
from tests.services.people.team import ADA, BOB, PASSWORD, add, issue

AT = "2026-11-23T09:00+00:00"


def typed(*words: str, said: str = "", **environment: str) -> Result:
    return CliRunner().invoke(app, list(words), input=said, env=environment)


def told(*words: str, said: str = "", **environment: str) -> Any:
    """What the command tells programs."""
    ran = typed(*words, "--json", said=said, **environment)
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def refusal(*words: str, said: str = "", **environment: str) -> str:
    """What people read about a command that cannot be done."""
    ran = typed(*words, said=said, **environment)
    assert ran.exit_code == 2
    return ran.stderr.strip()


@pytest.fixture(autouse=True)
def nobody_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAKEGOOD_AS", "MAKEGOOD_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def test_people_are_added_listed_and_given_other_hats() -> None:
    (ada,) = told("people", "add", "Ada@example.com", "--name", "Ada", "--role", "engineer")
    told("people", "add", BOB, "--role", "support", "--role", "finance")
    assert told("people", "roles", BOB, "--role", "warehouse") == [{"email": BOB, "roles": ["warehouse"]}]
    assert told("people", "list")[0] == {
        "person": ada["person"],
        "email": ADA,
        "name": "Ada",
        "roles": ["engineer"],
        "active": True,
        "signs_in": False,
        "second_factor": False,
        "last_login": None,
    }
    assert set(Event.objects.values_list("actor", flat=True)) == {"cli"}


def test_a_password_is_read_from_standard_input_and_never_said_again() -> None:
    ran = typed("people", "add", ADA, "--ask-password", said=f"{PASSWORD}\n")
    assert (ran.exit_code, Person.objects.get().check_password(PASSWORD)) == (0, True)
    other = typed("people", "password", ADA, said="nine white geese\n")
    assert (other.exit_code, Person.objects.get().check_password("nine white geese")) == (0, True)
    assert PASSWORD not in ran.output
    assert "geese" not in other.output


def test_a_password_that_can_be_guessed_is_refused_in_words() -> None:
    assert refusal("people", "add", ADA, "--ask-password", said="short\n") == (
        "Password refused:\n  password too short"
    )
    assert refusal("people", "add", ADA, "--ask-password") == "Password refused:\n  password missing"
    assert not Person.objects.exists()
    add(ADA, name="Augusta Lovelace", password=None)
    assert refusal("people", "password", ADA, said="augusta lovelace\n") == (
        "Password refused:\n  password too similar"
    )


def test_every_problem_of_a_person_is_read_on_a_line_of_its_own() -> None:
    assert refusal("people", "add", "nobody", "--role", "boss") == (
        "People refused:\n"
        "  person nobody: role unknown; found boss; expected operations_lead, purchasing, support, warehouse, finance, "
        "manager, engineer\n"
        "  person nobody: email invalid; expected an e-mail address"
    )


def test_the_handoffs_are_read_as_the_policy_has_them() -> None:
    own = "[handoffs.warehouse_to_finance]\nreact_days = 4\n"
    assert typed("policy", "import", "-", said=own).exit_code == 0
    assert told("handoffs")[-1] == {
        "handoff": "warehouse_to_finance",
        "owner": "finance",
        "backup": "manager",
        "react_days": 4,
        "verbs": ["Ship", "CancelShipments", "Return"],
        "roles": ["warehouse"],
    }


def test_whoever_leaves_and_comes_back_is_told_with_the_keys_that_ended() -> None:
    add(ADA, "engineer")
    add(BOB, "support")
    key = issue(BOB, "support")
    assert told("people", "deactivate", BOB) == [{"ended_token": key.token}]
    assert [each["active"] for each in told("people", "list")] == [True, False]
    assert typed("people", "activate", BOB).exit_code == 0
    assert [each["active"] for each in told("people", "list")] == [True, True]


def test_the_last_who_lets_people_in_cannot_leave() -> None:
    add(ADA, "engineer")
    assert refusal("people", "deactivate", ADA) == (
        "Nobody would be left who may let people in; expected somebody active who holds the role engineer."
    )
    assert Person.objects.get().is_active


def test_a_key_is_shown_once_and_listed_without_itself() -> None:
    add(ADA, "support")
    ask = ("tokens", "issue", ADA, "--scope", "support", "--name", "till", "--days", "30", "--at", AT)
    (issued,) = told(*ask)
    assert issued["expires_at"] == "2026-12-23T09:00:00+00:00"
    (listed,) = told("tokens", "list")
    assert (listed["token"], listed["person"], listed["scopes"]) == (issued["token"], ADA, ["support"])
    assert issued["secret"] not in json.dumps(listed)
    assert told("tokens", "revoke", str(issued["token"])) == [{"ended_token": issued["token"]}]


def test_a_command_is_done_in_the_name_of_whoever_the_key_belongs_to() -> None:
    add(ADA, "support", "warehouse")
    key = issue(ADA, "warehouse")
    assert typed("place", "main", MAKEGOOD_TOKEN=key.secret).exit_code == 0
    told("items", "-", said='{"sku": "MUG"}')
    told("receive", "-", said='{"sku": "MUG", "counted_qty": 2}', MAKEGOOD_TOKEN=key.secret)
    assert Event.objects.get(kind="receipt.received").actor == f"token:{key.token}"
    assert refusal("items", "-", said='{"sku": "CUP"}', MAKEGOOD_TOKEN=key.secret) == (
        "SetItems is not for warehouse; it is for operations_lead, purchasing."
    )


def test_a_person_is_named_and_may_do_what_their_roles_may_and_no_more() -> None:
    ada = add(ADA, "engineer")
    add(BOB, "support")
    told("people", "roles", BOB, "--role", "finance", MAKEGOOD_AS="ADA@example.com")
    assert Event.objects.get(kind="people.assigned").actor == f"person:{ada.pk}"
    assert (
        refusal("people", "list", MAKEGOOD_AS=BOB)
        == "people is not for finance; it is for engineer, manager."
    )
    assert refusal("place", "main", MAKEGOOD_AS=BOB) == (
        "AddPlaces is not for finance; it is for operations_lead, warehouse."
    )
    assert not Location.objects.exists()


def test_who_shows_what_opens_nothing_may_do_nothing() -> None:
    add(ADA, "engineer")
    add(BOB, "warehouse")
    told("people", "deactivate", BOB)
    said = "This key opens nothing: it is unknown, expired or revoked, or its person has left."
    for shown in ("", "mgt_guessed"):
        assert refusal("place", "main", MAKEGOOD_TOKEN=shown) == said
    for email in ("", BOB, "eve@example.com"):
        assert refusal("place", "main", MAKEGOOD_AS=email) == (
            f"There is nobody of the address {email}; expected somebody who works here."
        )
    both = refusal("place", "main", MAKEGOOD_AS=ADA, MAKEGOOD_TOKEN="mgt_guessed")
    assert both == "MAKEGOOD_AS: found a person, and MAKEGOOD_TOKEN besides; expected one of the two."
    assert not Location.objects.exists()


LIVE = sorted(set(COMMANDS) - {"plan", "demo", "migrate", "restore", "policy show", "policy check"})
"""Commands on a shop that is there already."""


def needed(words: list[str]) -> list[str]:
    """A command with what it cannot do without."""
    command: Any = typer.main.get_command(app)
    for word in words:
        command = command.commands[word]
    for each in command.params:
        if each.required:
            value = {"--as": "sent", "kind": "first", "language": "en"}.get(each.opts[0], "1")
            words = [*words, *([] if each.param_type_name == "argument" else [each.opts[0]]), value]
    return words


@pytest.mark.parametrize("command", LIVE)
def test_a_key_that_opens_nothing_ends_every_command(command: str) -> None:
    assert refusal(*needed(command.split()), MAKEGOOD_TOKEN="mgt_guessed").startswith(
        "This key opens nothing"
    )


@pytest.mark.parametrize("question", ["audit", "doctor", "people list", "tokens list"])
def test_a_question_is_answered_to_whom_it_is_for(question: str) -> None:
    add(BOB, "support")
    assert "is not for support" in refusal(*question.split(), MAKEGOOD_AS=BOB)
    assert typed("status", MAKEGOOD_AS=BOB).exit_code == 0


def test_an_expired_key_opens_no_past_either() -> None:
    add(ADA, "warehouse")
    (key,) = told(
        "tokens", "issue", ADA, "--scope", "warehouse", "--name", "till", "--days", "1",
        "--at", "2020-01-01T09:00+00:00",
    )  # fmt: skip
    ran = typed("place", "main", "--at", "2020-01-01T10:00+00:00", MAKEGOOD_TOKEN=key["secret"])
    assert (ran.exit_code, Location.objects.exists()) == (2, False)


def test_a_terminal_is_asked_twice_and_shows_nothing(fresh_database: str) -> None:
    pty = pytest.importorskip("pty", reason="terminals of POSIX")
    ours, theirs = pty.openpty()
    command = ["-c", "from makegood.cli import main; main()", "people", "add", ADA, "--ask-password"]
    # A session of its own: the terminal of whoever runs the tests is not asked.
    running = subprocess.Popen(
        [sys.executable, *command], stdin=theirs, stderr=subprocess.PIPE, start_new_session=True
    )
    assert running.stderr
    watch = Timer(STUCK, running.kill)
    watch.start()
    try:
        shown = b""
        for question in (b"Password: ", b"Repeat for confirmation: "):
            # What is typed before the question stands there is thrown away.
            while not shown.endswith(question) and (more := running.stderr.read(1)):
                shown += more
            os.write(ours, f"{PASSWORD}\n".encode())
        shown += running.stderr.read()
        assert running.wait() == 0, shown
    finally:
        watch.cancel()
        running.kill()
        running.wait()
        running.stderr.close()
        for end in (ours, theirs):
            os.close(end)
    assert PASSWORD not in shown.decode()
    assert Person.objects.get().check_password(PASSWORD)


def test_somebody_is_invited_where_the_server_s_key_is_known_and_unpaired_from_a_lost_phone() -> None:
    add(ADA, "engineer")
    assert "MAKEGOOD_SECRET_KEY" in refusal("people", "invite", ADA, MAKEGOOD_SECRET_KEY="")
    (made,) = told("people", "invite", ADA, MAKEGOOD_SECRET_KEY="k" * 40)
    assert (made["email"], "/account/welcome/" in made["link"]) == (ADA, True)
    assert (made["mailed"], made["said"]) == (False, "It was not mailed: no mail leaves this shop.")
    assert told("people", "unpair", ADA) == []
