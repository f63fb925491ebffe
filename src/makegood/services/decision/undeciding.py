"""A decision that nothing came of yet is taken back: nothing stands for its lines then, as before anybody decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from makegood.db import sql
from makegood.db.models import Backorder, Notice, Order, Release
from makegood.db.models import Decision as DecisionRow
from makegood.db.rows import load
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.queries import access
from makegood.queries.consent import REACHED, is_theirs
from makegood.services._orders import order_ids
from makegood.services._work import Work
from makegood.services.decision.asking import done, drop
from makegood.services.decision.commands import OrderChoice
from makegood.services.decision.deciding import held


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecide:
    """Take these decisions to hold or to split back, by number. What ended units stays, and so does a customer's own
    word, what replaced one, and what others acted upon: decide otherwise then. `again` = what is chosen of other orders
    in the same step, where something stood before. `text` = why."""

    decisions: tuple[int, ...]
    again: tuple[OrderChoice, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Undecided:
    """A decision that stands no more; `known` = it had stood no more before."""

    order: str
    decision: int
    choice: Choice
    known: bool


def undecide(work: Work, command: Undecide) -> list[Undecided]:
    """All of them, or none.

    Raises DomainError('decision_unknown'), ('decision_stays') with what came of one, ('not_allowed').
    """
    wanted = list(dict.fromkeys(command.decisions))
    rows = {row.pk: row for row in _rows(wanted)}
    unknown = [pk for pk in wanted if pk not in rows]
    if unknown:
        raise DomainError("decision_unknown", {"decisions": unknown})
    authority = work.shop.policy.decision.authority
    for choice in {row.choice for row in rows.values()}:
        access.check("Undecide", work.roles, only=(getattr(authority, choice), "manager"))
    others = order_ids(each.order for each in command.again).values()
    orders = {pk: each.order for pk, each in held({*_orders_of(rows.values()), *others}).orders.items()}
    # Others may have decided meanwhile.
    rows = {row.pk: row for row in _rows(wanted)}
    fresh = [row for row in rows.values() if row.replaced_at is None]
    came = came_of(fresh)
    for row in fresh:
        if row.pk in came:
            data = {"order": orders[row.order_id].number, "choice": row.choice, "found": came[row.pk]}
            raise DomainError("decision_stays", data)
        work.set(row, replaced_at=work.now)
    drop(work, fresh)
    work.flush()
    for row in fresh:
        _tell(work, orders[row.order_id], row, command.text)
    new = {row.pk for row in fresh}
    return [
        Undecided(orders[row.order_id].number, pk, Choice(row.choice), pk not in new)
        for pk, row in ((pk, rows[pk]) for pk in wanted)
    ]


def _rows(wanted: Sequence[int]) -> list[DecisionRow]:
    return load(DecisionRow.objects.filter(pk__in=sql.among(wanted)).order_by("pk"))


def came_of(rows: Sequence[DecisionRow]) -> dict[int, str]:
    """What came of decisions, by number; those that nothing came of are not in it."""
    found = {row.pk: each for row in rows if (each := _ended_or_theirs(row))}
    over, told, sent, done_for = _over_theirs(rows), _told(rows), _sent(rows), done(rows)
    for row in rows:
        if row.pk in found:
            continue
        if row.pk in over:
            found[row.pk] = "it replaced the customer's own word"
        elif _since(row, told):
            found[row.pk] = "the customer was written to since"
        elif _since(row, sent):
            found[row.pk] = "the warehouse was told since"
        elif row.pk in done_for:
            found[row.pk] = "others did already what it asked for"
    return found


def _ended_or_theirs(row: DecisionRow) -> str:
    if row.choice not in (Choice.HOLD, Choice.SPLIT):
        return "it ended units"
    return "it is the customer's own word" if is_theirs(row.by, row.approved_by) else ""


def _told(rows: Sequence[DecisionRow]) -> dict[int, datetime]:
    """When the customer of each order was last written to."""
    found = Notice.objects.filter(order_id__in=_orders(rows), state__in=REACHED)
    return _last(found.values_list("order_id").annotate(Max("letter__claimed_at")))


def _sent(rows: Sequence[DecisionRow]) -> dict[int, datetime]:
    """When the warehouse was last told of each order."""
    found = Release.objects.filter(order_id__in=_orders(rows))
    return _last(found.values_list("order_id").annotate(Max("at")))


def _last(found: Iterable[tuple[Any, ...]]) -> dict[int, datetime]:
    return {order: at for order, at in found if at is not None}


def _since(row: DecisionRow, last: Mapping[int, datetime]) -> bool:
    return row.order_id in last and last[row.order_id] >= row.at


def _orders(rows: Iterable[DecisionRow]) -> Any:
    return sql.among(_orders_of(rows))


def _orders_of(rows: Iterable[DecisionRow]) -> set[int]:
    return {row.order_id for row in rows}


def _over_theirs(rows: Sequence[DecisionRow]) -> set[int]:
    """Those over which the customer had chosen before: nothing would stand, though they were confirmed."""
    earlier = DecisionRow.objects.filter(order_id__in=_orders(rows), replaced_at__isnull=False)
    theirs: dict[int, list[tuple[int, set[str]]]] = {}
    for pk, order, lines, by, approved_by in earlier.values_list(
        "pk", "order_id", "lines", "by", "approved_by"
    ):
        if is_theirs(by, approved_by):
            theirs.setdefault(order, []).append((pk, set(lines)))
    return {
        row.pk
        for row in rows
        for pk, lines in theirs.get(row.order_id, ())
        if pk < row.pk and (not lines or not row.lines or lines & set(row.lines))
    }


def _tell(work: Work, order: Order, row: DecisionRow, text: str) -> None:
    cases = _unmarked(work, row) if row.choice == Choice.SPLIT else []
    data = {
        "decision": row.pk,
        "choice": row.choice,
        "about": row.lines,
        "cases": cases,
        "text": text,
    }
    work.tell(order, "decision.taken_back", data)


def _unmarked(work: Work, row: DecisionRow) -> list[int]:
    """The open cases whose parts may no longer go alone; a split that stands for a line beside this one stays."""
    standing = DecisionRow.objects.filter(order_id=row.order_id, replaced_at__isnull=True).order_by("pk")
    kept = _split(standing.values_list("choice", "lines"), row.lines)
    found = Backorder.objects.filter(
        order_id=row.order_id, state="open", line__line_id__in=row.lines, split_approved=True
    )
    cases = load(found.exclude(line__line_id__in=kept).order_by("pk"))
    for case in cases:
        work.set(case, split_approved=False)
    return [case.pk for case in cases]


def _split(standing: Iterable[tuple[str, list[str]]], lines: Sequence[str]) -> set[str]:
    """Those of the lines that a decision which stands splits: the newest about each counts."""
    newest = {line: choice for choice, about in standing for line in (about or lines)}
    return {line for line in lines if newest.get(line) == Choice.SPLIT}
