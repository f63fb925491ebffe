"""SKUs on all channels: what each channel may list, asked once for SKUs in the same position."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from makegood.domain.eligibility.rules import Answers, window_fits
from makegood.domain.promise.leftovers import Unclaimed
from makegood.domain.promise.sell import ChannelSale, Pool, SellFacts, cap_left, sell
from makegood.domain.promise.window import Span
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.shop import ChannelPolicy
from makegood.domain.terms.serving import Serving

STORE = "store"
"""The shop's own channel, listed first; a SKU's own sell state is the one here."""

_USUAL = ChannelPolicy()


class OnChannels(NamedTuple):
    """Units that wait by channel, of a SKU or of a component of it, `per` of which go into one, with the rules' answers
    for it."""

    answers: Answers
    units: Mapping[str, int]
    per: int = 1


class Seller:
    """Sells SKUs on the shop's store and on the other channels. SKUs in the same position share one answer.

    `channels` = their names; the store is always one of them. Answers that are equal should be the same object.
    """

    def __init__(self, *, policy: Policy, serving: Serving, channels: Sequence[str], today: date) -> None:
        self.channels = (STORE, *sorted(set(channels) - {STORE}))
        self._today = today
        self._weights = {name: policy.channels.get(name, _USUAL).listing_weight for name in self.channels}
        self._serving = serving
        self._serves: dict[str, frozenset[str]] = {}
        self._dated: dict[tuple[int, date], frozenset[str]] = {}
        self._narrowed: dict[int, tuple[str, ...]] = {}
        self._sold: dict[object, tuple[ChannelSale, ...]] = {}
        self._kept: dict[int, Answers] = {}

    def narrowed(self, answers: Answers) -> tuple[str, ...]:
        """Channels with a cap of their own, below the one for all of them."""
        found = self._narrowed.get(id(answers))
        if found is None:
            # Kept, so that its id stays its own.
            self._kept[id(answers)] = answers
            cap = answers[None].cap
            found = self._narrowed[id(answers)] = tuple(
                name for name in self.channels if answers[name].cap not in (None, cap)
            )
        return found

    def sell(
        self,
        *,
        unclaimed: Unclaimed,
        answers: Answers,
        preorder: bool,
        left: int | None,
        waiting: Iterable[OnChannels],
    ) -> tuple[ChannelSale, ...]:
        """Sell state and listable quantity per channel. `left` = what the caps leave; `waiting` = what waits on the
        channels with a cap of their own, of the SKU and of what it is made of."""
        caps: dict[str, int] = {}
        for each in waiting:
            for name in self.narrowed(each.answers):
                most = cap_left(cap=each.answers[name].cap, backordered=each.units.get(name, 0))
                if most is not None:
                    caps[name] = min(most // each.per, caps.get(name, most // each.per))
        dated = self._dated_on(unclaimed.next_span, answers)
        position = (id(answers), preorder, dated, unclaimed.pools, left, tuple(caps.items()))
        found = self._sold.get(position)
        if found is None:
            found = self._sold[position] = sell(
                SellFacts(
                    preorder=preorder,
                    dated=dated,
                    pools=unclaimed.pools,
                    cap_left=left,
                    channels=self.channels,
                    weights=self._weights,
                    eligibility=answers,
                    channel_cap_left=caps,
                    serves=self._served_from(unclaimed.pools),
                )
            )
        return found

    def _dated_on(self, span: Span | None, answers: Answers) -> frozenset[str]:
        """Channels on which the next unit's window may be promised; none without one."""
        if span is None:
            return frozenset()
        key = (id(answers), span.ship_to)
        found = self._dated.get(key)
        if found is None:
            found = self._dated[key] = frozenset(
                name
                for name in self.channels
                if window_fits(answers[name], today=self._today, ship_to=span.ship_to)
            )
        return found

    def _served_from(self, pools: Sequence[Pool]) -> dict[str, frozenset[str]]:
        """Channels served from where units are left."""
        for pool in pools:
            if pool.location not in self._serves:
                self._serves[pool.location] = self._serving.channels_of(pool.location, self.channels)
        return self._serves
