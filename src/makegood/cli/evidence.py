"""`makegood evidence`: one file per order for a dispute, and the proof that it is as it was sealed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from makegood.cli.doing import moment
from makegood.cli.failure import in_words, shown
from makegood.cli.live import Database, live_shop

Out = Annotated[Path | None, typer.Option("--out", help="The file to write.", show_default="the screen")]
Check = Annotated[bool, typer.Option("--check", help="Prove that such a file is as it was sealed.")]


def evidence(
    what: Annotated[str, typer.Argument(help="Number of an order; with --check the path of a file.")],
    channel: Annotated[
        str | None, typer.Option("--channel", help="Its channel, where two use the number.")
    ] = None,
    out: Out = None,
    check: Check = False,
    database: Database = None,
) -> None:
    """One file for a dispute: promises, messages as they were sent, answers, parcels. With --check, prove that
    such a file is as it was made: ends with 1 when it is not."""
    if check:
        with in_words():
            _check(Path(what))
        return
    with live_shop(database, asks="evidence"):
        from django.db.models import Q

        from makegood.queries.shop import shop_now
        from makegood.reports.evidence import evidence_texts
        from makegood.services._orders import OrderName, order_ids

        now = moment(None)
        (pk,) = order_ids([OrderName(what, channel)]).values()
        (text,) = evidence_texts(Q(pk=pk), shop=shop_now(year=now.year), now=now).values()
        if out is None:
            typer.echo(text, nl=False)
        else:
            out.write_text(text, encoding="utf-8")
            typer.echo(shown(f"Wrote {out}."))


def _check(path: Path) -> None:
    # Without Django: whoever is shown such a file has no shop.
    from makegood.db.sealed import check_evidence, no_evidence

    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise no_evidence(f"nothing that can be read ({error.strerror})") from None
    except ValueError:
        raise no_evidence("no JSON") from None
    faults = check_evidence(found)
    for each in faults:
        typer.echo(shown(each), err=True)
    if faults:
        raise typer.Exit(1)
    last = found["events"][-1]["hash"] if found["events"] else "none"
    typer.echo(
        f"It is as it was sealed: {len(found['events'])} events, {len(found['letters'])} messages.\n"
        f"The last event's hash is {last}; the shop's own history must have it too."
    )
