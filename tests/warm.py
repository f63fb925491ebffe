"""Processes that need not load anything first: each is a copy of one that has, and that holds no connection and no
thread a copy could break.

`start("makegood.cli", "worker")` is `makegood worker` in a real process: with its own memory and connections, and it
dies alone. Run as a program this module is the process that is copied; it ends with the tests.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock
from typing import Any, TextIO

ROOT = Path(__file__).resolve().parents[1]
SLICE = 0.01
"""Seconds between two looks at a process for whose end somebody waits a limited time."""


class Forked:
    """A process that was started; with what `subprocess.Popen` offers as far as tests need it.

    `stdin` and `stdout` are text, and closed when its end was seen.
    """

    def __init__(self, parent: _Parent, pid: int, stdin: TextIO, stdout: TextIO) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self._parent = parent
        self._code: int | None = None

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        self._send(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def poll(self) -> int | None:
        """Its exit code, negative for a signal; None while it lives."""
        return self._look(patient=False)

    def wait(self, seconds: float | None = None) -> int:
        """Its exit code when it has ended. Raises subprocess.TimeoutExpired after so many seconds."""
        left = 0 if seconds is None else round(seconds / SLICE)
        while (code := self._look(patient=seconds is None)) is None:
            if not left:
                raise subprocess.TimeoutExpired(str(self.pid), seconds or 0)
            Event().wait(SLICE)
            left -= 1
        return code

    def _look(self, *, patient: bool) -> int | None:
        if self._code is None:
            self._code = self._parent.asked(wait=self.pid, patient=patient)
            if self._code is not None:
                for pipe in (self.stdin, self.stdout):
                    with suppress(BrokenPipeError):
                        pipe.close()
        return self._code

    def _send(self, what: signal.Signals) -> None:
        # Whoever was not waited for keeps its number, also when it is dead.
        if self._code is None:
            os.kill(self.pid, what)


def start(
    module: str,
    *words: str,
    environ: Mapping[str, str] = os.environ,
    seat: int = 0,
    imports: Sequence[str] = (),
    apart: bool = False,
) -> Forked:
    """A process that runs `main()` of a module with these words as its command line, in this environment.

    `imports` = modules that it will need, and the next ones too. `apart` = in a session of its own, and nobody speaks
    with it. Processes on different seats have their sets in different orders, as those have that somebody started.
    """
    # All settings are read once, but where the database is; whoever has others is copied from another process.
    ours = {name: value for name, value in environ.items() if name.startswith("MAKEGOOD_")}
    kind, _, _ = ours.pop("MAKEGOOD_DATABASE").partition("://")
    place = (seat, kind, *sorted(ours.items()))
    if place not in _parents:
        _parents[place] = _Parent(environ)
    given = {"words": [module, *words], "imports": imports, "apart": apart, "environ": dict(environ)}
    return _parents[place].copy(given)


class _Parent:
    """The process that is copied, as those see it who want copies."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._line, theirs = socket.socketpair()
        command = [sys.executable, "-m", "tests.warm", str(theirs.fileno())]
        with theirs:
            # It ends when nobody holds the other end any more, however the tests end.
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
            )
        self._answers = self._line.makefile(encoding="utf-8")
        self._lock = Lock()
        atexit.register(self.end)

    def end(self) -> None:
        """Nobody wants a copy any more."""
        self._answers.close()
        self._line.close()
        self._process.wait()

    def copy(self, given: Mapping[str, Any]) -> Forked:
        """A process of it that is given this."""
        theirs_in, ours_in = os.pipe()
        ours_out, theirs_out = os.pipe()
        try:
            pid = self.asked(theirs_in, theirs_out, 2, **given)
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        return Forked(self, pid, os.fdopen(ours_in, "w"), os.fdopen(ours_out))

    def asked(self, *files: int, **what: Any) -> Any:
        """Its answer to a question; `files` = three open files that go with it, or none."""
        with self._lock:
            if files:
                socket.send_fds(self._line, [b"+"], files)
            else:
                self._line.sendall(b"-")
            self._line.sendall(json.dumps(what).encode() + b"\n")
            answer = self._answers.readline()
        assert answer, "the process that is copied has ended"
        return json.loads(answer)


_parents: dict[Any, _Parent] = {}


def be_copied(line: socket.socket) -> list[str]:
    """Answer questions until nobody can ask any more. Comes back in the copies only: with the words of each."""
    questions = line.makefile(encoding="utf-8")
    while files := socket.recv_fds(line, 1, 3)[:2]:
        if not files[0]:
            sys.exit()
        asked = json.loads(questions.readline())
        if "wait" in asked:
            answer = _ended(asked["wait"], patient=asked["patient"])
        else:
            for name in (asked["words"][0], *asked["imports"]):
                with suppress(ImportError):  # the copy will say so
                    importlib.import_module(name)
            gc.freeze()
            answer = os.fork()
            if not answer:
                questions.close()
                line.close()
                _become(asked, files[1])
                return list(asked["words"])
            for each in files[1]:
                os.close(each)
        line.sendall(json.dumps(answer).encode() + b"\n")
    raise AssertionError("never here")


def _ended(pid: int, *, patient: bool) -> int | None:
    found, status = os.waitpid(pid, 0 if patient else os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _become(asked: dict[str, Any], files: Sequence[int]) -> None:
    """All that a process gets from whoever starts it: files, environment, session, signals, and the database."""
    for ours, theirs in enumerate(files):
        os.dup2(theirs, ours)
        os.close(theirs)
    if asked["apart"]:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for ours in (0, 1):
            os.dup2(nothing, ours)
        os.close(nothing)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(asked["environ"])

    from django.db import connection

    from makegood.config import env

    connection.settings_dict["NAME"] = env.database(os.environ).name


def main() -> None:
    """Load what every process needs, and be copied."""
    # Ctrl-C is for the tests; we end with them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import django

    django.setup()
    import makegood.cli.app
    import makegood.flow  # noqa: F401

    sys.argv = be_copied(socket.socket(fileno=int(sys.argv[1])))
    code = _run(sys.argv[0])
    for each in (sys.stdout, sys.stderr):
        each.flush()
    # Taking apart all that was loaded would cost more than most of what is done here.
    os._exit(code)


def _run(module: str) -> int:
    """The exit code with which Python would end."""
    from django.db import connections

    try:
        importlib.import_module(module).main()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        sys.stderr.write(f"{end.code}\n")
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        connections.close_all()
    return 0


if __name__ == "__main__":
    main()
