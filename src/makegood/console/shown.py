"""What was looked at is what is done: the form of a preview carries what it showed, and where something else would come
of it by then nothing is done, and whoever sent it looks again.

What was shown is kept as words, thing by thing: they are compared, and said where they differ.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from django.core import signing
from django.http import HttpRequest

from makegood.flow import Effect
from makegood.queries.allocations import Gain, Loss

Told = Mapping[str, str]
"""What comes of something, in words by what it comes of."""
_SALT = "makegood.shown"
_NAMED = 5
_KEPT = 500
"""Of more things a form carries only whether they are the same: a page is to stay light."""


class Otherwise(Exception):  # noqa: N818 - nothing is wrong
    """Something else would come of it than what was looked at: `said` = what, in sentences."""

    def __init__(self, said: list[str]) -> None:
        super().__init__(*said)
        self.said = said


def mark(told: Told) -> str:
    """What a preview showed, as its form carries it."""
    return signing.dumps(_carried(told), salt=_SALT, compress=True)


def as_shown(request: HttpRequest, told_of: Callable[[Effect], Told]) -> Callable[[Effect], None]:
    """Asked of what comes of a form before it counts: raises Otherwise where that is not what its page showed."""
    then = _then(request)

    def approve(found: Effect) -> None:
        now = _carried(told_of(found))
        if then is None:
            raise Otherwise(["Look first: this is what would come of it. Nothing was done."])
        if then != now:
            raise Otherwise(_said(then, now))

    return approve


def units(found: Effect) -> dict[str, str]:
    """Who gets units by it and who gives some back, order line by order line."""
    rows: list[tuple[str, Gain | Loss]] = [("gives back", each) for each in found.losses]
    rows += [("gets", each) for each in found.gains]
    moves: dict[str, Counter[tuple[str, str]]] = {}
    for way, each in rows:
        about = f"order {each.order}, {each.channel}, line {each.line}"
        moves.setdefault(about, Counter())[way, each.sku] += each.qty
    return {
        about: ", ".join(f"{way} {qty:,} × {sku}" for (way, sku), qty in sorted(own.items()))
        for about, own in moves.items()
    }


def _carried(told: Told) -> Told | str:
    if len(told) <= _KEPT:
        return dict(told)
    return sha256(json.dumps(sorted(told.items())).encode()).hexdigest()


def _then(request: HttpRequest) -> Any:
    try:
        return signing.loads(request.POST.get("shown", ""), salt=_SALT)
    except signing.BadSignature:
        return None


def _said(then: Told | str, now: Told | str) -> list[str]:
    return [
        "Something changed while you were looking. Nothing was done.",
        _what(then, now),
        "Look again, then decide.",
    ]


def _what(then: Told | str, now: Told | str) -> str:
    if isinstance(then, str) or isinstance(now, str):
        return (
            f"By now it would be otherwise for some of what it comes to, which is more than {_KEPT:,} lines."
        )
    changed = [
        f"{about} (shown: {then.get(about, 'nothing')}; now: {now.get(about, 'nothing')})"
        for about in sorted({*then, *now})
        if then.get(about) != now.get(about)
    ]
    more = f"; and {len(changed) - _NAMED:,} more" if len(changed) > _NAMED else ""
    return f"By now it would be otherwise for {'; '.join(changed[:_NAMED])}{more}."
