"""`makegood backup` and `makegood restore`: a shop as one file, and a shop again, on either database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from makegood.cli.audit import FOUND, as_data, report
from makegood.cli.failure import in_words, shown
from makegood.cli.live import AsJson, Database, acting, live_shop, now, print_json
from makegood.cli.progress import ProgressBar
from makegood.wording.failures import said

if TYPE_CHECKING:
    from makegood.db.archive.manifest import Manifest

File = Annotated[
    str,  # a Path would forget the stroke at the end
    typer.Argument(help="The backup: a file, or a folder in which it gets a name of its own."),
]
Check = Annotated[bool, typer.Option("--check", help="Only look whether FILE is whole, as it was written.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a file of that name.")]


def backup(
    file: File, check: Check = False, force: Force = False, database: Database = None, as_json: AsJson = False
) -> None:
    """Write the whole shop into one file, as of one moment, while others go on working.

    The file holds personal data and hashes of passwords: only whoever wrote it may read it. A folder is one that is
    there, or is said with a / at its end: then it is made.
    """
    if check:
        _check(Path(file), as_json)
        return
    with live_shop(database, asks="backup"):
        from makegood.queries import backup as question

        moment = now()
        path = _within(file, moment)
        with ProgressBar() as progress:
            found = question.backup(path, now=moment, told=progress, force=force)
        size = path.stat().st_size
        if as_json:
            print_json({"file": str(path), **_data_of(found), "bytes": size})
        else:
            typer.echo(shown(f"{path} holds {_of(found)}: {found.rows:,} rows in {size:,} bytes."))


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Make an empty database the shop of a backup, whole or not at all, and run the audit over it.

    Nothing is sent from it until somebody says so. Ends with 1 when the audit finds something.
    """
    with live_shop(database, new=True):
        from makegood.db.archive.reading import opened
        from makegood.db.archive.restore import restore as restore_shop
        from makegood.queries.audit import run
        from makegood.queries.shop import shop_now

        with ProgressBar() as progress, opened(file, told=progress) as archive:
            restore_shop(archive, name=file.name, actor=acting()["actor"], now=now(), told=progress)
            manifest = archive.manifest
        if not as_json:
            typer.echo(shown(f"Restored {_of(manifest)}: {manifest.rows:,} rows."))
            typer.echo("Nothing is sent until somebody says: makegood sending --resume")
        # As of its own day: what became overdue since is for the next review, and no fault of the backup.
        found = run(today=shop_now(year=manifest.at.year).day(manifest.at))
        if as_json:
            print_json({**_data_of(manifest), "audit": as_data(found)})
        else:
            typer.echo("\n".join(map(shown, report(found))))
    if found.findings:
        raise typer.Exit(FOUND)


def _within(said: str, moment: datetime) -> Path:
    """The file to write. A folder that is made for it is for nobody else either."""
    path = Path(said)
    if said.endswith("/"):
        path.mkdir(mode=0o700, exist_ok=True)
    return path / _named(moment) if path.is_dir() else path


def _check(file: Path, as_json: bool) -> None:
    with in_words():
        from makegood.db.archive.reading import opened

        with ProgressBar() as progress, opened(file, told=progress) as archive:
            manifest = archive.manifest
        if as_json:
            print_json({"file": str(file), **_data_of(manifest), "bytes": file.stat().st_size})
        else:
            typer.echo(shown(f"{file} is whole and holds {_of(manifest)}: {manifest.rows:,} rows."))


def _data_of(manifest: Manifest) -> dict[str, Any]:
    return {"shop": manifest.shop, "at": manifest.at, "makegood": manifest.makegood, "rows": manifest.rows}


def _of(manifest: Manifest) -> str:
    return f"{manifest.shop}, as of {said(manifest.at)}, by Makegood {manifest.makegood}"


def _named(moment: datetime) -> str:
    return f"makegood-{moment.astimezone(UTC):%Y-%m-%d-%H%M%S}Z.zip"
