"""A line whose customer wanted nothing after a day that has gone by: a person asks, and nothing is kept for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cli.shop import makegood
from tests.scenarios.story import Story, story, write_tables

TABLES: dict[str, Any] = {
    "orders": """
        order_id, placed_at,  sku, quantity, picked_quantity, cancel_after
        gone,     2026-11-02, MUG, 3,        ,                2026-11-20
        picked,   2026-11-03, MUG, 4,        1,               2026-11-22
        today,    2026-11-19, MUG, 1,        ,                2026-11-23
        new,      2026-11-20, MUG, 6,        ,
        """,
    "stock": "sku, on_hand\nMUG, 5",
    "inbound": """
        po,   sku, quantity, eta,        confirmed
        PO-1, MUG, 3,        2026-11-30, yes
        """,
}


def told(folder: Path) -> Story:
    return story(folder, **TABLES)


def test_it_takes_neither_stock_nor_a_place_in_a_lot_but_keeps_what_is_picked(tmp_path: Path) -> None:
    plan = told(tmp_path)
    # One mug is picked and stays; of the other four `today` takes one and `new` three, and all of the lot.
    assert plan.served("gone") == (0, 3)
    assert plan.served("picked") == (1, 3)
    assert plan.served("today") == (1, 0), "the last day itself is still in time"
    assert plan.served("new") == (3, 3)
    assert plan.ships("gone") is plan.ships("picked") is None
    assert plan.ships("new") == ("2026-12-02", "2026-12-09")


def test_it_is_put_before_a_person_today_and_may_not_wait(tmp_path: Path) -> None:
    plan = told(tmp_path)
    line = plan.line("gone")
    assert (line["label"], line["next_review_on"]) == ("escalation_required", "2026-11-23")
    assert (line["eligible"], line["oversell"]) == (False, False)
    assert line["eligibility"]["reasons"] == ["allowed_by_default", "past_cancel_after"]
    assert line["reason"] is not None
    assert plan.option("gone", "hold")["allowed"] is False
    assert plan.order("gone")["recommendation"] == "cancel"


def test_its_customer_is_asked_for_a_later_day_and_is_not_told_that_nothing_comes(tmp_path: Path) -> None:
    letter = told(tmp_path).notice("gone")["text"]
    assert "3 × MUG: not to be sent after Friday 20 November" in letter
    assert "If you still want it, please tell us until when we may send it." in letter
    assert "no delivery to us" not in letter


def test_nobody_is_asked_for_units_that_nobody_wants_any_more(tmp_path: Path) -> None:
    asked = [(row["po"], row["units_waiting"], row["ask"]) for row in told(tmp_path).plan["purchasing"]]
    assert asked == [("PO-1", 3, "keep_date")]


def test_explain_says_why_and_what_would_change_it(tmp_path: Path) -> None:
    options = write_tables(tmp_path, TABLES)
    ran = makegood("explain", *options, "--today", "2026-11-23", "--order", "gone")
    assert "Why not yet: the customer's last day has gone by." in ran.out
    assert "What would change it: the customer names a later last day." in ran.out


def test_those_behind_it_do_not_wait_for_its_units(tmp_path: Path) -> None:
    options = write_tables(tmp_path, TABLES)
    ran = makegood("explain", *options, "--today", "2026-11-23", "--order", "new")
    assert "3 units must arrive before it is whole" in ran.out


def test_it_is_ahead_of_nobody_when_the_cause_is_looked_for(tmp_path: Path) -> None:
    """Three overdue units explain three that wait: those of `new`, not those that nobody wants any more."""
    overdue = {"inbound": TABLES["inbound"].replace("2026-11-30", "2026-11-20")}
    plan = story(tmp_path, **TABLES | overdue)
    assert plan.line("new")["reason"] == "supplier_delay"
