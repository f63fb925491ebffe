"""A backup becomes a shop, in an empty database: whole, or nothing of it is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from makegood.db import limits, sql, switches
from makegood.db.archive.files import in_place_of
from makegood.db.archive.load import load
from makegood.db.archive.manifest import Manifest, Table, damaged
from makegood.db.archive.reading import Archive, Told
from makegood.db.archive.tables import LEFT_OUT, keys, loaded, tables
from makegood.db.models import Job
from makegood.db.models.machine import OFF, SENDING
from makegood.domain.terms.errors import DomainError

_OWN = "django_migrations"
_EMPTY = "an empty database, or the name of a new one"


def restore(archive: Archive, *, name: str, actor: str, now: datetime, told: Told) -> None:
    """Make the empty database the shop of the archive, in which nothing is sent until somebody says so. `name` = what
    the archive is called.

    Raises DomainError('shop_not_empty'), ('database_in_use'), ('database_newer'), ('backup_newer'),
    ('backup_damaged'); then the database is what it was.
    """
    with _a_new_file() if connection.vendor == "sqlite" else transaction.atomic(durable=True):
        _refuse_a_shop()
        _migrate_to(archive.manifest, name)
        with transaction.atomic():
            _refuse_a_shop(lock=True)
            load(archive, told=told)
        call_command("migrate", verbosity=0)
        with transaction.atomic():
            _wake(f"restored from {name} of {_minute(archive.manifest.at)}", actor=actor, now=now)
        sql.count_anew()


@contextmanager
def _a_new_file() -> Iterator[None]:
    """On SQLite: beside the database that is meant, which the new one replaces when it is whole."""
    target = Path(str(connection.settings_dict["NAME"])).resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    _leave(target)
    with in_place_of(target) as beside:
        try:
            connection.settings_dict["NAME"] = str(beside)
            # It is thrown away unless it is whole, and put onto the disk as a whole: it needs no journal of its own.
            _say("PRAGMA journal_mode=MEMORY")
            _say("PRAGMA synchronous=OFF")
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = str(target)
        # It took a while: somebody may have begun a shop meanwhile.
        _leave(target)


def _leave(target: Path) -> None:
    """An empty database of the name, left by everybody: no file that belongs to another one stays beside it."""
    if target.exists():
        _refuse_a_shop()
        try:
            _say("PRAGMA busy_timeout=1000")
            _say("PRAGMA journal_mode=DELETE")
        except OperationalError:
            data = {"database": str(target), "expected": "nobody: stop what uses it"}
            raise DomainError("database_in_use", data) from None
        finally:
            connection.close()
    for end in ("-wal", "-journal"):
        # SQLite would take it for what the new database has not written yet.
        other = target.with_name(target.name + end)
        if other.exists():
            raise DomainError("shop_not_empty", {"database": str(other), "expected": _EMPTY})


def _refuse_a_shop(*, lock: bool = False) -> None:
    """Raises DomainError('shop_not_empty') when any table holds a row, or is of somebody else's database."""
    left = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in LEFT_OUT
    }
    there = set(connection.introspection.table_names())
    # Whoever knocked at an empty shop has left no more than a count.
    ours = sorted(there - left - {_OWN, limits.TABLE})
    if lock and connection.vendor == "postgresql":
        # Whoever writes into the empty shop comes before us, and is seen, or after us.
        names = ", ".join(f'"{name}"' for name in ours)
        _say(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
    if ours and (_OWN not in there or _with_rows(ours)):
        data = {"database": str(connection.settings_dict["NAME"]), "expected": _EMPTY}
        raise DomainError("shop_not_empty", data)


def _with_rows(names: Iterable[str]) -> bool:
    return any(sql.ask(f'SELECT 1 FROM "{name}" LIMIT 1') for name in names)  # noqa: S608 - names of tables


def _migrate_to(manifest: Manifest, name: str) -> None:
    """The tables as they were when the backup was made. Raises DomainError('backup_newer'), ('database_newer')."""
    loader, targets = loaded(), keys(manifest.migrations)
    unknown = [
        f"{app}.{migration}" for app, migration in targets if (app, migration) not in loader.graph.nodes
    ]
    if unknown:
        found = f"{', '.join(unknown)}, by Makegood {manifest.makegood}"
        raise DomainError("backup_newer", {"file": name, "found": found, "expected": "a version that has it"})
    wanted = {key for each in targets for key in loader.graph.forwards_plan(each)}
    further = sorted(f"{app}.{migration}" for app, migration in set(loader.applied_migrations) - wanted)
    if further:
        expected = "a database without tables, for a backup of an older version"
        raise DomainError("database_newer", {"found": ", ".join(further), "expected": expected})
    _same_tables(manifest, tables(loader, manifest.migrations), name)
    MigrationExecutor(connection).migrate(targets)


def _same_tables(manifest: Manifest, ours: Iterable[Table], name: str) -> None:
    known = {table.name: set(table.columns) for table in ours}
    held = {table.name: set(table.columns) for table in manifest.tables}
    for table in sorted(known.keys() | held.keys()):
        if known.get(table) != held.get(table):
            odd = known.get(table, set()) ^ held.get(table, set())
            found = ", ".join(sorted(column.name for column in odd))
            raise damaged(name, at=table, found=found, expected="the columns of its migrations")


def _wake(why: str, *, actor: str, now: datetime) -> None:
    """Work that somebody held when the backup was made is nobody's now, and nothing is sent: some of it may have gone
    out since."""
    Job.objects.filter(state="held").update(state="waiting", held_by="", held_until=None)
    before = switches.why_off(SENDING)
    said = f"{why}; before that: {before}" if before else why
    switches.turn(SENDING, OFF, why=said, actor=actor, cause="restored", now=now)


def _say(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
