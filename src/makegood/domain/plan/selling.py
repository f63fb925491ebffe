"""Each SKU as it is sold now: its cap, its next window, and what every channel may list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from makegood.domain.eligibility.rules import window_fits
from makegood.domain.plan.figures import Figures
from makegood.domain.plan.leftovers import Leftovers, Unclaimed
from makegood.domain.plan.queue import Queue
from makegood.domain.plan.snapshot import Snapshot
from makegood.domain.plan.waiting import Answers, MayWait
from makegood.domain.promise.sell import ChannelSale, SellFacts, cap_left, sell
from makegood.domain.promise.window import Span
from makegood.domain.terms.policy.shop import ChannelPolicy
from makegood.domain.terms.serving import Serving

STORE = "store"
"""The shop's own channel, listed first; a SKU's own sell state is the one here."""

_USUAL = ChannelPolicy()


class Selling(NamedTuple):
    """One SKU on all channels. `cap` None = uncapped."""

    cap: int | None
    cap_left: int | None
    unclaimed: Unclaimed
    channels: tuple[ChannelSale, ...]

    def on(self, channel: str) -> ChannelSale:
        """How it is sold on one channel."""
        return next(sale for sale in self.channels if sale.channel == channel)


def sell_all(
    *, snapshot: Snapshot, queue: Queue, figures: Mapping[str, Figures], may_wait: MayWait
) -> dict[str, Selling]:
    """Every SKU, on the shop's store and on every channel that an order came from."""
    channels = (STORE, *sorted({line.channel for line in snapshot.lines} - {STORE}))
    leftovers = Leftovers(snapshot=snapshot, queue=queue, figures=figures)
    weights = {channel: snapshot.policy.channels.get(channel, _USUAL).listing_weight for channel in channels}
    serves = _Serves(queue.serving, channels)
    dates = _Dated(channels, snapshot.today)
    sell_once = _SellOnce()
    sold: dict[str, Selling] = {}
    for sku, own in figures.items():
        answers = may_wait.answers(sku)
        cap = answers[None].cap
        unclaimed = leftovers.of(sku)
        left = _least(
            cap_left(cap=cap, backordered=own.backordered),
            *_component_caps(sku, leftovers, figures, may_wait),
        )
        facts = SellFacts(
            preorder=may_wait.preorder(sku),
            dated=dates.of(unclaimed.next_span, answers),
            pools=unclaimed.pools,
            cap_left=left,
            channels=channels,
            weights=weights,
            eligibility=answers,
            channel_cap_left=_channel_caps(own, channels, answers),
            serves=serves.of(unclaimed),
        )
        sold[sku] = Selling(cap, left, unclaimed, sell_once(facts, answers))
    return sold


class _SellOnce:
    """Sells SKUs; those in the same position share one answer, which spares later steps work too."""

    def __init__(self) -> None:
        self._known: dict[object, tuple[ChannelSale, ...]] = {}

    def __call__(self, facts: SellFacts, answers: Answers) -> tuple[ChannelSale, ...]:
        # Answers live as long as the plan is made, so their id stays their own. The other facts are the shop's.
        caps = tuple(facts.channel_cap_left.items())
        position = (id(answers), facts.preorder, facts.dated, facts.pools, facts.cap_left, caps)
        found = self._known.get(position)
        if found is None:
            found = self._known[position] = sell(facts)
        return found


class _Dated:
    """Channels on which the next unit's window may be promised, asked once per answers and last day."""

    def __init__(self, channels: Sequence[str], today: date) -> None:
        self._channels = channels
        self._today = today
        self._known: dict[tuple[int, date], frozenset[str]] = {}

    def of(self, span: Span | None, answers: Answers) -> frozenset[str]:
        """The channels for a window; none without one."""
        if span is None:
            return frozenset()
        key = (id(answers), span.ship_to)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = frozenset(
                channel
                for channel in self._channels
                if window_fits(answers[channel], today=self._today, ship_to=span.ship_to)
            )
        return found


def _component_caps(
    sku: str, leftovers: Leftovers, figures: Mapping[str, Figures], may_wait: MayWait
) -> Iterator[int | None]:
    """Bundles that the caps of its components leave."""
    for component, per in leftovers.needs(sku).items():
        left = cap_left(cap=may_wait.on(component, None).cap, backordered=figures[component].backordered)
        yield None if left is None else left // per


def _least(*limits: int | None) -> int | None:
    return min((limit for limit in limits if limit is not None), default=None)


def _channel_caps(figures: Figures, channels: Sequence[str], answers: Answers) -> dict[str, int]:
    """What a channel's own cap leaves there, where a rule narrows it."""
    found: dict[str, int] = {}
    for channel in channels:
        left = cap_left(cap=answers[channel].cap, backordered=figures.on_channel.get(channel, 0))
        if left is not None:
            found[channel] = left
    return found


class _Serves:
    """Which channels each location serves, asked once."""

    def __init__(self, serving: Serving, channels: Sequence[str]) -> None:
        self._serving = serving
        self._channels = channels
        self._known: dict[str, frozenset[str]] = {}

    def of(self, unclaimed: Unclaimed) -> dict[str, frozenset[str]]:
        """Channels served from where units are left."""
        for pool in unclaimed.pools:
            if pool.location not in self._known:
                self._known[pool.location] = self._serving.channels_of(pool.location, self._channels)
        return self._known
