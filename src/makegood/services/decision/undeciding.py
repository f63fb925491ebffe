"""A decision that nothing came of yet is taken back: nothing stands for its lines then, as before anybody decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from makegood.db.models import Backorder, Notice, Order, Release
from makegood.db.models import Decision as DecisionRow
from makegood.db.rows import load
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.queries import access
from makegood.queries.consent import REACHED, is_theirs
from makegood.services._holdings import hold
from makegood.services._work import Work
from makegood.services.decision.asking import drop, is_done


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecide:
    """Take these decisions to hold or to split back, by number. What ended units stays, and so does a customer's own
    word, what replaced one, and what others acted upon: decide otherwise then. `text` = why."""

    decisions: tuple[int, ...]
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
    orders = {pk: each.order for pk, each in hold(row.order_id for row in rows.values()).orders.items()}
    # Others may have decided meanwhile.
    rows = {row.pk: row for row in _rows(wanted)}
    fresh = [row for row in rows.values() if row.replaced_at is None]
    for row in fresh:
        came = _came_of(row)
        if came:
            data = {"order": orders[row.order_id].number, "choice": row.choice, "found": came}
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
    return load(DecisionRow.objects.filter(pk__in=wanted).order_by("pk"))


def _came_of(row: DecisionRow) -> str:
    """What came of it; "" = nothing."""
    if row.choice not in (Choice.HOLD, Choice.SPLIT):
        return "it ended units"
    if is_theirs(row.by, row.approved_by):
        return "it is the customer's own word"
    if _over_theirs(row):
        return "it replaced the customer's own word"
    since = Notice.objects.filter(order_id=row.order_id, state__in=REACHED, letter__claimed_at__gte=row.at)
    if since.exists():
        return "the customer was written to since"
    if Release.objects.filter(order_id=row.order_id, at__gte=row.at).exists():
        return "the warehouse was told since"
    return "others did already what it asked for" if is_done(row) else ""


def _over_theirs(row: DecisionRow) -> bool:
    """True where the customer had chosen before about these lines: nothing would stand, though they were confirmed."""
    earlier = DecisionRow.objects.filter(order_id=row.order_id, pk__lt=row.pk, replaced_at__isnull=False)
    return any(
        is_theirs(by, approved_by) and (not lines or not row.lines or set(lines) & set(row.lines))
        for lines, by, approved_by in earlier.values_list("lines", "by", "approved_by")
    )


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
