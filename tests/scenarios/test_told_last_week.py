"""Customers who were told last week: whose update is due today, who was told lately, and what we forgot."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.story import Story, story

ORDERS = """
    order_id, placed_at,  sku, quantity, country, promised_from, promised_to, notified_on, next_update_on
    us-due,   2026-11-09, MUG, 1,        US,      2026-11-18,    2026-11-20,  2026-11-16,  2026-11-23
    de-due,   2026-11-09, MUG, 1,        DE,      2026-11-18,    2026-11-20,  2026-11-16,  2026-11-23
    us-told,  2026-11-09, MUG, 1,        US,      2026-11-18,    2026-11-20,  2026-11-20,  2026-11-25
    de-told,  2026-11-09, MUG, 1,        DE,      2026-11-18,    2026-11-20,  2026-11-20,  2026-11-25
    forgot,   2026-11-09, MUG, 1,        DE,      2026-11-18,    2026-11-20,  2026-11-13,  2026-11-20
    week,     2026-11-09, MUG, 1,        DE,      2026-11-18,    2026-11-20,  2026-11-16,
    six-days, 2026-11-09, MUG, 1,        DE,      2026-11-18,    2026-11-20,  2026-11-17,
    new,      2026-11-09, MUG, 1,        DE,      2026-11-18,    2026-11-20,  ,
    """
STOCK = """
    sku, on_hand
    MUG, 0
    """
INBOUND = """
    po,   sku, quantity, eta,        confirmed
    PO-1, MUG, 10,       2026-11-30, yes
    """


@pytest.fixture
def told(tmp_path: Path) -> Story:
    return story(tmp_path, orders=ORDERS, stock=STOCK, inbound=INBOUND)


def test_who_is_owed_a_message_today_and_of_which_kind(told: Story) -> None:
    # `week`: told on the 16th, no day said for the next: due after 7 days.
    assert {notice["order_id"]: notice["kind"] for notice in told.plan["notices"]} == {
        "us-due": "still_waiting",
        "de-due": "still_waiting",
        "forgot": "still_waiting",
        "week": "still_waiting",
        "new": "first",
    }


def test_what_silence_means_now(told: Story) -> None:
    # us-due, us-told: silence on the first notice, in time on 20 Nov at the latest, holds until the new last ship day,
    # Wed 9 Dec (19 days after 20 Nov). de-due: Mon 23 + 5 working days = Mon 30. de-told: Fri 20 + 5 = Fri 27.
    names = ("us-due", "de-due", "us-told", "de-told")
    found = {name: (told.order(name)["silent_default"], told.order(name)["answer_by"]) for name in names}
    assert found == {
        "us-due": ("hold", "2026-12-09"),
        "de-due": ("hold", "2026-11-30"),
        "us-told": ("hold", "2026-12-09"),
        "de-told": ("hold", "2026-11-27"),
    }


def test_the_label_says_told_and_an_update_we_forgot_escalates(told: Story) -> None:
    labels = {line["order_id"]: line["label"] for line in told.plan["lines"]}
    assert labels == dict.fromkeys(labels, "customer_notified") | {
        "forgot": "escalation_required",
        "new": "estimated_ship_date",
    }
    assert told.line("forgot")["next_review_on"] == "2026-11-23"
    assert told.line("de-told")["next_review_on"] <= "2026-11-25", "not after the update that was said"


def test_a_shop_whose_dates_slip_may_say_so(tmp_path: Path) -> None:
    # Then an update is a second delay, which needs a yes. The day told last is not in the files, so the usual 5 working
    # days: Mon 30.
    slips = """
        [delay_law]
        assume_date_moved = true
        """
    told = story(tmp_path, orders=ORDERS, stock=STOCK, inbound=INBOUND, policy=slips)
    assert told.notice("us-due")["kind"] == "consent_needed"
    assert (told.order("us-due")["silent_default"], told.order("us-due")["answer_by"]) == (
        "cancel",
        "2026-11-30",
    )
