"""Two actors on one shop, of whom one is stopped where it looks, locks or is about to commit, while the other goes on.

Each actor is a thread with a connection of its own; the database sees two clients. The seams are put around the
functions of `db.locks` and the end of `flow` from outside: the shop itself knows nothing of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from threading import Event as Flag
from threading import Thread, current_thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections

from makegood import flow
from makegood.db import bulk, locks, sql, turns
from makegood.domain.terms.errors import DomainError
from makegood.services._work import Work
from tests.live import on_sqlite

STUCK = 60
"""Seconds after which an actor counts as stuck, so that a test fails instead of hanging."""
SEAMS = ("policy", "items", "items_of", "purchase_orders", "orders", "heads", "switch", "tasks")
"""The functions of `db.locks` at which an actor can be stopped: before it has the lock, and when it has it."""


@dataclass(eq=False)
class Actor:
    """One client of the shop. It stops at the gap with the number `stop`, counted from 0, and says where it has been.

    `protected` False takes locks and guards away from it.
    """

    deed: Callable[[], Any]
    stop: int | None = None
    protected: bool = True
    gaps: list[str] = field(default_factory=list)
    answer: str = ""
    pid: int = 0
    stands: Flag = field(default_factory=Flag)
    go: Flag = field(default_factory=Flag)
    ended: Flag = field(default_factory=Flag)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        thread = Thread(target=self._run, daemon=True)
        thread.actor = self  # type: ignore[attr-defined]
        thread.start()

    def gap(self, name: str) -> None:
        """The actor is here now, and stays until it is told to go on if this is where it stops."""
        self.gaps.append(name)
        if self.stop == len(self.gaps) - 1:
            self.stands.set()
            assert self.go.wait(STUCK)

    def _run(self) -> None:
        try:
            wrapper: Any = connections["default"]
            wrapper.ensure_connection()
            if not self.protected and wrapper.vendor == "sqlite":
                wrapper.transaction_mode = "DEFERRED"
            if wrapper.vendor == "postgresql":
                self.pid = wrapper.connection.info.backend_pid
            self.deed()
            self.answer = "done"
        except DomainError as refused:
            self.answer = refused.code
        except DatabaseError as error:
            self.answer = f"{type(error).__name__}: {str(error).splitlines()[0]}"
        finally:
            connections["default"].close()
            self.ended.set()
            self.stands.set()


@contextmanager
def seams() -> Iterator[None]:
    """Actors can be stopped, and have their locks taken away, while this lasts."""
    overtaken = flow._overtaken
    with pytest.MonkeyPatch.context() as patch:
        for name in SEAMS:
            if hasattr(locks, name):
                patch.setattr(locks, name, _seam(name, getattr(locks, name)))
        carry_out, ask, compare_and_set = flow._carry_out, sql.ask, bulk.compare_and_set

        def to_the_end(work: Work, command: Any) -> Any:
            outcome = carry_out(work, command)
            _gap("commit")
            return outcome

        def without_locks(statement: str, *values: object) -> Any:
            actor = _actor()
            if actor is not None and not actor.protected:
                if "advisory" in statement:
                    return []
                statement = statement.removesuffix(sql.FOR_US)
            return ask(statement, *values)

        def without_guards(*args: Any, guarded: bool = True) -> None:
            actor = _actor()
            compare_and_set(*args, guarded=guarded and (actor is None or actor.protected))

        def gives_up(error: BaseException) -> bool:
            actor = _actor()
            return (actor is None or actor.protected) and overtaken(error)

        # Threads stand for processes here: they do not queue for their turn.
        patch.setattr(turns, "turn", nullcontext)
        patch.setattr(flow, "_carry_out", to_the_end)
        patch.setattr(flow, "_overtaken", gives_up)
        patch.setattr(bulk, "compare_and_set", without_guards)
        patch.setattr(sql, "ask", without_locks)
        yield


def meet(first: Actor, second: Actor) -> None:
    """`first` goes to its gap and stands there, `second` goes as far as it can, and then both go on to their ends."""
    first.start()
    assert first.stands.wait(STUCK)
    second.start()
    while not (second.ended.wait(0.01) or _waits(first, second)):
        pass
    first.go.set()
    for actor in (first, second):
        assert actor.ended.wait(STUCK)


def alone(*deeds: Callable[[], Any]) -> tuple[list[str], list[list[str]]]:
    """The deeds one after the other: their answers, and the gaps that each came through."""
    actors = [Actor(deed) for deed in deeds]
    for actor in actors:
        actor.start()
        assert actor.ended.wait(STUCK)
    return [actor.answer for actor in actors], [actor.gaps for actor in actors]


def _waits(first: Actor, second: Actor) -> bool:
    """True when the second actor cannot go on before the first does."""
    if on_sqlite():
        # With the writer's lock in the first one's hands nobody gets further; without, the second is given some time.
        return first.protected or second.ended.wait(0.3) or True
    if not second.pid:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [second.pid])
        return bool(cursor.fetchone()[0])


def _seam(name: str, lock: Callable[..., Any]) -> Callable[..., Any]:
    def stopping(*args: Any, **named: Any) -> Any:
        actor = _actor()
        if actor is not None and not actor.gaps:
            # All that was read so far was read without a lock.
            actor.gap("looked")
        found = lock(*args, **named)
        if actor is not None and found != {}:
            actor.gap(name)
        return found

    return stopping


def _actor() -> Actor | None:
    return getattr(current_thread(), "actor", None)


def _gap(name: str) -> None:
    actor = _actor()
    if actor is not None:
        actor.gap(name)
