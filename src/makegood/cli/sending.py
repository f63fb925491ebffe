"""`makegood sending`: whether messages are sent, and the pause of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from makegood.cli.doing import At, run
from makegood.cli.failure import shown
from makegood.cli.live import AsJson, Database, live_shop, print_json
from makegood.domain.terms.errors import DomainError
from makegood.wording.failures import said
from makegood.wording.tables_events import actor_said

if TYPE_CHECKING:
    from datetime import datetime

    from makegood.queries.sending import Pause as Part
    from makegood.queries.sending import Sending

Pause = Annotated[str | None, typer.Option("--pause", help="Let nothing be sent, and say why.")]
Resume = Annotated[bool, typer.Option("--resume", help="Let what is due be sent again.")]
Sku = Annotated[str | None, typer.Option("--sku", help="Only messages about orders with this SKU.")]
Channel = Annotated[
    str | None, typer.Option("--channel", help="Only messages about orders from this channel.")
]


def sending(
    pause: Pause = None,
    resume: Resume = False,
    sku: Sku = None,
    channel: Channel = None,
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Whether messages are sent; pause it, or end the pause."""
    with live_shop(database, asks="sending"):
        from makegood.queries import sending as question
        from makegood.services.sending import PauseSending, ResumeSending

        if pause is not None and (resume or not pause.strip()):
            found = "and --resume" if resume else ""
            raise DomainError(
                "option_invalid", {"option": "--pause", "found": found, "expected": "a reason alone"}
            )
        if pause is not None:
            run(PauseSending(why=pause, sku=sku, channel=channel), at)
        elif resume:
            run(ResumeSending(sku=sku, channel=channel), at)
        elif part := sku or channel:
            option = "--sku" if sku else "--channel"
            raise DomainError(
                "option_invalid", {"option": option, "found": part, "expected": "it with --pause or --resume"}
            )
        is_sent = question.sending()
        if as_json:
            print_json(asdict(is_sent))
            return
        for line in (_told(is_sent), *map(_part, is_sent.parts)):
            typer.echo(shown(line))


def _part(found: Part) -> str:
    """For which orders nothing is sent."""
    which = f"with SKU {found.sku}" if found.channel is None else f"from channel {found.channel}"
    return f"Nothing about orders {which} is sent since {_by(found.at, found.actor)}: {found.why}"


def _told(found: Sending) -> str:
    """Whether messages are sent, and who said so when."""
    if found.at is None:
        return "Messages are sent as they become due."
    by = _by(found.at, found.actor)
    if found.paused:
        return f"Nothing is sent since {by}: {found.why}"
    return f"Messages are sent as they become due, again since {by}."


def _by(at: datetime, actor: str) -> str:
    from makegood.queries.actors import names_of

    return f"{said(at)}, by {actor_said(actor, names_of([actor]))}"
