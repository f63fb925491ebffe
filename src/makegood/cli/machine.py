"""`makegood machine`: who paused sending, which jobs were given up, and who had them tried again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from makegood.cli.doing import plain, print_table
from makegood.cli.live import AsJson, Database, live_shop
from makegood.wording import words
from makegood.wording.tables_events import actor_said, cause_said


def machine(database: Database = None, as_json: AsJson = False) -> None:
    """Who paused sending and let it go on, which jobs were given up, and who had them tried again, the newest first."""
    with live_shop(database, asks="machine"):
        from makegood.queries.actors import names_of
        from makegood.queries.machine import history

        found = history()
        names = names_of(each.actor for each in found)
        print_table(plain(found), as_json, people=lambda row: _told(row, names))


def _told(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A change in words. A job that was given up says why by its cause, a person with words of their own."""
    why = row["why"] or (cause_said(row["cause"]) if row["after"] == "dead" else "")
    told = {"at": row["at"], "what": words(row["kind"]), "by": actor_said(row["actor"], names)}
    return told | {"about_and_why": f"{row['about']}: {why}" if why else row["about"]}
