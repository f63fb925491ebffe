"""Everything the taking of orders looks at, read once per command under the lock of its items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from makegood.db.models import Channel, Item, Stock
from makegood.db.positions import waiting_on_channels
from makegood.domain.eligibility.outcome import Eligibility
from makegood.domain.eligibility.rules import Answers
from makegood.domain.intake import first_sale_days
from makegood.domain.promise.outcome import Promise
from makegood.domain.promise.window import Windows
from makegood.domain.terms import demand
from makegood.domain.terms.pegging import Source, Supply, usable_order
from makegood.domain.terms.serving import Serving
from makegood.domain.terms.stock import IncomingLot
from makegood.queries.shop import Shop


@dataclass(eq=False)
class Desk:
    """The rows and facts behind a command: `items` by SKU (locked), the catalogue, stock and open lots of each item.

    `counted` = units that wait because of the command, by SKU and channel: their cases are not written yet."""

    shop: Shop
    today: date
    items: Mapping[str, Item]
    catalogue: Mapping[str, demand.Item]
    stock: Mapping[int, list[Stock]]
    lots: Mapping[str, list[IncomingLot]]
    supplies: Mapping[str, list[Supply]]
    channels: Mapping[str, Channel]
    locations: Mapping[str, int]
    confirmed: Mapping[int, int] = field(default_factory=dict)
    counted: Counter[tuple[str, str]] = field(default_factory=Counter)
    _answers: dict[int, Answers] = field(default_factory=dict)
    _by_place: dict[str, dict[str, Stock]] = field(default_factory=dict)
    _on_channels: dict[tuple[str, str], int] = field(default_factory=dict)

    @cached_property
    def serving(self) -> Serving:
        """Which locations may serve whom."""
        places = {row.location.name for rows in self.stock.values() for row in rows}
        places |= {lot.location for lots in self.lots.values() for lot in lots}
        return Serving(policy=self.shop.policy, locations=places)

    @cached_property
    def windows(self) -> Windows:
        """What makes promises out of supplies."""
        return Windows(
            policy=self.shop.policy,
            steps=self.shop.steps,
            today=self.today,
            first_sale_days=self.first_sale_days,
        )

    @cached_property
    def first_sale_days(self) -> dict[str, date]:
        """The first day a SKU may ship, for those that have one."""
        return first_sale_days(items=self.catalogue)

    def preorder(self, sku: str) -> bool:
        """True before the SKU's first day of sale."""
        day = self.first_sale_days.get(sku)
        return day is not None and day > self.today

    def may_wait(self, item: Item, channel: str | None) -> Eligibility:
        """The rules' answer for a SKU on a channel; None = for all channels together, whose cap binds them all."""
        answers = self._answers.get(item.pk)
        if answers is None:
            answers = self._answers[item.pk] = self.shop.eligibility.answers(
                sku=item.sku,
                family=item.family,
                confirmed_inbound_qty=self.confirmed.get(item.pk, 0),
                preorder=self.preorder(item.sku),
            )
        return answers[channel]

    def waiting_on(self, sku: str, channel: str) -> int:
        """Units of a SKU that wait on one channel, those of the command included."""
        known = self._on_channels.get((sku, channel))
        if known is None:
            found = waiting_on_channels([sku], channel=channel).get(sku, {})
            known = self._on_channels[sku, channel] = found.get(channel, 0)
        return known + self.counted[sku, channel]

    def reachable_stock(self, wanted: demand.Demand) -> list[Stock]:
        """Stock rows of a demand's SKU at locations that may serve it, first choice first."""
        rows = self._by_place.get(wanted.sku)
        if rows is None:
            found = self.stock.get(self.items[wanted.sku].pk, ())
            rows = self._by_place[wanted.sku] = {row.location.name: row for row in found}
        return [rows[name] for name in self.serving(wanted) if name in rows]

    def reachable_supplies(self, wanted: demand.Demand) -> list[Supply]:
        """What is free of a demand's SKU at locations that may serve it, as one component of a bundle may be while
        another lacks; then credible lots, in usable order."""
        free = [
            on_hand(wanted.sku, row.location.name, units, self.today)
            for row in self.reachable_stock(wanted)
            if (units := row.on_hand - row.reserved - row.safety_stock) > 0
        ]
        places = set(self.serving(wanted))
        return free + [supply for supply in self.supplies.get(wanted.sku, ()) if supply.location in places]


def on_hand(sku: str, place: str, qty: int, today: date) -> Supply:
    """Units that lie at a place, as a supply of a window."""
    return Supply(
        sku=sku, location=place, source=Source.STOCK, ref=place, qty=qty, usable_from=today, usable_to=today
    )


def in_usable_order(supplies: Sequence[Supply]) -> list[Supply]:
    """Supplies as they will be used."""
    return sorted(supplies, key=usable_order)


@dataclass(slots=True)
class Given:
    """Units of one stock row that a line got."""

    stock: Stock
    qty: int


@dataclass(slots=True)
class DraftLine:
    """One line of an order while it is taken: what was asked, what it got, what is missing and what follows.

    `demands` = its SKU, or the components of a bundle; `reserved_qty` and `short_qty` in the line's own units.
    """

    fact: demand.OrderLine
    item: Item
    demands: tuple[demand.Demand, ...]
    given: list[Given] = field(default_factory=list)
    reserved_qty: int = 0
    short_qty: int = 0
    ahead: dict[str, int] = field(default_factory=dict)
    promise: Promise | None = None
    eligibility: Eligibility | None = None
    oversell: tuple[str, ...] = ()
