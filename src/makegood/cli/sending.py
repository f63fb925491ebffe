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
    from makegood.queries.sending import Sending

Pause = Annotated[str | None, typer.Option("--pause", help="Let nothing be sent, and say why.")]
Resume = Annotated[bool, typer.Option("--resume", help="Let what is due be sent again.")]


def sending(
    pause: Pause = None,
    resume: Resume = False,
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
            run(PauseSending(why=pause), at)
        elif resume:
            run(ResumeSending(), at)
        is_sent = question.sending()
        print_json(asdict(is_sent)) if as_json else typer.echo(shown(_told(is_sent)))


def _told(found: Sending) -> str:
    """Whether messages are sent, and who said so when."""
    from makegood.queries.actors import names_of

    if found.at is None:
        return "Messages are sent as they become due."
    by = f"{said(found.at)}, by {actor_said(found.actor, names_of([found.actor]))}"
    if found.paused:
        return f"Nothing is sent since {by}: {found.why}"
    return f"Messages are sent as they become due, again since {by}."
