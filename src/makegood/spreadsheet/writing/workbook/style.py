"""How the workbook looks: one palette with meaning, one set of formats."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from makegood.domain.terms.quantity import minor_digits
from makegood.domain.terms.reason import Reason
from makegood.domain.terms.state import Label, SellState

INK, MUTED, LINE, PAPER, DARK, ACCENT = "#1F2937", "#6B7280", "#E5E7EB", "#F8FAFC", "#1F3A5F", "#2F6DB5"
DATE_FORMAT = "d mmm yyyy"
FONT = "Calibri"


@dataclass(frozen=True, slots=True)
class Tone:
    """A colour with a meaning: light behind text, strong in charts, dark as text."""

    light: str
    strong: str
    dark: str


RED = Tone("#FDE2E1", "#D64545", "#9B1C1C")
AMBER = Tone("#FDF0CC", "#E3A008", "#8A4B08")
GREEN = Tone("#DDF3E4", "#3D9A5F", "#1B6B3A")
BLUE = Tone("#DFEAF9", "#2F6DB5", "#1D4C85")
VIOLET = Tone("#EAE4F8", "#7C5CC4", "#54359B")
GREY = Tone("#F0F1F3", "#9CA3AF", "#6B7280")

# Bars behind figures: light enough to read the figure on them.
BAR_AMBER, BAR_BLUE = "#F5D78E", "#B9D0EE"

LABEL_TONES = {
    Label.ESCALATION_REQUIRED: RED,
    Label.AWAITING_INBOUND_CONFIRMATION: AMBER,
    Label.SUBSTITUTION_OFFERED: VIOLET,
    Label.SPLIT_APPROVED: VIOLET,
    Label.CUSTOMER_NOTIFIED: BLUE,
    Label.ESTIMATED_SHIP_DATE: BLUE,
    Label.ALLOCATED: GREEN,
    Label.SHIPPED: GREY,
    Label.CANCELLED: GREY,
    Label.SUBSTITUTED: GREY,
}
SELL_STATE_TONES = {
    SellState.IN_STOCK: GREEN,
    SellState.BACKORDER: BLUE,
    SellState.PREORDER: VIOLET,
    SellState.OUT_OF_STOCK: AMBER,
}
REASON_TONES = {Reason.UNKNOWN: AMBER}
SEVERITY_TONES = {"error": RED, "warning": AMBER}
BUCKET_TONES = (GREEN, AMBER, Tone("#FCE5D4", "#E07B39", "#9A4A12"), RED)


class Look(Enum):
    """How the cells of a column look."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    QUANTITY = "quantity"
    DATE = "date"
    MONEY = "money"
    PRICED = "priced"


def money_format(currency: str) -> str:
    """Money with the digits its currency has."""
    digits = minor_digits(currency)
    return "#,##0" + ("." + "0" * digits if digits else "")


def priced_format(currency: str) -> str:
    """Money that names its currency."""
    return f'{money_format(currency)} "{currency}"'


class Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any, *, currency: str) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.money_format = money_format(currency)

    def of(self, **properties: Any) -> Any:
        """A format with these xlsxwriter properties over the workbook's font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
            self._made[key] = self._book.add_format(base | properties)
        return self._made[key]

    def cell(self, look: Look, *, top: bool = False, **more: Any) -> Any:
        """The format of a table's cell; `top` = text starts at the upper edge of a high row."""
        own: dict[Look, dict[str, Any]] = {
            Look.TEXT: {"indent": 1, "align": "left"},
            Look.LONG: {"text_wrap": True, "indent": 1, "align": "left"},
            Look.NUMBER: {"num_format": "#,##0.##"},
            Look.QUANTITY: {"num_format": "#,##0"},
            Look.DATE: {"num_format": DATE_FORMAT, "align": "right"},
            Look.MONEY: {"num_format": self.money_format},
            Look.PRICED: {},
        }
        return self.of(bottom=1, bottom_color=LINE, **own[look], **({"valign": "top"} if top else {}), **more)

    def header(self, look: Look) -> Any:
        """The format of a table's column name, aligned as its cells are."""
        right = look in {Look.NUMBER, Look.QUANTITY, Look.MONEY, Look.PRICED, Look.DATE}
        return self.of(
            bold=True,
            font_color="#FFFFFF",
            bg_color=DARK,
            text_wrap=True,
            align="right" if right else "left",
            indent=0 if right else 1,
            border=1,
            border_color=DARK,
        )

    def tone(self, tone: Tone) -> Any:
        """The format that a conditional rule lays over a cell. No font name: Excel refuses one there."""
        return self._book.add_format({"bg_color": tone.light, "font_color": tone.dark})

    def muted(self) -> Any:
        """Overlay that lets zeros step back."""
        return self._book.add_format({"font_color": "#B6BCC6"})

    def below_zero(self) -> Any:
        """Overlay for quantities that are missing."""
        return self._book.add_format({"font_color": RED.strong, "bold": True})
