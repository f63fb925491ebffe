"""The triggers that keep history from being rewritten, as the database has them."""

from __future__ import annotations

from django.db import connection

APPEND_ONLY = (
    "makegood_event",
    "makegood_stockmove",
    "makegood_etarevision",
    "makegood_policyversion",
    "makegood_picture",
)


def missing_guards() -> list[str]:
    """Names of triggers that are not there, or are switched off."""
    sqlite = connection.vendor == "sqlite"
    wanted = {
        f"{table}_{end}"
        for table in APPEND_ONLY
        for end in (("no_update", "no_delete") if sqlite else ("append_only",))
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if sqlite
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        )
        found = {name for (name,) in cursor.fetchall()}
    return sorted(wanted - found)
