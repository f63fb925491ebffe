"""Each SKU as it is sold now: its cap, its next window, and what every channel may list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from makegood.domain.plan.figures import Figures
from makegood.domain.plan.leftovers import leftovers_of
from makegood.domain.plan.queue import Queue
from makegood.domain.plan.snapshot import Snapshot
from makegood.domain.plan.waiting import MayWait
from makegood.domain.promise.leftovers import Leftovers, Unclaimed
from makegood.domain.promise.sell import ChannelSale, cap_left, least
from makegood.domain.promise.selling import OnChannels, Seller


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
    leftovers = leftovers_of(snapshot=snapshot, queue=queue, figures=figures)
    channels = sorted({line.channel for line in snapshot.lines})
    seller = Seller(policy=snapshot.policy, serving=queue.serving, channels=channels, today=snapshot.today)
    sold: dict[str, Selling] = {}
    for sku, own in figures.items():
        answers = may_wait.answers(sku)
        cap = answers[None].cap
        unclaimed = leftovers.of(sku)
        left = least(
            cap_left(cap=cap, backordered=own.backordered),
            *_component_caps(sku, leftovers, figures, may_wait),
        )
        sales = seller.sell(
            unclaimed=unclaimed,
            answers=answers,
            preorder=may_wait.preorder(sku),
            left=left,
            waiting=[
                OnChannels(may_wait.answers(part), figures[part].on_channel, per)
                for part, per in {sku: 1, **leftovers.needs(sku)}.items()
            ],
        )
        sold[sku] = Selling(cap, left, unclaimed, sales)
    return sold


def _component_caps(
    sku: str, leftovers: Leftovers, figures: Mapping[str, Figures], may_wait: MayWait
) -> Iterator[int | None]:
    """Bundles that the caps of its components leave."""
    for component, per in leftovers.needs(sku).items():
        left = cap_left(cap=may_wait.on(component, None).cap, backordered=figures[component].backordered)
        yield None if left is None else left // per
