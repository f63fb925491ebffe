"""The demo shop: all that is promised happens, the same every time and on both databases, and the audit holds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

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
from makegood.queries.audit import audit
from tests.life.first_weeks import TODAY, first_weeks, state, tell
from tests.life.told import KINDS
from tests.live import on_sqlite, run_processes

COMMANDS = {"Reallocate", "SetPolicy", "RestorePolicy"}
"""What it does that leaves no event of that name."""


def kinds() -> Counter[str]:
    return Counter(Event.objects.values_list("kind", flat=True))


def unnumbered(told: Any) -> Any:
    """Without the numbers of rows: on PostgreSQL those of a transaction that was taken back are not given again."""
    if isinstance(told, dict):
        numbers = ("proposal", "receipt", "backorder")
        return {name: unnumbered(value) for name, value in told.items() if name not in numbers}
    return [unnumbered(each) for each in told] if isinstance(told, list) else told


def short_share() -> float:
    """Lines that were short at some time, of all."""
    return Backorder.objects.values("line").distinct().count() / OrderLine.objects.count()


@pytest.mark.long
@pytest.mark.skipif(on_sqlite(), reason="cli_live/test_demo.py looks at the one on SQLite")
def test_its_first_weeks_are_the_same_on_either_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tell(today=TODAY, days=12)
    assert told.happened.keys() >= COMMANDS
    assert audit(today=TODAY) == []
    assert told.orders == Order.objects.count() == 401
    monkeypatch.setenv("MAKEGOOD_DATABASE", f"sqlite:///{tmp_path / 'other.db'}")
    (there,) = run_processes(1, first_weeks, days=12)
    assert (tmp_path / "other.db").exists()
    assert unnumbered(there.value) == unnumbered(state())


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 8))
def test_three_weeks_of_any_seed_hold_all_that_is_promised(seed: int) -> None:
    told = tell(today=TODAY, days=21, seed=seed)
    assert kinds().keys() >= KINDS
    assert told.happened.keys() >= COMMANDS
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
