"""Whether the machine is in order: what it rests on, what the worker has to do, and whether messages leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import clock, doing
from makegood.console.door import page
from makegood.console.records import typed
from makegood.console.tables import Column, Table
from makegood.queries.actors import names_of
from makegood.queries.health import Health, health
from makegood.queries.jobs import OpenJob, at_work
from makegood.queries.machine import MachineEvent, history
from makegood.queries.measures.controls import last_proof
from makegood.queries.sending import sending
from makegood.services.machine import Revive
from makegood.spreadsheet.writing.phrases import counted
from makegood.wording import words
from makegood.wording.health import PARTS, TO_DO, job_said
from makegood.wording.tables_events import actor_said, cause_said

_STATES = {"waiting": ("waits", "quiet"), "held": ("at work", "info"), "dead": ("given up", "bad")}
_TONES = {"ok": "good", "warn": "late", "fail": "bad"}
_SAID = {"ok": "in order", "warn": "look at it", "fail": "mend it"}
_SHOWN_JOBS, _SHOWN_CHANGES = 12, 10

_WORK: Column[OpenJob] = Column("work", "Work", lambda row: job_said(row.key), note=lambda row: _more(row))
_KEY: Column[OpenJob] = Column("key", "Job", lambda row: row.key, wide=True)
_TRIES: Column[OpenJob] = Column("tries", "Tries", lambda row: row.tries, wide=True)
_DUE: Column[OpenJob] = Column("due_at", "Due", lambda row: row.due_at)
_DEAD: Table[OpenJob] = Table(
    name="given-up", key=lambda row: str(row.job), columns=(_WORK, _KEY, _TRIES, _DUE)
)
_JOBS: Table[OpenJob] = Table(
    name="jobs",
    columns=(
        _WORK,
        _KEY,
        Column("state", "State", lambda row: _STATES[row.state][0], tone=lambda row: _STATES[row.state][1]),
        _TRIES,
        _DUE,
        Column("held_by", "By", lambda row: row.held_by, wide=True),
    ),
)
_PARTS: Table[Health] = Table(
    name="parts",
    columns=(
        Column("part", "Part", lambda row: PARTS[row.part]),
        Column("state", "State", lambda row: _SAID[row.state], tone=lambda row: _TONES[row.state]),
        Column(
            "found",
            "Found",
            lambda row: row.found,
            note=lambda row: "" if row.state == "ok" else TO_DO[row.part],
        ),
    ),
)


@page("health", verb="health", name="health", methods=("GET", "HEAD", "POST"))
def machine(request: HttpRequest) -> HttpResponseBase:
    """How the machine is; jobs that were given up are tried again. Every part is looked at when that is asked for: it
    takes a moment."""
    if request.method == "POST":
        return _revive(request)
    work, state, found = at_work(now=clock.now())
    if request.GET.get("of") == "parts":
        file = _PARTS.file(request, health(now=clock.now()))
    else:
        file = _JOBS.file(request, work.jobs)
    if file is not None:
        return file
    dead = [each for each in work.jobs if each.state == "dead"]
    others = [each for each in work.jobs if each.state != "dead"]
    told: dict[str, Any] = {
        "work": work,
        "worker": Health("jobs", state, found),
        "tone": _TONES[state],
        "said": _SAID[state],
        "todo": TO_DO["jobs"],
        "dead": _DEAD.page(dead),
        "jobs": _JOBS.page(others[:_SHOWN_JOBS], empty="Nothing waits for the worker."),
        "more_jobs": len(others) - _SHOWN_JOBS,
        "sending": sending(),
        "proof": last_proof(),
        "changes": list(_told(history().first(_SHOWN_CHANGES))),
        **_looked_at(request),
    }
    return render(request, "console/health.html", told)


def _looked_at(request: HttpRequest) -> Mapping[str, Any]:
    """Every part, when somebody asks for it."""
    if not request.GET.get("look"):
        return {}
    found = health(now=clock.now())
    order = list(_TONES)
    rows = sorted(found, key=lambda each: -order.index(each.state))
    bad = [each for each in rows if each.state != "ok"]
    said = f"All {len(rows)} parts are in order." if not bad else f"{counted(len(bad), 'part')} to look at."
    return {"parts": _PARTS.page(rows), "parts_said": said}


def _more(row: OpenJob) -> str:
    return f"last error: {row.error}" if row.error else ""


def _revive(request: HttpRequest) -> HttpResponseBase:
    chosen = typed.numbers(request.POST, "row")
    to = reverse("health")
    if not chosen:
        return doing.nothing_chosen(request, to=to)
    return doing.done(
        request, Revive(jobs=chosen), said=lambda keys: f"Tried again: {', '.join(keys)}.", to=to
    )


def _told(rows: Sequence[MachineEvent]) -> Sequence[Mapping[str, Any]]:
    """What people did about the machine, in words."""
    names = names_of(each.actor for each in rows)
    return [
        {
            "at": each.at,
            "what": words(each.kind),
            "by": actor_said(each.actor, names),
            "about": each.about,
            "why": each.why or (cause_said(each.cause) if each.after == "dead" else ""),
        }
        for each in rows
    ]
