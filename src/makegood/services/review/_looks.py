"""What a look at each open case changes of it, and what it asks of people."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from makegood.db import sql, tasks
from makegood.db.models import Task
from makegood.domain import review as rules
from makegood.domain.terms.policy.review import Action
from makegood.domain.terms.reason import Reason
from makegood.services._tasks import task
from makegood.services._work import Work
from makegood.services.review._standing import Facts, Standing, families, open_cases
from makegood.services.review.looking import ageing_key, rule_of

TELLER = "support"
"""The role that tells customers that their window has passed."""


@dataclass(slots=True)
class Look:
    """An open case today: the columns that change, and what is asked because of it."""

    row: Standing
    changes: dict[str, Any] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)
    was_preorder: bool = False

    def told(self) -> dict[str, Any]:
        """How the event tells of it."""
        changed = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.changes.items()
        }
        return {"id": self.row.pk, "line": self.row.line_id, **changed}


class Looks:
    """Looks at every open case of some orders, None = of all, as they stand now."""

    def __init__(self, work: Work, order_ids: Collection[int] | None, *, facts: Facts | None = None) -> None:
        self._work = work
        self._rule = rule_of(work)
        self.rows = open_cases(order_ids)
        self.facts = facts or Facts(work, self.rows)
        self._families = families(self.rows)
        known = _asked() if self.rows else {}
        self._known = known.keys()
        self._asked = {line for line, still in known.values() if still}
        self.looks = [self._look(row) for row in self.rows]

    def wanted(self) -> Iterator[Task]:
        """Everything that people are asked for because of a case, each thing once."""
        for each in self.looks:
            yield from each.tasks
        yield from self._passed()

    def passed(self) -> list[Standing]:
        """Cases whose published window has ended."""
        today = self._work.today
        return [row for row in self.rows if row.published_to is not None and row.published_to < today]

    def _look(self, row: Standing) -> Look:
        line = self.facts.line(row)
        found = self._rule.review(line)
        look = Look(row)
        next_on = self._next_on(row, found)
        if self._escalates(row, next_on):
            look.changes["escalated_on"] = self._work.today
            look.tasks.append(self._escalation(row))
        owner = row.owner if row.owner.startswith("person:") else found.owner
        now = {"bucket": found.bucket, "owner": owner, "next_review_on": next_on}
        look.changes |= {name: value for name, value in now.items() if getattr(row, name) != value}
        self._preorder(look)
        if found.needs_person:
            look.tasks += self._asks(row, found, self._rule.play_of(line), next_on)
        return look

    def _next_on(self, row: Standing, found: rules.Review) -> date:
        """The day of the next review. One that needs a person stays due from the day on which somebody was asked for it
        until somebody looks; all others are made by looking now."""
        due, today = row.next_review_on, self._work.today
        if row.acted_on is not None and row.acted_on >= due:
            return found.next_review_on
        if due > today:
            # A look that lies ahead is not put off by one that comes before it.
            return min(due, found.next_review_on)
        if not found.needs_person:
            return found.next_review_on
        return due if row.line_pk in self._asked else self._rule.first_look

    def _escalates(self, row: Standing, next_on: date) -> bool:
        """True for a review whose day has gone by, once."""
        overdue = next_on == row.next_review_on and self._rule.is_overdue(next_on)
        return overdue and (row.escalated_on is None or row.escalated_on < next_on)

    def _preorder(self, look: Look) -> None:
        """A preorder whose day has come waits as any backorder does, at the place it has (spec 0)."""
        row, day = look.row, self.facts.first_days.get(look.row.sku)
        due = day is None or day <= self._work.today
        if row.reason == Reason.PREORDER.value and not row.reason_confirmed and due:
            look.changes["reason"] = Reason.UNKNOWN.value
            look.was_preorder = True

    def _asks(self, row: Standing, found: rules.Review, bucket: str, next_on: date) -> Iterator[Task]:
        """The play of a bucket that it came into; else a look that is due today and that nobody was asked for."""
        if found.action is not Action.MONITOR:
            key = ageing_key(self._families[row.line_pk], bucket)
            data = {"bucket": bucket, "action": found.action.value}
            if key not in self._known:
                yield self._task(row, key=key, kind=tasks.AGEING, role=found.owner, **data)
                return
        open_now = row.line_pk in self._asked or row.acted_on == self._work.today
        if next_on <= self._work.today and not open_now:
            yield self._task(
                row, key=self._key(tasks.REVIEW, row, next_on), kind=tasks.REVIEW, role=found.owner
            )

    def _escalation(self, row: Standing) -> Task:
        key = self._key(tasks.REVIEW_OVERDUE, row, row.next_review_on)
        due = row.next_review_on.isoformat()
        return self._task(row, key=key, kind=tasks.REVIEW_OVERDUE, role=self._rule.escalates_to, due=due)

    def _key(self, kind: str, row: Standing, day: date) -> str:
        return f"{kind}:{self._families[row.line_pk]}:{day}"

    def _task(self, row: Standing, *, key: str, kind: str, role: str, **data: Any) -> Task:
        return task(
            self._work,
            key=key,
            kind=kind,
            role=role,
            due_on=self._rule.first_look,
            order_id=row.order_pk,
            line_id=row.line_pk,
            line=row.line_id,
            **data,
        )

    def _passed(self) -> Iterator[Task]:
        """One task for all lines of an order whose windows have ended."""
        by_order: dict[int, list[Standing]] = {}
        for row in self.passed():
            by_order.setdefault(row.order_pk, []).append(row)
        for order_pk, rows in by_order.items():
            latest = max(str(row.published_to) for row in rows)
            yield task(
                self._work,
                key=f"{tasks.PROMISE_PASSED}:{order_pk}:{latest}",
                kind=tasks.PROMISE_PASSED,
                role=TELLER,
                due_on=self._rule.first_look,
                order_id=order_pk,
                lines=sorted({row.line_id for row in rows}),
                published_to=latest,
            )


def of_items(work: Work, seen: Looks) -> tuple[Sequence[Task], Mapping[str, date]]:
    """What is asked about SKUs, and the SKUs whose first sale day came while somebody still waits for them."""
    undated: dict[int, Standing] = {}
    due: dict[int, tuple[str, date]] = {}
    for each in seen.looks:
        row = each.row
        if row.expected is None:
            undated.setdefault(row.item_pk, row)
        day = seen.facts.first_days.get(row.sku)
        if each.was_preorder and day is not None:
            due[row.item_pk] = (row.sku, day)
    first = rule_of(work).first_look
    wanted = [
        # Cases stand in the order they came: a SKU is asked about again only when another one is the oldest.
        task(
            work,
            key=f"{tasks.NO_DATE}:{item}:{row.pk}",
            kind=tasks.NO_DATE,
            role="purchasing",
            due_on=first,
            item_id=item,
            sku=row.sku,
        )
        for item, row in undated.items()
    ] + [
        task(
            work,
            key=f"{tasks.PREORDER_DUE}:{item}:{day}",
            kind=tasks.PREORDER_DUE,
            role="purchasing",
            due_on=first,
            item_id=item,
            sku=sku,
        )
        for item, (sku, day) in due.items()
    ]
    return wanted, dict(due.values())


def _asked() -> dict[str, tuple[int, bool]]:
    """What was asked so far about lines that wait: line by key, and whether it is still to be done."""
    listed = ", ".join(f"'{kind}'" for kind in tasks.OF_LINES)
    found = sql.ask(f"""
        SELECT t.key, t.line_id, t.done_at IS NULL FROM makegood_task t WHERE t.kind IN ({listed})
            AND EXISTS (SELECT 1 FROM makegood_backorder b WHERE b.line_id = t.line_id AND b.state = 'open')
        """)  # noqa: S608 - names of our own
    return {key: (line, bool(still)) for key, line, still in found}
