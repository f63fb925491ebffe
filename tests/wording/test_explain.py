"""The chain of one order in plain sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from makegood.domain.allocation.outcome import Why as ServedWhy
from makegood.domain.allocation.why_not import Place, Shelf, why_not
from makegood.domain.closure.cause import SUGGESTIONS
from makegood.domain.closure.evidence import Clue
from makegood.domain.decision.outcome import Choice, Option, Recommendation, Why
from makegood.domain.eligibility.outcome import Eligibility
from makegood.domain.eligibility.outcome import Reason as WaitReason
from makegood.domain.notice.outcome import NotOwed
from makegood.domain.plan.outcome import AllocationPlan, LinePlan, OrderPlan, Plan, Summary
from makegood.domain.promise.outcome import Basis, Component, Promise
from makegood.domain.review import Review, ReviewDue
from makegood.domain.terms.dates import Window
from makegood.domain.terms.demand import Item
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.pegging import Source
from makegood.domain.terms.policy.review import Action
from makegood.domain.terms.state import Label, SellState
from makegood.wording.explain import explain_order
from tests.domain.facts import TODAY, line
from tests.domain.notice.orders import line_case, notifier, order
from tests.wording.letters import KEEP, notice

GOLDEN = Path(__file__).parent / "golden"
ITEMS = {"K": Item(sku="K", title="Blue kettle")}
PROMISE = Promise(
    ship=Window(date(2026, 12, 3), date(2026, 12, 9)),
    deliver=Window(date(2026, 12, 7), date(2026, 12, 16)),
    basis=(
        Basis(Source.STOCK, "main", 4, None, TODAY, TODAY),
        Basis(Source.LOT, "PO-7", 3, date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 7)),
    ),
    components=(
        Component("lateness", 0, 3, "supplier"),
        Component("receiving", 1, 1, "policy"),
        Component("processing", 1, 2, "policy"),
        Component("transit", 2, 5, "service:standard"),
    ),
)
LINE = LinePlan(
    line=line(
        "1001",
        "K",
        7,
        placed_on=date(2026, 11, 10),
        customer="Ana Müller",
        country="GB",
        email="ana@example.com",
    ),
    cancelled_qty=0,
    reserved_qty=4,
    backordered_qty=3,
    sell_state=SellState.BACKORDER,
    eligibility=Eligibility(
        True, "sku:K", (WaitReason.ALLOWED_BY_RULE, WaitReason.CAPPED_IN_UNITS), 20, None
    ),
    oversell=False,
    promise=PROMISE,
    label=Label.ESTIMATED_SHIP_DATE,
    rank=12,
    tier=1,
    baseline=date(2026, 11, 20),
    days_delayed=3,
    expected_delay=19,
    cause=SUGGESTIONS[Clue.ETA_SLIPPED],
    review=Review(3, "0-3", Action.MONITOR, "support", (), date(2026, 11, 24), (ReviewDue.BUCKET_CROSSING,)),
)
SHIPPED = replace(
    LINE,
    line=replace(LINE.line, line_id="2", shipped_qty=7),
    reserved_qty=0,
    backordered_qty=0,
    promise=None,
    label=Label.SHIPPED,
    rank=None,
)
ADVICE = Recommendation(
    Choice.HOLD,
    "lowest_cost",
    (
        Option(Choice.HOLD, True, 320, (Why.LOWEST_COST,), {"contacts": 250, "storage": 70}),
        Option(Choice.SPLIT, True, 1150, (), {"parcel": 800, "handling": 350}),
        Option(Choice.SUBSTITUTE, False, None, (Why.NO_SUBSTITUTE,)),
        Option(Choice.CANCEL, True, None, (Why.UNIT_COST_UNKNOWN, Why.NEEDS_CUSTOMER_APPROVAL)),
    ),
    "USD",
)
ANSWER = why_not(
    sku="K",
    line=Place("1001", "1", 12, 1, 4, 3),
    queue=[
        Place("0990", "1", 8, 1, 5, 2, ServedWhy.PAST_BASELINE),
        Place("1001", "1", 12, 1, 4, 3),
        Place("1002", "1", 40, 4, 0, 1),
    ],
    shelf=Shelf(reachable=0, elsewhere=6, protected=0),
)


def plan(*lines: LinePlan, told: bool = True) -> Plan:
    return Plan(
        today=TODAY,
        policy_version="1",
        summary=Summary(0, 0, 0, 0, {}, 0, {}, {}, 0, 0),
        lines=lines,
        orders=[OrderPlan("1001", ADVICE, KEEP.silent_default, KEEP.answer_by)],
        items=[],
        allocations=[AllocationPlan("K", "main", "1001", "1", 4, 12, 1, ServedWhy.PAST_BASELINE)],
        notices=[notice()] if told else [],
        purchasing=[],
    )


def test_the_chain_reads_as_agreed() -> None:
    verdict = notifier().verdict(order(line_case(country="GB")))
    told = explain_order(
        plan=plan(SHIPPED, LINE), order_id="1001", items=ITEMS, why_not={"1": ANSWER}, verdict=verdict
    )
    assert "\n".join(told) + "\n" == (GOLDEN / "explain.txt").read_text(encoding="utf-8")


def test_a_line_without_date_says_so_and_an_oversell_too() -> None:
    told = explain_order(plan=plan(replace(LINE, promise=None, oversell=True)), order_id="1001", items={})
    assert "  No date: not every missing unit has a supply that is certain enough to promise." in told
    assert "  It is an oversell: it was taken although this SKU may not wait or its cap was full." in told


def test_why_no_notice_is_owed_is_said_when_it_is_known() -> None:
    silent = plan(LINE, told=False)
    verdict = notifier().verdict(order(line_case(baseline=date(2026, 12, 31))))
    assert verdict.occasion is NotOwed.ON_TIME
    known = explain_order(plan=silent, order_id="1001", items=ITEMS, verdict=verdict)
    assert known[-1] == "No notice is owed: it still ships by the day the customer holds."
    assert explain_order(plan=silent, order_id="1001", items=ITEMS)[-1] == "No notice is owed today."


def test_a_name_from_outside_cannot_break_a_line() -> None:
    evil = replace(LINE, line=replace(LINE.line, customer="Ana\n\x1b[31mAll is well"))
    told = explain_order(plan=plan(evil), order_id="1001", items=ITEMS)
    assert told[0].startswith("Order 1001, placed on 10 November by Ana [31mAll is well on store, to GB.")


def test_an_unknown_order_is_refused_with_what_was_searched() -> None:
    with pytest.raises(DomainError) as refused:
        explain_order(plan=plan(LINE), order_id="1001 ", items=ITEMS)
    assert (refused.value.code, refused.value.data) == ("order_unknown", {"order_id": "1001 ", "lines": 1})
