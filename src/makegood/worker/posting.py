"""Messages that are due, one after the other: claim, hand over, confirm (design rule 10).

What was claimed is handed over once. Whoever is killed in between leaves a message that is unclear, and a person looks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError

from makegood import flow
from makegood.db.told import told
from makegood.domain.notice.outcome import Handed
from makegood.domain.terms.errors import DomainError
from makegood.queries import sending
from makegood.services.notice import LEASE, ClaimLetter, ConfirmLetter, LapseLetters, Ready, SetAside

Post = Callable[[Ready], tuple[Handed, str]]
"""Hands a message over to the outside world, and says what became of it, and what the other side said. Never raises."""

ACTOR = "worker"
MANY = 50
"""After so many messages other work has its turn."""
TRIES = 5
"""So often what became of a message is written down, where others hold its rows: each waits as long as any command."""
_OTHERS = ("busy", "changed_meanwhile")
"""What others do, and no fault of a message."""


Clock = Callable[[], datetime]


def post_due(post: Post, *, by: str, clock: Clock, stopped: Callable[[], bool] = lambda: False) -> int:
    """Send what is due; how many messages were handed over or passed to a person."""
    if sending.lapsed(before=clock() - LEASE):
        flow.run(LapseLetters(), actor=ACTOR, now=clock())
    done = 0
    while done < MANY and not stopped() and sending.due(now=clock()):
        ready = _claimed(by, clock)
        if isinstance(ready, Ready):
            done += 1
            if ready.to:
                _confirm(ready, *post(ready), clock)
    return done


def _claimed(by: str, clock: Clock) -> Ready | bool:
    """The next message. One that cannot be written is put before a person, and those after it go on."""
    try:
        found: Ready | bool = flow.run(ClaimLetter(by=by), actor=ACTOR, now=clock())
        return found
    except (DomainError, DatabaseError) as error:
        if isinstance(error, DatabaseError) or error.code in _OTHERS:
            raise
        why = str(error)
    except Exception as error:  # whatever it was: one message never stops the others
        why = f"{type(error).__name__}: {error}"
    flow.run(SetAside(by=by, why=told(why)), actor=ACTOR, now=clock())
    return True


def _confirm(ready: Ready, handed: Handed, said: str, clock: Clock) -> None:
    """Write down what became of it. Who holds the rows lets go of them: what is known must not be lost for that."""
    command = ConfirmLetter(letter=ready.letter, handed=handed, said=said)
    for _ in range(TRIES - 1):
        try:
            flow.run(command, actor=ACTOR, now=clock())
        except DomainError as error:
            if error.code not in _OTHERS:
                raise
        else:
            return
    flow.run(command, actor=ACTOR, now=clock())
