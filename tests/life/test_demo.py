"""The demo shop: all that is promised happens, the same every time and on both databases, and the audit holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from makegood.cli.status import as_data
from makegood.db.models import (
    Backorder,
    BundlePart,
    Channel,
    Event,
    Item,
    Order,
    OrderLine,
    Supplier,
)
from makegood.db.sql import count_anew
from makegood.demo import story
from makegood.queries.affairs import affairs
from makegood.queries.audit import audit
from makegood.queries.shop import shop_now
from tests.life.told import KINDS
from tests.live import on_sqlite

TODAY = date(2026, 11, 23)
COMMANDS = {"Reallocate", "SetPolicy", "RestorePolicy"}
"""What it does that leaves no event of that name."""


def kinds() -> Counter[str]:
    return Counter(Event.objects.values_list("kind", flat=True))


def state() -> Any:
    """The state of affairs as programs read it."""
    return json.loads(json.dumps(as_data(affairs(shop_now(year=TODAY.year), today=TODAY)), default=str))


def unnumbered(told: Any) -> Any:
    """Without the numbers of rows: on PostgreSQL those of a transaction that was taken back are not given again."""
    if isinstance(told, dict):
        numbers = ("proposal", "receipt", "backorder")
        return {name: unnumbered(value) for name, value in told.items() if name not in numbers}
    return [unnumbered(each) for each in told] if isinstance(told, list) else told


def tell(**how: Any) -> story.Told:
    """The story; PostgreSQL cannot count by itself what a transaction that is still open has written."""

    def on_day(done: int, of: int) -> None:
        if done in (2, 7, 14, 30, 60):
            count_anew()

    return story.tell(**how, on_day=on_day)


def short_share() -> float:
    """Lines that were short at some time, of all."""
    return Backorder.objects.values("line").distinct().count() / OrderLine.objects.count()


@pytest.mark.long
@pytest.mark.skipif(on_sqlite(), reason="cli_live/test_demo.py looks at the one on SQLite")
def test_three_weeks_hold_all_that_is_promised_and_are_the_same_on_either_database(tmp_path: Path) -> None:
    told = tell(today=TODAY, days=21)
    assert kinds().keys() >= KINDS
    assert told.happened.keys() >= COMMANDS
    assert audit(today=TODAY) == []
    assert told.orders == Order.objects.count() == 701
    address = f"sqlite:///{tmp_path / 'other.db'}"
    command = [str(Path(sys.executable).with_name("makegood")), "demo", "--database", address]
    ran = subprocess.run(
        [*command, "--days", "21", "--today", str(TODAY), "--json"],
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKEGOOD")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert unnumbered(json.loads(ran.stdout)) == unnumbered(state())


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 8))
def test_another_seed_tells_another_story(seed: int) -> None:
    tell(today=TODAY, days=21, seed=seed)
    assert kinds().keys() >= KINDS
    assert audit(today=TODAY) == []


@pytest.mark.soak
def test_ninety_days_are_the_shop_that_was_asked_for() -> None:
    told = tell(today=TODAY)
    assert audit(today=TODAY) == []
    assert kinds().keys() >= KINDS
    assert told.happened.keys() >= COMMANDS
    assert (Item.objects.count(), Supplier.objects.count(), Channel.objects.count()) == (200, 8, 4)
    assert BundlePart.objects.values("bundle").distinct().count() == 8
    # The last one is what a marketplace sold on the last evening.
    assert Order.objects.count() == told.orders == 3001
    # About an eighth: what is decided about one order changes what is left for the next.
    assert 0.08 <= short_share() <= 0.18
    found = state()
    assert 80 <= found["cases"] <= 250
    assert found["late"] > 20 and found["undated"] >= 1 and found["stuck"] >= 1
    assert len(found["oversells"]) >= 1
    assert {each["why"] for each in found["proposals"]} == {"ChangeEta"}
