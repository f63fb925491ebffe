"""What the commands on a live shop share. Only they load Django: a plan from files starts without it."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, TypedDict

import typer

from makegood.cli.failure import in_words
from makegood.domain.terms.errors import DomainError

Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        help="The shop: sqlite:///file.db or postgresql://user@host/name.",
        show_default="MAKEGOOD_DATABASE, else makegood.db in this folder",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Today = Annotated[
    str | None,
    typer.Option("--today", help="As of this day, YYYY-MM-DD.", show_default="the shop's today"),
]


AS, TOKEN = "MAKEGOOD_AS", "MAKEGOOD_TOKEN"


class Acting(TypedDict):
    """Who does it, and in which roles; None = in all."""

    actor: str
    roles: Collection[str] | None


_MACHINE: Acting = {"actor": "cli", "roles": None}
_acting: ContextVar[Acting] = ContextVar("acting", default=_MACHINE)


def acting() -> Acting:
    """Who works with the shop that is open: a key, a person, or whoever works at the machine itself."""
    return _acting.get()


@contextmanager
def live_shop(database: str | None, *, new: bool = False, asks: str | None = None) -> Iterator[None]:
    """Opens the shop's database for the command inside; what cannot be done ends it with exit 2 and plain words.

    `database` None = the environment's. `new` = it may be one that does not exist yet, so nobody is known there.
    `asks` = the question of the table of roles that the command is; one that changes the shop is checked by `flow`.
    Models, queries and flow are imported inside: before, Django does not know where it is.
    """
    with in_words():
        if database is not None:
            os.environ["MAKEGOOD_DATABASE"] = database
        os.environ["DJANGO_SETTINGS_MODULE"] = "makegood.config.settings"
        import django
        from django.db import DatabaseError, connection

        django.setup()
        if not new and connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
            # Opening it would make it: a name mistyped must not become an empty shop.
            raise DomainError("database_missing", {"file": str(connection.settings_dict["NAME"])})
        token = None
        try:
            token = _acting.set(_MACHINE if new else _who())
            if asks is not None:
                from makegood.queries import access

                access.check(asks, acting()["roles"])
            yield
        except DatabaseError as error:
            said = str(error).strip() or type(error).__name__
            raise DomainError("database_refused", {"found": said.splitlines()[0]}) from error
        finally:
            if token is not None:
                _acting.reset(token)


def _who() -> Acting:
    """Whose key MAKEGOOD_TOKEN is, or whom MAKEGOOD_AS names; else whoever works at the machine itself, who may do
    everything. Raises DomainError('token_refused'), ('person_unknown'), ('environment_invalid').
    """
    secret, email = os.environ.get(TOKEN), os.environ.get(AS)
    if secret is None and email is None:
        return _MACHINE
    if secret is not None and email is not None:
        found = {"variable": AS, "found": f"a person, and {TOKEN} besides", "expected": "one of the two"}
        raise DomainError("environment_invalid", found)
    from makegood.queries.people import who_is, who_signs_in

    if email is not None:
        who = who_signs_in(email)
        if who is None:
            raise DomainError("person_unknown", {"people": [email]})
    else:
        # As of now, whatever moment the command is for: a key that has expired opens no past either.
        who = who_is(secret or "", now=now())
        if who is None:
            raise DomainError("token_refused")
    return {"actor": who.actor, "roles": who.roles}


def check_tables() -> None:
    """What runs for long begins only on tables of its own version. Raises DomainError('tables_not_ready')."""
    from makegood.db.version import tables

    state = tables().state
    if state != "ready":
        raise DomainError("tables_not_ready", {"found": state, "expected": "the tables of this version"})


def now() -> datetime:
    """The moment it is. Commands are the face that asks the clock; nothing below does."""
    return datetime.now(UTC)


def shop_today() -> date:
    """The day it is in the shop's zone."""
    from makegood.queries.shop import shop_now

    moment = now()
    return shop_now(year=moment.year).day(moment)


def print_json(data: Any) -> None:
    """One JSON document; days and moments as ISO 8601."""
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False, default=_as_text))


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
