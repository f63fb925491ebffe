"""The Summary sheet: the plan on one page, top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from makegood.spreadsheet.writing.nested import amount
from makegood.spreadsheet.writing.phrases import counted, day, listed, money, short_id, short_name
from makegood.spreadsheet.writing.records import Output
from makegood.spreadsheet.writing.workbook import more
from makegood.spreadsheet.writing.workbook.charts import charts_of, place_charts
from makegood.spreadsheet.writing.workbook.figures import Figures, figures
from makegood.spreadsheet.writing.workbook.page import WIDE, Cell, Page, Tile
from makegood.spreadsheet.writing.workbook.style import (
    AMBER,
    BLUE,
    DARK,
    GREEN,
    GREY,
    LABEL_TONES,
    LINE,
    MUTED,
    RED,
    VIOLET,
    Formats,
    priced_format,
)
from makegood.wording import words

LEGEND = (
    (RED, "needs a person now"),
    (AMBER, "no date, or look twice"),
    (BLUE, "has a date"),
    (VIOLET, "another way offered"),
    (GREEN, "allocated"),
    (GREY, "closed"),
)
# As much of a name as two of the page's columns show.
_NAME = 24
_CURRENCIES_IN_A_TILE = 2


def write_summary(book: Any, output: Output, formats: Formats) -> None:
    """The whole sheet."""
    _Summary(book, output, formats).write()


class _Summary(Page):
    def __init__(self, book: Any, output: Output, formats: Formats) -> None:
        super().__init__(book, "Summary", formats)
        self.book, self.output = book, output
        self.found = figures(output)

    def write(self) -> None:
        self._title()
        self.tiles(self._key_figures())
        self.tiles(self._more_figures())
        if self.output.plan.summary.short_lines:
            self._what_is_short()
        else:
            nothing = "Nothing is short today: every open order line has its stock."
            self.across(self.row, 1, WIDE, nothing, font_size=13, font_color=GREEN.dark, bold=True)
        self.sheet.print_area(0, 0, self.row, WIDE + 1)

    def _what_is_short(self) -> None:
        charts = charts_of(self.found, currency=self.output.shop.currency)
        self.legend(LEGEND)
        charts_at = self.row
        self.row += (len(charts) + 1) // 2 * 15 + 1
        self._decide_first(self.found)
        self._first_in_line(self.found)
        self._whom_to_chase(self.found)
        self._by_currency()
        data = self._behind_the_charts(self.found)
        place_charts(self.book, self.sheet, charts_at, data, charts)

    def _title(self) -> None:
        plan, shop = self.output.plan, self.output.shop
        self.sheet.set_row(1, 30)
        title = f"Backorder plan · {shop.name}"
        self.across(1, 1, WIDE, title, font_size=20, bold=True, font_color=DARK, shrink=True)
        when = f"{plan.today:%A} {day(plan.today)} · policy {plan.policy_version} · money in {shop.currency}"
        self.across(2, 1, WIDE, when, font_color=MUTED)
        errors = {(one.file, one.row) for one in self.output.problems if one.severity == "error"}
        warnings = sum(one.severity == "warning" for one in self.output.problems)
        told = [f"{counted(len(errors), 'row')} left out of the plan"] if errors else []
        told += [counted(warnings, "warning")] if warnings else []
        if told:
            look = self.formats.of(font_color=(RED if errors else AMBER).dark, underline=1)
            self.sheet.write_url(
                3, 1, "internal:'Problems'!A1", look, f"{' and '.join(told)}: see the sheet Problems"
            )
        self.row = 5

    def _key_figures(self) -> list[Tile]:
        totals, found = self.output.plan.summary, self.found
        currency = self.output.shop.currency
        then = f"the next by {day(found.next_decision)}" if found.next_decision else "no later deadline"
        return [
            Tile("Open lines", totals.open_lines, f"{totals.short_lines:,} of them short", BLUE),
            Tile("Units short", totals.short_units, f"in {counted(totals.orders_touched, 'order')}", AMBER),
            Tile(
                f"Value waiting, {currency}",
                amount(totals.value_waiting.get(currency, 0), currency) or 0,
                self._other_currencies(),
                AMBER,
                self.formats.money_format,
            ),
            Tile("Orders to decide by today", found.due_today, then, RED),
        ]

    def _more_figures(self) -> list[Tile]:
        totals = self.output.plan.summary
        of_short = f"of {counted(totals.short_lines, 'short line')}"
        escalated = totals.by_label.get("escalation_required", 0)
        return [
            Tile("Lines without a date", totals.without_date, of_short, AMBER),
            Tile("Lines to escalate", escalated, of_short, RED),
            Tile("Oversells", totals.oversells, "lines taken beyond what may wait", RED),
            Tile("Notices owed", totals.notices_owed, "messages to send today", BLUE),
        ]

    def _others(self) -> list[tuple[int, str]]:
        waiting = self.output.plan.summary.value_waiting
        own = self.output.shop.currency
        return [(minor, currency) for currency, minor in waiting.items() if currency != own and minor]

    def _other_currencies(self) -> str:
        others = self._others()
        if len(others) > _CURRENCIES_IN_A_TILE:
            return f"and {len(others)} other currencies, see below"
        return (
            f"and {listed([money(*other) for other in others])}" if others else "price of the missing units"
        )

    def _by_currency(self) -> None:
        others = self._others()
        if len(others) <= _CURRENCIES_IN_A_TILE:
            return
        self.heading("Value waiting in other currencies")
        self.row += 1
        for minor, currency in others:
            look = {"bottom": 1, "bottom_color": LINE, "align": "left"}
            self.across(self.row, 1, 3, amount(minor, currency), num_format=priced_format(currency), **look)
            self.row += 1
        self.row += 1

    def _decide_first(self, found: Figures) -> None:
        if not found.decide:
            return
        spans = (
            *(("By", 1), ("Order", 2), ("Customer", 2), ("SKUs", 2)),
            *(("Value", 2), ("Days late", 1), ("Recommended", 2)),
        )
        today = self.output.plan.today
        rows = []
        for by, order, lines in found.decide:
            tone = {"bg_color": RED.light, "font_color": RED.dark} if by <= today else {}
            value = more.value_waiting(lines)
            cells: list[Cell] = [
                (by, tone),
                _id(order.order_id),
                _name(more.customer(lines[0])),
                _id(listed(more.skus(lines))),
                (amount(*value), {"num_format": priced_format(value[1])}) if value else (None, {}),
                (more.days_late(lines), {}),
                (words(order.recommendation.choice), {}),
            ]
            rows.append(cells)
        self.table("Decide first", all_of_it=("Decisions", "all orders"), spans=spans, rows=rows)

    def _first_in_line(self, found: Figures) -> None:
        spans = (
            *(("Order", 2), ("Customer", 2), ("SKU", 2), ("Short", 1)),
            *(("Days late", 1), ("Ships by", 1), ("Label", 3)),
        )
        rows = []
        for planned in found.first:
            label = planned.label
            tone = LABEL_TONES.get(label, GREY) if label else GREY
            cells: list[Cell] = [
                _id(planned.line.order_id),
                _name(more.customer(planned)),
                _id(planned.line.sku),
                (planned.backordered_qty, {}),
                (planned.days_delayed, {}),
                (planned.promise.ship.to_on if planned.promise else "no date", {}),
                (words(label) if label else "", {"bg_color": tone.light, "font_color": tone.dark}),
            ]
            rows.append(cells)
        self.table("First in line", all_of_it=("Backorders", "all lines"), spans=spans, rows=rows)

    def _whom_to_chase(self, found: Figures) -> None:
        if not found.chase:
            return
        spans = (("Supplier", 2), ("PO", 2), ("SKU", 2), ("Units", 1), ("Value", 1), ("ETA", 1), ("Ask", 3))
        currency = self.output.shop.currency
        rows = [
            [
                _name(lot.supplier),
                _id(lot.po or "nothing on order"),
                _id(lot.sku),
                (lot.units_waiting, {}),
                (amount(lot.value_waiting, currency), {"num_format": self.formats.money_format}),
                (lot.eta or "none", {}),
                (words(lot.ask), {}),
            ]
            for lot in found.chase
        ]
        self.table("Whom to chase", all_of_it=("Purchasing", "all purchases"), spans=spans, rows=rows)

    def _behind_the_charts(self, found: Figures) -> dict[str, tuple[int, int, int]]:
        """The charts' figures as small tables side by side: name -> (first row, last row, first column)."""
        lists: dict[str, tuple[str, Sequence[tuple[str, float | int]]]] = {
            "buckets": ("Lines by days late", found.buckets),
            "labels": ("Lines by label", [(words(code), count) for code, count in found.labels]),
            "skus": ("Units short by SKU", found.short_skus),
            "weeks": (f"Value by week, {self.output.shop.currency}", found.weeks),
        }
        self.heading("The figures behind the charts")
        self.row += 1
        look = {"bold": True, "font_color": MUTED, "bottom": 1, "bottom_color": LINE}
        for number, (title, _) in enumerate(lists.values()):
            self.across(self.row, 1 + number * 3, 3 + number * 3, title, **look)
        top = self.row + 1
        for line in range(max(len(bars) for _, bars in lists.values())):
            self.row += 1
            for number, (_, bars) in enumerate(lists.values()):
                if line < len(bars):
                    left = 1 + number * 3
                    self.across(self.row, left, left + 1, bars[line][0], shrink=True)
                    self.across(self.row, left + 2, left + 2, bars[line][1], align="left")
        self.row += 1
        return {
            name: (top, top + max(len(bars), 1) - 1, 1 + number * 3)
            for number, (name, (_, bars)) in enumerate(lists.items())
        }


def _id(text: str) -> Cell:
    return short_id(text, _NAME), {}


def _name(text: str | None) -> Cell:
    return (short_name(text, _NAME) if text else None), {}
