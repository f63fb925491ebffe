"""Plans made by hand for the writers' tests: every outcome appears, unknowns included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from makegood.domain.allocation.outcome import Why
from makegood.domain.closure.cause import SUGGESTIONS
from makegood.domain.closure.evidence import Clue
from makegood.domain.decision.outcome import Choice, Option, Recommendation
from makegood.domain.eligibility.outcome import Criterion, Eligibility, Evidence
from makegood.domain.notice.outcome import Answer, AnswerReason, Kind, Notice, NoticeLine
from makegood.domain.plan.outcome import (
    AllocationPlan,
    ItemPlan,
    LinePlan,
    OrderPlan,
    Plan,
    Summary,
)
from makegood.domain.promise.outcome import Basis, Component, Promise
from makegood.domain.promise.sell import ChannelSale
from makegood.domain.receipt.chase import Ask, Chase
from makegood.domain.review import Review, ReviewDue
from makegood.domain.terms.dates import Window
from makegood.domain.terms.demand import Item, OrderLine
from makegood.domain.terms.law import Law
from makegood.domain.terms.pegging import Source
from makegood.domain.terms.policy.review import Action
from makegood.domain.terms.policy.shop import ShopPolicy
from makegood.domain.terms.state import Label, SellState
from makegood.spreadsheet.problems import Problem
from makegood.spreadsheet.writing import Output
from tests.domain import facts
from tests.domain.facts import TODAY

ELIGIBLE = Eligibility(
    allowed=True, rule="default", reasons=("allowed_by_rule",), cap=None, longest_window_days=None
)
REFUSED = Eligibility(
    allowed=False, rule="sku:LAMP", reasons=("not_allowed_by_rule",), cap=0, longest_window_days=None
)
STEPS = (
    Component("lateness", 0, 3, "supplier"),
    Component("receiving", 1, 2, "policy"),
    Component("processing", 1, 2, "policy"),
)


def order_line(number: int = 1, *, sku: str = "MUG", order_id: str | None = None, **more: Any) -> OrderLine:
    told = {"channel": "shopify", "email": "ann@example.com", "unit_price": 1999} | more
    return facts.line(order_id or f"A-{number:06}", sku, 3, placed_on=date(2026, 11, 1), **told)


def promise(*, weeks: int = 1) -> Promise:
    start = TODAY + timedelta(weeks=weeks)
    ship = Window(start, start + timedelta(days=4))
    basis = Basis(Source.LOT, f"PO-{weeks}", 2, start - timedelta(days=3), start - timedelta(days=1), start)
    stock = Basis(Source.STOCK, "main", 1, None, TODAY, TODAY)
    return Promise(ship, Window(start + timedelta(days=2), start + timedelta(days=9)), (stock, basis), STEPS)


def _review(days_delayed: int) -> Review:
    bucket = ("0-3", "4-7", "8-14", "15+")[min(days_delayed // 4, 3)]
    return Review(
        days_delayed, bucket, Action.MONITOR, "support", (), TODAY + timedelta(days=2), (ReviewDue.ROUTINE,)
    )


def line_plan(
    line: OrderLine,
    *,
    short: int = 2,
    promised: Promise | None = None,
    label: Label | None = Label.ESTIMATED_SHIP_DATE,
    rank: int | None = 1,
    oversell: bool = False,
    days_delayed: int = 5,
    eligibility: Eligibility = ELIGIBLE,
) -> LinePlan:
    return LinePlan(
        line=line,
        cancelled_qty=0,
        reserved_qty=line.open_qty - short,
        backordered_qty=short,
        sell_state=SellState.BACKORDER if short else SellState.IN_STOCK,
        eligibility=eligibility,
        oversell=oversell,
        promise=promised,
        label=label,
        rank=rank,
        tier=1,
        baseline=TODAY - timedelta(days=days_delayed),
        days_delayed=days_delayed,
        expected_delay=days_delayed + 11 if promised else None,
        cause=SUGGESTIONS[Clue.ETA_SLIPPED] if short else None,
        review=_review(days_delayed) if short else None,
    )


def order_plan(order_id: str, *, answer_in: int | None = 9) -> OrderPlan:
    options = (
        Option(Choice.HOLD, True, 512, ()),
        Option(Choice.SPLIT, True, 899, ("misses_need_by",)),
        Option(Choice.SUBSTITUTE, False, None, ("no_substitute",)),
        Option(Choice.CANCEL, True, None, ("unit_cost_unknown",)),
    )
    advice = Recommendation(choice=Choice.HOLD, by="lowest_cost", options=options, currency="USD")
    answer_by = None if answer_in is None else TODAY + timedelta(days=answer_in)
    answer = Answer(Law.FTC, Choice.HOLD, answer_by, AnswerReason.FTC_SHORT_DELAY)
    return OrderPlan(order_id, advice, answer, Kind.FIRST)


def notice(order_id: str, *, channel: str = "shopify", to: str | None = "ann@example.com") -> Notice:
    window = Window(TODAY + timedelta(days=7), TODAY + timedelta(days=11))
    return Notice(
        order_id=order_id,
        kind=Kind.FIRST,
        to=to,
        mailable=to is not None,
        late=True,
        channel=channel,
        language="en",
        customer="Ann",
        delayed=(NoticeLine("1", "MUG", "Enamel mug", 2, window, window),),
        on_track=(),
        options=(Choice.HOLD, Choice.CANCEL) if to else (),
        answer=Answer(Law.FTC, Choice.HOLD, TODAY + timedelta(days=9), AnswerReason.FTC_SHORT_DELAY),
        next_update_on=TODAY + timedelta(days=7),
        country="US",
        together=False,
        written_on=TODAY,
    )


def item_plan(sku: str, *, backordered: int = 2, sell_state: SellState = SellState.BACKORDER) -> ItemPlan:
    return ItemPlan(
        sku=sku,
        on_hand=10,
        reserved=10,
        safety_stock=1,
        available=-1,
        incoming=40,
        backordered=backordered,
        cap=None,
        cap_left=None,
        next_from=TODAY + timedelta(days=7),
        next_to=TODAY + timedelta(days=11),
        sell_state=sell_state,
        listable_qty=38,
        channels=(ChannelSale("shopify", sell_state, 38),),
        eligibility=ELIGIBLE,
        evidence=(
            Evidence(Criterion.REPLENISHMENT_FREQUENT, 7.5, True),
            Evidence(Criterion.LOW_PRICE, None, None),
            Evidence(Criterion.BOUGHT_TOGETHER, 5 / 6, False),
        ),
    )


def output(
    *,
    lines: list[LinePlan] | None = None,
    orders: list[OrderPlan] | None = None,
    problems: tuple[Problem, ...] = (),
    currency: str = "USD",
    value_waiting: Mapping[str, int] | None = None,
) -> Output:
    """A small plan: a dated line, one without a date, one allocated, one refused oversell; or the given lines."""
    if lines is None:
        lines = [
            line_plan(order_line(1), promised=promise()),
            line_plan(order_line(2), label=Label.AWAITING_INBOUND_CONFIRMATION, rank=2, days_delayed=9),
            line_plan(order_line(3), short=0, label=Label.ALLOCATED, rank=3, days_delayed=0),
            line_plan(
                order_line(4, sku="LAMP"),
                short=3,
                label=Label.ESCALATION_REQUIRED,
                rank=4,
                oversell=True,
                days_delayed=20,
                eligibility=REFUSED,
            ),
        ]
    short = [line for line in lines if line.backordered_qty]
    order_ids = sorted({line.line.order_id for line in short})
    skus = sorted({line.line.sku for line in lines})
    plan = Plan(
        today=TODAY,
        policy_version="0123abcd",
        summary=_summary(lines, short, len(order_ids), value_waiting),
        lines=lines,
        orders=orders or [order_plan(order_id) for order_id in order_ids],
        items=[item_plan(sku) for sku in skus],
        allocations=[
            AllocationPlan(
                line.line.sku,
                "main",
                line.line.order_id,
                line.line.line_id,
                line.reserved_qty,
                line.rank or 0,
                line.tier,
                Why.PAST_BASELINE,
            )
            for line in lines
            if line.reserved_qty
        ],
        notices=[notice(order_id) for order_id in order_ids],
        purchasing=[
            Chase("Acme", "PO-1", "MUG", 4, 7996, 9, TODAY + timedelta(days=4), Ask.CONFIRM_DATE),
            Chase("unknown", None, "LAMP", 3, None, 20, None, Ask.ORDER_MORE),
        ]
        if short
        else [],
    )
    titles = {sku: Item(sku=sku, title=f"The {sku.lower()}") for sku in skus}
    return Output(
        plan=plan, problems=problems, shop=ShopPolicy(name="Kettle & Pine", currency=currency), items=titles
    )


def _summary(
    lines: list[LinePlan], short: list[LinePlan], orders: int, value_waiting: Mapping[str, int] | None
) -> Summary:
    buckets = {name: sum(line.bucket == name for line in short) for name in ("0-3", "4-7", "8-14", "15+")}
    labels = {label.value: sum(line.label is label for line in short) for label in Label}
    return Summary(
        open_lines=len(lines),
        short_lines=len(short),
        short_units=sum(line.backordered_qty for line in short),
        orders_touched=orders,
        value_waiting=value_waiting
        or {
            "USD": sum(line.backordered_qty * (line.line.unit_price or 0) for line in short),
            "JPY": 500,
        },
        without_date=sum(line.promise is None for line in short),
        by_bucket=buckets,
        by_label=labels,
        oversells=sum(line.oversell for line in short),
        notices_owed=orders,
    )
