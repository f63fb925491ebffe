"""A page is looked at on the day of the tests."""

from __future__ import annotations

import pytest

from makegood.console import clock
from tests.services.shop import NOW


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday 23 November 2026."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
