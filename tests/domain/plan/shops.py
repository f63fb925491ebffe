"""Random shops: scarce stock, several locations, bundles, parcels, preorders, caps, late suppliers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st

from makegood.domain.plan import Snapshot
from makegood.domain.terms.dates import DayRange
from makegood.domain.terms.demand import Item, OrderLine
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.shop import LocationPolicy, ServicePolicy
from makegood.domain.terms.policy.supply import EligibilityPolicy, EligibilityRule
from makegood.domain.terms.stock import IncomingLot, StockPosition
from tests.domain.facts import TODAY, snapshot

SKUS = ("MUG", "TEA", "POT")
KIT = Item(sku="KIT", bundle_of=(("MUG", 2), ("TEA", 1)), unit_price=5000, unit_cost=2500)
PLACES = ("main", "east")
T = TypeVar("T")


class Dice:
    """Throws for everything a shop may be, from one seeded source: drawn field by field it costs ten plans."""

    def __init__(self, random: Any) -> None:
        self.random = random

    def day(self, first: int, last: int) -> date:
        """A day from today plus `first` to today plus `last`."""
        return TODAY + timedelta(days=self.random.randint(first, last))

    def perhaps(self, throw: Callable[[], T], chance: float = 0.3) -> T | None:
        """Something, or nothing."""
        return throw() if self.random.random() < chance else None

    def line(self, number: int) -> OrderLine:
        """One line of one of six orders."""
        random = self.random
        quantity = random.randint(1, 9)
        shipped = self.perhaps(lambda: random.randint(0, quantity)) or 0
        placed_on = self.day(-60, 0)
        promised_to = self.perhaps(lambda: self.day(-20, 20))
        return OrderLine(
            order_id=random.choice("ABCDEF"),
            line_id=str(number),
            sku=random.choice((*SKUS, *SKUS, "KIT")),
            quantity=quantity,
            placed_at=datetime.combine(placed_on, time(random.choice((9, 15))), UTC),
            placed_on=placed_on,
            channel=random.choice(("store", "amazon", "wholesale")),
            location=self.perhaps(lambda: random.choice(PLACES)),
            country=self.perhaps(lambda: random.choice(("US", "DE", "JP")), 0.8),
            business=random.random() < 0.3,
            unit_price=self.perhaps(lambda: random.randint(0, 9000), 0.8),
            need_by=self.perhaps(lambda: self.day(-10, 40)),
            ship_by=self.perhaps(lambda: self.day(-10, 10)),
            ship_after=self.perhaps(lambda: self.day(-10, 40)),
            cancel_after=self.perhaps(lambda: self.day(-9, 20), 0.2),
            ship_complete=random.random() < 0.2,
            on_hold=random.random() < 0.2,
            currency=random.choice(("USD", "USD", "EUR")),
            customer_tier=self.perhaps(lambda: "gold"),
            service=self.perhaps(lambda: "express"),
            shipped_qty=shipped,
            cancelled_qty=(cancelled := self.perhaps(lambda: random.randint(0, quantity - shipped)) or 0),
            picked_qty=self.perhaps(lambda: random.randint(0, quantity - shipped - cancelled)) or 0,
            promised_from=promised_to,
            promised_to=promised_to,
            notified_on=self.perhaps(lambda: self.day(-20, 0)),
            next_update_on=self.perhaps(lambda: self.day(-5, 10)),
            closed=random.random() < 0.1,
        )

    def lot(self, number: int) -> IncomingLot:
        """An open lot, received in part now and then, or one received whole; some late, some without a date."""
        random = self.random
        quantity = random.randint(1, 20)
        received = (
            self.perhaps(lambda: random.choice((quantity, quantity, random.randint(1, quantity))), 0.5) or 0
        )
        return IncomingLot(
            po=f"PO-{number}",
            sku=random.choice(SKUS),
            quantity=quantity,
            supplier=random.choice(("Acme", "Bolt", "unknown")),
            location=random.choice(PLACES),
            ordered_on=self.perhaps(lambda: self.day(-90, -40), 0.7),
            eta=self.perhaps(lambda: self.day(-30, 60), 0.8),
            first_eta=self.perhaps(lambda: self.day(-35, 30)),
            confirmed=random.choice((True, True, False, None)),
            received_on=self.day(-39, 0) if received else None,
            received_qty=received,
            cancelled_qty=random.choice((0, 0, 0, 1)),
        )

    def stock(self) -> list[StockPosition]:
        """Little of everything, here and there."""
        return [
            StockPosition(
                sku=sku,
                location=place,
                on_hand=self.random.randint(0, 12),
                safety_stock=self.random.choice((0, 0, 2)),
            )
            for sku in SKUS
            for place in PLACES
            if self.random.random() < 0.6
        ]

    def items(self) -> list[Item]:
        """The bundle and its parts, one of them perhaps not available yet."""
        return [
            replace(KIT, available_on=self.perhaps(lambda: self.day(-9, 20), 0.1)),
            *(
                Item(
                    sku=sku,
                    unit_price=2000,
                    unit_cost=self.perhaps(lambda: 900, 0.7),
                    available_on=self.perhaps(lambda: self.day(-9, 20), 0.2),
                    substitutes=self.random.choice(((), ("POT",))) if sku != "POT" else (),
                )
                for sku in SKUS
            ),
        ]

    def policy(self) -> Policy:
        """The default policy with other settings of what changes who gets what."""
        random, usual = self.random, Policy()
        allocation = replace(
            usual.allocation,
            minimum_fill=random.choice((1, 1, 3)),
            hold_complete_days=random.choice((None, 0, 7)),
            protected_skus=random.choice(((), ("MUG",))),
            value_line=random.choice((None, 20_000)),
            priority_customer_tiers=random.choice(((), ("gold",))),
        )
        rules = [
            EligibilityRule(
                sku=sku,
                channel=channel,
                allowed=random.random() < 0.8,
                cap_units=self.perhaps(lambda: random.randint(0, 10), 0.7),
                cap_inbound_share=self.perhaps(lambda: 0.5),
                longest_window_days=self.perhaps(lambda: random.randint(5, 40)),
            )
            for sku in SKUS
            for channel in (None, "amazon")
            if random.random() < 0.3
        ]
        named = {
            "main": LocationPolicy(countries=("US", "DE"), cut_off=time(14), processing=DayRange(0, 3)),
            "east": LocationPolicy(),
        }
        return replace(
            usual,
            allocation=allocation,
            eligibility=EligibilityPolicy(rules=tuple(rules)),
            locations=random.choice(({}, named)),
            services={"standard": ServicePolicy(), "express": ServicePolicy(transit=DayRange(0, 1))},
        )


def _shop(random: Any, lines: int, lots: int) -> Snapshot:
    dice = Dice(random)
    return snapshot(
        [dice.line(number) for number in range(lines)],
        dice.stock(),
        [dice.lot(number) for number in range(lots)],
        items=dice.items(),
        policy=dice.policy(),
    )


def shops() -> st.SearchStrategy[Snapshot]:
    """A small shop with everything that makes allocation hard; a failing one shrinks to fewer lines and lots."""
    return st.builds(_shop, st.randoms(use_true_random=True), st.integers(0, 12), st.integers(0, 8))
