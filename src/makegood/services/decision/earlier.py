"""What was decided about an order before, and still stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NoReturn

from makegood.db import sql
from makegood.db.models import Decision as DecisionRow
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.queries.consent import consents, is_theirs
from makegood.services.decision.commands import OrderChoice

_ENDS = (Choice.SUBSTITUTE.value, Choice.CANCEL.value)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The decisions of one order that stand, oldest first. `instead` = the SKU that went last instead of a line;
    `asked_at` = when its customer was last asked for their word; `theirs` = all that they ever chose."""

    rows: Sequence[DecisionRow] = ()
    theirs: Sequence[DecisionRow] = ()
    instead: Mapping[str, str] = field(default_factory=dict)
    asked_at: datetime | None = None

    @property
    def about(self) -> list[str]:
        """The lines of the newest one."""
        return sorted(self.rows[-1].lines) if self.rows else []

    def of(self, line: str) -> DecisionRow | None:
        """The one that a line goes by: the newest that names it, or that is about the whole order."""
        return next((row for row in reversed(self.rows) if not row.lines or line in row.lines), None)

    def same(self, each: OrderChoice, lines: Sequence[str], *, short: bool) -> DecisionRow | None:
        """The decision that this choice only repeats. An end is repeated when nothing more of the lines waits, and
        nothing else went instead than is asked for again."""
        found = [self.of(line) for line in lines]
        if not all(row is not None and row.choice == each.choice.value for row in found):
            return None
        ended = each.choice.value in _ENDS
        # A customer who agrees with what we decided has said so, and so has one who was asked anew: a law may ask for
        # their word.
        if each.approval is Approval.CUSTOMER and not ended and not all(map(self._is_given, found)):
            return None
        if ended and (short or any(self.instead.get(pair.line) != pair.sku for pair in each.instead)):
            return None
        return found[-1]

    def _is_given(self, row: DecisionRow | None) -> bool:
        """True of the customer's own word since they were asked last."""
        if row is None or not is_theirs(row.by, row.approved_by):
            return False
        return self.asked_at is None or row.at >= self.asked_at

    def replaces_theirs(self, each: OrderChoice, lines: Sequence[str]) -> bool:
        """True where a choice that is not the customer's changes what stands for lines of which they chose once: what
        was confirmed to them holds no longer."""
        if is_theirs(each.by.value, each.approval.value if each.approval else ""):
            return False
        changed = [line for line in lines if (row := self.of(line)) and row.choice != each.choice.value]
        return any(not row.lines or line in row.lines for line in changed for row in self.theirs)

    def replaced_by(self, each: OrderChoice, lines: Sequence[str]) -> list[DecisionRow]:
        """Those that a new decision about these lines leaves nothing of."""
        whole = not each.lines
        return [row for row in self.rows if whole or (row.lines and set(row.lines) <= set(lines))]

    def refuse(self, each: OrderChoice, lines: Sequence[str]) -> NoReturn:
        """Say what was chosen for lines that lack nothing any more. Raises DomainError('already_decided'), or
        ('nothing_short') where nothing was."""
        chosen = next((row for line in lines if (row := self.of(line)) is not None), None)
        if chosen is None:
            raise DomainError("nothing_short", {"order_id": each.order.number, "lines": list(lines)})
        raise DomainError(
            "already_decided",
            {
                "order": each.order.number,
                "lines": list(lines),
                "choice": each.choice.value,
                "chosen": chosen.choice,
                "by": chosen.by,
                "at": chosen.at.isoformat(),
            },
        )


def in_force(order_pks: Iterable[int], *, today: date) -> dict[int, Earlier]:
    """The decisions of locked orders that no later one replaced, and what their customers chose before."""
    wanted = sql.ids(order_pks)
    found: dict[int, list[DecisionRow]] = {}
    theirs: dict[int, list[DecisionRow]] = {}
    for row in sql.read(DecisionRow, "order_id IN_LIST(%s)", wanted):
        if row.replaced_at is None:
            found.setdefault(row.order_id, []).append(row)
        if is_theirs(row.by, row.approved_by):
            theirs.setdefault(row.order_id, []).append(row)
    instead: dict[int, dict[str, str]] = {}
    for pk, line, sku in sql.ask(_INSTEAD, wanted):
        instead.setdefault(pk, {})[line] = sku
    asked = consents(found, today=today)
    return {
        pk: Earlier(own, theirs.get(pk, ()), instead.get(pk, {}), asked[pk].asked_at)
        for pk, own in found.items()
    }


_INSTEAD = """
    SELECT l.order_id, old.line_id, i.sku FROM makegood_orderline l
    JOIN makegood_orderline old ON old.id = l.replaces_id JOIN makegood_item i ON i.id = l.item_id
    WHERE l.order_id IN_LIST(%s) ORDER BY l.id
"""
