"""A shop of one's own for a test, on the database under test, and real processes that use it at the same time."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

from django.conf import settings
from django.db import connections

from tests import warm
from tests.warm import ROOT as ROOT

LIVE = (
    "db",
    "archive",
    "queries",
    "services",
    "flow",
    "worker",
    "life",
    "cli_live",
    "api",
    "console",
    "portal",
    "races",
)
"""The folders of tests that touch the database: they run on both."""
SAME = (
    "archive/test_damage.py",
    "cli_live/test_demo.py",
    "cli_live/test_full_disk.py",
    "console/test_bars.py",
    "console/test_browser.py",
    "console/test_days.py",
    "console/test_front.py",
    "console/test_hostile.py",
    "console/test_import_browser.py",
    "db/test_private.py",
    "db/test_told.py",
    "portal/test_browser.py",
    "portal/test_forged.py",
    "portal/test_inert.py",
    "portal/test_logo.py",
    "races/test_serve.py",
)
"""Files there that would say the same on PostgreSQL: they are about a file, a page or a text."""
FACES = ("api", "cli_live", "console", "portal")
ASKING = (
    "api/test_fuzz.py",
    "cli_live/test_backup.py",
    "cli_live/test_doctor.py",
    "cli_live/test_words.py",
    "cli_live/test_worker.py",
    "console/test_backorders.py",
    "console/test_limits.py",
    "console/test_questions.py",
    "console/test_record.py",
    "console/test_today.py",
    "console/test_two_people.py",
    "console/test_typed_oddly.py",
    "portal/test_choosing.py",
    "portal/test_races.py",
)
"""What stands before queries and use-cases, and which of its files `make test` runs on PostgreSQL too: every page,
endpoint and word once, searches and filters, and where two meet. The others put into words what queries and use-cases
answer, which are tested on both; `make postgres` and a soak run them there too."""
AUDITED = ("flow", "portal", "worker", "life", "services")
"""The folders of tests that write through use-cases: after each test the audit must find nothing."""

STUCK = 24 * 3600 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 300
"""Seconds after which a process counts as stuck and is ended, so that a test fails instead of hanging. In a soak one
process may be at work for hours."""

_numbers = itertools.count(1)


def on_sqlite() -> bool:
    """Which of the two databases is under test."""
    return bool(settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"))


def audited() -> tuple[str, ...]:
    """Those of them whose tests the audit follows here. What the rules of `services` leave was looked at on SQLite; on
    PostgreSQL it takes longer than most of their tests do, so that only a soak has it done again."""
    whole = on_sqlite() or os.environ.get("HYPOTHESIS_PROFILE") == "soak"
    return AUDITED if whole else AUDITED[:-1]


@contextmanager
def template(folder: Path) -> Iterator[str]:
    """The address of a migrated, empty database, made once for each worker; nobody connects to it."""
    with _made(folder, like=None) as address:
        environ = {**os.environ, "MAKEGOOD_DATABASE": address}
        assert warm.start("makegood.cli", "migrate", environ=environ, apart=True).wait() == 0
        yield address


@contextmanager
def fresh_database(folder: Path, *, like: str | None) -> Iterator[str]:
    """The address of a new copy of the template, or of a database without tables; MAKEGOOD_DATABASE and our own
    connection lead to it meanwhile."""
    with copy(folder, like=like) as address:
        before, os.environ["MAKEGOOD_DATABASE"] = os.environ["MAKEGOOD_DATABASE"], address
        try:
            yield address
        finally:
            os.environ["MAKEGOOD_DATABASE"] = before
            # A test that failed half-way leaves none of its processes behind.
            for process in tuple(_running):
                process.kill()


@contextmanager
def copy(folder: Path, *, like: str | None) -> Iterator[str]:
    """The same, to which only our own connection leads."""
    with _made(folder, like=like) as address, _connected(_name(address)):
        yield address


@contextmanager
def staged(folder: Path, stage: Callable[[], object], *, like: str | None) -> Iterator[str]:
    """The address of a copy of the template, or of a database without tables at first, in which something has happened;
    nobody connects to it any more."""
    with _made(folder, like=like) as address:
        with _connected(_name(address)):
            stage()
        yield address


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: with what its function returned, or refused, with the code of the DomainError."""

    value: Any = None
    refused: str = ""


class Process:
    """A Python process on the database of MAKEGOOD_DATABASE that runs `function(number, **arguments)` when told to go.

    The function stands in a module below tests/; arguments and result are JSON. It stops at each
    `tests.process.checkpoint(name)` until the next `go`.
    """

    def __init__(self, function: Callable[..., Any], number: int = 0, /, **arguments: Any) -> None:
        task = json.dumps([function.__module__, function.__qualname__, number, arguments])
        # Two that run at once are no copies of the same process: their sets have different orders.
        self._running = warm.start("tests.process", task, seat=number % 2, imports=[function.__module__])
        self._watch = Timer(STUCK, self._running.kill)
        self._watch.daemon = True
        self._watch.start()
        _running.add(self)

    def reaches(self, checkpoint: str) -> None:
        """Waits until the process stands at that checkpoint; the first is called `start`."""
        said = self._said()
        assert said == {"at": checkpoint}, f"expected to be at {checkpoint!r}, found {said}"

    def go(self) -> None:
        """Lets the process go on from the checkpoint where it stands, or where it will stand next."""
        self._running.stdin.write("go\n")
        self._running.stdin.flush()

    def ended(self) -> Ended:
        """Waits for the end. What the process did not expect fails the test; its traceback is on the error output."""
        said = self._said()
        assert said.keys() <= {"value", "refused"}, f"expected the end, found {said}"
        self._tidy()
        return Ended(**said)

    def kill(self) -> None:
        """Ends it at once, as a power cut would: nothing of it runs any more."""
        self._running.kill()
        self._tidy()

    def _said(self) -> dict[str, Any]:
        line = self._running.stdout.readline()
        assert line, f"the process ended without a word, with {self._running.wait()}"
        return dict(json.loads(line))

    def _tidy(self) -> None:
        self._running.wait()
        self._watch.cancel()
        _running.discard(self)


_running: set[Process] = set()


def run_processes(count: int, function: Callable[..., Any], /, **arguments: Any) -> list[Ended]:
    """`function(number, **arguments)` in so many processes, numbered from 0; all start when the last is ready."""
    processes = [Process(function, number, **arguments) for number in range(count)]
    for process in processes:
        process.reaches("start")
    for process in processes:
        process.go()
    return [process.ended() for process in processes]


@contextmanager
def _made(folder: Path, *, like: str | None) -> Iterator[str]:
    name = f"makegood_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{os.getpid()}_{next(_numbers)}"
    if on_sqlite():
        path = folder / f"{name}.db"
        if like:
            shutil.copy(_name(like), path)
        try:
            yield f"sqlite:///{path}"
        finally:
            for part in folder.glob(f"{name}.db*"):
                part.unlink()
        return
    _postgres(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{_name(like)}"' if like else ""))
    try:
        main, _, options = os.environ["MAKEGOOD_TEST_DATABASE"].partition("?")
        yield f"{main.rpartition('/')[0]}/{name}?{options}"
    finally:
        _postgres(f'DROP DATABASE "{name}" WITH (FORCE)')


def _name(address: str) -> str:
    """What Django calls NAME: the path of the file, or the name on the server."""
    return address.removeprefix("sqlite:///") if on_sqlite() else address.partition("?")[0].rpartition("/")[2]


def _postgres(statement: str) -> None:
    import psycopg

    default = connections["default"].get_connection_params() | {"dbname": "postgres"}
    given = {key: default[key] for key in ("dbname", "user", "password", "host", "port") if default.get(key)}
    with psycopg.connect(**given, autocommit=True) as connection:
        connection.execute(statement.encode())


@contextmanager
def _connected(name: str) -> Iterator[None]:
    connection = connections["default"]
    connection.close()
    before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
