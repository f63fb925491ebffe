"""The machine: its history gives which jobs were given up, and what is turned off: I11."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from makegood.db.sql import ask_many
from makegood.queries.audit.check import Fault, Scope, check, moment, rows
from makegood.queries.audit.sides import Row, side_by_side

_DEAD = "dead"


@check(
    "I11",
    "Which jobs were given up and tried again, whether anything is sent, and who said so when and why is what history "
    "tells.",
    how="the events of each job and switch, one after the other, and the last of them against `job.state` and the "
    "columns of `switch`",
)
def the_machine_is_what_was_told(scope: Scope) -> Iterator[Fault]:
    """Every job that was ever given up, and every switch."""
    jobs = ask_many(
        "SELECT id, state FROM makegood_job WHERE state = %s OR event_count > 0 ORDER BY id", _DEAD
    )
    for pk, (own, told) in side_by_side(jobs, _events("job")):
        yield from _follow(f"job {pk}", told, first="held")
        last = told[-1][-1]["to"] if told else "never given up"
        if own and (own[0][1] == _DEAD) != (last == _DEAD):
            yield f"job {pk}", last, own[0][1]
    switches = (
        (pk, state, why, moment(at), actor)
        for pk, state, why, at, actor in rows(
            "SELECT id, state, why, at, actor FROM makegood_switch ORDER BY id"
        )
    )
    for pk, (own, told) in side_by_side(switches, _events("switch")):
        yield from _follow(f"switch {pk}", told, first="on")
        if own and told:
            _, at, actor, data = told[-1]
            expected = (data["to"], data["why"], at, actor)
            if expected != own[0][1:]:
                yield f"switch {pk}", _words(expected), _words(own[0][1:])
        elif own:
            yield f"switch {pk}", "an event", "none"


def _events(stream: str) -> Iterator[Row]:
    statement = "SELECT ref, at, actor, data FROM makegood_event WHERE stream = %s ORDER BY ref, seq"
    for ref, at, actor, data in ask_many(statement, stream):
        yield ref, moment(at), actor, _read(data)


def _read(data: str) -> dict[str, Any]:
    found = json.loads(data)
    return {"from": "", "to": "", "why": "", **(found if isinstance(found, dict) else {})}


def _follow(entity: str, told: list[Row], *, first: str) -> Iterator[Fault]:
    """Of a switch each change begins where the last one ended; a job is held in between, without a word."""
    for number, (_, _, _, data) in enumerate(told, 1):
        if data["from"] != first:
            yield f"{entity}, event {number}", f"from {first}", f"from {data['from'] or 'nothing'}"
        first = {"waiting": "held"}.get(data["to"], data["to"])


def _words(values: tuple[Any, ...]) -> str:
    return ", ".join(str(value) for value in values if value)


CHECKS = (the_machine_is_what_was_told,)
