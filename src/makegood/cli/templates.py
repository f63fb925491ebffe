"""`makegood template list|show|preview|set|restore`: the shop's own words for its messages, every version of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from makegood.cli.asked import document
from makegood.cli.doing import At, moment, print_rows, run
from makegood.cli.live import AsJson, Database, live_shop, now, print_json
from makegood.cli.policy_live import Note, Since
from makegood.domain.notice.outcome import Kind
from makegood.domain.terms.errors import DomainError

template_app = typer.Typer(
    help="Messages in the shop's own words: written, looked at with real orders, and set back.",
    no_args_is_help=True,
)
Named = Annotated[Kind, typer.Argument(help="Of which kind of message, such as first.")]
Language = Annotated[str, typer.Argument(help="en or de.")]
Channel = Annotated[
    str | None, typer.Option("--channel", help="Only on this channel.", show_default="all of them")
]
_EXPECTED = "a first line `Subject: …`, an empty line, and the body"


def list_templates(database: Database = None, as_json: AsJson = False) -> None:
    """List the shop's own words by name; `policy history --area templates` says who wrote them, when and why."""
    with live_shop(database, asks="templates"):
        from makegood.queries.shop import shop_now
        from makegood.queries.templates import templates

        found = [dataclasses.asdict(each) for each in templates(shop_now(year=now().year))]
        if as_json:
            print_json(found)
        else:
            print_rows([{"name": each["name"], "subject": each["subject"]} for each in found], as_json)


def show(kind: Named, language: Language, channel: Channel = None, database: Database = None) -> None:
    """Print the words of such messages, as `template set` takes them: the shop's own, or the usual ones."""
    with live_shop(database, asks="templates"):
        from makegood.queries.shop import shop_now
        from makegood.wording.preview import usual_of
        from makegood.wording.templates import chosen

        own = shop_now(year=now().year).policy.templates
        found = chosen(own, kind=kind.value, language=language, channel=channel or "")
        template = found.template if found else usual_of(language)
        typer.echo(f"Subject: {template.subject}\n\n{template.body}")


def preview(
    kind: Named,
    order: Annotated[str, typer.Argument(help="Number of a real order.")],
    file: Annotated[
        Path | None, typer.Option("--file", help="In these words, which are not kept (- = standard input).")
    ] = None,
    channel: Annotated[
        str | None, typer.Option("--channel", help="Where two channels use a number: which.")
    ] = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Print what the customer of an order would read today if the message were of this kind. Nothing is sent."""
    with live_shop(database, asks="templates"):
        from makegood.queries.shop import shop_now
        from makegood.queries.templates import as_if
        from makegood.services._orders import OrderName, order_ids
        from makegood.wording.preview import previewed
        from makegood.wording.template import Template

        asked_at = moment(at)
        shop = shop_now(year=asked_at.year)
        (pk,) = order_ids([OrderName(order, channel)]).values()
        notice = as_if(shop, pk, kind, today=shop.day(asked_at))
        said = previewed(shop.policy, notice, Template(**_words(file)) if file else None)
        if as_json:
            print_json(dataclasses.asdict(said))
        else:
            typer.echo(f"Subject: {said.subject}\n\n{said.text}", nl=False)


def set_words(
    kind: Named,
    language: Language,
    file: Annotated[Path, typer.Argument(help=f"A file with {_EXPECTED}; - = standard input.")],
    channel: Channel = None,
    note: Note = "",
    since: Since = None,
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Put messages of this kind and language in the shop's own words, as a new version."""
    with live_shop(database):
        from makegood.services.policy import SetTemplate

        command = SetTemplate(
            kind=kind.value, language=language, channel=channel, note=note, since=since, **_words(file)
        )
        print_rows([dataclasses.asdict(run(command, at))], as_json)


def restore(
    kind: Named,
    language: Language,
    revision: Annotated[int, typer.Argument(help="As at this revision of the policy; 0 = the usual words.")],
    channel: Channel = None,
    note: Note = "",
    since: Since = None,
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Make the words of such messages what they were, as a new version."""
    with live_shop(database):
        from makegood.services.policy import RestoreTemplate

        command = RestoreTemplate(
            kind=kind.value, language=language, channel=channel, revision=revision, note=note, since=since
        )
        print_rows([dataclasses.asdict(run(command, at))], as_json)


def _words(file: Path) -> dict[str, str]:
    text = document(file)
    subject, _, body = text.partition("\n")
    name, colon, said = subject.partition(":")
    if name.strip().lower() != "subject" or not colon:
        data = {"file": file.name, "found": "another first line", "expected": _EXPECTED}
        raise DomainError("file_unreadable", data)
    return {"subject": said.strip(), "body": body.strip("\n")}


COMMANDS: Mapping[str, Callable[..., None]] = {
    "list": list_templates,
    "show": show,
    "preview": preview,
    "set": set_words,
    "restore": restore,
}
"""By name."""
