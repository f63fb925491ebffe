"""What a customer's word is about where it names no line: what they were told is late, as their message and their page
offer it (spec 4.1, I13)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.queries.letters import told_late
from makegood.services._holdings import Holdings
from makegood.services._orders import OrderName
from makegood.services._work import Work
from makegood.services.decision.commands import OrderChoice
from makegood.services.decision.earlier import Earlier, in_force


def as_told(
    work: Work, choices: Collection[OrderChoice], ids: Mapping[OrderName, int], holdings: Holdings
) -> tuple[OrderChoice, ...]:
    """The choices, each that ends units by the customer's word about the lines that this word is about. What nobody
    told them is late stays; where nothing is, a word that was heard before ends nothing more."""
    asked = {ids[each.order] for each in choices if _names_none(each)}
    if not asked:
        return tuple(choices)
    late, earlier = told_late(asked, shop=work.shop, today=work.today), in_force(asked, today=work.today)
    found = []
    for each in choices:
        pk = ids[each.order]
        if _names_none(each):
            lines = _lines(each, late.get(pk), earlier.get(pk))
            short = {name for name, line in holdings.orders[pk].lines.items() if line.backordered_qty}
            found.append(each if short <= lines else replace(each, lines=tuple(sorted(lines))))
        else:
            found.append(each)
    return tuple(found)


def _names_none(each: OrderChoice) -> bool:
    ends = each.choice in (Choice.CANCEL, Choice.SUBSTITUTE)
    return ends and not each.lines and each.approval is Approval.CUSTOMER


def _lines(each: OrderChoice, late: Collection[str] | None, earlier: Earlier | None) -> set[str]:
    """Empty = all that is short."""
    if late:
        return {*late, *(one.line for one in each.instead)}
    former = earlier.rows[-1] if earlier else None
    return set(former.lines) if former and former.choice == each.choice.value else set()
