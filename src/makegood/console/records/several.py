"""What was decided about several orders at once can be put back, until the next thing is done: what stood before is
chosen again, and where nothing did the decision is taken back. What somebody decided since stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.http import HttpRequest

from makegood.console import doing
from makegood.console.records.chosen import Planned
from makegood.db.models import Decision, Order
from makegood.db.streams import STREAMS
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.queries.decisions import standing
from makegood.services._orders import OrderName
from makegood.services.decision import Choose, Decide, Decided, Undecide

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
    """Each order on its own; what could be put back later is offered again. Raises DomainError('not_allowed')."""
    number, left, again = 0, [], []
    for each in (_Kept(*kept) for kept in request.session.get(_KEPT, ())):
        try:
            done = _one(request, each)
        except DomainError as refusal:
            if refusal.code == "not_allowed":
                raise
            left += doing.why(refusal)
            # What stays for good is offered no more.
            again += [] if refusal.code == "decision_stays" else [each]
            continue
        number += done
        left += [] if done else [f"Order {each.order} was decided anew since; that stays."]
    request.session[_KEPT] = again
    return PutBack(number, left)


def _one(request: HttpRequest, kept: _Kept) -> bool:
    """True when it was put back, False when our decision is no longer the last word."""
    own = Decision.objects.filter(pk=kept.decision)
    # How long its history is comes first: whoever decides after this is noticed too.
    ((order, count),) = own.values_list("order_id", "order__event_count")
    if [each.pk for each in standing(order)][-1:] != [kept.decision]:
        return False
    doing.unless_changed(request, _command(kept), seen={(STREAMS[Order], order): count})
    return True


def _command(kept: _Kept) -> Decide | Undecide:
    if not kept.stood:
        return Undecide(decisions=(kept.decision,), text="put back")
    name = OrderName(kept.order, kept.channel)
    return Decide(choices=(Choose(order=name, choice=Choice(kept.stood), text="put back"),))
