"""What each kind of job does. A row is all it takes: kind, what is done, and how long a worker may be silent about it.

A use-case ends its job in its own transaction, so it happens exactly once (`in_flow`). `looking` does no harm a second
time. A call to the outside world can be neither: its kind says `outside`, and is never tried again when its worker did
not come back. Messages to customers are no jobs: see `posting`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from makegood import flow
from makegood.db import jobs
from makegood.db.jobs import HeldJob
from makegood.db.tasks import SILENCE
from makegood.domain.terms.errors import DomainError
from makegood.queries import audit
from makegood.queries.incoming import READING
from makegood.services.machine import Forget
from makegood.services.notice import AnswerSilence, OweUpdates
from makegood.services.release import FlagStuck
from makegood.services.review import Review
from makegood.worker import schedule
from makegood.worker.reading import read_inbox

USELESS_AGAIN = frozenset({"audit_found"})
"""Errors after which another try would only say the same."""

Do = Callable[[HeldJob, datetime], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """`do` does the work and ends the job, or raises; `lease` = after so long another worker takes it over."""

    do: Do
    lease: timedelta = timedelta(minutes=5)
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Confirm:
    """A job ends with the command that does it (`flow.Bracket`). Raises DomainError('lease_lost') when it is somebody
    else's by now, and then nothing of the command has happened."""

    job: HeldJob
    now: datetime

    def begin(self) -> None:
        """It is still ours, and stays so until the transaction ends."""
        jobs.renew(self.job, until=self.now + KINDS[self.job.kind].lease)

    def end(self, outcome: Any = None) -> None:  # noqa: ARG002 - what came out does not matter
        """It is done."""
        jobs.done(self.job, now=self.now)


def in_flow(command_of: Callable[[Mapping[str, Any]], Any]) -> Do:
    """A use-case: `command_of` makes the command from the job's args."""

    def do(job: HeldJob, now: datetime) -> None:
        flow.run(command_of(job.args), actor=jobs.WORKER, now=now, bracket=Confirm(job, now))

    return do


def looking(look: Callable[[datetime], None]) -> Do:
    """Something that does no harm a second time, outside of any transaction: it reads, or each thing of it is done
    once by itself."""

    def do(job: HeldJob, now: datetime) -> None:
        confirm = Confirm(job, now)
        confirm.begin()
        look(now)
        confirm.end()

    return do


def _review(args: Mapping[str, Any]) -> Review:
    return Review()


def _flag_stuck(args: Mapping[str, Any]) -> FlagStuck:
    return FlagStuck()


def _updates(args: Mapping[str, Any]) -> OweUpdates:
    return OweUpdates()


def _silence(args: Mapping[str, Any]) -> AnswerSilence:
    return AnswerSilence(notice=args["notice"])


def _forget(args: Mapping[str, Any]) -> Forget:
    return Forget()


def _audit(now: datetime) -> None:
    """Prove every number; what is overdue is judged as of the last day that was reviewed.

    Raises DomainError('audit_found') with the codes of what does not hold.
    """
    reviewed = schedule.newest_done(schedule.REVIEW, now=now)
    found = audit.audit(today=date.fromisoformat(reviewed) if reviewed else None)
    if found:
        raise DomainError(
            "audit_found", {"findings": len(found), "codes": sorted({each.code for each in found})}
        )


KINDS: dict[str, Kind] = {
    schedule.REVIEW: Kind(in_flow(_review)),
    schedule.STUCK: Kind(in_flow(_flag_stuck)),
    schedule.UPDATES: Kind(in_flow(_updates)),
    SILENCE: Kind(in_flow(_silence)),
    schedule.FORGET: Kind(in_flow(_forget)),
    # Longer than one go may take: nobody reads what somebody else is reading.
    READING: Kind(looking(read_inbox), lease=timedelta(minutes=10)),
    schedule.AUDIT: Kind(looking(_audit), lease=timedelta(hours=1)),
}
