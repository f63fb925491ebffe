"""Plots as numbers: where a dot stands, how large it is, and what is expected."""

from __future__ import annotations

from datetime import date, timedelta

from makegood.console.charts import HIGH, dots

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


def test_nothing_is_drawn_of_nothing() -> None:
    plot = dots("Days late", [], today=TODAY, tones=TONES)
    assert (plot.dots, plot.days[-1]) == ([], "23 Nov")
