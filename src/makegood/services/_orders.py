"""Orders and lines by the names people give them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import NamedTuple

from makegood.db import sql
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.limits import LONGEST_ID


class OrderName(NamedTuple):
    """An order by its number; the channel is needed only where two channels use the same number."""

    number: str
    channel: str | None = None


def order_ids(names: Iterable[OrderName]) -> dict[OrderName, int]:
    """Primary keys by name. Raises DomainError('order_unknown') or ('order_ambiguous', with the channels to choose)."""
    wanted = list(dict.fromkeys(names))
    known: dict[str, dict[str, int]] = {}
    numbers = sorted({name.number.strip() for name in wanted})
    for pk, number, channel in sql.ask(
        "SELECT o.id, o.number, c.name FROM makegood_order o JOIN makegood_channel c ON c.id = o.channel_id"
        " WHERE o.number IN_LIST(%s)",
        numbers,
    ):
        known.setdefault(number, {})[channel] = pk
    return {name: _one(name, known.get(name.number.strip(), {})) for name in wanted}


def free_line_id(known: Iterable[str], wanted: str) -> str:
    """A line id that the order does not have yet: 1.1, 1.2 … for what goes on with line 1. A long one loses its end."""
    taken = set(known)
    for number in count(1):
        end = f".{number}"
        found = f"{wanted[: LONGEST_ID - len(end)]}{end}"
        if found not in taken:
            return found
    raise AssertionError


def _one(name: OrderName, found: dict[str, int]) -> int:
    if name.channel is not None:
        found = {channel: pk for channel, pk in found.items() if channel == name.channel}
    if not found:
        raise DomainError("order_unknown", {"order": name.number, "channel": name.channel})
    if len(found) > 1:
        raise DomainError("order_ambiguous", {"order": name.number, "channels": sorted(found)})
    return next(iter(found.values()))
