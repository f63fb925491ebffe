"""What people may do about the machine's own work."""

from __future__ import annotations

from dataclasses import dataclass

from makegood.db import jobs
from makegood.services._work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Revive:
    """These jobs, by number, were given up and are to be tried again: what was wrong is mended."""

    jobs: tuple[int, ...]


def revive(work: Work, command: Revive) -> list[str]:
    """Make dead jobs due now; their keys. Raises DomainError('job_not_dead') with those that are not."""
    return jobs.revive(command.jobs, actor=work.actor, cause=work.cause, now=work.now)
