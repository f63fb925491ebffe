"""The bad Monday: Acme was to bring 10 mugs today and now says the 30th; four customers want 14.

Monday to Friday, no holidays, US customers; 23 November 2026 is a Monday. Three mugs are on the shelf.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.story import Story, story

ORDERS = """
    order_id, placed_at,  sku, quantity, unit_price, email,           country, promised_from, promised_to
    ann,      2026-11-02, MUG, 4,        18.00,      ann@example.com, US,      2026-11-18,    2026-11-20
    ben,      2026-11-09, MUG, 3,        18.00,      ben@example.com, US,      2026-11-18,    2026-11-24
    cyd,      2026-11-19, MUG, 2,        18.00,      cyd@example.com, US,      ,
    dee,      2026-11-20, MUG, 5,        18.00,      dee@example.com, US,      ,
    """
STOCK = """
    sku, on_hand
    MUG, 3
    """
INBOUND = """
    po,   supplier, sku, quantity, ordered_on, first_eta,  eta,        confirmed
    PO-7, Acme,     MUG, 10,       2026-10-05, 2026-11-23, 2026-11-30, yes
    """


@pytest.fixture
def monday(tmp_path: Path) -> Story:
    return story(tmp_path, orders=ORDERS, stock=STOCK, inbound=INBOUND)


def test_who_is_served_first(monday: Story) -> None:
    # Baselines: ann 20 Nov (promised), ben 24 Nov (promised), cyd Thu 19 + 2 = Mon 23, dee Fri 20 + 2 = Tue 24.
    # Only ann is past hers (tier 1). Then cyd (23rd); ben and dee (both 24th) by the time of their order.
    ranks = {name: monday.line(name) for name in ("ann", "ben", "cyd", "dee")}
    assert {name: (line["rank"], line["tier"], line["baseline"]) for name, line in ranks.items()} == {
        "ann": (1, 1, "2026-11-20"),
        "cyd": (2, 4, "2026-11-23"),
        "ben": (3, 4, "2026-11-24"),
        "dee": (4, 4, "2026-11-24"),
    }
    assert monday.given("MUG") == [("ann", 3, "past_baseline")]
    assert [monday.served(name) for name in ranks] == [(3, 1), (0, 3), (0, 2), (0, 5)]


def test_what_may_be_promised(monday: Story) -> None:
    # The lot's ten: ann 1, cyd 2, ben 3, dee 4 of her 5: her last unit has no supply, so dee has no date.
    # Of Acme nothing is known yet (even the first ETA has not passed), and the lot is confirmed: 0 to 3 days late.
    # Nov 30 + 0..3 = Mon 30..Thu 3 Dec; receiving 1..2 = Tue 1..Mon 7; processing 1..2 = Wed 2..Wed 9; transit 2..5.
    for name in ("ann", "cyd", "ben"):
        assert monday.ships(name) == ("2026-12-02", "2026-12-09")
        assert monday.arrives(name) == ("2026-12-04", "2026-12-16")
    assert monday.ships("dee") is None
    basis = monday.line("ann")["promise"]["basis"]
    assert [(part["source"], part["ref"], part["qty"]) for part in basis] == [
        ("stock", "main", 3),
        ("lot", "PO-7", 1),
    ]
    assert [(part["usable_from"], part["usable_to"]) for part in basis] == [
        ("2026-11-23", "2026-11-23"),
        ("2026-12-01", "2026-12-07"),
    ]


def test_how_late_it_is_and_will_be(monday: Story) -> None:
    # Days delayed: 23 - 20 = 3. Expected: 9 Dec less the baseline: 19, 15, 16 days; dee's is unknown.
    found = {name: monday.line(name) for name in ("ann", "ben", "cyd", "dee")}
    assert {
        name: (line["days_delayed"], line["expected_delay"], line["bucket"]) for name, line in found.items()
    } == {
        "ann": (3, 19, "0-3"),
        "ben": (0, 15, "0-3"),
        "cyd": (0, 16, "0-3"),
        "dee": (0, None, "0-3"),
    }
    assert {line["reason"] for line in (found["ann"], found["cyd"], found["ben"])} == {"supplier_delay"}
    assert [found[name]["label"] for name in found] == [
        "estimated_ship_date",
        "estimated_ship_date",
        "estimated_ship_date",
        "awaiting_inbound_confirmation",
    ]


def test_what_each_customer_is_told(monday: Story) -> None:
    # ann: stated 20 Nov, new day 9 Dec, 19 days later: definite and short, silence keeps the order until 9 Dec.
    # ben: stated 24 Nov, new day 9 Dec, 15 days later: the same. cyd: no ship time stated, so 30 days from the order
    # (19 Dec) and 9 Dec is within: the policy's 5 working days to answer, Mon 30 Nov.
    # dee: no date: a yes is needed by 30 days after the ship time (20 Nov + 30 = 20 Dec, + 30 = 19 Jan).
    assert monday.told() == ["ann", "ben", "cyd", "dee"]
    answers = {name: monday.order(name) for name in monday.told()}
    assert {name: (order["silent_default"], order["answer_by"]) for name, order in answers.items()} == {
        "ann": ("hold", "2026-12-09"),
        "ben": ("hold", "2026-12-09"),
        "cyd": ("hold", "2026-11-30"),
        "dee": ("cancel", "2027-01-19"),
    }
    ann = monday.notice("ann")
    assert (ann["kind"], ann["to"], ann["channel"], ann["language"]) == (
        "first",
        "ann@example.com",
        "store",
        "en",
    )
    assert "1 × MUG" in ann["text"] and "4 × MUG" not in ann["text"], (
        "the short quantity, not the ordered one"
    )
    assert "3 × MUG" in ann["text"], "what is on track"
    assert "between December 2 and 9" in ann["text"]
    # Within seven days, on a working day: Mon 30 Nov.
    assert {monday.notice(name)["next_update_on"] for name in monday.told()} == {"2026-11-30"}


def test_whom_to_chase(monday: Story) -> None:
    # On the lot: 1 + 2 + 3 + 4 = 10 units at 18.00. Dee's fifth unit is on no order.
    chased = [
        (
            row["supplier"],
            row["po"],
            row["units_waiting"],
            row["value_waiting"],
            row["oldest_days"],
            row["ask"],
        )
        for row in monday.plan["purchasing"]
    ]
    assert chased == [("Acme", "PO-7", 10, 180.0, 3, "expedite"), ("Acme", None, 1, 18.0, 0, "order_more")]


def test_what_the_boss_sees(monday: Story) -> None:
    # Short: 1 + 3 + 2 + 5 = 11 units at 18.00 = 198.00.
    summary = monday.plan["summary"]
    assert summary["by_label"] == {"awaiting_inbound_confirmation": 1, "estimated_ship_date": 3}
    assert summary["by_bucket"] == {"0-3": 4, "4-7": 0, "8-14": 0, "15+": 0}
    figures = (
        "open_lines",
        "short_lines",
        "short_units",
        "orders_touched",
        "without_date",
        "oversells",
        "notices_owed",
    )
    assert [summary[name] for name in figures] == [4, 4, 11, 4, 1, 0, 4]
    assert summary["value_waiting"] == {"USD": 198.0}
