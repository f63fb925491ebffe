"""What was done to several orders at once can be put back: what stood before is kept until the next thing is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from makegood.console.records.chosen import Planned
from makegood.domain.decision.outcome import Choice
from makegood.services._orders import OrderName
from makegood.services.decision import Choose, Decide

_KEPT = "undo"
_RESTORABLE = (Choice.HOLD.value, Choice.SPLIT.value)


def remember(request: HttpRequest, planned: Sequence[Planned]) -> None:
    """Keep what stood before these decisions, where that can be chosen again."""
    request.session[_KEPT] = [
        [each.order, each.channel, each.stands]
        for each in planned
        if each.choice is not None and each.stands in _RESTORABLE and each.stands != each.choice
    ]


def undoable(request: HttpRequest) -> int:
    """How many orders' earlier decisions could be put back."""
    return len(request.session.get(_KEPT, ()))


def forget(request: HttpRequest) -> None:
    """Nothing is put back any more."""
    request.session.pop(_KEPT, None)


def back(request: HttpRequest) -> Any:
    """The decisions that stood before; None = there are none."""
    kept = request.session.get(_KEPT, ())
    choices = tuple(
        Choose(order=OrderName(number, channel), choice=Choice(stood), text="put back")
        for number, channel, stood in kept
    )
    return Decide(choices=choices) if choices else None
