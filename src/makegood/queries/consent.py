"""What customers were asked, until when they may answer, and what they said that stands (spec 5.3, 5.7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from makegood.db import sql
from makegood.db.models import Decision, Notice, OrderLine
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.dates import Window
from makegood.domain.terms.law import Law

REACHED = ("claimed", "sent", "uncertain")
"""States of a notice that has reached its customer, as far as we know."""

PARCELS = (Choice.HOLD, Choice.SPLIT)
"""What says how an order leaves. Whoever chose one of them said that they wait."""


def is_theirs(by: str, approved_by: str) -> bool:
    """True of a decision that is the customer's own word, given by themselves or passed on by somebody."""
    return "customer" in (by, approved_by)


class Named(NamedTuple):
    """What a message said of silence, and of which lines."""

    silent_default: Choice
    answer_by: date
    law: Law
    lines: frozenset[str]


Leaves = Mapping[str | None, Choice]
"""The decision by which each line of an order leaves; that under None goes for all others."""


def goes_by(leaves: Leaves, line: str) -> Choice | None:
    """The decision by which a line leaves; None = nobody decided anything."""
    return leaves.get(line, leaves.get(None))


@dataclass(slots=True)
class Consent:
    """One order. `asked_at` = when its customer was last asked something that silence answers by cancelling; None =
    never. `answer_by` = the first day that was named for that, and that no answer has met; None = none is open.

    `before` = of lines for which that question is open, the window that was held when it was asked: an update that
    tells the new one again makes no yes of silence. `named` = what the last message that asked said of silence; None =
    it was answered, or nobody was asked.

    `chosen` = what the customer said last, by line, and when, also where we decided otherwise since;
    `decided` = what stands for it, whoever decided; `leaves` = by which decision it leaves, under None any other line.
    """

    asked_at: datetime | None = None
    answer_by: date | None = None
    before: dict[str, Window] = field(default_factory=dict)
    named: Named | None = None
    chosen: dict[str, tuple[Choice, datetime]] = field(default_factory=dict)
    decided: dict[str, Choice] = field(default_factory=dict)
    leaves: Leaves = field(default_factory=dict)

    def agreed(self) -> set[str]:
        """The lines that the customer said they wait for since they were asked: a yes to one date is none to a worse
        one."""
        return {
            line for line, (choice, _) in self.chosen.items() if choice in PARCELS and self.answered(line)
        }

    def goes_by(self, line: str) -> Choice | None:
        """The decision by which a line leaves; None = nobody decided anything."""
        return goes_by(self.leaves, line)

    def answered(self, line: str) -> bool:
        """True when the customer chose for a line since they were asked."""
        return self.answered_since(line, self.asked_at)

    def answered_since(self, line: str, moment: datetime | None) -> bool:
        """True when the customer chose for a line since then; None = ever."""
        said = self.chosen.get(line)
        return said is not None and (moment is None or said[1] >= moment)


class Went(NamedTuple):
    """A notice, and of the last message that told it, or tried to: when it was claimed, what became of it, and the
    windows that it named, by order and line id."""

    order: int
    state: str
    silent_default: str
    answer_by: date | None
    lines: list[str]
    law: str
    claimed_at: datetime
    outcome: str
    told: dict[str, dict[str, list[str] | None]]


def went(order_ids: Iterable[int]) -> list[Went]:
    """Every notice of these orders that has a message, in the order of their messages."""
    rows = Notice.objects.filter(order_id__in=sql.among(order_ids), letter__isnull=False)
    names = ("order_id", "state", "silent_default", "answer_by", "lines", "law")
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
    messages = list(went(wanted) if told is None else told)
    for each in messages:
        if each.state not in REACHED or each.silent_default != Choice.CANCEL:
            continue
        own, answer_by = found[each.order], each.answer_by
        own.asked_at = each.claimed_at
        # What was answered names no day any more: a new question has days of its own.
        met = all(own.answered(line) for line in each.lines)
        if answer_by is not None and answer_by >= today and not met:
            own.answer_by = min(answer_by, own.answer_by or answer_by)
    _add_questions(found, messages)
    return found


def leaves_by(order_ids: Iterable[int]) -> Mapping[int, Leaves]:
    """How the lines of each of these orders leave, by what stands now."""
    wanted = list(order_ids)
    made = Decision.objects.filter(replaced_at=None, order_id__in=sql.among(wanted)).order_by("pk")
    return _leaves(wanted, made.values_list("order_id", "choice", "lines"))


def _leaves(
    order_ids: Iterable[int], made: Iterable[tuple[int, str, Sequence[str]]]
) -> dict[int, dict[str | None, Choice]]:
    """The newest decision of an order goes for lines that have none of their own. What ended units of a line says
    nothing of how the rest leaves: where it was to wait, it waits. `made` = decisions that stand, in the order they
    were made: order, choice, lines."""
    found: dict[int, dict[str | None, Choice]] = {pk: {} for pk in order_ids}
    for pk, name, lines in made:
        own, choice = found[pk], Choice(name)
        if choice not in PARCELS:
            own.setdefault(None, choice)
            continue
        own.update(dict.fromkeys((None, *lines), choice))
    return found


Windows = Mapping[str, Window | None]


def last_told(messages: Iterable[Went]) -> dict[int, Windows]:
    """The windows that the last message to each customer named, by order and line id; None = it named no date."""
    found: dict[int, dict[str, Window | None]] = {}
    for each in messages:
        _add_told(found, each)
    return dict(found)


def _add_told(found: dict[int, dict[str, Window | None]], each: Went) -> None:
    if each.outcome in ("", "sent", "unclear"):
        own = each.told.get(str(each.order), {})
        found.setdefault(each.order, {}).update({line: _window(days) for line, days in own.items()})


def _window(days: Sequence[str] | None) -> Window | None:
    return Window(*map(date.fromisoformat, days)) if days else None


def _add_questions(found: Mapping[int, Consent], messages: Iterable[Went]) -> None:
    """What the last question said of silence, where it is open; and what was held when silence began to cancel."""
    held: dict[int, dict[str, Window | None]] = {}
    for each in messages:
        own = found[each.order]
        if each.state in REACHED and each.answer_by is not None and each.silent_default:
            silent, law = Choice(each.silent_default), Law(each.law)
            met = all(own.answered_since(line, each.claimed_at) for line in each.lines)
            own.named = None if met else Named(silent, each.answer_by, law, frozenset(each.lines))
            if silent is not Choice.CANCEL:
                own.before.clear()
            for line in each.lines if silent is Choice.CANCEL else ():
                window = held.get(each.order, {}).get(line)
                if window is not None and not own.answered_since(line, each.claimed_at):
                    own.before.setdefault(line, window)
        _add_told(held, each)
    for own in found.values():
        own.before = {line: window for line, window in own.before.items() if not own.answered(line)}


def _add_choices(found: dict[int, Consent], order_ids: Collection[int]) -> None:
    rows = Decision.objects.filter(order_id__in=sql.among(order_ids)).order_by("pk")
    columns = ("order_id", "choice", "lines", "by", "approved_by", "at", "replaced_at")
    made = list(rows.values_list(*columns))
    # A decision that names no line is about all of them.
    named = OrderLine.objects.filter(order_id__in=sql.among(pk for pk, _, lines, *_ in made if not lines))
    whole: dict[int, list[str]] = {}
    for pk, line in named.values_list("order_id", "line_id"):
        whole.setdefault(pk, []).append(line)
    in_force = (
        (pk, choice, lines) for pk, choice, lines, _, _, _, replaced_at in made if replaced_at is None
    )
    for pk, own in _leaves(found, in_force).items():
        found[pk].leaves = own
    for pk, choice, lines, by, approved_by, at, replaced_at in made:
        stands, waits = replaced_at is None, choice in PARCELS
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
