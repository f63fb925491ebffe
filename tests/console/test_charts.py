"""Plots as numbers: where a dot stands, how large it is, and what is expected."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from makegood.console.charts import HIGH, dots, over_days

TODAY = date(2026, 11, 23)
TONES = (("good", "on time"), ("bad", "late"))


def test_a_dot_stands_on_its_day_at_its_height() -> None:
    cases = [(TODAY - timedelta(days=40), 8, "bad", 1, "PO1"), (TODAY, 0, "good", 4, "PO2")]
    plot = dots("Days late", cases, today=TODAY, tones=TONES, band=(0, 4), band_said="expected")
    assert [(each.x, each.tone, each.said) for each in plot.dots] == [(0, "bad", "PO1"), (100, "good", "PO2")]
    assert plot.levels == ["8", "6", "4", "2", "0"]
    assert [each.y for each in plot.dots] == [0, HIGH]
    assert plot.dots[1].wide == 2 * plot.dots[0].wide, "four times the area"
    top, high = plot.band or (0, 0)
    assert (top, top + high) == (70, HIGH), "half a step wider, and no lower than the floor"


def test_early_ones_stand_below_zero() -> None:
    plot = dots("Days late", [(TODAY, -3, "good", 1, "")], today=TODAY, tones=TONES)
    assert plot.band is None
    assert plot.zero < plot.dots[0].y <= HIGH


@pytest.mark.parametrize(
    ("values", "levels"),
    [
        ([0.05, 0.06, None], ["0.08", "0.06", "0.04", "0.02", "0"]),
        ([0, 1], ["4", "3", "2", "1", "0"]),
        ([-3, 18], ["30", "20", "10", "0", "-10"]),
        ([-1, 14], ["15", "10", "5", "0", "-5"]),
        ([0.5, 99.9], ["100", "75", "50", "25", "0"]),
        ([0, 7_000_000], ["8,000,000", "6,000,000", "4,000,000", "2,000,000", "0"]),
        ([-2.5, 0], ["1", "0", "-1", "-2", "-3"]),
    ],
)
def test_gridlines_stand_at_round_numbers(values: list[float | None], levels: list[str]) -> None:
    days = [TODAY - timedelta(days=number) for number in range(len(values))]
    assert over_days("", days, [("", "", values)], today=TODAY).levels == levels


def test_nothing_is_drawn_of_nothing() -> None:
    plot = dots("Days late", [], today=TODAY, tones=TONES)
    assert (plot.dots, plot.days[-1]) == ([], "23 Nov")
