"""The same two delays for buyers in several countries: what their silence means, and until when an answer counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.story import Story, story

ORDERS = """
    order_id, placed_at,  sku,  quantity, email,         language, country, customer_type, promised_from, promised_to
    us,       2026-11-02, TENT, 1,        a@example.com, en,       US,      ,              2026-12-01,    2026-12-04
    us-firm,  2026-11-02, TENT, 1,        b@example.com, en,       US,      business,      2026-12-01,    2026-12-04
    de,       2026-11-02, TENT, 1,        c@example.com, de,       DE,      consumer,      2026-12-01,    2026-12-04
    de-firm,  2026-11-02, TENT, 1,        d@example.com, de,       DE,      business,      2026-12-01,    2026-12-04
    gb,       2026-11-02, TENT, 1,        e@example.com, en,       GB,      ,              2026-12-01,    2026-12-04
    nowhere,  2026-11-02, TENT, 1,        f@example.com, ,         ,        ,              2026-12-01,    2026-12-04
    us-soon,  2026-11-02, MUG,  1,        g@example.com, en,       US,      ,              2026-12-01,    2026-12-04
    de-soon,  2026-11-02, MUG,  1,        h@example.com, de,       DE,      ,              2026-12-01,    2026-12-04
    us-fine,  2026-11-20, MUG,  1,        i@example.com, en,       US,      ,              2026-12-10,    2026-12-14
    """
STOCK = """
    sku,  on_hand
    TENT, 0
    MUG,  0
    """
INBOUND = """
    po,   sku,  quantity, eta,        confirmed
    PO-1, TENT, 10,       2027-01-11, yes
    PO-2, MUG,  10,       2026-11-30, yes
    """


@pytest.fixture
def told(tmp_path: Path) -> Story:
    return story(tmp_path, orders=ORDERS, stock=STOCK, inbound=INBOUND)


def test_what_silence_means(told: Story) -> None:
    # Tents: Mon 11 Jan + 0..3 = 11..Thu 14; receiving 1..2 = 12..Mon 18; processing 1..2 = Wed 13..Wed 20 January.
    # FTC (covers firms too): stated 4 Dec + 30 days = 3 Jan < 20 Jan: without a yes by 3 Jan the order is cancelled.
    # EU, consumers: silence keeps the order. Elsewhere the policy: hold. An answer helps for 5 working days: Mon 30.
    # Mugs: last ship day Wed 9 Dec, 5 days after 4 Dec: silence is consent until that day.
    assert told.ships("us") == ("2027-01-13", "2027-01-20")
    found = {
        name: (told.order(name)["silent_default"], told.order(name)["answer_by"]) for name in told.told()
    }
    assert found == {
        "us": ("cancel", "2027-01-03"),
        "us-firm": ("cancel", "2027-01-03"),
        "de": ("hold", "2026-11-30"),
        "de-firm": ("hold", "2026-11-30"),
        "gb": ("hold", "2026-11-30"),
        "nowhere": ("hold", "2026-11-30"),
        "us-soon": ("hold", "2026-12-09"),
        "de-soon": ("hold", "2026-11-30"),
    }


def test_who_gets_it_in_time_is_not_alarmed(told: Story) -> None:
    # 9 Dec lies before 14 Dec, the day promised.
    assert "us-fine" not in told.told()
    assert told.order("us-fine")["silent_default"] == "hold"


def test_the_american_reads_that_no_answer_cancels_and_by_when(told: Story) -> None:
    text = told.notice("us")["text"]
    assert "January 3" in text and "cancel" in text.lower() and "between January 13 and 20" in text
    assert "refund" in text.lower()


def test_the_german_reads_german_and_keeps_the_order(told: Story) -> None:
    notice = told.notice("de")
    assert notice["language"] == "de"
    assert "zwischen dem 13. und 20. Januar" in notice["text"]
    assert "stornier" in notice["text"].lower(), "leaving stays open"
    assert told.notice("nowhere")["language"] == "en"
    assert notice["next_update_on"] == "2026-11-30", "the last working day within seven days"
