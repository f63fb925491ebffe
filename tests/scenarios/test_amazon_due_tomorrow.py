"""The Amazon order due tomorrow: the buyer may be neither written to nor asked; the decision is ours, and due today."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.story import Story, story

ORDERS = """
    order_id, placed_at,  channel, sku, quantity, unit_price, email,                          country, ship_by
    due,      2026-11-20, amazon,  MUG, 2,        18.00,      x1@marketplace.amazon.example,  US,      2026-11-24
    friday,   2026-11-20, amazon,  MUG, 1,        18.00,      ,                               US,      2026-11-27
    past,     2026-11-12, ebay,    MUG, 1,        18.00,      buyer@ebay.example,             DE,      2026-11-16
    own,      2026-11-20, store,   MUG, 1,        18.00,      ann@example.com,                US,
    """
STOCK = """
    sku, on_hand
    MUG, 0
    TEA, 9
    """
INBOUND = """
    po,   sku, quantity, eta,        confirmed
    PO-1, MUG, 10,       2026-11-30, yes
    """
ITEMS = """
    sku, unit_price, unit_cost, substitutes
    MUG, 18.00,      6.00,      TEA
    TEA, 18.00,      6.00,
    """


@pytest.fixture
def told(tmp_path: Path) -> Story:
    return story(tmp_path, orders=ORDERS, stock=STOCK, inbound=INBOUND, items=ITEMS)


def test_the_decision_is_due_one_working_day_before_the_ship_by_and_never_in_the_past(told: Story) -> None:
    # Tue 24 - 1 = Mon 23; Fri 27 - 1 = Thu 26; Mon 16 - 1 lies behind us: today.
    due = {name: told.order(name)["answer_by"] for name in ("due", "friday", "past")}
    assert due == {"due": "2026-11-23", "friday": "2026-11-26", "past": "2026-11-23"}
    assert {told.order(name)["silent_default"] for name in due} == {None}, (
        "nobody is asked, so silence means nothing"
    )


def test_its_baseline_is_the_ship_by_and_it_ranks_before_the_shops_own_orders(told: Story) -> None:
    found = {name: told.line(name) for name in ("past", "due", "friday", "own")}
    assert [(line["rank"], line["tier"], line["baseline"]) for line in found.values()] == [
        (1, 1, "2026-11-16"),
        (2, 2, "2026-11-24"),
        (3, 2, "2026-11-27"),
        (4, 4, "2026-11-24"),
    ]
    assert (found["past"]["days_delayed"], found["past"]["bucket"]) == (7, "4-7")


@pytest.mark.parametrize("name,channel", [("due", "amazon"), ("past", "ebay")])
def test_the_notice_is_a_text_for_the_channel_without_address_options_or_link(
    told: Story, name: str, channel: str
) -> None:
    notice = told.notice(name)
    assert (notice["to"], notice["channel"], notice["kind"]) == (None, channel, "first")
    text = notice["text"].lower()
    assert [
        word for word in ("cancel", "refund", "reply", "answer", "http", "@", "instead") if word in text
    ] == []
    assert "between December 2 and 9" in told.notice("due")["text"]


def test_the_shops_own_customer_is_written_to_and_may_choose(told: Story) -> None:
    assert told.notice("own")["to"] == "ann@example.com"
    assert "cancel" in told.notice("own")["text"].lower()


def test_what_needs_the_buyers_word_is_forbidden_there_and_says_so(told: Story) -> None:
    found = {option["option"]: option for option in told.order("due")["options"]}
    assert list(found) == ["hold", "split", "substitute", "cancel"]
    assert (found["hold"]["allowed"], "misses_ship_by" in found["hold"]["why"]) == (True, True)
    for name in ("substitute", "cancel"):
        assert (found[name]["allowed"], "channel_forbids" in found[name]["why"]) == (False, True)
    assert told.order("due")["recommendation"] == "hold"
    assert told.option("own", "cancel")["allowed"] is True
