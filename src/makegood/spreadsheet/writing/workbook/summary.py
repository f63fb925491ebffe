"""The Summary sheet: the plan on one page, top to bottom (constant memory writes each row once, in order)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from makegood.domain.terms.quantity import to_major
from makegood.spreadsheet.writing.phrases import counted, day
from makegood.spreadsheet.writing.records import Output
from makegood.spreadsheet.writing.workbook.charts import CHART_ROWS, place_charts
from makegood.spreadsheet.writing.workbook.figures import Figures, figures
from makegood.spreadsheet.writing.workbook.style import (
    ACCENT,
    AMBER,
    BLUE,
    DARK,
    DATE_FORMAT,
    GREEN,
    GREY,
    LABEL_TONES,
    LINE,
    MUTED,
    PAPER,
    RED,
    VIOLET,
    Formats,
    Tone,
)
from makegood.spreadsheet.writing.workbook.tables import cell_text, for_print
from makegood.wording import words

WIDE = 12
_EPOCH = date(1899, 12, 30)
LEGEND = (
    (RED, "needs a person now"),
    (AMBER, "no date, or look twice"),
    (BLUE, "has a date"),
    (VIOLET, "another way offered"),
    (GREEN, "allocated"),
    (GREY, "closed"),
)


class SummarySheet:
    """Writes downwards; `row` is the next free row. Columns B to M carry the page."""

    def __init__(self, book: Any, output: Output, formats: Formats) -> None:
        self.sheet = book.add_worksheet("Summary")
        self.output, self.formats, self.row = output, formats, 0
        self.book = book

    def write(self) -> None:
        """The whole sheet."""
        self._prepare()
        counted = figures(self.output)
        self._title()
        self._tiles(self._key_figures())
        self._tiles(self._more_figures())
        self._legend()
        charts_at = self.row
        self.row += CHART_ROWS
        self._first_in_line(counted)
        self._whom_to_chase(counted)
        data = self._behind_the_charts(counted)
        place_charts(self.book, self.sheet, charts_at, data, counted)
        self.sheet.print_area(0, 0, self.row, WIDE + 1)

    def _prepare(self) -> None:
        self.sheet.hide_gridlines(2)
        self.sheet.set_column(0, 0, 2)
        self.sheet.set_column(1, WIDE, 12.5)
        self.sheet.set_column(WIDE + 1, WIDE + 1, 2)
        self.sheet.set_zoom(90)
        for_print(self.sheet)
        self.sheet.fit_to_pages(1, 1)
        self.sheet.set_portrait()

    def _title(self) -> None:
        plan, shop = self.output.plan, self.output.shop
        self.sheet.set_row(1, 30)
        self._across(1, 1, WIDE, f"Backorder plan · {shop.name}", font_size=20, bold=True, font_color=DARK)
        when = f"{plan.today:%A} {day(plan.today)} · policy {plan.policy_version} · money in {shop.currency}"
        self._across(2, 1, WIDE, when, font_color=MUTED)
        self.row = 4

    def _key_figures(self) -> list[tuple[str, str, str, Tone]]:
        totals = self.output.plan.summary
        currency = self.output.shop.currency
        others = [
            f"{to_major(minor, other):,} {other}"
            for other, minor in totals.value_waiting.items()
            if other != currency and minor
        ]
        main = to_major(totals.value_waiting.get(currency, 0), currency)
        return [
            ("Open lines", f"{totals.open_lines:,}", f"{totals.short_lines:,} of them short", BLUE),
            (
                "Units short",
                f"{totals.short_units:,}",
                f"in {counted(totals.orders_touched, 'order')}",
                AMBER,
            ),
            (
                f"Value waiting, {currency}",
                f"{main:,.0f}",
                "and " + ", ".join(others) if others else "",
                AMBER,
            ),
        ]

    def _more_figures(self) -> list[tuple[str, str, str, Tone]]:
        plan, totals = self.output.plan, self.output.plan.summary
        left_out = sum(problem.severity == "error" for problem in self.output.problems)
        escalated = totals.by_label.get("escalation_required", 0)
        return [
            (
                "Lines without a date",
                f"{totals.without_date:,}",
                f"{counted(escalated, 'line')} to escalate",
                RED,
            ),
            (
                "Notices owed",
                f"{totals.notices_owed:,}",
                f"{counted(len(plan.orders), 'order')} to decide on",
                BLUE,
            ),
            ("Oversells", f"{totals.oversells:,}", f"{counted(left_out, 'row')} of the files left out", RED),
        ]

    def _tiles(self, tiles: Sequence[tuple[str, str, str, Tone]]) -> None:
        """Three tiles side by side, each a name, a big number and a remark."""
        top, self.row = self.row, self.row + 4
        self.sheet.set_row(top + 1, 34)
        width = WIDE // len(tiles)
        apart = {"left": 5, "left_color": "#FFFFFF", "bg_color": PAPER, "indent": 1}
        rows = (
            {"font_color": MUTED, "font_size": 10, "top": 5},
            {"font_size": 26, "bold": True, "font_color": DARK},
            {"font_color": MUTED, "font_size": 10},
        )
        for line, look in enumerate(rows):
            for number, tile in enumerate(tiles):
                left = 1 + number * width
                rim = {"top_color": tile[3].strong} if "top" in look else {}
                self._across(top + line, left, left + width - 1, tile[line], **apart, **look, **rim)

    def _legend(self) -> None:
        width = WIDE // len(LEGEND)
        for number, (tone, text) in enumerate(LEGEND):
            left = 1 + number * width
            self._across(
                self.row,
                left,
                left + width - 1,
                text,
                bg_color=tone.light,
                font_color=tone.dark,
                align="center",
                font_size=9,
                border=1,
                border_color="#FFFFFF",
            )
        self.row += 2

    def _first_in_line(self, counted: Figures) -> None:
        spans = (
            ("Rank", 1),
            ("Order", 2),
            ("SKU", 2),
            ("Short", 1),
            ("Days late", 1),
            ("Ship by", 2),
            ("Label", 3),
        )
        self._table_head("First in line", "internal:'Backorders'!A1", "all lines", spans)
        for planned in counted.first:
            label = planned.label
            tone = LABEL_TONES.get(label, GREY) if label else GREY
            cells = [
                (planned.rank, {}),
                (planned.line.order_id, {}),
                (planned.line.sku, {}),
                (planned.backordered_qty, {}),
                (planned.days_delayed, {}),
                (planned.promise.ship.to_on if planned.promise else "no date", {}),
                (words(label) if label else "", {"bg_color": tone.light, "font_color": tone.dark}),
            ]
            self._table_row(cells, spans)
        self.row += 1

    def _whom_to_chase(self, counted: Figures) -> None:
        spans = (("Supplier", 2), ("PO", 2), ("SKU", 2), ("Units", 1), ("Value", 1), ("ETA", 1), ("Ask", 3))
        self._table_head("Whom to chase", "internal:'Purchasing'!A1", "all purchases", spans)
        for lot in counted.chase:
            currency = self.output.shop.currency
            value = None if lot.value_waiting is None else float(to_major(lot.value_waiting, currency))
            cells = [
                (lot.supplier, {}),
                (lot.po or "nothing on order", {}),
                (lot.sku, {}),
                (lot.units_waiting, {}),
                (value, {"num_format": self.formats.money_format}),
                (lot.eta or "none", {}),
                (words(lot.ask), {}),
            ]
            self._table_row(cells, spans)
        self.row += 1

    def _table_head(self, title: str, link: str, more: str, spans: Sequence[tuple[str, int]]) -> None:
        self._across(self.row, 1, WIDE - 2, title, bold=True, font_size=13, font_color=DARK)
        look = self.formats.of(font_color=ACCENT, underline=1, align="right")
        self.sheet.write_url(self.row, WIDE, link, look, more)
        self.row += 1
        self._table_row([(name, {"bold": True, "font_color": MUTED}) for name, _ in spans], spans)

    def _table_row(
        self, cells: Sequence[tuple[Any, dict[str, Any]]], spans: Sequence[tuple[str, int]]
    ) -> None:
        left = 1
        for (value, look), (_, width) in zip(cells, spans, strict=True):
            own = {"bottom": 1, "bottom_color": LINE, "align": "left", "shrink": True, **look}
            self._across(self.row, left, left + width - 1, value, **own)
            left += width
        self.row += 1

    def _behind_the_charts(self, counted: Figures) -> dict[str, tuple[int, int, int]]:
        """The charts' figures as small tables side by side: name -> (first row, last row, first column)."""
        lists = {
            "buckets": ("Lines by days late", counted.buckets),
            "labels": ("Lines by label", [(words(code), count) for code, count in counted.labels]),
            "skus": ("Units short by SKU", counted.short_skus),
            "weeks": ("Value by week promised", counted.weeks),
        }
        self._across(
            self.row, 1, WIDE, "The figures behind the charts", bold=True, font_size=13, font_color=DARK
        )
        self.row += 1
        for number, (title, _) in enumerate(lists.values()):
            left = 1 + number * 3
            self._across(
                self.row, left, left + 2, title, bold=True, font_color=MUTED, bottom=1, bottom_color=LINE
            )
        top = self.row + 1
        for line in range(max(len(bars) for _, bars in lists.values())):
            self.row += 1
            for number, (_, bars) in enumerate(lists.values()):
                if line < len(bars):
                    left = 1 + number * 3
                    self._across(self.row, left, left + 1, bars[line][0], shrink=True)
                    self._put(self.row, left + 2, bars[line][1], num_format="#,##0", align="left")
        self.row += 1
        return {
            name: (top, top + max(len(bars), 1) - 1, 1 + number * 3)
            for number, (name, (_, bars)) in enumerate(lists.items())
        }

    def _across(self, row: int, left: int, right: int, value: Any, /, **look: Any) -> None:
        """A value in the first of some cells merged within one row."""
        if right > left:
            self.sheet.merge_range(row, left, row, right, "", self.formats.of(**look))
        self._put(row, left, value, **look)

    def _put(self, row: int, column: int, value: Any, /, **look: Any) -> None:
        if value is None:
            self.sheet.write_blank(row, column, None, self.formats.of(**look))
        elif isinstance(value, date):
            serial = (value - _EPOCH).days
            self.sheet.write_number(row, column, serial, self.formats.of(**look, num_format=DATE_FORMAT))
        elif isinstance(value, int | float):
            self.sheet.write_number(row, column, value, self.formats.of(**({"num_format": "#,##0"} | look)))
        else:
            self.sheet.write_string(row, column, cell_text(value), self.formats.of(**look))
