"""`makegood evidence`: one file per order for a dispute, and the proof that nobody changed it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from makegood.cli.doing import moment
from makegood.cli.failure import in_words, shown
from makegood.cli.live import Database, live_shop
from makegood.domain.terms.errors import DomainError

Out = Annotated[Path | None, typer.Option("--out", help="The file to write.", show_default="the screen")]
Check = Annotated[Path | None, typer.Option("--check", help="Prove that nobody changed this file.")]


def evidence(
    order: Annotated[str | None, typer.Argument(help="Number of an order.", show_default=False)] = None,
    channel: Annotated[
        str | None, typer.Option("--channel", help="Its channel, where two use the number.")
    ] = None,
    out: Out = None,
    check: Check = None,
    database: Database = None,
) -> None:
    """One file for a dispute: promises, messages as they were sent, answers, parcels. With --check, prove that
    such a file is as it was made: ends with 1 when it is not."""
    if (order is None) == (check is None):
        raise typer.BadParameter("name an order, or a file with --check")
    if check is not None:
        with in_words():
            _check(check)
        return
    with live_shop(database, asks="evidence"):
        from makegood.queries.evidence import evidence as made
        from makegood.queries.shop import shop_now
        from makegood.queries.story import stories
        from makegood.reports.story import tell_story
        from makegood.services._orders import OrderName, order_ids

        now = moment(None)
        shop = shop_now(year=now.year)
        today = shop.day(now)
        (pk,) = order_ids([OrderName(order or "", channel)]).values()
        told = [
            line
            for each in stories([pk], shop=shop, today=today)
            for line in tell_story(each, today=today, zone=shop.zone)
        ]
        text = json.dumps(made(pk, story=told, at=now), indent=2, ensure_ascii=False)
        if out is None:
            typer.echo(text)
        else:
            out.write_text(text + "\n", encoding="utf-8")
            typer.echo(shown(f"Wrote {out}."))


def _check(path: Path) -> None:
    from makegood.queries.evidence import check_evidence

    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DomainError(
            "evidence_invalid", {"found": str(error)[:200], "expected": "a file of `evidence`"}
        ) from None
    faults = check_evidence(found)
    for each in faults:
        typer.echo(shown(each), err=True)
    if faults:
        raise typer.Exit(1)
    typer.echo(f"Nobody changed it: {len(found['events'])} events, {len(found['letters'])} messages.")
