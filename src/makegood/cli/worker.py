"""`makegood worker`: does what is due, by itself, until somebody stops it."""

from __future__ import annotations

import gc
import os
import signal
import socket
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from makegood.cli.failure import shown
from makegood.cli.live import Database, check_tables, live_shop, now

if TYPE_CHECKING:
    from makegood.worker.loop import Told

Once = Annotated[bool, typer.Option("--once", help="Stop when nothing is due any more.")]
Name = Annotated[
    str | None,
    typer.Option(
        "--name", help="What this worker is called in the list of jobs.", show_default="host:process"
    ),
]
Beside = Annotated[
    int | None,
    typer.Option("--beside", help="Stop when this process, which began it, is gone."),
]
WENT_WRONG = frozenset({"failed", "dead", "lost", "database_away", "trouble"})
_SLICE = 0.2
_SENTENCES = {
    "done": "done",
    "failed": "failed at try {try}, and will be tried again later",
    "dead": "given up; `makegood jobs` says why",
    "missed": "due; {missed} before it were missed, for no worker ran: only the newest is done",
    "overtaken": "not done, because a newer one does it too",
    "posted": "{number} messages were handed over.",
    "database_away": "The database does not answer ({found}); again in {seconds:g} s.",
    "trouble": "Nothing can be done at the moment ({found}); again in {seconds:g} s.",
    "lost": "somebody else took it over; nothing of what was done here is kept",
}


def worker(once: Once = False, name: Name = None, beside: Beside = None, database: Database = None) -> None:
    """Do what is due: the daily review, stuck releases, the nightly audit, what was put off. SIGTERM or Ctrl-C ends it
    after the job it is at. With --once it ends with 1 when a job failed."""
    # A short command never looks for garbage; who runs for weeks must.
    gc.enable()
    with live_shop(database, asks="jobs"):
        from makegood.worker import loop
        from makegood.worker.mailing import by_mail

        check_tables()
        said: list[str] = []

        def tell(told: Told) -> None:
            said.append(told.what)
            typer.echo(shown(_line(told)), err=told.what in WENT_WRONG)

        stop = _Stop(beside)
        with stop, by_mail(now) as post:
            ours = loop.Worker(
                name=name or f"{socket.gethostname()}:{os.getpid()}",
                clock=now,
                stopped=stop.asked,
                tell=tell,
                post=post,
            )
            if once:
                loop.run_until_idle(ours)
            else:
                typer.echo(
                    shown(f"{ours.name} does what is due; SIGTERM or Ctrl-C ends it after the job it is at.")
                )
                if post is None:
                    typer.echo("Nothing is mailed: MAKEGOOD_MAIL is not set.", err=True)
                loop.run_forever(ours, stop.sleep)
    if once and WENT_WRONG & set(said):
        raise typer.Exit(1)


def _line(told: Told) -> str:
    at = f"{now():%Y-%m-%d %H:%M:%S} UTC"
    said = _SENTENCES[told.what].format(**told.data)
    return f"{at}  {told.job}: {said}" if told.job else f"{at}  {said}"


class _Stop:
    """Whether somebody asked us to stop; while it lasts, SIGTERM and Ctrl-C only ask. Whoever started us to run
    `beside` them, and is gone without asking, wants us no more either."""

    def __init__(self, beside: int | None) -> None:
        self._asked = False
        self._beside = beside
        self._before: dict[signal.Signals, Any] = {}

    def asked(self) -> bool:
        """True once somebody did."""
        return self._asked or self._beside not in (None, os.getppid())

    def sleep(self, seconds: float) -> None:
        """Wait, or until somebody asks. In slices: a handler of a signal may not wake whoever waits for a lock."""
        until = time.monotonic() + seconds
        while not self.asked() and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _SLICE))

    def __enter__(self) -> None:
        for each in (signal.SIGTERM, signal.SIGINT):
            self._before[each] = signal.signal(each, self._ask)

    def __exit__(self, *_: object) -> None:
        for each, handler in self._before.items():
            signal.signal(each, handler)

    def _ask(self, *_: object) -> None:
        self._asked = True
