"""What was decided about several orders at once can be put back, until the next thing is done: what stood before is
chosen again, and where nothing did the decision is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from makegood.console.records.chosen import Planned
from makegood.domain.decision.outcome import Choice
from makegood.services._orders import OrderName
from makegood.services.decision import Choose, Decide, Decided, Undecide

_KEPT = "undo"
_RESTORABLE = (Choice.HOLD.value, Choice.SPLIT.value)


def remember(request: HttpRequest, planned: Sequence[Planned], decided: Sequence[Decided]) -> None:
    """Keep what stood before these decisions, where that can be again."""
    chosen = [each for each in planned if each.choice is not None]
    pairs = [pair for pair in zip(chosen, decided, strict=True) if not pair[1].known]
    request.session[_KEPT] = {
        "before": [
            [each.order, each.channel, each.stands] for each, _ in pairs if each.stands in _RESTORABLE
        ],
        "first": [made.decision for each, made in pairs if not each.stands],
    }


def undoable(request: HttpRequest) -> int:
    """How many orders could be put back."""
    return sum(map(len, request.session.get(_KEPT, {}).values()))


def forget(request: HttpRequest) -> None:
    """Nothing is put back any more."""
    request.session.pop(_KEPT, None)


def back(request: HttpRequest) -> list[Any]:
    """The commands that put it back; none = there is nothing."""
    kept = request.session.get(_KEPT, {})
    choices = tuple(
        Choose(order=OrderName(number, channel), choice=Choice(stood), text="put back")
        for number, channel, stood in kept.get("before", ())
    )
    first = tuple(kept.get("first", ()))
    return [
        *([Decide(choices=choices)] if choices else ()),
        *([Undecide(decisions=first, text="put back")] if first else ()),
    ]
