"""The chain of one order in plain sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from makegood.domain.allocation.outcome import Why as ServedWhy
from makegood.domain.allocation.why_not import Place, Shelf, why_not
from makegood.domain.closure.cause import SUGGESTIONS
from makegood.domain.closure.evidence import Clue
from makegood.domain.decision.outcome import Choice, Option, Recommendation, Why
from makegood.domain.eligibility.outcome import Eligibility
from makegood.domain.eligibility.outcome import Reason as WaitReason
from makegood.domain.notice.outcome import Answer, AnswerReason, Kind, Notice, NotOwed
from makegood.domain.plan.outcome import AllocationPlan, LinePlan, OrderPlan, Plan, Summary
from makegood.domain.promise.outcome import Basis, Component, Promise
from makegood.domain.receipt.chase import Ask, Chase
from makegood.domain.review import Review, ReviewDue
from makegood.domain.terms.dates import Window
from makegood.domain.terms.demand import Item
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.law import Law
from makegood.domain.terms.pegging import Source
from makegood.domain.terms.policy.review import Action
from makegood.domain.terms.state import Label, SellState
from makegood.wording import inside
from makegood.wording.explain import explain_order
from tests.domain.facts import TODAY, line
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
SHIPPED = LINE._replace(
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
        Place("0990", "1", 8, 1, 5, 2),
        Place("1001", "1", 12, 1, 4, 3),
        Place("1002", "1", 40, 4, 0, 1),
    ],
    shelf=Shelf(reachable=0, elsewhere=6, protected=0),
)


def plan(
    *lines: LinePlan, notices: tuple[Notice, ...] = (), occasion: Kind | NotOwed = Kind.FIRST, **fields: Any
) -> Plan:
    answer = fields.get("answer", KEEP)
    return Plan(
        today=TODAY,
        policy_version="1",
        summary=Summary(0, 0, 0, 0, {}, 0, {}, {}, 0, 0),
        lines=lines,
        orders=[OrderPlan("1001", ADVICE, answer, occasion)] if answer else [],
        items=[],
        allocations=[AllocationPlan("K", "main", "1001", "1", 4, 12, 1, ServedWhy.PAST_BASELINE)],
        notices=notices,
        purchasing=fields.get("purchasing", []),
    )


def explain(planned: Plan, **fields: Any) -> list[str]:
    return explain_order(plan=planned, order_id="1001", **{"items": ITEMS} | fields)


def test_the_chain_reads_as_agreed() -> None:
    told = explain(plan(SHIPPED, LINE, notices=(notice(answer=KEEP),)), why_not={"1": ANSWER})
    assert "\n".join(told) + "\n" == (GOLDEN / "explain.txt").read_text(encoding="utf-8")


def test_a_line_without_date_says_so_and_an_oversell_too() -> None:
    told = explain_order(plan=plan(LINE._replace(promise=None, oversell=True)), order_id="1001", items={})
    assert "  No date: not every missing unit has a supply that is certain enough to promise." in told
    assert "  It is an oversell: it was taken although this SKU may not wait or its cap was full." in told


@pytest.mark.parametrize(
    ("answer", "occasion", "said"),
    [
        (
            KEEP,
            NotOwed.TOLD_RECENTLY,
            [
                "  No notice is owed: the customer was told, and the next update is not due yet.",
                "  No answer by 30 November means: hold (no delay law applies; the policy decides).",
            ],
        ),
        (
            Answer(Law.EU, Choice.HOLD, None, AnswerReason.NOT_DELAYED),
            NotOwed.ON_TIME,
            ["  No notice is owed: it still ships by the day the customer holds."],
        ),
        (
            Answer(Law.FTC, Choice.HOLD, date(2026, 12, 9), AnswerReason.FTC_SHORT_DELAY_TOLD_LATE),
            NotOwed.TOLD_RECENTLY,
            [
                "  No notice is owed: the customer was told, and the next update is not due yet.",
                "  No answer by 9 December means: hold ("
                + inside(AnswerReason.FTC_SHORT_DELAY_TOLD_LATE)
                + ").",
                "  Delay law: FTC mail-order rule (16 CFR 435).",
            ],
        ),
        (None, NotOwed.NOT_SHORT, ["  No notice is owed: nothing is missing."]),
    ],
)
def test_what_need_not_be_told_says_why_and_which_law_stands_behind_silence(
    answer: Answer | None, occasion: NotOwed, said: list[str]
) -> None:
    told = explain(plan(LINE, occasion=occasion, answer=answer))
    assert told[2:].index("") == 1 + len(said)
    assert told[2 : 3 + len(said)] == ["Tell the customer", *said]


@pytest.mark.parametrize(
    ("fields", "way"),
    [
        ({}, "by e-mail to ana@example.com"),
        ({"to": None}, "another way, as no e-mail address is known"),
        ({"to": None, "mailable": False, "channel": "amazon"}, "in the messages of amazon"),
    ],
)
def test_the_way_to_the_customer_is_named(fields: dict[str, Any], way: str) -> None:
    assert f"  A notice is owed {way}: first notice." in explain(plan(LINE, notices=(notice(**fields),)))


def test_nothing_more_is_on_hand_for_who_was_given_some() -> None:
    alone = why_not(
        sku="K",
        line=Place("1001", "1", 12, 1, 4, 3),
        queue=[],
        shelf=Shelf(reachable=0, elsewhere=0, protected=0),
    )
    some = explain(plan(LINE), why_not={"1": alone})
    none = explain(plan(LINE._replace(reserved_qty=0)), why_not={"1": alone})
    assert any("Why not yet: nothing more is on hand." in said for said in some)
    assert any("Why not yet: nothing is on hand." in said for said in none)


def test_a_way_that_is_closed_says_why_and_nothing_of_its_cost() -> None:
    closed = Option(Choice.SPLIT, False, None, ("rule_forbids:vip", Why.SINGLE_UNIT, Why.GOODWILL))
    advice = replace(ADVICE, options=(closed,))
    shop = replace(plan(LINE), orders=[OrderPlan("1001", advice, KEEP, NotOwed.ON_TIME)])
    assert explain(shop)[-1] == (
        "  Split: not possible (the shop's rule “vip” forbids this; there is one unit only)."
    )


def test_a_bundle_names_its_components() -> None:
    items = {"K": Item(sku="K", bundle_of=(("POT", 1), ("LID", 2)))}
    waits = [Chase("Acme", "PO-7", sku, 3, None, 3, None, Ask.KEEP_DATE) for sku in ("POT", "MUG")]
    told = explain(plan(LINE, purchasing=waits), items=items)
    assert [said for said in told if "from stock" in said] == []
    assert [said for said in told if "from incoming lot" in said] == [
        "    3 units of POT from incoming lot PO-7: supplier ETA 1 December, usable between 2 and 7 December."
    ]


def test_a_name_from_outside_cannot_break_a_line() -> None:
    evil = LINE._replace(line=replace(LINE.line, customer="Ana\n\x1b[31mAll is well"))
    told = explain_order(plan=plan(evil), order_id="1001", items=ITEMS)
    assert told[0].startswith("Order 1001, placed on 10 November by Ana [31mAll is well on store, to GB.")


def test_an_unknown_order_is_refused_with_what_was_searched() -> None:
    with pytest.raises(DomainError) as refused:
        explain_order(plan=plan(LINE), order_id="1001 ", items=ITEMS)
    assert (refused.value.code, refused.value.data) == ("order_unknown", {"order": "1001 "})
