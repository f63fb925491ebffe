"""Promises: I7, no earlier than what they rest on, and I8, versions that only people and policy make."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from makegood.db.sql import ask_many
from makegood.queries.audit.check import Fault, Scope, check, rows
from makegood.queries.audit.earliest import Earliest
from makegood.queries.audit.lines import LINE, OF_LINE


@check(
    "I7",
    "No window begins or ends earlier than what it rests on allows, and without credible supply there is none.",
    how="usable days, processing and transit of every `promise` added up anew under the policy it was made under; "
    "where a step could be on several calendars, on the fastest",
)
def windows_are_possible(scope: Scope) -> Iterator[Fault]:
    """Each proposed or published window."""
    found = ask_many(f"""
        SELECT 'promise ' || CAST(p.id AS text) || ' of ' || {LINE}, p.basis, p.components, p.policy_revision,
            p.proposed_at, p.ship_from, p.ship_to, p.deliver_from, p.deliver_to
        FROM makegood_promise p JOIN makegood_orderline line ON line.id = p.line_id {OF_LINE}
        """)  # noqa: S608 - names of our own
    rules: dict[tuple[int, int], Earliest] = {}
    for entity, told, steps, revision, made_at, *days in found:
        basis, components = json.loads(told), json.loads(steps)
        window = [day for day in days if day is not None]
        if not window:
            if basis:
                yield entity, "no date, and nothing that it rests on", f"{len(basis)} supplies"
            continue
        if not basis:
            yield entity, "supply that it rests on", "none"
            continue
        rule = rules.get((revision, made_at.year))
        if rule is None:
            rule = rules[revision, made_at.year] = Earliest(scope.shop(revision=revision, year=made_at.year))
        yield from _too_early(entity, window, basis, components, rule)


def _too_early(
    entity: str, window: list[date], basis: list[list[Any]], components: list[list[Any]], rule: Earliest
) -> Iterator[Fault]:
    usable = rule.usable(basis, components)
    if usable is not None and (basis[0][4] < usable[0] or basis[0][5] < usable[1]):
        yield entity, f"usable {usable[0]} to {usable[1]}, or later", f"{basis[0][4]} to {basis[0][5]}"
    ship = rule.ship(basis)
    if window[0] < ship[0] or window[1] < ship[1]:
        yield entity, f"to ship {ship[0]} to {ship[1]}, or later", f"{window[0]} to {window[1]}"
    deliver = rule.deliver(window[0], window[1], components)
    if window[2] < deliver[0] or window[3] < deliver[1]:
        yield entity, f"to arrive {deliver[0]} to {deliver[1]}, or later", f"{window[2]} to {window[3]}"


@check(
    "I8",
    "Published windows of a line are versions 1, 2, 3 … without a gap, each with who approved it and when.",
    how="`version`, `approved_by` and `settled_at` of every `promise`; a proposal has no version yet",
)
def versions_are_whole(scope: Scope) -> Iterable[Fault]:
    """Each line's versions, and each version's approver."""
    yield from rows(f"""
        SELECT {LINE}, 'versions 1 to ' || CAST(counted.number AS text),
            CAST(counted.first AS text) || ' to ' || CAST(counted.last AS text)
        FROM (
            SELECT line_id, COUNT(*) AS number, MIN(version) AS first, MAX(version) AS last FROM makegood_promise
            WHERE version IS NOT NULL GROUP BY line_id
        ) counted JOIN makegood_orderline line ON line.id = counted.line_id {OF_LINE}
        WHERE counted.first <> 1 OR counted.last <> counted.number
        """)  # noqa: S608 - names of our own
    yield from rows(f"""
        SELECT 'promise ' || CAST(p.id AS text) || ' of ' || {LINE},
            CASE p.state WHEN 'published' THEN 'a version, its approver and the moment' ELSE 'no version' END,
            p.state || ', version ' || COALESCE(CAST(p.version AS text), 'none') || ', approved by '
            || CASE p.approved_by WHEN '' THEN 'nobody' ELSE p.approved_by END
        FROM makegood_promise p JOIN makegood_orderline line ON line.id = p.line_id {OF_LINE}
        WHERE p.state = 'published' AND (p.version IS NULL OR TRIM(p.approved_by) = '' OR p.settled_at IS NULL)
            OR p.state IN ('proposed', 'rejected') AND p.version IS NOT NULL
        """)  # noqa: S608


@check(
    "I8",
    "What a line's customer was told last is its newest version; until there is one, what the channel said.",
    how="`line.published_from` and `published_to` against the newest version, or the window that came with the order",
)
def the_newest_is_published(scope: Scope) -> Iterable[Fault]:
    """Each line; nothing but a new version moves the window, least of all a supplier's word."""
    said = "COALESCE(CAST({0}_from AS text), 'no day') || ' to ' || COALESCE(CAST({0}_to AS text), 'no day')"
    told, first, newest = (
        said.format("line.published"),
        said.format("line.promised"),
        said.format("newest.ship"),
    )
    right = f"CASE WHEN newest.id IS NULL THEN {first} ELSE {newest} END"
    return rows(f"""
        SELECT {LINE}, 'published ' || {right}, {told}
        FROM makegood_orderline line {OF_LINE}
        LEFT JOIN (
            SELECT line_id, MAX(version) AS version FROM makegood_promise WHERE version IS NOT NULL GROUP BY line_id
        ) last ON last.line_id = line.id
        LEFT JOIN makegood_promise newest ON newest.line_id = line.id AND newest.version = last.version
        WHERE {told} <> {right}
        """)  # noqa: S608


CHECKS = (windows_are_possible, versions_are_whole, the_newest_is_published)
