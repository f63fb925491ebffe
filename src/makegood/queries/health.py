"""Is the shop's database, and what it stands on, in order? Codes and figures; faces put them into words."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from glob import escape
from pathlib import Path
from sqlite3 import sqlite_version
from stat import S_IROTH, S_IXOTH
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import DatabaseError, connection

from makegood.almanac import work_calendars
from makegood.db import facts
from makegood.db.guards import missing_guards
from makegood.db.version import tables
from makegood.domain.terms.errors import DomainError
from makegood.queries.audit.check import Scope
from makegood.queries.audit.schema import tables_are_whole
from makegood.queries.incoming import why_unread
from makegood.queries.jobs import standing
from makegood.queries.shop import policy_at

OLDEST_POSTGRESQL = 14
MANY_PROCESSES = 4
"""From so many other processes on one SQLite file on, PostgreSQL serves them better: there is one writer at a time."""
LITTLE_SPACE, NO_SPACE = 2_000_000_000, 200_000_000
"""Bytes free below which a disk is soon full, and below which it is as good as full."""
NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs"})


@dataclass(frozen=True, slots=True)
class Health:
    """One part of the whole: `state` is ok, warn or fail; `found` is what it rests on."""

    part: str
    state: str
    found: str


def health(*, now: datetime) -> list[Health]:
    """Every part, the database first: without it the others cannot be judged."""
    reached = _looked_at("database", _database)
    if reached.state == "fail":
        return [reached, _looked_at("zones", _zones)]
    parts = [_looked_at(part, look) for part, look in _PARTS.items() if _concerns(part)]
    return [reached, *parts, *(_looked_at(part, partial(look, now)) for part, look in _NOW.items())]


Look = Callable[[], Health]


def _looked_at(part: str, look: Look) -> Health:
    """What a part says, or what the database says instead."""
    try:
        return look()
    except (DatabaseError, OSError, ZoneInfoNotFoundError) as error:
        said = str(error).strip() or type(error).__name__
        return Health(part, "fail", said.splitlines()[0])


def _concerns(part: str) -> bool:
    return connection.vendor == "sqlite" or part not in ("file", "readers", "disk", "processes")


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


def _readers() -> Health:
    """Whether others on this computer get as far as the file, and may read it."""
    file = _file().resolve()
    parts = [
        each for each in (file, *file.parent.glob(f"{escape(file.name)}-*")) if _of_others(each, S_IROTH)
    ]
    if parts and all(_of_others(folder, S_IXOTH) for folder in file.parents):
        return Health("readers", "warn", f"everybody on this computer may read {', '.join(map(str, parts))}")
    return Health("readers", "ok", "not for everybody on this computer")


def _of_others(path: Path, right: int) -> bool:
    return bool(path.stat().st_mode & right)


def _disk() -> Health:
    file = _file()
    free, size = shutil.disk_usage(file.parent).free, file.stat().st_size
    network = _mounted_as(file) in NETWORK
    state = "fail" if free < NO_SPACE else "warn" if network or free < max(LITTLE_SPACE, size) else "ok"
    where = ", on a network disk" if network else ""
    return Health("disk", state, f"{free / 1e9:,.1f} GB free, the database takes {size / 1e9:,.1f} GB{where}")


def _processes() -> Health:
    others = sum(1 for _ in _other_processes(_file().resolve()))
    state = "warn" if others >= MANY_PROCESSES else "ok"
    return Health("processes", state, f"{others} other process{'' if others == 1 else 'es'} on this file")


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
    "readers": _readers,
    "disk": _disk,
    "processes": _processes,
    "mail": _mail,
    "inbox": _inbox,
    "zones": _zones,
}

_NOW: dict[str, Callable[[datetime], Health]] = {"policy": _policy, "jobs": _jobs}
"""Parts that ask what time it is."""


def _file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _value(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def _mounted_as(file: Path) -> str:
    """The kind of file system a file lies on; empty where the system does not say."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return ""
    found = [line.split()[1:3] for line in mounts.read_text(encoding="utf-8").splitlines()]
    above = [(len(place), kind) for place, kind in found if file.resolve().is_relative_to(place)]
    return max(above, default=(0, ""))[1]


def _other_processes(file: Path) -> Iterator[str]:
    """Processes that hold the file open, as far as the system lets us see."""
    own = Path("/proc/self").resolve().name if Path("/proc/self").exists() else ""
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == own:
            continue
        try:
            if any(each.resolve() == file for each in (process / "fd").iterdir()):
                yield process.name
        except OSError:
            # Another user's, or it ended meanwhile.
            continue
