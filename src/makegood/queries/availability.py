"""What may still be sold of SKUs: by a day, under the cap, on every channel, and from when the next unit would ship.

Many SKUs cost a handful of statements, and the same however many lines wait (spec 0, 1.5, 2.4).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from makegood.db.positions import Position, channel_names, waiting_on_channels
from makegood.domain.promise.sell import ChannelSale, cap_left, least
from makegood.domain.promise.selling import OnChannels, Seller
from makegood.queries._supply import Asked, ask_about


class Availability(NamedTuple):
    """One SKU now.

    available = on hand - reserved - safety stock (may be negative); `atp` = available + incoming usable by the day
    asked about - what waits, of a bundle what its scarcest component allows. `cap` None = uncapped; `next_*` = ship
    window of the next unit, behind all who wait; None = no date.
    """

    sku: str
    on_hand: int
    reserved: int
    safety_stock: int
    available: int
    incoming: int
    backordered: int
    atp: int
    cap: int | None
    cap_left: int | None
    next_from: date | None
    next_to: date | None


def availability(skus: Iterable[str], *, today: date, on: date | None = None) -> dict[str, Availability]:
    """What is there and what may be promised by a day (None = today). Raises DomainError('sku_unknown')."""
    return available_of(ask_about(skus, today=today), on or today)


def available_of(asked: Asked, by: date) -> dict[str, Availability]:
    """The same of SKUs that were asked about already."""
    return {sku: _availability(asked, asked.positions[sku], by) for sku in asked.skus}


def sales(skus: Iterable[str], *, today: date) -> dict[str, tuple[ChannelSale, ...]]:
    """How SKUs are sold on the store and on every channel that an order came from: sell state and listable quantity,
    together no more than is left to sell and the cap leaves. Raises DomainError('sku_unknown')."""
    return sold_of(ask_about(skus, today=today))


def sold_of(asked: Asked) -> dict[str, tuple[ChannelSale, ...]]:
    """The same of SKUs that were asked about already."""
    seller = Seller(
        policy=asked.shop.policy, serving=asked.serving, channels=channel_names(), today=asked.today
    )
    parts = {sku: {sku: 1, **asked.leftovers.needs(sku)} for sku in asked.skus}
    answers = {part: asked.answers(part) for own in parts.values() for part in own}
    narrowed = [part for part in answers if seller.narrowed(answers[part])]
    waiting = waiting_on_channels(narrowed) if narrowed else {}
    return {
        sku: seller.sell(
            unclaimed=asked.leftovers.of(sku),
            answers=answers[sku],
            preorder=asked.preorder(sku),
            left=_cap_left(asked, sku),
            waiting=[
                OnChannels(answers[part], waiting.get(part, {}), per) for part, per in parts[sku].items()
            ],
        )
        for sku in asked.skus
    }


def _availability(asked: Asked, own: Position, by: date) -> Availability:
    sku = own.sku
    cap = asked.answers(sku)[None].cap
    span = asked.leftovers.next_span(sku)
    return Availability(
        sku,
        own.on_hand,
        own.reserved,
        own.safety_stock,
        own.available,
        sum([qty for _, qty, _ in own.coming]) if own.coming else 0,
        own.backordered_qty,
        atp_by(asked, own, by),
        cap,
        None if cap is None and not own.in_bundle else _cap_left(asked, sku),
        span.ship_from if span else None,
        span.ship_to if span else None,
    )


def atp_by(asked: Asked, own: Position, by: date) -> int:
    """What may be promised by a day, of a bundle what its scarcest component allows."""
    need = asked.leftovers.needs(own.sku) if own.in_bundle else None
    if need:
        return min(atp_by(asked, asked.positions[part], by) // per for part, per in need.items())
    found = own.available - own.backordered_qty
    return found + asked.usable_by(own.sku, by) if own.coming else found


def _cap_left(asked: Asked, sku: str) -> int | None:
    """What the SKU's own cap leaves, and of a bundle those of its components."""
    own = cap_left(cap=asked.answers(sku)[None].cap, backordered=asked.positions[sku].backordered_qty)
    need = asked.leftovers.needs(sku)
    return least(own, *(_whole(_cap_left(asked, part), per) for part, per in need.items())) if need else own


def _whole(left: int | None, per: int) -> int | None:
    return None if left is None else left // per
