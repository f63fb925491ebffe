"""At the command line: what the warehouse is told, and what it tells of parcels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from makegood.cli.asked import entries
from makegood.cli.doing import At, File, plain, print_rows, run, run_each
from makegood.cli.live import AsJson, Database, live_shop
from makegood.wording.sentences import joined


def release(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Hand to the warehouse what may go: {} for all, else {"orders": ["1001"], "location": "main"}."""
    with live_shop(database):
        from makegood.services.release import Release

        rows = plain(run_each(entries(Release, file), at))
        print_rows(rows if as_json else [_for_people(row) for row in rows], as_json)


def _for_people(row: dict[str, Any]) -> dict[str, Any]:
    said = row | {"holds": joined(row["holds"])}
    if not said["rest_at"]:
        del said["rest_at"]
    return said


def pick(
    releases: Annotated[list[int], typer.Argument(help="Numbers of releases.")],
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Begin to pick releases: from now on they are taken back only with a reason."""
    with live_shop(database):
        from makegood.services.release import StartPicking

        run(StartPicking(releases=tuple(releases)), at)
        print_rows([{"picking": number} for number in releases], as_json)


def recall(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Take releases back from the warehouse: recalls [{release, line, qty}], stopped (why, once picking began)."""
    with live_shop(database):
        from makegood.services.release import Recall

        print_rows(plain(run_each(entries(Recall, file), at)), as_json)


def ship(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Tell of parcels that left: order, number, lines [{line, qty}], carrier, tracking, shipped_on."""
    with live_shop(database):
        from makegood.services.release import Parcel, Ship

        found = run(Ship(parcels=entries(Parcel, file)), at)
        print_rows(plain(found if isinstance(found, list) else [found]), as_json)


def unship(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Tell of parcels that did not leave after all: shipments [{order, number}], why."""
    with live_shop(database):
        from makegood.services.release import CancelShipments

        print_rows(plain(run_each(entries(CancelShipments, file), at)), as_json)


COMMANDS: tuple[Callable[..., None], ...] = (release, pick, recall, ship, unship)
