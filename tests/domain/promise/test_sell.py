"""docs/rules/promise.md: how a SKU is sold on each channel, and how many may be listed."""

from __future__ import annotations

from typing import Any

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


def on_two_channels(**facts: Any) -> list[tuple[str, str, int]]:
    """Ten units to come at each of two places that serve both channels alike, unless told otherwise."""
    both = frozenset({"store", "ebay"})
    usual: dict[str, Any] = {
        "preorder": False,
        "dated": both,
        "pools": [Pool("east", 0, 10), Pool("main", 0, 10)],
        "cap_left": None,
        "channels": ("store", "ebay"),
        "weights": {"store": 1, "ebay": 1},
        "eligibility": {channel: may_wait(True) for channel in both},
        "channel_cap_left": {},
        "serves": {"east": both, "main": both},
    }
    sold = sell(SellFacts(**usual | facts))
    return [(sale.channel, sale.sell_state.value, sale.listable_qty) for sale in sold]


def test_units_to_come_are_shared_among_the_channels_that_can_have_them() -> None:
    assert on_two_channels() == [("store", "backorder", 10), ("ebay", "backorder", 10)]


def test_a_channel_whose_own_cap_is_full_lists_nothing_and_says_so() -> None:
    found = on_two_channels(channel_cap_left={"ebay": 0})
    assert found == [("store", "backorder", 20), ("ebay", "out_of_stock", 0)]


def test_a_channel_lists_no_more_than_can_reach_it() -> None:
    found = on_two_channels(
        pools=[Pool("east", 0, 2), Pool("main", 0, 18)],
        serves={"east": frozenset({"store"}), "main": frozenset({"ebay"})},
    )
    assert found == [("store", "backorder", 2), ("ebay", "backorder", 10)]


def test_a_channel_that_nothing_reaches_takes_no_share_from_the_others() -> None:
    only = frozenset({"store"})
    found = on_two_channels(serves={"east": only, "main": only})
    assert found == [("store", "backorder", 20), ("ebay", "out_of_stock", 0)]


def test_a_channel_on_which_the_next_window_is_too_far_lists_nothing() -> None:
    found = on_two_channels(dated=frozenset({"store"}))
    assert found == [("store", "backorder", 20), ("ebay", "out_of_stock", 0)]
