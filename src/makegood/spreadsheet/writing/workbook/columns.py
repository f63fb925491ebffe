"""What each sheet of the workbook shows, in the order a person reads it; nested values become readable columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import AnswerReason
from makegood.spreadsheet.writing import phrases, records
from makegood.spreadsheet.writing.records import Output, Sheet
from makegood.spreadsheet.writing.shape import Kind
from makegood.spreadsheet.writing.workbook import more
from makegood.spreadsheet.writing.workbook.style import (
    AMBER,
    BAR_AMBER,
    BAR_BLUE,
    LABEL_TONES,
    REASON_TONES,
    RED,
    SELL_STATE_TONES,
    SEVERITY_TONES,
    Look,
    Tone,
)
from makegood.wording import words

_UPPER = {"id": "ID", "ids": "IDs", "sku": "SKU", "skus": "SKUs", "po": "PO", "eta": "ETA"}
# Names that a shop chooses: their columns are as wide as the longest, up to a limit.
_GROWS = frozenset({"order_id", "sku", "customer", "supplier", "po", "location", "channel", "to"})
_WIDTHS = {
    "action": 30,
    "ask": 50,
    "bucket": 8,
    "channel": 10,
    "customer": 16,
    "evidence": 34,
    "expected": 80,
    "file": 22,
    "kind": 18,
    "label": 33,
    "language": 10,
    "line_id": 7,
    "notice": 26,
    "order_id": 14,
    "owner": 15,
    "recommendation": 17,
    "severity": 11,
    "silent_default": 14,
    "sku": 16,
    "subject": 42,
    "supplier": 26,
    "tier": 7,
    "to": 28,
    "value": 34,
    "why": 60,
    "why_silence_means_that": 36,
}
# Sentences: they wrap where rows are as high as they need.
_LONG = frozenset({"expected", "notice", "subject", "text", "why_silence_means_that"})
_LOOKS = {
    Kind.COUNT: Look.QUANTITY,
    Kind.NUMBER: Look.NUMBER,
    Kind.DAY: Look.DATE,
    Kind.AMOUNT: Look.MONEY,
}
_READS: Mapping[Kind, Callable[[Any], Any]] = {Kind.CODE: words, Kind.FLAG: phrases.yes_no}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, how a cell is made from a record's fields by position, and how it looks.

    `tones`: colours by value; `bar`: a bar in each cell; `recommended`: green where the recommendation says so;
    `grows`: as wide as its longest text.
    """

    header: str
    at: int
    value: Callable[[Any], Any] | None
    look: Look
    width: float
    tones: Mapping[Any, Tone] = field(default_factory=dict)
    bar: str | None = None
    recommended: str | None = None
    grows: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A readable column made from a nested field."""

    header: str
    value: Callable[[Any], Any]
    look: Look = Look.TEXT
    width: float = 16
    recommended: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """How a sheet is shown: fields in reading order, frozen columns, colours by field.

    On paper only the columns up to the header `printed_to`: beyond it the print would be too small. `high`: rows
    are as high as their long texts need. `nothing` is said where there is no row.
    """

    sheet: Sheet
    order: tuple[str, ...]
    nothing: str
    frozen: int = 1
    tones: Mapping[str, Mapping[Any, Tone]] = field(default_factory=dict)
    bars: Mapping[str, str] = field(default_factory=dict)
    high: bool = False
    printed_to: str | None = None


def header(name: str) -> str:
    """`next_review_on` -> 'Next review on': reads back as our column: case and spaces do not matter."""
    first, *rest = (_UPPER.get(word, word) for word in name.split("_"))
    return " ".join([first if first.isupper() else first.capitalize(), *rest])


def columns(view: View, output: Output) -> list[Column]:
    """The columns of a view, left to right."""
    place = {column.name: (at, column.shape) for at, column in enumerate(view.sheet.fields)}
    made: list[Column] = []
    for name in view.order:
        if name == "title":
            made += _title(output, place["sku"][0])
            continue
        at, shape = place[name]
        parts = PARTS.get((view.sheet.key, name))
        if parts:
            made += [
                Column(part.header, at, part.value, part.look, part.width, recommended=part.recommended)
                for part in parts
            ]
        else:
            made.append(_plain(view, name, at, shape))
    return made


def _plain(view: View, name: str, at: int, shape: Any) -> Column:
    reads = _READS.get(shape)
    look = Look.LONG if name in _LONG else _LOOKS.get(shape, Look.TEXT)
    usual = {Look.TEXT: 18.0, Look.LONG: 92.0, Look.DATE: 12.5, Look.MONEY: 13.0}.get(look, 11.5)
    return Column(
        header(name),
        at,
        reads,
        look,
        _WIDTHS.get(name, usual),
        view.tones.get(name, {}),
        view.bars.get(name),
        grows=name in _GROWS,
    )


def _title(output: Output, sku_at: int) -> list[Column]:
    titles = {sku: item.title for sku, item in output.items.items() if item.title}
    return [Column("Title", sku_at, titles.get, Look.TEXT, 26, grows=True)] if titles else []


def _as_it_is(value: Any) -> Any:
    return value


def _option_parts() -> tuple[Part, ...]:
    costs = tuple(
        Part(f"Cost to {choice.value}", phrases.cost_of(choice), Look.MONEY, 12, words(choice))
        for choice in Choice
    )
    return (
        *costs,
        Part("Currency", phrases.currency_of, width=9),
        Part("Possible, and why", phrases.possible, Look.LONG, 70),
        Part("Not possible, and why", phrases.not_possible, Look.LONG, 70),
    )


_VALUE = (Part("Value waiting", _as_it_is, Look.PRICED, 15),)
PARTS: dict[tuple[str, str], tuple[Part, ...]] = {
    ("lines", "eligibility"): (
        Part("Eligibility rule", phrases.rule, width=22),
        Part("Eligibility reasons", phrases.reasons, width=30),
    ),
    ("lines", "promise"): (
        Part("Ship from", phrases.ship_from, Look.DATE, 12.5),
        Part("Ship to", phrases.ship_to, Look.DATE, 12.5),
        Part("Deliver from", phrases.deliver_from, Look.DATE, 12.5),
        Part("Deliver to", phrases.deliver_to, Look.DATE, 12.5),
        Part("Resting on", phrases.resting_on, width=46),
        Part("Working days counted", phrases.steps, width=46),
    ),
    ("lines", "value_waiting"): _VALUE,
    ("lines", "why_that_day"): (Part("Why that day", phrases.all_words, width=56),),
    ("orders", "options"): _option_parts(),
    ("orders", "skus"): (Part("SKUs", phrases.listed, Look.LONG, 26),),
    ("orders", "value_waiting"): _VALUE,
    ("notices", "line_ids"): (Part("Line IDs", phrases.listed, width=14),),
    ("items", "channels"): (Part("Channels", phrases.channels, width=46),),
    ("items", "eligibility"): (
        Part("Eligible", phrases.allowed, width=9),
        Part("Eligibility rule", phrases.rule, width=20),
        Part("Eligibility reasons", phrases.reasons, width=28),
    ),
    ("items", "evidence"): (
        Part("Speaks for waiting", phrases.evidence_for, width=44),
        Part("Speaks against waiting", phrases.evidence_against, width=44),
        Part("Evidence recommends", phrases.advice, width=20),
    ),
}

_NOTHING_SHORT = "Nothing is short today."
# Under the FTC rule a notice after the ship time is a fault of ours: it must not hide among the others.
_TOLD_LATE = {AnswerReason.FTC_TOLD_LATE: AMBER, AnswerReason.FTC_SHORT_DELAY_TOLD_LATE: AMBER}

VIEWS = (
    View(
        more.LINES,
        (
            *("order_id", "line_id", "customer", "sku", "title", "channel", "label", "backordered_qty"),
            *("value_waiting", "days_delayed", "bucket", "next_review_on", "why_that_day", "action", "owner"),
            *("promise", "expected_delay", "reason", "evidence"),
            *("ordered_qty", "reserved_qty", "shipped_qty", "cancelled_qty"),
            *("rank", "tier", "baseline", "sell_state", "eligible", "oversell", "eligibility"),
        ),
        nothing="No order line was accepted.",
        frozen=2,
        printed_to="Ship to",
        tones={
            "label": LABEL_TONES,
            "sell_state": SELL_STATE_TONES,
            "reason": REASON_TONES,
            "oversell": {phrases.YES: RED},
            "eligible": {phrases.NO: AMBER},
        },
    ),
    View(
        more.ORDERS,
        (
            *("order_id", "answer_by", "channel", "customer", "skus", "days_late", "value_waiting"),
            *("recommendation", "silent_default", "why_silence_means_that", "notice", "options"),
        ),
        nothing=_NOTHING_SHORT,
        printed_to="Currency",
        tones={"why_silence_means_that": _TOLD_LATE},
        high=True,
    ),
    View(
        records.NOTICES,
        ("order_id", "line_ids", "kind", "to", "channel", "language", "next_update_on", "subject", "text"),
        nothing="No message is owed today.",
        high=True,
    ),
    View(
        records.ITEMS,
        (
            *("sku", "title", "sell_state", "on_hand", "reserved", "safety_stock", "available", "incoming"),
            *("backordered", "next_from", "next_to", "cap", "cap_left", "listable_qty", "channels"),
            *("eligibility", "evidence"),
        ),
        nothing="No item is known.",
        printed_to="Listable qty",
        tones={"sell_state": SELL_STATE_TONES},
        bars={"backordered": BAR_AMBER},
    ),
    View(
        records.ALLOCATIONS,
        ("sku", "title", "location", "order_id", "line_id", "qty", "rank", "tier", "why"),
        nothing="No stock on hand is tied to a line.",
    ),
    View(
        records.PURCHASING,
        ("supplier", "po", "sku", "title", "units_waiting", "value_waiting", "oldest_days", "eta", "ask"),
        nothing="No supplier has to be chased today.",
        bars={"value_waiting": BAR_BLUE},
    ),
    View(
        records.PROBLEMS,
        ("severity", "file", "row", "column", "value", "expected"),
        nothing="No problems.",
        tones={"severity": SEVERITY_TONES},
    ),
)
