"""The controls that are always on (spec 10.2): what the last audit proved of each, and what is worth a look."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, Subquery

from makegood.db.models import AllocationRun, Backorder, Job

AUDIT = "audit"
"""The kind of job that proves every number each night (worker.schedule)."""
_DAYS = timedelta(days=91)
_CODE = re.compile(r"\b(?:I\d+|SCHEMA)\b")


@dataclass(frozen=True, slots=True)
class Control:
    """One of them. `codes` = the checks of the audit that prove it; `state` = ok, warn (not proved yet, or not for two
    days) or fail; `faults` = rows that break it now; `watched` = rows that are allowed, and worth a look.
    `proved_at` = when an audit last found nothing against it; None = none did."""

    name: str
    codes: tuple[str, ...]
    state: str
    faults: int
    watched: int
    proved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Proof:
    """The last audit that the worker ran: when, and the checks that found something; None = it has not run."""

    at: datetime | None
    found: frozenset[str]
    clean_at: datetime | None


def last_proof() -> Proof:
    """What the nightly audit came to."""
    jobs = Job.objects.filter(kind=AUDIT).exclude(state="held")
    over, done = jobs.filter(Q(state="done") | ~Q(error="")).order_by("-key"), Q(state="done")
    last, clean_one = over.values("pk")[:1], over.filter(done).values("pk")[:1]
    rows = list(jobs.filter(Q(pk=Subquery(last)) | Q(pk=Subquery(clean_one))).order_by("-key"))
    if not rows:
        return Proof(None, frozenset(), None)
    newest, clean = rows[0], next((row.ended_at for row in rows if row.state == "done"), None)
    found = frozenset(_CODE.findall(newest.error)) if newest.state != "done" else frozenset()
    return Proof(newest.ended_at or newest.queued_at, found, clean)


def controls(*, now: datetime, today: date) -> list[Control]:
    """Each control as it stands. That an open case has an owner and a day, and an end its reason, is a rule of the
    tables too: what the audit proves is that these rules are there."""
    proof = last_proof()
    open_cases = Backorder.objects.filter(state="open").aggregate(
        overdue=Count("pk", filter=Q(next_review_on__lt=today)),
        unknown=Count("pk", filter=Q(reason="unknown")),
        oversold=Count("pk", filter=Q(line__oversell=True)),
    )
    runs = AllocationRun.objects.filter(on__gte=today - _DAYS).exclude(findings=[])
    findings = list(runs.values_list("findings", flat=True))
    return [
        _control("oversell_cap", ("I3",), proof, now, watched=open_cases["oversold"]),
        _control("review_date", ("I5", "I6"), proof, now, watched=open_cases["overdue"]),
        _control("reason_code", ("I5", "I12"), proof, now, watched=open_cases["unknown"]),
        _control("promise_apart", ("I7", "I8"), proof, now),
        _control(
            "allocation_audit",
            ("I9", "I10"),
            proof,
            now,
            faults=_without_rule(findings),
            watched=len(findings),
        ),
    ]


def _without_rule(runs: Iterable[list[dict[str, object]]]) -> int:
    """Lines that were passed over without a rule that allows it."""
    return sum(not each.get("rule") for findings in runs for each in findings)


def _control(
    name: str, codes: tuple[str, ...], proof: Proof, now: datetime, *, faults: int = 0, watched: int = 0
) -> Control:
    broken = bool(faults or proof.found & set(codes))
    proved_at = proof.clean_at if proof.found & set(codes) else proof.at
    old = proved_at is None or now - proved_at > timedelta(days=2)
    state = "fail" if broken else "warn" if old else "ok"
    return Control(name, codes, state, faults, watched, proved_at)
