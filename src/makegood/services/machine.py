"""What people may do about the machine's own work, and what nobody needs of it any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from makegood.db import answers, due, jobs, limits, sessions
from makegood.services._work import Work

KEEP_ANSWERS, KEEP_DONE = timedelta(days=7), timedelta(days=30)
"""How long an answer to a repeated request is kept, and a job that is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget:
    """What was kept for long enough is dropped: answers nobody asks for again, jobs done long ago, old texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revive:
    """These jobs, by number, were given up and are to be tried again: what was wrong is mended."""

    jobs: tuple[int, ...]


def revive(work: Work, command: Revive) -> list[str]:
    """Make dead jobs due now; their keys. Raises DomainError('job_not_dead') with those that are not."""
    return jobs.revive(command.jobs, actor=work.actor, cause=work.cause, now=work.now)


def forget(work: Work) -> None:
    """Drop old answers, jobs, counts of guesses and sessions; with these the files that somebody brought and did not
    import."""
    answers.forget(before=work.now - KEEP_ANSWERS)
    due.forget_done(before=work.now - KEEP_DONE)
    sessions.forget(before=work.now)
    limits.forget(before=work.now)
