"""A shop to back up, in which every kind of row and of odd value occurs, and what is done with its backups."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection

from makegood.config.accounts import SecondFactor
from makegood.db.archive import restore as restoring
from makegood.db.archive import seal
from makegood.db.archive.manifest import Manifest
from makegood.db.archive.reading import opened
from makegood.db.archive.tables import LEFT_OUT
from makegood.db.chain import canonical
from makegood.db.models import AllocationRun, Answer, Event, Job, Person, Switch, Token
from makegood.db.streams import STREAMS
from makegood.queries.backup import backup
from tests.queries.audit.shop import healthy_shop
from tests.services.shop import NOW, goods

ODD = "\\N \\. a\tb\nc\r\u2028 'one' \"two\" %s {x} \U0001fad6 \u00e4\u0308 \x7f"
"""Whatever means something to one of the two databases, to COPY, to JSON or to lines."""
JOBS, SWITCH, EVENTS = "makegood_job", "makegood_switch", "makegood_event"
MICROSECOND = timedelta(microseconds=1)


def full_shop() -> None:
    """Every state of a case, odd texts, and a machine in the middle of its work."""
    healthy_shop()
    goods(ODD)
    AllocationRun.objects.create(
        cause="odd", items=[ODD, None, 1.5, 10**30, {"b": [], "a": None}], at=NOW + MICROSECOND, on=NOW.date(),
        actor=ODD[:90], policy_revision=0, first_short={}, findings=[],
    )  # fmt: skip
    Job.objects.create(key="waits", kind="review", due_at=NOW, queued_at=NOW)
    Job.objects.create(
        key="held", kind="mail", args={"a": ODD}, state="held", due_at=NOW, queued_at=NOW, held_by="w1",
        held_until=NOW + timedelta(minutes=5), try_number=2,
    )  # fmt: skip
    Answer.objects.create(actor="token:1", key="k", digest="d", answer="", at=NOW - MICROSECOND)
    assert Token.objects.exists()
    ada = Person.objects.get(email="ada@example.com")
    Authenticator.objects.create(
        user=ada, type="totp", data={"secret": SecondFactor().encrypt("K" * 32)}, created_at=NOW
    )


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows that a backup holds, table by table, as the models read them."""
    return {
        model._meta.db_table: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in LEFT_OUT
    }


def but_the_machine(rows: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """What a restore leaves as it was: all but who holds work, and that nothing is sent."""
    return {name: each for name, each in _but_the_switch(rows).items() if name != JOBS}


def _but_the_switch(rows: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    stream = [field.name for field in Event._meta.concrete_fields].index("stream")
    events = [row for row in rows[EVENTS] if row[stream] != STREAMS[Switch]]
    return {name: each for name, each in rows.items() if name != SWITCH} | {EVENTS: events}


def digest(number: int = 0) -> str:
    """Of everything but the switch, which every restore turns off anew, for another process to say; the order of names
    in a JSON value means nothing."""
    return sha256(canonical(_but_the_switch(everything())).encode()).hexdigest()


def silent(doing: str, done: int, of: int) -> None:
    """Nobody looks on."""


def back_up(path: Path, **options: Any) -> Manifest:
    """The database that is open, into a file."""
    return backup(path, now=NOW, **{"told": silent, **options})


def restored(path: Path, *, like: str = "", **options: Any) -> Manifest:
    """A file, into the database that is open. `like` = a migrated, empty database: on SQLite its tables are copied,
    which saves each of many tests the two seconds that all migrations take."""
    with opened(path, told=silent) as archive, _tables_of(like):
        restoring.restore(archive, name=path.name, actor="test", now=NOW, **{"told": silent, **options})
        return archive.manifest


@contextmanager
def _tables_of(like: str) -> Iterator[None]:
    module: Any = restoring
    migrate = module._migrate_to

    def copied(*args: Any) -> None:
        with closing(sqlite3.connect(like.removeprefix("sqlite:///"))) as template:
            template.backup(connection.connection)
        migrate(*args)

    if like.startswith("sqlite:"):
        module._migrate_to = copied
    try:
        yield
    finally:
        module._migrate_to = migrate


def rebuilt(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A backup that somebody took apart, changed and sealed again."""
    with ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    changed = path.with_name("changed.zip")
    with changed.open("w+b") as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
            archive.comment = seal.BLANK
        seal.seal(file)
    return changed
