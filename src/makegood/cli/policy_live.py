"""`makegood policy import|export|history|diff|restore|logo`: the policy of a live shop, with every version of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from makegood.cli.asked import content, document
from makegood.cli.doing import At, plain, print_rows, print_table, run
from makegood.cli.live import AsJson, Database, live_shop
from makegood.domain.terms.errors import DomainError
from makegood.wording.policy_areas import AREAS
from makegood.wording.tables_events import actor_said

Note = Annotated[str, typer.Option("--note", help="Why; kept with the version.")]
Since = Annotated[
    int | None,
    typer.Option(
        "--since", help="The revision you looked at: a later one is not overwritten.", show_default=False
    ),
]


def import_policy(
    file: Annotated[Path, typer.Argument(help="Areas of a policy (TOML); - = standard input.")],
    note: Note = "",
    since: Since = None,
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Make the areas that a file names what it says; others stay. Whoever may have units then gets them at once."""
    with live_shop(database):
        from makegood.services.policy import SetPolicy

        command = SetPolicy(document=document(file), note=note, since=since)
        print_rows([dataclasses.asdict(run(command, at))], as_json)


def export(
    revision: Annotated[
        int | None, typer.Option("--revision", help="As it was at this revision.", show_default="the newest")
    ] = None,
    database: Database = None,
) -> None:
    """Print the shop's policy as TOML, every setting with what it does; `policy import` reads it again."""
    with live_shop(database, asks="policy"):
        from makegood.domain.terms.policy import to_toml
        from makegood.queries.policy import current, policy_of

        typer.echo(to_toml(current()[1] if revision is None else policy_of(revision)), nl=False)


def history(
    area: Annotated[
        str | None, typer.Option("--area", help="Only changes of this area.", show_default="all")
    ] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Who changed which areas when and why, the newest first."""
    with live_shop(database, asks="policy"):
        from makegood.queries import policy
        from makegood.queries.actors import names_of

        if area is not None and area not in AREAS:
            raise DomainError("area_unknown", {"area": area, "expected": ", ".join(AREAS)})
        found = list(policy.history(area=area))
        names = names_of(each.author for each in found)
        print_table(plain(found), as_json, people=lambda row: _revision(row, names))


def _revision(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A change of the policy in words; the version of the whole stands in JSON."""
    told = {"revision": row["revision"], "at": row["at"], "by": actor_said(row["author"], names)}
    areas, note = ", ".join(row["areas"]), row["note"]
    return told | {"areas_and_why": f"{areas}: {note}" if note else areas}


def diff(
    before: Annotated[int, typer.Argument(help="A revision; 0 = all defaults.")],
    after: Annotated[int | None, typer.Argument(help="Another one.", show_default="the newest")] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Print the settings that differ between two revisions."""
    with live_shop(database, asks="policy"):
        from makegood.queries import policy

        newest = policy.current()[0] if after is None else after
        rows = [
            {"setting": each.where, "before": each.before, "after": each.value}
            for each in policy.diff(before, newest)
        ]
        print_rows(rows, as_json)


def restore(
    area: Annotated[str, typer.Argument(help="An area, such as promise.")],
    revision: Annotated[int, typer.Argument(help="As it was at this revision; 0 = its defaults.")],
    note: Note = "",
    since: Since = None,
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Make one area what it was, as a new version."""
    with live_shop(database):
        from makegood.services.policy import RestorePolicy

        found = run(RestorePolicy(area=area, revision=revision, note=note, since=since), at)
        print_rows([dataclasses.asdict(found)], as_json)


def logo(
    file: Annotated[
        Path | None,
        typer.Argument(help="PNG, JPEG or WebP; - = standard input.", show_default=False),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Show none.")] = False,
    note: Note = "",
    since: Since = None,
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Show customers the shop's logo at the top of their pages, as a new version of the area `shop`."""
    with live_shop(database):
        if (file is None) is not remove:
            found = "both" if remove else "neither"
            raise DomainError(
                "option_invalid", {"option": "FILE, --remove", "found": found, "expected": "one of them"}
            )
        from makegood.services.policy import SetLogo
        from makegood.services.policy.logo import as_text

        picture = as_text(content(file, expected="a picture")) if file else ""
        print_rows([dataclasses.asdict(run(SetLogo(picture=picture, note=note, since=since), at))], as_json)


COMMANDS: Mapping[str, Callable[..., None]] = {
    "import": import_policy,
    "export": export,
    "history": history,
    "diff": diff,
    "restore": restore,
    "logo": logo,
}
"""By name."""
