"""The live shop learns from its customers how likely they are to leave, and prices waiting by it."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from makegood.cli.app import app
from makegood.db.models import Item
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.decision.stakes import share
from makegood.domain.terms.reason import Reason
from makegood.queries.decisions import decisions
from makegood.queries.shop import forget_supply, leaving, shop_now
from makegood.services._orders import OrderName
from makegood.services.closure import Cancel, CancelLine
from tests.api.door import Program, key
from tests.services.receipt.test_expect import expected
from tests.services.shop import TODAY, arrive, do, goods, take

BASELINE = date(2026, 11, 24)
LATER = TODAY + timedelta(days=21)
"""Monday 14 December; the last day that counts is the one before, 19 days late."""
Band = tuple[int, int, int]


@pytest.fixture(autouse=True)
def _twenty_wait(db: None) -> None:
    # Another test's shop may have ended as this one does, by the same numbers.
    forget_supply()
    goods("A")
    Item.objects.update(unit_cost=400)
    window = {"promised_from": BASELINE, "promised_to": BASELINE, "unit_price": 1000}
    for number in range(1, 21):
        take(str(number), ("A", 1), each=window)


def gone(*numbers: int, days: int, by: Approval = Approval.CUSTOMER) -> None:
    lines = tuple(CancelLine(order=OrderName(str(number)), line="1") for number in numbers)
    do(Cancel(lines=lines, reason=Reason.SUPPLIER_DELAY, approved_by=by, text="too late"), days=days)


def seen(today: date = LATER) -> list[Band]:
    found = leaving(shop_now(year=2026), today=today)
    return [(band.from_day, band.days, band.left) for band in found.bands]


def test_those_who_left_on_a_late_day_and_those_who_stayed_are_counted_up_to_yesterday() -> None:
    gone(*range(1, 11), days=9)
    # Ten left on late day 8; ten are there still.
    assert seen() == [(1, 60, 0), (4, 80, 0), (8, 80, 10), (15, 50, 0)]


def test_whom_a_manager_or_the_law_cancels_did_not_leave() -> None:
    gone(*range(1, 6), days=9, by=Approval.MANAGER)
    gone(*range(6, 11), days=9, by=Approval.LAW)
    assert seen() == [(1, 60, 0), (4, 80, 0), (8, 80, 0), (15, 50, 0)]


def test_whoever_left_before_it_was_late_says_nothing_of_late_days() -> None:
    gone(*range(1, 11), days=0)
    assert seen() == [(1, 30, 0), (4, 40, 0), (8, 70, 0), (15, 50, 0)]


def test_what_happens_today_moves_no_figure_of_today() -> None:
    before = seen()
    gone(*range(1, 11), days=21)
    assert seen() == before
    assert seen(LATER + timedelta(days=1))[3] == (15, 120, 10)


def test_whoever_was_served_waited_until_then() -> None:
    before = seen()
    arrive("A", 20, days=2)
    assert seen() == before, "what is set aside has not left yet, and its customer may"


def test_few_days_teach_nothing() -> None:
    assert seen(TODAY + timedelta(days=5)) == [(1, 0, 0)]


def test_waiting_is_priced_by_it() -> None:
    gone(*range(1, 11), days=9)
    expected(qty=30, eta=date(2026, 12, 28))
    (first, *_) = decisions(today=LATER)
    hold = next(one for one in first.recommendation.options if one.choice is Choice.HOLD)
    promise = first.case.short[0].promise
    assert promise is not None and promise.ship.to_on == date(2027, 1, 6)
    ahead = (promise.ship.to_on - LATER).days
    chance = leaving(shop_now(year=2026), today=LATER).chance(waited=20, days=ahead)
    assert hold.figures["customer_at_risk"] == share(1000, chance)
    assert chance != round((1 - (1 - 0.012) ** ahead) * 1_000_000)


def test_what_was_learned_is_shown_at_the_command_line_and_through_the_api() -> None:
    gone(*range(1, 11), days=9)
    at = "2026-12-14T09:00:00Z"
    rows = json.loads(CliRunner().invoke(app, ["leaving", "--at", at, "--json"]).output)
    assert [(row["from_day"], row["days"], row["left"]) for row in rows] == seen()
    told = CliRunner().invoke(app, ["leaving", "--at", at]).output.splitlines()
    assert told[-1].split() == ["15", "50", "0", "1.65%"]
    status, said = Program(key("support")).ask("decision/leaving")
    assert (status, list(said["rows"][0])) == (200, ["from_day", "days", "left", "per_day"])
