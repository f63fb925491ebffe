"""Times the queue was served, as a list."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.urls import reverse

from makegood.console.tables import Column, Table
from makegood.queries.actors import names_of
from makegood.queries.allocations import Run, runs
from makegood.queries.pages import Listing
from makegood.wording.tables_events import actor_said, cause_said


class ToldRun(NamedTuple):
    """A run as people read it."""

    run: int
    at: datetime
    cause: str
    by: str
    note: str
    served: int
    units: int
    findings: int


RUNS: Table[ToldRun] = Table(
    name="runs",
    columns=(
        Column("run", "Run", lambda row: row.run, filed=True),
        Column(
            "at",
            "When",
            lambda row: row.at,
            link=lambda row: reverse("allocation_run", args=[row.run]),
        ),
        Column(
            "cause",
            "Because",
            lambda row: row.cause[:1].upper() + row.cause[1:],
            note=lambda row: row.note,
            wide=True,
        ),
        Column("note", "Why", lambda row: row.note, filed=True),
        Column("by", "By", lambda row: row.by, wide=True),
        Column("served", "Lines served", lambda row: row.served, wide=True),
        Column("units", "Units", lambda row: row.units),
        Column(
            "findings",
            "Audit",
            lambda row: f"{row.findings} passed over" if row.findings else "Nobody passed over",
            tone=lambda row: "late" if row.findings else "good",
        ),
    ),
)


def told(found: list[Run]) -> list[ToldRun]:
    """Runs with their people's names."""
    names = names_of(each.actor for each in found)
    return [
        ToldRun(
            each.run,
            each.at,
            cause_said(each.cause),
            actor_said(each.actor, names),
            each.note,
            each.served,
            each.units,
            len(each.findings),
        )
        for each in found
    ]


def told_runs() -> Listing[ToldRun]:
    """All runs, the last one first."""
    found = runs()
    return Listing(
        found=found.found,
        order=found.order,
        names=found.names,
        make=lambda rows: told(found.make(rows)),
    )
