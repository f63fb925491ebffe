"""The four charts of the Summary sheet. They read cells of the sheet, so that every bar can be checked."""

from __future__ import annotations

from typing import Any

from makegood.spreadsheet.writing.workbook.figures import Figures
from makegood.spreadsheet.writing.workbook.style import (
    ACCENT,
    BUCKET_TONES,
    DARK,
    FONT,
    INK,
    LABEL_TONES,
    LINE,
    MUTED,
)

CHART_ROWS = 31
_WIDTH, _HEIGHT = 546, 290


def place_charts(
    book: Any, sheet: Any, top: int, data: dict[str, tuple[int, int, int]], counted: Figures
) -> None:
    """Two by two, from row `top` on; `data` says where each chart's figures stand."""
    colours = {
        "buckets": [tone.strong for tone in BUCKET_TONES],
        "labels": [LABEL_TONES[label].strong for label, _ in counted.labels],
        "weeks": [MUTED if week == "no date" else ACCENT for week, _ in counted.weeks],
        "skus": [],
    }
    kinds = (
        ("buckets", "column", "Short lines by days late"),
        ("labels", "bar", "Short lines by label"),
        ("skus", "bar", "Units short by SKU"),
        ("weeks", "column", "Value waiting by week promised"),
    )
    for number, (name, kind, title) in enumerate(kinds):
        chart = _chart(book, kind, title, data[name], colours[name])
        sheet.insert_chart(top + number // 2 * 15, 1 + number % 2 * 6, chart, {"object_position": 2})


def _chart(book: Any, kind: str, title: str, place: tuple[int, int, int], colours: list[str]) -> Any:
    first, last, left = place
    chart = book.add_chart({"type": kind})
    chart.add_series(
        {
            "categories": ["Summary", first, left, last, left],
            "values": ["Summary", first, left + 2, last, left + 2],
            "fill": {"color": ACCENT},
            "points": [{"fill": {"color": colour}} for colour in colours],
            "gap": 45,
            "data_labels": {"value": True, "font": _font(9, INK), "num_format": "#,##0"},
        }
    )
    chart.set_title({"name": title, "name_font": _font(12, DARK, bold=True), "overlay": False})
    chart.set_legend({"none": True})
    names = {"num_font": _font(9, INK), "line": {"color": LINE}, "major_tick_mark": "none"}
    values = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
    if kind == "bar":
        chart.set_y_axis(names | {"reverse": True})
        chart.set_x_axis(values)
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(values)
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    return chart


def _font(size: int, colour: str, *, bold: bool = False) -> dict[str, Any]:
    return {"name": FONT, "size": size, "color": colour, "bold": bold}
