"""What was decided about several orders at once can be put back, until the next thing is done: what stood before is
chosen again, and where nothing did the decision is taken back. What somebody decided since stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.http import HttpRequest

from makegood.console import doing
from makegood.console.records.chosen import Planned
from makegood.db.models import Decision, Order
from makegood.db.streams import STREAMS
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.queries.decisions import last_words
from makegood.services._orders import OrderName
from makegood.services.decision import Decided, OrderChoice, Undecide, came_of

_KEPT = "put_back"
_RESTORABLE = (Choice.HOLD.value, Choice.SPLIT.value, "")


class _Kept(NamedTuple):
    """A decision of ours, and what `stood` before it; empty = nothing."""

    decision: int
    order: str
    channel: str
    stood: str


class PutBack(NamedTuple):
    """How many orders are as they were before, and why the others are not."""

    number: int
    left: list[str]


def remember(request: HttpRequest, planned: Sequence[Planned], decided: Sequence[Decided]) -> None:
    """Keep what stood before these decisions, where that can be again."""
    chosen = [each for each in planned if each.choice is not None]
    request.session[_KEPT] = [
        _Kept(made.decision, each.order, each.channel, each.stands)
        for each, made in zip(chosen, decided, strict=True)
        if each.stands in _RESTORABLE and not made.known
    ]


def undoable(request: HttpRequest) -> int:
    """How many orders could be put back."""
    return len(request.session.get(_KEPT, ()))


def put_back(request: HttpRequest) -> PutBack:
    """All that can be, in one step; what could be later is offered again. Raises DomainError('not_allowed')."""
    kept = {each.decision: each for each in (_Kept(*one) for one in request.session.get(_KEPT, ()))}
    looked = _look(kept)
    left, again = list(looked.left), []
    if looked.ours:
        try:
            doing.unless_changed(request, _command(looked.ours), seen=looked.seen)
        except DomainError as refusal:
            if refusal.code == "not_allowed":
                raise
            left += doing.why(refusal)
            again = looked.ours
    request.session[_KEPT] = again
    return PutBack(len(looked.ours) - len(again), left)


class _Looked(NamedTuple):
    """Decisions of `ours` that are the last word still and could be put back, how long the histories of their orders
    were when we looked, and why the others are `left`."""

    ours: list[_Kept]
    seen: dict[tuple[str, int], int]
    left: list[str]


def _look(kept: Mapping[int, _Kept]) -> _Looked:
    # How long their histories are is read first: whoever decides after this is noticed too.
    rows = list(Decision.objects.filter(pk__in=kept).select_related("order").order_by("pk"))
    last = last_words(row.order_id for row in rows)
    came = came_of([row for row in rows if not kept[row.pk].stood])
    found = _Looked([], {}, [])
    for row in rows:
        if last.get(row.order_id) != row.pk:
            found.left.append(f"Order {row.order.number} was decided anew since; that stays.")
        elif row.pk in came:
            data = {"order": row.order.number, "choice": row.choice, "found": came[row.pk]}
            found.left.extend(doing.why(DomainError("decision_stays", data)))
        else:
            found.ours.append(kept[row.pk])
            found.seen[STREAMS[Order], row.order_id] = row.order.event_count
    return found


def _command(ours: Sequence[_Kept]) -> Undecide:
    return Undecide(
        decisions=tuple(each.decision for each in ours if not each.stood),
        again=tuple(
            OrderChoice(order=OrderName(each.order, each.channel), choice=Choice(each.stood), text="put back")
            for each in ours
            if each.stood
        ),
        text="put back",
    )
