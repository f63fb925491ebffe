"""One order seen as a whole: what its rules, permits and costs are asked about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from makegood.domain.decision.case import LineCase, OrderCase
from makegood.domain.decision.stakes import Amounts, Wait
from makegood.domain.terms.demand import Item, OrderLine
from makegood.domain.terms.policy.shop import ChannelPolicy


class Situation(NamedTuple):
    """An order on one day. `on_track` = units that could ship now; the flags say that any of its lines is so."""

    case: OrderCase
    head: OrderLine
    short: tuple[LineCase, ...]
    on_track: int
    on_hold: bool
    one_parcel: bool
    picked: bool
    preorder: bool
    channel: ChannelPolicy
    amounts: Amounts
    wait: Wait
    today: date


def on_track_qty(part: LineCase, items: Mapping[str, Item]) -> int:
    """Reserved units that may ship before the rest. A short bundle line ships complete, so it has none."""
    if not part.reserved_qty or (part.backordered_qty and is_bundle(part.line.sku, items)):
        return 0
    return part.reserved_qty


def is_bundle(sku: str, items: Mapping[str, Item]) -> bool:
    """True when the SKU explodes into components."""
    item = items.get(sku)
    return item is not None and bool(item.bundle_of)


def authorisation_ends_first(*, head: OrderLine, short: tuple[LineCase, ...]) -> bool:
    """True when authorised money is not yet captured and the authorisation ends before the last short unit ships."""
    until = head.authorised_until
    if until is None or (head.authorised_amount or 0) <= (head.captured_amount or 0):
        return False
    return any(part.promise is None or part.promise.ship.to_on > until for part in short)
