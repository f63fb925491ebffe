"""What a program does that asks too often, of several processes at once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.conf import settings

from makegood.api import keys
from makegood.db import limits
from makegood.queries.people import Who


def by(actor: str) -> Any:
    """A request of a key."""
    return SimpleNamespace(auth=Who(actor, frozenset()))


def knock(number: int, *, rate: str, times: int, alone: bool = False) -> int:
    """Ask so often; how often it was let through. `alone` = this process counts for itself."""
    settings.API_RATE = rate
    if alone:
        vars(limits)["take"] = lambda name, *, qty, **rest: qty
    allowed = keys.Rate()
    del number
    return sum(allowed.allow_request(by("token:1")) for _ in range(times))
