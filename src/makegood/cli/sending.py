"""`makegood sending`: whether messages are sent, and the pause of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from makegood.cli.doing import At, run
from makegood.cli.failure import shown
from makegood.cli.live import AsJson, Database, live_shop, print_json
from makegood.domain.terms.errors import DomainError
from makegood.wording.failures import said

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
        paused = question.pause()
        if as_json:
            print_json({"paused": asdict(paused) if paused else None})
        elif paused is None:
            typer.echo("Messages are sent as they become due.")
        else:
            typer.echo(shown(f"Nothing is sent since {said(paused.at)}, by {paused.actor}: {paused.why}"))
