"""Which of the four ways the order, its items and its channel forbid, and why (spec 4.4, 9.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from makegood.domain.decision.case import LineCase
from makegood.domain.decision.outcome import Why
from makegood.domain.decision.situation import Situation, authorisation_ends_first, is_bundle
from makegood.domain.terms.demand import Item
from makegood.domain.terms.law import Law, Laws
from makegood.domain.terms.policy.shop import may_ask

Substitutes = tuple[tuple[str, str], ...]


def against_hold(s: Situation) -> list[str]:
    """Reasons against waiting at all: the customer said not after a day, and no short unit ships by then."""
    for part in s.short:
        last = part.line.cancel_after
        if last is not None and last < (part.promise.ship.from_on if part.promise else s.today):
            return [Why.PAST_CANCEL_AFTER]
    return []


def against_split(s: Situation, *, hold: Sequence[str]) -> list[str]:
    """Reasons against two shipments; its late part waits as holding does, so what forbids that forbids this."""
    against = [*_on_hold(s), *hold]
    if s.one_parcel:
        against.append(Why.SHIP_COMPLETE)
    if not s.on_track:
        reserved = sum([part.reserved_qty for part in s.case.lines])
        units = reserved + sum([part.backordered_qty for part in s.short])
        against.append(Why.BUNDLE if reserved else Why.SINGLE_UNIT if units == 1 else Why.NOTHING_ON_TRACK)
    return against


def against_substitute(s: Situation, *, items: Mapping[str, Item], found: Substitutes) -> list[str]:
    """Reasons against another SKU instead. It must cover every short line whole."""
    against = [*_on_hold(s)] if s.channel.options_allowed else [*_on_hold(s), Why.CHANNEL_FORBIDS]
    if s.preorder:
        against.append(Why.PREORDER)
    if any(is_bundle(part.line.sku, items) for part in s.short):
        against.append(Why.BUNDLE)
    elif not found:
        listed = all((item := items.get(part.line.sku)) and item.substitutes for part in s.short)
        against.append(Why.SUBSTITUTE_SHORT if listed else Why.NO_SUBSTITUTE)
    return against


def against_cancel(s: Situation) -> list[str]:
    """Reasons against asking the customer to cancel the short units."""
    return [*_on_hold(s)] if s.channel.options_allowed else [*_on_hold(s), Why.CHANNEL_FORBIDS]


def leaves_by_right(s: Situation, *, laws: Laws) -> bool:
    """True where the customer may cancel what is late whatever the shop's rules say: there is no date, or the law of
    the destination gives it. It rests on what they were told, not on what we expect meanwhile."""
    law = laws.applies(country=s.head.country, business=s.head.business)
    return may_ask(s.channel) and any(_may_leave(part, law, laws) for part in s.short)


def _may_leave(part: LineCase, law: Law, laws: Laws) -> bool:
    line, told_to = part.line, part.told_to
    if line.on_hold:
        return False
    if told_to is None:
        return True
    if line.notified_on is None and told_to <= part.baseline:
        # It is on time, and nobody has heard otherwise.
        return False
    due = laws.ship_time_ends(placed_on=line.placed_on, stated_on=line.promised_to, baseline=part.baseline)
    return law is Law.EU or (law is Law.FTC and told_to > due)


def _on_hold(s: Situation) -> list[str]:
    # Unpaid or under a fraud check: nothing is shipped, and the customer is not written to.
    return [Why.ORDER_ON_HOLD] if s.on_hold else []


def find_substitutes(s: Situation, *, items: Mapping[str, Item], free: Mapping[str, int]) -> Substitutes:
    """Each short line's best substitute with free units for its whole short quantity; empty unless all lines have one.

    Lines of the order share the free units in line order. A SKU before its first sale day is no substitute.
    """
    found: list[tuple[str, str]] = []
    taken: dict[str, int] = {}
    short = s.short if len(s.short) == 1 else sorted(s.short, key=lambda part: part.line.line_id)
    for part in short:
        item = items.get(part.line.sku)
        sku = (
            _first_free(part, item, items, free, taken, s) if item is not None and item.substitutes else None
        )
        if sku is None:
            return ()
        taken[sku] = taken.get(sku, 0) + part.backordered_qty
        found.append((part.line.line_id, sku))
    return tuple(found)


def _first_free(
    part: LineCase,
    item: Item,
    items: Mapping[str, Item],
    free: Mapping[str, int],
    taken: Mapping[str, int],
    s: Situation,
) -> str | None:
    for sku in item.substitutes:
        other = items.get(sku)
        unreleased = other is not None and other.available_on is not None and other.available_on > s.today
        if not unreleased and free.get(sku, 0) - taken.get(sku, 0) >= part.backordered_qty:
            return sku
    return None


def while_waiting(s: Situation) -> list[str]:
    """What goes with waiting for the short units: dates it misses, money that runs out."""
    notes: list[str] = [Why.NO_DATE] if s.wait.undated else []
    if s.wait.hopeless:
        notes.append(Why.NOTHING_MORE_COMES)
    late_ship = late_need = False
    for part in s.short:
        line, promise = part.line, part.promise
        if line.ship_by is not None:
            late_ship |= line.ship_by < (promise.ship.to_on if promise else s.today)
        if line.need_by is not None:
            late_need |= line.need_by < (promise.deliver.to_on if promise else s.today)
    if late_ship:
        notes.append(Why.MISSES_SHIP_BY)
    if late_need:
        notes.append(Why.MISSES_NEED_BY)
    if s.head.authorised_until is not None and authorisation_ends_first(head=s.head, short=s.short):
        notes.append(Why.AUTHORISATION_ENDS_FIRST)
    return notes
