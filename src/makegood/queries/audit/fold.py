"""An order's events, added up: what its lines and backorders must look like."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from makegood.domain.terms.state import TRANSITIONS, BackorderState
from makegood.queries.audit.check import Fault

COUNTED = ("ordered", "shipped", "reserved", "backordered", "cancelled", "substituted", "returned")
"""The counters of a line that its events tell of."""

_OPEN = BackorderState.OPEN.value
_LEGAL = {before.value: frozenset(after) for before, after in TRANSITIONS.items()}
_ENDS = frozenset(before for before, after in _LEGAL.items() if not after)


@dataclass(slots=True)
class Told:
    """A backorder as the events have told of it so far."""

    line_id: str
    state: str
    qty: int


@dataclass(eq=False, slots=True)
class Folded:
    """One order's events added up. `faults` = what does not follow from what was told before, `illegal` = moves that no
    backorder may make."""

    order: int
    lines: dict[str, dict[str, int]] = field(default_factory=dict)
    cases: dict[int, Told] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    illegal: list[Fault] = field(default_factory=list)
    events: int = 0

    def add(self, seq: int, text: str) -> None:
        """The next event; `text` = its data."""
        self.events += 1
        try:
            data = json.loads(text)
            for line_id, changes in data.get("lines", {}).items():
                self._count(line_id, changes)
            for fragment in data.get("backorders", ()):
                self._move(seq, fragment)
        except (AttributeError, KeyError, TypeError, ValueError):
            self.faults.append(
                (f"order #{self.order}, event {seq}", "lines and backorders as events tell them", text)
            )

    def _count(self, line_id: str, changes: Mapping[str, int]) -> None:
        counts = self.lines.get(line_id)
        if counts is None:
            counts = self.lines[line_id] = dict.fromkeys(COUNTED, 0)
        for name in COUNTED:
            if name in changes:
                counts[name] += changes[name]

    def _move(self, seq: int, fragment: Mapping[str, Any]) -> None:
        pk, after, qty = fragment["id"], fragment["to"], fragment["qty"]
        before = fragment.get("from")
        self.illegal += self._illegal(seq, fragment)
        case = self.cases.get(pk)
        if before is None:
            if case is not None:
                self._fault(seq, pk, "a backorder that is new", f"{case.state} {case.qty}")
            self.cases[pk] = Told(fragment["line"], after, qty)
            return
        source = case or self.cases.get(fragment.get("of", pk))
        if source is None:
            self._fault(seq, pk, f"opened before it is {after}", "never opened")
            source = Told(fragment["line"], before, qty)
        if source.state != before or source.qty < qty or (case and source.qty != qty):
            self._fault(seq, pk, f"{source.state} {source.qty}", f"{before} {qty}")
        if case:
            case.state = after
            return
        source.qty -= qty
        self.cases[pk] = Told(source.line_id, after, qty)

    def _illegal(self, seq: int, fragment: Mapping[str, Any]) -> Iterator[Fault]:
        pk, before, after = fragment["id"], fragment.get("from"), fragment["to"]
        if before is None and after != _OPEN:
            yield self._entity(seq, pk), _OPEN, f"opened as {after}"
        if before is not None and after not in _LEGAL.get(before, ()):
            legal = ", ".join(sorted(_LEGAL.get(before, ()))) or "nothing more"
            yield self._entity(seq, pk), f"from {before} to {legal}", f"to {after}"
        ended = fragment.get("reopens")
        if ended is not None and (ended not in self.cases or self.cases[ended].state not in _ENDS):
            found = self.cases[ended].state if ended in self.cases else "never opened"
            yield self._entity(seq, pk), f"reopens backorder {ended}, which ended", found

    def _fault(self, seq: int, pk: int, expected: str, found: str) -> None:
        self.faults.append((self._entity(seq, pk), expected, found))

    def _entity(self, seq: int, pk: int) -> str:
        return f"backorder {pk} in event {seq} of order #{self.order}"
