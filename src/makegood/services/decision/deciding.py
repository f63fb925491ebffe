"""A choice becomes a decision: beside what was recommended and its figures, under the policy of the moment (spec 4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from makegood.db import sql
from makegood.db.models import Backorder, Order
from makegood.db.models import Decision as DecisionRow
from makegood.db.rows import new
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice, Option
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.queries import access
from makegood.queries.consent import Leaves, leaves_by
from makegood.queries.decisions import Open, decisions
from makegood.queries.payments import Payment, payments
from makegood.queries.wishes import Credit, credited_before
from makegood.services._holdings import Holding, Holdings, hold
from makegood.services._orders import OrderName, order_ids
from makegood.services._swap import Swap
from makegood.services._work import Work
from makegood.services.decision.about import as_told
from makegood.services.decision.asking import ask_finance, ask_others, drop
from makegood.services.decision.commands import Decide, Decided, DecidedBy, OrderChoice
from makegood.services.decision.earlier import Earlier, in_force
from makegood.services.decision.instead import swaps
from makegood.services.decision.permitted import check_permitted


class Word(NamedTuple):
    """Why units are cancelled, by whose word, and what is kept with them."""

    reason: Reason | None
    approved_by: Approval
    text: str
    confirms: bool


class Short(NamedTuple):
    """Units of a line that wait."""

    order: OrderName
    line: str
    qty: int


@dataclass(slots=True)
class Chosen:
    """What was decided of which orders, and what has to follow: units to cancel, lines that something else goes instead
    of, and orders that wait, of which nothing may leave before the rest; True = by their customers' word."""

    decided: list[Decided] = field(default_factory=list)
    orders: list[int] = field(default_factory=list)
    cancels: dict[Word, list[Short]] = field(default_factory=dict)
    swaps: list[Swap] = field(default_factory=list)
    waits: dict[int, bool] = field(default_factory=dict)


def decide(work: Work, command: Decide) -> Chosen:
    """Write the decisions. The same choice again changes nothing.

    Raises DomainError('order_unknown'), ('order_ambiguous'), ('order_twice'), ('line_unknown'), ('choice_forbidden')
    with why and what is allowed, ('approval_required'), ('approval_contradicts'), ('already_decided') with what was
    chosen when nothing is short any more, ('nothing_short') when nothing ever was, ('substitute_unknown'),
    ('substitute_gone'), ('text_required') for the reason `other` alone, ('not_allowed'), ('changed_meanwhile').
    """
    ids = order_ids(each.order for each in command.choices)
    _check_once(command, ids)
    _check_words(command)
    _check_roles(work, command)
    holdings = held(ids.values())
    command = replace(command, choices=as_told(work, command.choices, ids, holdings))
    deciding = _Deciding(work, holdings, command, ids)
    for each in command.choices:
        deciding.choose(ids[each.order], each)
    return deciding.finish()


def held(order_pks: Collection[int]) -> Holdings:
    """These orders and all that could go instead of what they want, locked. Raises DomainError('changed_meanwhile')."""
    others = _substitutes(order_pks)
    holdings = hold(order_pks, item_ids=others)
    if not _substitutes(order_pks) <= others:
        raise DomainError("changed_meanwhile", {"table": "Substitute", "orders": sorted(order_pks)})
    return holdings


def _check_once(command: Decide, ids: Mapping[Any, int]) -> None:
    if len({ids[each.order] for each in command.choices}) < len(command.choices):
        raise DomainError("order_twice", {"orders": [each.order.number for each in command.choices]})


def _check_words(command: Decide) -> None:
    """Whoever chooses gives no word but their own, and says what an `other` reason is."""
    for each in command.choices:
        if each.reason is Reason.OTHER and not each.text.strip():
            # What is kept in its place where nothing was typed says whose choice it was, and no reason.
            raise DomainError(
                "text_required", {"reason": each.reason.value, "approved_by": each.approval or None}
            )
        if each.by is DecidedBy.CUSTOMER and each.approved_by not in (None, Approval.CUSTOMER):
            raise DomainError(
                "approval_contradicts",
                {"order": each.order.number, "by": each.by.value, "approved_by": each.approved_by.value},
            )


def _check_roles(work: Work, command: Decide) -> None:
    """The policy names the role of each choice; a manager may do what it may."""
    authority = work.shop.policy.decision.authority
    for choice in {each.choice for each in command.choices}:
        access.check(command.verb, work.roles, only=(getattr(authority, choice.value), "manager"))


def _substitutes(order_pks: Iterable[int]) -> set[int]:
    """Items that could go instead of what these orders want."""
    found = sql.ask(
        "SELECT DISTINCT s.substitute_id FROM makegood_substitute s"
        " JOIN makegood_orderline l ON l.item_id = s.item_id WHERE l.order_id IN_LIST(%s)",
        sql.ids(order_pks),
    )
    return {pk for (pk,) in found}


class _Made(NamedTuple):
    """A choice that holds, with its row, and what goes instead of which line."""

    holding: Holding
    each: OrderChoice
    lines: Sequence[str]
    found: Open
    option: Option
    row: DecisionRow
    swaps: Sequence[Swap]
    replaces_theirs: bool


def _decided(
    holding: Holding, each: OrderChoice, lines: Sequence[str], recommended: Choice, **rest: Any
) -> Decided:
    return Decided(holding.order.number, tuple(lines), each.choice, recommended, **rest)


class _Deciding:
    """All choices of one command: what they are judged by is read once."""

    def __init__(self, work: Work, holdings: Holdings, command: Decide, ids: Mapping[OrderName, int]) -> None:
        about = {ids[each.order]: each.lines for each in command.choices if each.lines}
        found = decisions(ids.values(), today=work.today, shop=work.shop, about=about)
        self._work = work
        self._orders = holdings.orders
        self._earlier = in_force(ids.values(), today=work.today)
        self._open = {each.order_id: each for each in found}
        self._cases: dict[int, list[Backorder]] = {}
        for row in sql.read(Backorder, "state = 'open' AND order_id IN_LIST(%s)", sql.ids(ids.values())):
            self._cases.setdefault(row.line_id, []).append(row)
        self._done: list[Decided | _Made] = []
        self._formers: list[DecisionRow] = []

    def choose(self, order_pk: int, each: OrderChoice) -> None:
        """One order's choice."""
        holding, earlier = self._orders[order_pk], self._earlier.get(order_pk, Earlier())
        lines = _lines(holding, each) or earlier.about or sorted(holding.lines)
        idle = [line for line in lines if not holding.lines[line].backordered_qty]
        known = earlier.same(each, lines, short=len(idle) < len(lines))
        found = self._open.get(order_pk)
        if known is not None:
            self._done.append(
                _decided(holding, each, lines, Choice(known.recommended), known=True, decision=known.pk)
            )
        elif idle or found is None:
            earlier.refuse(each, idle)
        else:
            self._decide(holding, each, lines, found, earlier)

    def finish(self) -> Chosen:
        """Write what was decided; what has to follow."""
        made = [each for each in self._done if isinstance(each, _Made)]
        self._work.add_numbered(DecisionRow, [each.row for each in made])
        drop(self._work, self._formers)
        # What the former ones asked for is not asked for any more.
        self._work.flush()
        paid = payments([each.holding.order for each in made])
        credited = credited_before(each.holding.order.pk for each in made)
        leaves = leaves_by(paid)
        chosen = Chosen()
        for each in self._done:
            if isinstance(each, Decided):
                chosen.decided.append(each)
            else:
                pk = each.holding.order.pk
                self._write(each, chosen, paid[pk], credited[pk], leaves[pk])
        return chosen

    def _decide(
        self, holding: Holding, each: OrderChoice, lines: Sequence[str], found: Open, earlier: Earlier
    ) -> None:
        work = self._work
        option = next(one for one in found.recommendation.options if one.choice is each.choice)
        check_permitted(each, option, found)
        made = swaps(work, holding, each, option, found) if each.choice is Choice.SUBSTITUTE else []
        row = _row(work, holding.order, each, found, lines)
        theirs = earlier.replaces_theirs(each, lines)
        self._done.append(_Made(holding, each, lines, found, option, row, made, theirs))
        for former in earlier.replaced_by(each, lines):
            work.set(former, replaced_at=work.now)
            self._formers.append(former)

    def _write(self, made: _Made, chosen: Chosen, payment: Payment, credited: Credit, leaves: Leaves) -> None:
        work, order, each, lines = self._work, made.holding.order, made.each, made.lines
        chosen.orders.append(order.pk)
        _tell(work, order, made, self._mark(made.holding, each, lines))
        ask_others(work, order, made.row, made.option, each.choice, credited)
        needs = ask_finance(work, payment, made.row, made.found, each.choice, leaves)
        if each.choice is Choice.CANCEL and each.approval is not None:
            said = each.text if each.approval is Approval.MANAGER else each.said
            short = [Short(each.order, name, made.holding.lines[name].backordered_qty) for name in lines]
            chosen.cancels.setdefault(Word(each.reason, each.approval, said, each.confirms), []).extend(short)
        if each.choice is Choice.HOLD:
            chosen.waits[order.pk] = each.approval is Approval.CUSTOMER
        chosen.swaps += made.swaps
        instead = tuple((swap.line_id, swap.new_line_id, swap.sku) for swap in made.swaps)
        recommended = made.found.recommendation.choice
        chosen.decided.append(
            _decided(
                made.holding,
                each,
                lines,
                recommended,
                known=False,
                decision=made.row.pk,
                instead=instead,
                finance=needs,
            )
        )

    def _mark(self, holding: Holding, each: OrderChoice, lines: Sequence[str]) -> list[int]:
        """Say on the open cases whether the rest of their order may go before them; those that this changed."""
        if each.choice not in (Choice.HOLD, Choice.SPLIT):
            return []
        approved = each.choice is Choice.SPLIT
        rows = [row for name in lines for row in self._cases.get(holding.lines[name].pk, ())]
        changed = [row for row in rows if row.split_approved is not approved]
        for row in changed:
            self._work.set(row, split_approved=approved)
        return [row.pk for row in changed]


def _lines(holding: Holding, each: OrderChoice) -> list[str]:
    """The lines it is about: those named, else all that are short. Raises DomainError('line_unknown')."""
    unknown = [line for line in each.lines if line not in holding.lines]
    if unknown:
        raise DomainError("line_unknown", {"order": holding.order.number, "line": unknown[0]})
    if each.lines:
        return sorted(set(each.lines))
    return sorted(name for name, line in holding.lines.items() if line.backordered_qty)


def _row(work: Work, order: Order, each: OrderChoice, found: Open, lines: Sequence[str]) -> DecisionRow:
    return new(
        DecisionRow,
        order_id=order.pk,
        choice=each.choice.value,
        lines=list(lines),
        recommended=found.recommendation.choice.value,
        options=[_told(one) for one in found.recommendation.options],
        by=each.by.value,
        why=each.text,
        approved_by=each.approval.value if each.approval else "",
        at=work.now,
        actor=work.actor,
        policy_revision=work.shop.revision,
    )


def _told(option: Option) -> dict[str, Any]:
    return {
        "choice": option.choice.value,
        "allowed": option.allowed,
        "cost": option.cost,
        "why": list(option.why),
        "figures": dict(option.figures),
        "substitutes": [list(pair) for pair in option.substitutes],
    }


def _tell(work: Work, order: Order, made: _Made, cases: Sequence[int]) -> None:
    row = made.row
    data = {
        "decision": row.pk,
        "choice": row.choice,
        "about": row.lines,
        "recommended": row.recommended,
        "rule": made.found.recommendation.by,
        "by": row.by,
        "approved_by": row.approved_by,
        "cases": list(cases),
        "text": made.each.text,
    }
    if made.replaces_theirs:
        data["replaces_theirs"] = True
    work.tell(order, "decision.decided", data)
