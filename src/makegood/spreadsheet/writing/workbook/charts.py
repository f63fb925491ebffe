"""The four charts of the Summary sheet. They read cells of the sheet, so that every bar can be checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from makegood.spreadsheet.writing.workbook.figures import NO_DATE, Figures
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

_WIDTH, _HEIGHT = 546, 290
# A week without value needs no figure.
_NO_ZEROS = "#,##0;-#,##0;"


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: the name of its figures, its kind, its title, a colour for each of its bars, none = all alike."""

    name: str
    kind: str
    title: str
    colours: Sequence[str]
    bars: int


def charts_of(found: Figures, *, currency: str) -> list[Chart]:
    """The charts that have something to show."""
    charts = (
        Chart(
            "buckets",
            "column",
            "Short lines by days late",
            [tone.strong for tone in BUCKET_TONES],
            len(found.buckets),
        ),
        Chart(
            "labels",
            "bar",
            "Short lines by label",
            [LABEL_TONES[label].strong for label, _ in found.labels],
            len(found.labels),
        ),
        Chart("skus", "bar", "Units short by SKU", (), len(found.short_skus)),
        Chart(
            "weeks",
            "column",
            f"Value waiting by week promised, {currency}",
            [MUTED if week == NO_DATE else ACCENT for week, _ in found.weeks],
            len(found.weeks),
        ),
    )
    return [chart for chart in charts if chart.bars]


def place_charts(
    book: Any, sheet: Any, top: int, data: dict[str, tuple[int, int, int]], charts: Sequence[Chart]
) -> None:
    """Two by two, from row `top` on; `data` says where each chart's figures stand."""
    for number, chart in enumerate(charts):
        drawn = _chart(book, chart, data[chart.name])
        sheet.insert_chart(top + number // 2 * 15, 1 + number % 2 * 6, drawn, {"object_position": 2})


def _chart(book: Any, wanted: Chart, place: tuple[int, int, int]) -> Any:
    first, last, left = place
    chart = book.add_chart({"type": wanted.kind})
    chart.add_series(
        {
            "categories": ["Summary", first, left, last, left],
            "values": ["Summary", first, left + 2, last, left + 2],
            "fill": {"color": ACCENT},
            "points": [{"fill": {"color": colour}} for colour in wanted.colours],
            "gap": 45,
            "data_labels": {"value": True, "font": _font(9, INK), "num_format": _NO_ZEROS},
        }
    )
    chart.set_title({"name": wanted.title, "name_font": _font(12, DARK, bold=True), "overlay": False})
    chart.set_legend({"none": True})
    # Every bar keeps its name, also where one of them needs two lines.
    names = {
        "interval_unit": 1,
        "num_font": _font(9, INK),
        "line": {"color": LINE},
        "major_tick_mark": "none",
    }
    values = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
    if wanted.kind == "bar":
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
