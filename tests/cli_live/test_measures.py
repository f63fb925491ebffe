"""`makegood measures`, as somebody types it."""

from __future__ import annotations

import json

from typer.testing import CliRunner, Result

from makegood.cli.app import app
from tests.queries.test_measures import story

LATER = ("--today", "2026-11-30")


def typed(*options: str) -> Result:
    return CliRunner().invoke(app, ["measures", *LATER, *options])


def test_the_figures_of_each_week_stand_below_each_other() -> None:
    story()
    lines = typed("--weeks", "2").output.splitlines()
    assert lines[-1].split()[:3] == ["11-23", "67", "%"]
    week = json.loads(typed("--weeks", "1", "--json").output)["weeks"][0]
    assert (week["on_time"], week["split_cost"]) == (
        {"numerator": 1, "denominator": 4},
        {"numerator": 1150, "denominator": 1200},
    )


def test_the_orders_behind_a_figure_are_listed() -> None:
    story()
    assert "not shipped yet" in typed("--behind", "on_time").output
    rows = json.loads(typed("--behind", "cancellations", "--sku", "MUG", "--json").output)
    assert {each["order"]: each["counted"] for each in rows} == {"1": False, "3": True}


def test_the_controls_are_listed() -> None:
    assert "Oversell cap" in typed("--controls").output


def test_what_is_no_figure_and_no_monday_is_refused() -> None:
    assert typed("--behind", "luck").exit_code == 2
    assert typed("--week", "2026-11-24").exit_code == 2
