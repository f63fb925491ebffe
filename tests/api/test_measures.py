"""The weekly figures as a program asks for them."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from makegood.api import keys
from tests.api.door import Program, key
from tests.queries.test_measures import story
from tests.services.shop import NOW


@pytest.fixture
def finance(monkeypatch: pytest.MonkeyPatch) -> Program:
    later = SimpleNamespace(now=lambda _: NOW + timedelta(days=7))
    monkeypatch.setattr(keys, "datetime", later)
    return Program(key("finance"))


def test_weeks_come_with_numerators_and_denominators_and_the_last_by_its_parts(finance: Program) -> None:
    story()
    status, said = finance.ask("metrics/weekly?weeks=2")
    assert (status, [each["from_on"] for each in said["weeks"]]) == (200, ["2026-11-16", "2026-11-23"])
    assert said["weeks"][1]["backorder_rate"] == {"numerator": 6, "denominator": 9}
    assert said["weeks"][1]["waiting"]["4-7"] == {"numerator": 1, "denominator": 1}
    assert said["last"]["cancellation_rate_by_supplier"] == {"Acme": {"numerator": 1, "denominator": 2}}


def test_the_orders_behind_a_figure_come_in_pages(finance: Program) -> None:
    story()
    status, said = finance.ask("metrics/behind?figure=on_time&monday=2026-11-23&counted=false&limit=2")
    assert (status, [(each["order"], each["state"]) for each in said["rows"]]) == (
        200,
        [("5", "not_shipped"), ("2", "not_shipped")],
    )
    assert finance.ask(
        f"metrics/behind?figure=on_time&monday=2026-11-23&counted=false&cursor={said['next']}"
    )[1]["rows"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [("behind?figure=luck", "figure_unknown"), ("weekly?monday=2026-11-24", "week_invalid")],
)
def test_what_is_not_there_is_refused(finance: Program, asked: str, code: str) -> None:
    status, said = finance.ask(f"metrics/{asked}")
    assert (status in (404, 422), said["code"]) == (True, code)


def test_the_controls_are_told(finance: Program) -> None:
    status, said = finance.ask("metrics/controls")
    assert (status, [each["name"] for each in said["rows"]]) == (
        200,
        ["oversell_cap", "review_date", "reason_code", "promise_apart", "allocation_audit"],
    )
