"""How a SKU is sold on each channel now, and how many may be listed there (spec 0, 1.5, 2.4).

What all channels list together never exceeds what is left to sell plus what the cap leaves; units that nothing credible
would bring are not listed even without a cap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from makegood.domain.eligibility.outcome import Eligibility
from makegood.domain.terms.quantity import split_by_weight
from makegood.domain.terms.state import SellState


@dataclass(frozen=True, slots=True)
class Pool:
    """Units at one location that nobody waits for: left on hand beyond safety stock, and left of credible lots."""

    location: str
    on_hand: int
    incoming: int


class SellFacts(NamedTuple):
    """What decides how a SKU is sold. `eligibility` per channel; `cap_left` None = uncapped;
    `channel_cap_left` narrows it. `dated` = channels on which the next unit has a date that may be promised.

    `serves` answers whether a location serves a channel; `weights` = shares of the listable units, in the
    channels' order.
    """

    preorder: bool
    dated: frozenset[str]
    pools: Sequence[Pool]
    cap_left: int | None
    channels: Sequence[str]
    weights: Mapping[str, int]
    eligibility: Mapping[str | None, Eligibility]
    channel_cap_left: Mapping[str, int]
    serves: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class ChannelSale:
    """How the SKU is sold on one channel."""

    channel: str
    sell_state: SellState
    listable_qty: int


def cap_left(*, cap: int | None, backordered: int) -> int | None:
    """What the cap leaves: cap less all open backordered units, oversells included, never below 0."""
    return None if cap is None else max(0, cap - backordered)


def least(*limits: int | None) -> int | None:
    """The limit that binds; None = there is none."""
    return min((limit for limit in limits if limit is not None), default=None)


def sell(facts: SellFacts) -> tuple[ChannelSale, ...]:
    """Sell state and listable quantity per channel, in the given order of channels.

    Stock is shared out per location among the channels it serves, by weight; units that may be sold ahead are shared
    among the channels where waiting is allowed. A unit is listed once.
    """
    if facts.preorder:
        # Before its first day of sale everything is sold ahead, under the cap, wherever it lies.
        ahead_only = [Pool(pool.location, 0, pool.on_hand + pool.incoming) for pool in facts.pools]
        facts = facts._replace(pools=ahead_only)
    stock = _share_stock(facts)
    ahead = _share_ahead(facts)
    return tuple(
        ChannelSale(
            channel,
            _state(facts, channel),
            stock[channel] + ahead[channel],
        )
        for channel in facts.channels
    )


def _state(facts: SellFacts, channel: str) -> SellState:
    if facts.preorder:
        return SellState.PREORDER
    if _reach(facts, channel, "on_hand") > 0:
        return SellState.IN_STOCK
    if _may_wait(facts, channel) and _reach(facts, channel, "incoming") > 0:
        return SellState.BACKORDER
    return SellState.OUT_OF_STOCK


def _may_wait(facts: SellFacts, channel: str) -> bool:
    return (
        facts.eligibility[channel].allowed
        and channel in facts.dated
        and facts.cap_left != 0
        and facts.channel_cap_left.get(channel) != 0
    )


def _reach(facts: SellFacts, channel: str, units: str) -> int:
    return sum(getattr(pool, units) for pool in facts.pools if channel in facts.serves[pool.location])


def _share_stock(facts: SellFacts) -> dict[str, int]:
    shared = dict.fromkeys(facts.channels, 0)
    for pool in facts.pools:
        served = [channel for channel in facts.channels if channel in facts.serves[pool.location]]
        parts = split_by_weight(pool.on_hand, [facts.weights[channel] for channel in served])
        for channel, part in zip(served, parts, strict=True):
            shared[channel] += part
    return shared


def _share_ahead(facts: SellFacts) -> dict[str, int]:
    shared = dict.fromkeys(facts.channels, 0)
    waiting = [channel for channel in facts.channels if _may_wait(facts, channel)]
    reach = {channel: _reach(facts, channel, "incoming") for channel in waiting}
    total = sum(pool.incoming for pool in facts.pools)
    if facts.cap_left is not None:
        total = min(total, facts.cap_left)
    reached = [channel for channel in waiting if reach[channel]]
    parts = split_by_weight(total, [facts.weights[channel] for channel in reached])
    for channel, part in zip(reached, parts, strict=True):
        narrowed = facts.channel_cap_left.get(channel)
        shared[channel] = min(part, reach[channel], part if narrowed is None else narrowed)
    return shared
