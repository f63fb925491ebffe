"""Messages that are due, one after the other: claim, hand over, confirm (design rule 10).

What was claimed is handed over once. Whoever is killed in between leaves a message that is unclear, and a person looks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from makegood import flow
from makegood.domain.notice.outcome import Handed
from makegood.queries import sending
from makegood.services.notice import LEASE, ClaimLetter, ConfirmLetter, LapseLetters, Ready

Post = Callable[[Ready], tuple[Handed, str]]
"""Hands a message over to the outside world, and says what became of it, and what the other side said. Never raises."""

ACTOR = "worker"
MANY = 50
"""After so many messages other work has its turn."""


def post_due(
    post: Post, *, by: str, clock: Callable[[], datetime], stopped: Callable[[], bool] = lambda: False
) -> int:
    """Send what is due; how many messages were handed over or passed to a person."""
    if sending.lapsed(before=clock() - LEASE):
        flow.run(LapseLetters(), actor=ACTOR, now=clock())
    done = 0
    while done < MANY and not stopped() and sending.due(now=clock()):
        ready = flow.run(ClaimLetter(by=by), actor=ACTOR, now=clock())
        if isinstance(ready, Ready):
            done += 1
            if ready.to:
                handed, said = post(ready)
                flow.run(
                    ConfirmLetter(letter=ready.letter, handed=handed, said=said), actor=ACTOR, now=clock()
                )
    return done
