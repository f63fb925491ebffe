"""The sheets of a plan: names and order of every column, rows as flat tuples. JSON, CSV and XLSX follow it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from makegood.domain.plan.outcome import Plan
from makegood.domain.terms.demand import Item
from makegood.domain.terms.policy.shop import ShopPolicy
from makegood.spreadsheet.problems import Problem
from makegood.spreadsheet.writing.nested import (
    CHANNEL,
    EVIDENCE,
    ITEM_ELIGIBILITY,
    LINE_ELIGIBILITY,
    OPTION,
    PROMISE,
    amount,
)
from makegood.spreadsheet.writing.shape import Field, Kind, Many, Named, fields
from makegood.wording.notice import NoticeWriter

Rows = Iterator[tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """All that is written: the plan, what was wrong with the input, whose shop it is, and the items' titles."""

    plan: Plan
    problems: Sequence[Problem]
    shop: ShopPolicy
    items: Mapping[str, Item] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of the plan. `title` names its sheet and CSV file, `key` its list in the JSON."""

    title: str
    key: str
    fields: tuple[Field, ...]
    rows: Callable[[Output], Rows]


def _summary(output: Output) -> Rows:
    plan, figures = output.plan, output.plan.summary
    money = {currency: amount(minor, currency) for currency, minor in figures.value_waiting.items()}
    yield (
        plan.today,
        plan.policy_version,
        figures.open_lines,
        figures.short_lines,
        figures.short_units,
        figures.orders_touched,
        money,
        figures.without_date,
        figures.by_bucket,
        figures.by_label,
        figures.oversells,
        figures.notices_owed,
    )


def _lines(output: Output) -> Rows:
    for planned in output.plan.lines:
        line, answer = planned.line, planned.eligibility
        yield (
            line.order_id,
            line.line_id,
            line.sku,
            line.channel,
            line.quantity,
            line.shipped_qty,
            planned.cancelled_qty,
            planned.reserved_qty,
            planned.backordered_qty,
            planned.sell_state,
            answer.allowed,
            answer,
            planned.oversell,
            planned.promise,
            planned.label,
            planned.reason,
            planned.rank,
            planned.tier,
            planned.baseline,
            planned.days_delayed,
            planned.expected_delay,
            planned.bucket,
            planned.next_review_on,
        )


def _orders(output: Output) -> Rows:
    for order in output.plan.orders:
        advice = order.recommendation
        priced = [(option, advice.currency) for option in advice.options]
        yield order.order_id, advice.choice, priced, order.silent_default, order.answer_by


def _notices(output: Output) -> Rows:
    writer = NoticeWriter(shop=output.shop)
    for notice in output.plan.notices:
        words = writer.text(notice)
        yield (
            notice.order_id,
            notice.line_ids,
            notice.kind,
            notice.to,
            notice.channel,
            words.language,
            words.subject,
            words.text,
            notice.next_update_on,
        )


def _items(output: Output) -> Rows:
    for item in output.plan.items:
        yield (
            item.sku,
            item.on_hand,
            item.reserved,
            item.safety_stock,
            item.available,
            item.incoming,
            item.backordered,
            item.cap,
            item.cap_left,
            item.next_from,
            item.next_to,
            item.sell_state,
            item.listable_qty,
            item.channels,
            item.eligibility,
            [(evidence, output.shop.currency) for evidence in item.evidence],
        )


def _allocations(output: Output) -> Rows:
    for given in output.plan.allocations:
        yield (
            given.sku,
            given.location,
            given.order_id,
            given.line_id,
            given.qty,
            given.rank,
            given.tier,
            given.why,
        )


def _purchasing(output: Output) -> Rows:
    for lot in output.plan.purchasing:
        value = amount(lot.value_waiting, output.shop.currency)
        yield lot.supplier, lot.po, lot.sku, lot.units_waiting, value, lot.oldest_days, lot.eta, lot.ask


def _problems(output: Output) -> Rows:
    for problem in output.problems:
        yield (
            problem.file,
            problem.row,
            problem.column,
            problem.value,
            problem.expected,
            problem.severity,
        )


SUMMARY = Sheet(
    "Summary",
    "summary",
    fields(
        today=Kind.DAY,
        policy_version=Kind.CODE,
        open_lines=Kind.COUNT,
        short_lines=Kind.COUNT,
        short_units=Kind.COUNT,
        orders_touched=Kind.COUNT,
        value_waiting=Named(Kind.AMOUNT),
        without_date=Kind.COUNT,
        by_bucket=Named(Kind.COUNT),
        by_label=Named(Kind.COUNT),
        oversells=Kind.COUNT,
        notices_owed=Kind.COUNT,
    ),
    _summary,
)
LINES = Sheet(
    "Backorders",
    "lines",
    fields(
        order_id=Kind.TEXT,
        line_id=Kind.TEXT,
        sku=Kind.TEXT,
        channel=Kind.TEXT,
        ordered_qty=Kind.COUNT,
        shipped_qty=Kind.COUNT,
        cancelled_qty=Kind.COUNT,
        reserved_qty=Kind.COUNT,
        backordered_qty=Kind.COUNT,
        sell_state=Kind.CODE,
        eligible=Kind.FLAG,
        eligibility=LINE_ELIGIBILITY,
        oversell=Kind.FLAG,
        promise=PROMISE,
        label=Kind.CODE,
        reason=Kind.CODE,
        rank=Kind.COUNT,
        tier=Kind.COUNT,
        baseline=Kind.DAY,
        days_delayed=Kind.COUNT,
        expected_delay=Kind.COUNT,
        bucket=Kind.CODE,
        next_review_on=Kind.DAY,
    ),
    _lines,
)
ORDERS = Sheet(
    "Decisions",
    "orders",
    fields(
        order_id=Kind.TEXT,
        recommendation=Kind.CODE,
        options=Many(OPTION),
        silent_default=Kind.CODE,
        answer_by=Kind.DAY,
    ),
    _orders,
)
NOTICES = Sheet(
    "Notices",
    "notices",
    fields(
        order_id=Kind.TEXT,
        line_ids=Many(Kind.TEXT),
        kind=Kind.CODE,
        to=Kind.TEXT,
        channel=Kind.TEXT,
        language=Kind.TEXT,
        subject=Kind.TEXT,
        text=Kind.TEXT,
        next_update_on=Kind.DAY,
    ),
    _notices,
)
ITEMS = Sheet(
    "Items",
    "items",
    fields(
        sku=Kind.TEXT,
        on_hand=Kind.COUNT,
        reserved=Kind.COUNT,
        safety_stock=Kind.COUNT,
        available=Kind.COUNT,
        incoming=Kind.COUNT,
        backordered=Kind.COUNT,
        cap=Kind.COUNT,
        cap_left=Kind.COUNT,
        next_from=Kind.DAY,
        next_to=Kind.DAY,
        sell_state=Kind.CODE,
        listable_qty=Kind.COUNT,
        channels=Many(CHANNEL, recurs="same"),
        eligibility=ITEM_ELIGIBILITY,
        evidence=Many(EVIDENCE),
    ),
    _items,
)
ALLOCATIONS = Sheet(
    "Allocations",
    "allocations",
    fields(
        sku=Kind.TEXT,
        location=Kind.TEXT,
        order_id=Kind.TEXT,
        line_id=Kind.TEXT,
        qty=Kind.COUNT,
        rank=Kind.COUNT,
        tier=Kind.COUNT,
        why=Kind.CODE,
    ),
    _allocations,
)
PURCHASING = Sheet(
    "Purchasing",
    "purchasing",
    fields(
        supplier=Kind.TEXT,
        po=Kind.TEXT,
        sku=Kind.TEXT,
        units_waiting=Kind.COUNT,
        value_waiting=Kind.AMOUNT,
        oldest_days=Kind.COUNT,
        eta=Kind.DAY,
        ask=Kind.CODE,
    ),
    _purchasing,
)
PROBLEMS = Sheet(
    "Problems",
    "problems",
    fields(
        file=Kind.TEXT,
        row=Kind.COUNT,
        column=Kind.TEXT,
        value=Kind.TEXT,
        expected=Kind.TEXT,
        severity=Kind.CODE,
    ),
    _problems,
)

SHEETS = (SUMMARY, LINES, ORDERS, NOTICES, ITEMS, ALLOCATIONS, PURCHASING, PROBLEMS)
# The order of the lists in the JSON is that of docs/reference/plan.md, not that of the sheets.
JSON_SHEETS = (LINES, ORDERS, ITEMS, ALLOCATIONS, NOTICES, PURCHASING, PROBLEMS)
