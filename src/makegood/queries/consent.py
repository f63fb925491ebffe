"""What customers were asked, until when they may answer, and what they said that stands (spec 5.3, 5.7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from makegood.db import sql
from makegood.db.models import Decision, Notice, OrderLine
from makegood.domain.decision.outcome import Choice

REACHED = ("claimed", "sent", "uncertain")
"""States of a notice that has reached its customer, as far as we know."""

PARCELS = (Choice.HOLD, Choice.SPLIT)
"""What says how an order leaves. Whoever chose one of them said that they wait."""


def is_theirs(by: str, approved_by: str) -> bool:
    """True of a decision that is the customer's own word, given by themselves or passed on by somebody."""
    return "customer" in (by, approved_by)


@dataclass(slots=True)
class Consent:
    """One order. `asked_at` = when its customer was last asked something that silence answers by cancelling; None =
    never. `answer_by` = the first day that was named for that, and that no answer has met; None = none is open.

    `chosen` = what the customer said last, by line, and when, also where we decided otherwise since;
    `decided` = what stands for it, whoever decided; `parcels` = by which decision it leaves, and `newest` = by which
    one a line leaves that none of them names.
    """

    asked_at: datetime | None = None
    answer_by: date | None = None
    chosen: dict[str, tuple[Choice, datetime]] = field(default_factory=dict)
    decided: dict[str, Choice] = field(default_factory=dict)
    parcels: dict[str, Choice] = field(default_factory=dict)
    newest: Choice | None = None

    def agreed(self) -> set[str]:
        """The lines that the customer said they wait for since they were asked: a yes to one date is none to a worse
        one."""
        return {
            line for line, (choice, _) in self.chosen.items() if choice in PARCELS and self.answered(line)
        }

    def goes_by(self, line: str) -> Choice | None:
        """The decision by which a line leaves, as the warehouse goes by it (`queries.ready`); None = nobody decided
        anything."""
        return self.parcels.get(line, self.newest)

    def answered(self, line: str) -> bool:
        """True when the customer chose for a line since they were asked."""
        said = self.chosen.get(line)
        return said is not None and (self.asked_at is None or said[1] >= self.asked_at)


class Went(NamedTuple):
    """A notice, and of the last message that told it, or tried to: when it was claimed, what became of it, and the
    windows that it named, by order and line id."""

    order: int
    state: str
    silent_default: str
    answer_by: date | None
    lines: list[str]
    claimed_at: datetime
    outcome: str
    told: dict[str, dict[str, list[str] | None]]


def went(order_ids: Iterable[int]) -> list[Went]:
    """Every notice of these orders that has a message, in the order of their messages."""
    rows = Notice.objects.filter(order_id__in=sql.among(order_ids), letter__isnull=False)
    names = ("order_id", "state", "silent_default", "answer_by", "lines")
    of_letter = ("letter__claimed_at", "letter__outcome", "letter__told")
    found: Any = rows.order_by("letter_id", "pk").values_list(*names, *of_letter)
    return list(map(Went._make, found))


def consents(
    order_ids: Iterable[int], *, today: date, told: Iterable[Went] | None = None
) -> dict[int, Consent]:
    """What each of these orders' customers were asked and said. `told` = what `went`, where that was read already."""
    wanted = list(order_ids)
    found = {pk: Consent() for pk in wanted}
    _add_choices(found, wanted)
    for each in went(wanted) if told is None else told:
        if each.state not in REACHED or each.silent_default != Choice.CANCEL:
            continue
        own, answer_by = found[each.order], each.answer_by
        own.asked_at = each.claimed_at
        # What was answered names no day any more: a new question has days of its own.
        met = all(own.answered(line) for line in each.lines)
        if answer_by is not None and answer_by >= today and not met:
            own.answer_by = min(answer_by, own.answer_by or answer_by)
    return found


def _add_choices(found: dict[int, Consent], order_ids: Collection[int]) -> None:
    rows = Decision.objects.filter(order_id__in=sql.among(order_ids)).order_by("pk")
    columns = ("order_id", "choice", "lines", "by", "approved_by", "at", "replaced_at")
    made = list(rows.values_list(*columns))
    # A decision that names no line is about all of them.
    named = OrderLine.objects.filter(order_id__in=sql.among(pk for pk, _, lines, *_ in made if not lines))
    whole: dict[int, list[str]] = {}
    for pk, line in named.values_list("order_id", "line_id"):
        whole.setdefault(pk, []).append(line)
    for pk, choice, lines, by, approved_by, at, replaced_at in made:
        stands, waits = replaced_at is None, choice in PARCELS
        if stands and (waits or found[pk].newest is None):
            found[pk].newest = Choice(choice)
        if stands and waits:
            found[pk].parcels.update(dict.fromkeys(lines, Choice(choice)))
        for line in lines or whole.get(pk, ()):
            if stands:
                found[pk].decided[line] = Choice(choice)
            if not is_theirs(by, approved_by):
                continue
            # A yes outlives what we decide instead: it is not ours to take back.
            if stands or waits:
                found[pk].chosen[line] = (Choice(choice), at)
            else:
                found[pk].chosen.pop(line, None)
