"""Is the shop's database, and what it stands on, in order? Codes and figures; faces put them into words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from sqlite3 import sqlite_version
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import DatabaseError, connection

from makegood.almanac import work_calendars
from makegood.db import facts
from makegood.db.guards import missing_guards
from makegood.db.version import tables
from makegood.domain.terms.errors import DomainError
from makegood.queries import on_disk
from makegood.queries.audit.check import Scope
from makegood.queries.audit.schema import tables_are_whole
from makegood.queries.incoming import why_unread
from makegood.queries.jobs import standing
from makegood.queries.shop import policy_at

OLDEST_POSTGRESQL = 14


@dataclass(frozen=True, slots=True)
class Health:
    """One part of the whole: `state` is ok, warn or fail; `found` is what it rests on."""

    part: str
    state: str
    found: str


def health(*, now: datetime) -> list[Health]:
    """Every part, the database first: without it only what it stands on can be judged."""
    reached = _looked_at("database", _database)
    away = reached.state == "fail"
    parts = [_looked_at(part, look) for part, look in _PARTS.items() if _concerns(part, away=away)]
    if away:
        return [reached, *parts]
    return [reached, *parts, *(_looked_at(part, partial(look, now)) for part, look in _NOW.items())]


def shut() -> str:
    """Why nothing can be written at the moment, where that is seen from here; empty otherwise."""
    return on_disk.shut(_file()) if connection.vendor == "sqlite" else ""


Look = Callable[[], Health]


def _looked_at(part: str, look: Look) -> Health:
    """What a part says, or what the database says instead."""
    try:
        return look()
    except (DatabaseError, OSError, ZoneInfoNotFoundError) as error:
        said = str(error).strip() or type(error).__name__
        return Health(part, "fail", said.splitlines()[0])


def _concerns(part: str, *, away: bool) -> bool:
    if away and part not in _WITHOUT_ROWS:
        return False
    return connection.vendor == "sqlite" or part not in _SQLITE


def _database() -> Health:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        return Health("database", "ok", f"SQLite {sqlite_version}, {_file()}")
    number = connection.pg_version  # type: ignore[attr-defined]  # of its PostgreSQL backend
    state = "ok" if number >= OLDEST_POSTGRESQL * 10_000 else "fail"
    return Health("database", state, f"PostgreSQL {number // 10_000}.{number % 10_000}")


def _migrations() -> Health:
    found = tables()
    if found.unknown:
        return Health("migrations", "fail", f"of a newer version: {', '.join(found.unknown)}")
    left = ", ".join(found.waiting)
    return Health("migrations", "fail" if left else "ok", f"not applied: {left}" if left else "all applied")


def _tables() -> Health:
    faults = [f"{entity}: {expected} {found}" for entity, expected, found in tables_are_whole.read(Scope())]
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    return Health(
        "tables",
        "fail" if faults else "ok",
        f"{faults[0]}{more}" if faults else "tables and constraints whole",
    )


def _triggers() -> Health:
    missing = missing_guards()
    found = f"missing: {', '.join(missing)}" if missing else "history cannot be rewritten"
    return Health("triggers", "fail" if missing else "ok", found)


def _durability() -> Health:
    """What was committed outlives a power cut."""
    if connection.vendor == "sqlite":
        mode, synchronous = _value("PRAGMA journal_mode"), _value("PRAGMA synchronous")
        safe = (mode, synchronous) == ("wal", 2)
        return Health("durability", "ok" if safe else "fail", f"journal {mode}, synchronous {synchronous}")
    settings = {name: _value(f"SHOW {name}") for name in ("fsync", "full_page_writes", "synchronous_commit")}
    off = [f"{name} {value}" for name, value in settings.items() if value == "off"]
    return Health("durability", "fail" if off else "ok", ", ".join(off) or "every commit is on disk")


def _whole_file() -> Health:
    said = str(_value("PRAGMA quick_check(1)"))
    return Health("file", "ok" if said == "ok" else "fail", "undamaged" if said == "ok" else said)


def _policy(now: datetime) -> Health:
    revision, _ = facts.newest_revision()
    try:
        policy = policy_at(revision)
        work_calendars(policy=policy, years=(now.year,))
    except DomainError as error:
        return Health("policy", "fail", f"revision {revision}: {error.code}")
    ZoneInfo(policy.shop.zone)
    return Health("policy", "ok", f"revision {revision}, zone {policy.shop.zone}")


def _jobs(now: datetime) -> Health:
    return Health("jobs", *standing(now=now))


def _mail() -> Health:
    """Whether mail may leave; whom it reaches is not tried."""
    sender = settings.DEFAULT_FROM_EMAIL
    return Health("mail", "ok" if sender else "warn", f"from {sender}" if sender else "none leaves this shop")


def _inbox() -> Health:
    """Whether answers are read, by the last time that a worker tried."""
    why = why_unread() if settings.INBOX_HOST else ""
    found = why or (f"{settings.INBOX_HOST} is read" if settings.INBOX_HOST else "none is read")
    return Health("inbox", "warn" if why else "ok", found)


def _zones() -> Health:
    ZoneInfo("Europe/Berlin")
    return Health("zones", "ok", "time zones known")


_PARTS: dict[str, Look] = {
    "migrations": _migrations,
    "tables": _tables,
    "triggers": _triggers,
    "durability": _durability,
    "file": _whole_file,
    "disk": lambda: Health("disk", *on_disk.room(_file())),
    "writing": lambda: Health("writing", *on_disk.writing(_file())),
    "readers": lambda: Health("readers", *on_disk.readers(_file())),
    "processes": lambda: Health("processes", *on_disk.processes(_file())),
    "mail": _mail,
    "inbox": _inbox,
    "zones": _zones,
}

_ON_DISK = frozenset({"disk", "writing", "readers", "processes"})
_SQLITE = _ON_DISK | {"file"}
_WITHOUT_ROWS = _ON_DISK | {"zones"}
"""Parts that can be looked at when the database does not answer."""

_NOW: dict[str, Callable[[datetime], Health]] = {"policy": _policy, "jobs": _jobs}
"""Parts that ask what time it is."""


def _file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _value(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]
