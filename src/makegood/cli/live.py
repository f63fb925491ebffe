"""What the commands on a live shop share. Only they load Django: a plan from files starts without it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

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


@contextmanager
def live_shop(database: str | None, *, new: bool = False) -> Iterator[None]:
    """Opens the shop's database for the command inside; what cannot be done ends it with exit 2 and plain words.

    `database` None = the environment's. `new` = it may be one that does not exist yet. Models, queries and flow are
    imported inside: before, Django does not know where it is.
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
        try:
            yield
        except DatabaseError as error:
            said = str(error).strip() or type(error).__name__
            raise DomainError("database_refused", {"found": said.splitlines()[0]}) from error


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
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False, default=str))
