"""docs/rules/promise.md: how a SKU is sold on each channel, and how many may be listed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.eligibility.outcome import Eligibility
from makegood.domain.promise.sell import Pool, SellFacts, cap_left, sell
from makegood.domain.terms.state import SellState
from tests.domain.tables import table

CHANNELS = ("store", "ebay", "shop-in-shop")


def may_wait(allowed: bool) -> Eligibility:
    return Eligibility(allowed, "default", (), None, None)


@pytest.mark.parametrize("row", table("promise", "listing"))
def test_listable_units(row: dict[str, str]) -> None:
    allowed = {"both": {"store", "ebay"}}.get(row["waiting allowed on"], {row["waiting allowed on"]})
    pool = Pool("main", int(row["left on hand"]), int(row["credible incoming"]))
    sold = sell(
        SellFacts(
            preorder=False,
            dated=frozenset({"store", "ebay"}) if pool.on_hand + pool.incoming else frozenset(),
            pools=[pool],
            cap_left=None if row["cap left"] == "none" else int(row["cap left"]),
            channels=("store", "ebay"),
            weights={"store": 1, "ebay": 1},
            eligibility={channel: may_wait(channel in allowed) for channel in ("store", "ebay")},
            channel_cap_left={},
            serves={"main": frozenset({"store", "ebay"})},
        )
    )
    assert [(sale.channel, sale.listable_qty, sale.sell_state.value) for sale in sold] == [
        ("store", int(row["store lists"]), row["store state"]),
        ("ebay", int(row["ebay lists"]), row["ebay state"]),
    ]


@pytest.mark.parametrize(
    ("cap", "backordered", "left"), [(20, 5, 15), (20, 25, 0), (0, 0, 0), (None, 99, None)]
)
def test_what_a_cap_leaves_is_never_below_zero(cap: int | None, backordered: int, left: int | None) -> None:
    assert cap_left(cap=cap, backordered=backordered) == left


@st.composite
def shops(draw: st.DrawFn) -> SellFacts:
    units = st.integers(0, 50)
    pools = [
        Pool(name, draw(units), draw(units)) for name in draw(st.sets(st.sampled_from("ABC"), max_size=3))
    ]
    return SellFacts(
        preorder=draw(st.booleans()),
        dated=frozenset(draw(st.sets(st.sampled_from(CHANNELS)))) if pools else frozenset(),
        pools=pools,
        cap_left=draw(st.none() | units),
        channels=CHANNELS,
        weights={channel: draw(st.integers(0, 3)) for channel in CHANNELS},
        eligibility={channel: may_wait(draw(st.booleans())) for channel in CHANNELS},
        channel_cap_left=draw(st.dictionaries(st.sampled_from(CHANNELS), units)),
        serves={pool.location: frozenset(draw(st.sets(st.sampled_from(CHANNELS)))) for pool in pools},
    )


@given(shops())
def test_channels_together_list_no_more_than_is_left_to_sell_and_the_cap_leaves(facts: SellFacts) -> None:
    sold = sell(facts)
    listed = sum(sale.listable_qty for sale in sold)
    on_hand = sum(pool.on_hand for pool in facts.pools)
    incoming = sum(pool.incoming for pool in facts.pools)
    assert listed <= on_hand + (incoming if facts.cap_left is None else min(incoming, facts.cap_left))
    assert all(sale.listable_qty >= 0 for sale in sold)


@given(shops())
def test_what_may_not_wait_is_listed_from_stock_only(facts: SellFacts) -> None:
    for sale in sell(facts):
        reach = [pool for pool in facts.pools if sale.channel in facts.serves[pool.location]]
        if not facts.eligibility[sale.channel].allowed:
            assert sale.listable_qty <= (0 if facts.preorder else sum(pool.on_hand for pool in reach))
            assert sale.sell_state is not SellState.BACKORDER
        if sale.sell_state is SellState.OUT_OF_STOCK:
            assert sale.listable_qty == 0
