"""`makegood people` and `makegood tokens`: who works here, what they may do, and keys for programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Any

import typer

from makegood.cli.doing import At, moment, plain, print_rows, print_table, run
from makegood.cli.live import AsJson, Database, live_shop
from makegood.domain.terms.errors import DomainError

Email = Annotated[str, typer.Argument(help="The person's e-mail address.", show_default=False)]
Emails = Annotated[list[str], typer.Argument(help="E-mail addresses.", show_default=False)]
Roles = Annotated[
    list[str] | None, typer.Option("--role", help="A role; may be given several times.", show_default="none")
]


def people(database: Database = None, as_json: AsJson = False) -> None:
    """Everybody who works here, with their roles."""
    with live_shop(database, asks="people"):
        from makegood.queries.people import team

        print_table(plain(team()), as_json, people=_with_roles_last)


def _with_roles_last(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "roles"} | {"roles": row["roles"]}


def add(
    email: Email,
    name: Annotated[str, typer.Option("--name", help="What the person is called.")] = "",
    role: Roles = None,
    ask_password: Annotated[
        bool, typer.Option("--ask-password", help="Ask for a password, or read it from standard input.")
    ] = False,
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Add somebody who works here. Without a password nobody can sign in as them yet."""
    with live_shop(database):
        from makegood.services.people import AddPeople, NewPerson

        password = _password() if ask_password else None
        person = NewPerson(email=email, name=name, roles=tuple(role or ()), password=password)
        rows = run(AddPeople(people=(person,)), at)
        print_rows([{"person": row.pk, "email": row.email} for row in rows], as_json)


def roles(
    email: Email, role: Roles = None, database: Database = None, at: At = None, as_json: AsJson = False
) -> None:
    """Say all roles that somebody holds from now on."""
    with live_shop(database):
        from makegood.services.people import NewRoles, SetRoles

        held = run(SetRoles(people=(NewRoles(person=email, roles=tuple(role or ())),)), at)
        print_rows([{"email": email, "roles": roles} for email, roles in held.items()], as_json)


def password(email: Email, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Give somebody another password: asked for twice, or the first line of standard input. Never an argument."""
    with live_shop(database):
        from makegood.queries.people import name_of
        from makegood.services.people import NewPassword, SetPasswords

        found = NewPassword(person=email, name=name_of(email), password=_password())
        run(SetPasswords(passwords=(found,)), at)
        print_rows([{"email": email}], as_json)


def invite(emails: Emails, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Make links with which people choose a password themselves. Each is shown this once, mailed where
    mails leave the shop, and ends after three days."""
    with live_shop(database):
        from makegood.flow.inviting import mail_invitations
        from makegood.services.people import Invite

        if not os.environ.get("MAKEGOOD_SECRET_KEY"):
            expected = "the key of the server that opens the link"
            found = {"variable": "MAKEGOOD_SECRET_KEY", "found": "nothing", "expected": expected}
            raise DomainError("environment_invalid", found)
        made = run(Invite(people=tuple(emails)), at)
        print_rows([each._asdict() for each in mail_invitations(made, now=moment(at))], as_json)


def unpair(emails: Emails, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Take away second factors that were lost; until they set up another, the password alone lets them in."""
    with live_shop(database):
        from makegood.services.people import DropSecondFactors

        found = run(DropSecondFactors(people=tuple(emails)), at)
        print_rows([{"email": email} for email in found], as_json)


def deactivate(emails: Emails, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Let people in no longer; their keys end too."""
    with live_shop(database):
        from makegood.services.people import Deactivate

        ended = run(Deactivate(people=tuple(emails)), at)
        print_rows([{"ended_token": number} for number in ended], as_json)


def activate(emails: Emails, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Let people in again, with the roles and the password they had."""
    with live_shop(database):
        from makegood.services.people import Activate

        run(Activate(people=tuple(emails)), at)
        print_rows([{"email": email} for email in emails], as_json)


def issue(
    email: Email,
    scope: Annotated[
        list[str],
        typer.Option("--scope", help="A role of theirs the key acts in; may be given several times."),
    ],
    name: Annotated[str, typer.Option("--name", help="What the key is for.")],
    days: Annotated[int, typer.Option("--days", help="How long it opens anything.", min=1)] = 90,
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Make a key for a program. It is shown this once and kept nowhere."""
    with live_shop(database):
        from makegood.services.people import IssueTokens, NewToken

        until = moment(at) + timedelta(days=days)
        token = NewToken(person=email, name=name, scopes=tuple(scope), expires_at=until)
        (issued,) = run(IssueTokens(tokens=(token,)), at)
        print_rows([asdict(issued) | {"expires_at": until}], as_json)


def tokens(database: Database = None, as_json: AsJson = False) -> None:
    """Every key that was given out, with whose it is, what it opens and until when."""
    with live_shop(database, asks="people"):
        from makegood.queries.people import keys

        print_rows(plain(keys()), as_json)


def revoke(
    numbers: Annotated[list[int], typer.Argument(help="Numbers of keys.", show_default=False)],
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """End keys at once."""
    with live_shop(database):
        from makegood.services.people import RevokeTokens

        ended = run(RevokeTokens(tokens=tuple(numbers)), at)
        print_rows([{"ended_token": number} for number in ended], as_json)


def views(email: Email, database: Database = None, as_json: AsJson = False) -> None:
    """The views of lists that somebody keeps in the console."""
    with live_shop(database, asks="views"):
        from makegood.queries.people import number_of
        from makegood.queries.views import views as kept

        print_table(plain(kept(number_of(email))), as_json)


def view(
    email: Email,
    name: Annotated[str, typer.Argument(help="What the view is called.", show_default=False)],
    page: Annotated[str, typer.Option("--page", help="backorders or orders.")] = "backorders",
    query: Annotated[str, typer.Option("--query", help="What the page is asked, such as which=broken.")] = "",
    drop: Annotated[bool, typer.Option("--drop", help="Drop it instead.")] = False,
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Keep a view of a list for somebody, or drop it."""
    with live_shop(database):
        from makegood.services.people import DropView, KeepView

        if drop:
            run(DropView(person=email, page=page, name=name), at)
        else:
            run(KeepView(person=email, page=page, name=name, query=query), at)
        print_rows([{"email": email, "page": page, "view": name, "kept": not drop}], as_json)


def _password() -> str:
    """A password that stands in no argument, where others on the machine could read it."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    found = sys.stdin.readline().rstrip("\r\n")
    if not found:
        raise DomainError("password_refused", {"problems": ["password_missing"]})
    return found


PEOPLE: Mapping[str, Callable[..., None]] = {
    "list": people,
    "add": add,
    "roles": roles,
    "password": password,
    "invite": invite,
    "unpair": unpair,
    "deactivate": deactivate,
    "activate": activate,
    "views": views,
    "view": view,
}
TOKENS: Mapping[str, Callable[..., None]] = {"issue": issue, "list": tokens, "revoke": revoke}
"""The commands of each group, by name."""
