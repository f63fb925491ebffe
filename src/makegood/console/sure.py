"""A quantity far outside the usual is asked about once before it is taken: a zero too many is soon typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.http import HttpRequest

from makegood.domain.terms.quantity import is_far_out

_SHOWN = 5


class Doubt(NamedTuple):
    """What is asked: `said` in a sentence, `mark` = the answer that means just these quantities."""

    said: str
    mark: str


def doubt(request: HttpRequest, quantities: Iterable[tuple[str, int, int | None]]) -> Doubt | None:
    """Of these (what, how many, how many are usual; None = not known) those that are far out and that nobody stood by
    yet; None = there is nothing to ask."""
    found = [(what, qty, usual) for what, qty, usual in quantities if is_far_out(qty, usual=usual)]
    mark = ";".join(f"{what}={qty}" for what, qty, _ in found)
    if not found or mark in request.POST.getlist("sure"):
        return None
    said = [
        f"{qty:,} × {what}" + (f", where {usual:,} was the most so far" if usual else "")
        for what, qty, usual in found[:_SHOWN]
    ]
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return Doubt(f"Is that meant? {'; '.join(said)}{more}.", mark)
