"""The oversell: five lamps may wait, five do, and then a marketplace sells two more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.story import Story, story

ORDERS = """
    order_id, placed_at,  channel, sku,  quantity, unit_price, ship_by
    first,    2026-11-18, store,   LAMP, 3,        39.00,
    second,   2026-11-19, store,   LAMP, 2,        39.00,
    market,   2026-11-20, amazon,  LAMP, 2,        39.00,      2026-12-11
    """
STOCK = """
    sku,  on_hand
    LAMP, 0
    """
INBOUND = """
    po,   supplier, sku,  quantity, ordered_on, eta,        confirmed
    PO-1, Lumen,    LAMP, 8,        2026-11-02, 2026-12-07, yes
    """


def capped(units: int) -> str:
    return f"""
        [[eligibility.rules]]
        sku = "LAMP"
        cap_units = {units}
        """


def oversold(told: Story) -> list[str]:
    return [line["order_id"] for line in told.plan["lines"] if line["oversell"]]


@pytest.fixture
def full(tmp_path: Path) -> Story:
    return story(tmp_path, orders=ORDERS, stock=STOCK, inbound=INBOUND, policy=capped(5))


def test_in_order_of_arrival_the_line_that_goes_over_the_cap_is_the_oversell(full: Story) -> None:
    # 3, then 3 + 2 = 5, then 5 + 2 = 7 > 5.
    assert oversold(full) == ["market"]
    assert full.plan["summary"]["oversells"] == 1
    market = full.line("market")
    assert (market["eligible"], market["label"], market["next_review_on"]) == (
        True,
        "escalation_required",
        "2026-11-23",
    )


def test_an_oversell_is_accepted_ranked_and_promised_like_any_line(full: Story) -> None:
    # Baselines: first Wed 18 + 2 = Fri 20 (past: tier 1); market its ship-by (tier 2); second Thu 19 + 2 = Mon 23.
    ranks = [
        (line["order_id"], line["tier"]) for line in sorted(full.plan["lines"], key=lambda line: line["rank"])
    ]
    assert ranks == [("first", 1), ("market", 2), ("second", 4)]
    # Mon 7 Dec + 0..3 = 7..Thu 10; receiving 1..2 = 8..Mon 14; processing 1..2 = 9..Wed 16.
    assert {full.ships(name) for name in ("first", "market", "second")} == {("2026-12-09", "2026-12-16")}


def test_nothing_more_may_be_listed_anywhere(full: Story) -> None:
    # 5 - 7 < 0: nothing is left of the cap, although one unit of the lot is free.
    lamp = full.item("LAMP")
    assert (lamp["cap"], lamp["cap_left"], lamp["backordered"], lamp["incoming"]) == (5, 0, 7, 8)
    assert (full.on("LAMP", "store"), full.on("LAMP", "amazon")) == (("out_of_stock", 0), ("out_of_stock", 0))


def test_a_higher_cap_takes_the_order_in_and_lists_what_the_lot_leaves(tmp_path: Path) -> None:
    # Cap left 10 - 7 = 3, but of the lot only 8 - 7 = 1 is free: one unit is listed, once.
    told = story(tmp_path, orders=ORDERS, stock=STOCK, inbound=INBOUND, policy=capped(10))
    lamp = told.item("LAMP")
    assert oversold(told) == []
    assert (lamp["cap_left"], lamp["sell_state"]) == (3, "backorder")
    assert (lamp["next_from"], lamp["next_to"]) == ("2026-12-09", "2026-12-16")
    assert sum(channel["listable_qty"] for channel in lamp["channels"]) == 1


def test_what_may_not_wait_at_all_is_an_oversell_from_the_first_unit(tmp_path: Path) -> None:
    never = """
        [[eligibility.rules]]
        sku = "LAMP"
        allowed = false
        """
    told = story(
        tmp_path, orders=ORDERS, stock=STOCK.replace("LAMP, 0", "LAMP, 3"), inbound=INBOUND, policy=never
    )
    # The three on hand go to `first`, who is past the baseline; nobody waits for those.
    assert told.served("first") == (3, 0)
    assert oversold(told) == ["market", "second"]
    assert told.line("second")["eligibility"] == {"rule": "sku:LAMP", "reasons": ["not_allowed_by_rule"]}
    assert {told.line(name)["label"] for name in ("market", "second")} == {"escalation_required"}
    assert told.line("first")["label"] == "allocated"
