"""Late parcels lend (ADR 5): only where somebody ships at once with it, and nobody waits longer for it."""

from __future__ import annotations

from collections.abc import Sequence
from cProfile import Profile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from makegood.domain.plan import Snapshot, plan
from makegood.domain.plan.queue import form_queue
from makegood.domain.terms.dates import DayRange
from makegood.domain.terms.demand import OrderLine
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.shop import LocationPolicy
from makegood.domain.terms.rank import Steps
from tests.domain.facts import day, known, line, lot, policy, snapshot, stock

LATE_TEA = lot("TEA", 1, day("12-28"))


def parcel(mugs: int, **facts: Any) -> list[OrderLine]:
    """A parcel of mugs, which are on hand, and a tea, which comes late."""
    return [
        line("parcel", "MUG", mugs, ship_complete=True, **facts),
        line("parcel", "TEA", 1, line_id="2", ship_complete=True, **facts),
    ]


def mugs_given(shop: Snapshot) -> list[tuple[str, int, str]]:
    return [(each.order_id, each.qty, each.why.value) for each in plan(shop).allocations if each.sku == "MUG"]


def waits(**facts: Any) -> OrderLine:
    return line("waits", "MUG", 2, placed_on=day("11-21"), **facts)


def lends_to(borrowers: Sequence[OrderLine], **settings: Any) -> bool:
    lots = [LATE_TEA, lot("MUG", 9, day("12-07"), po="PO-2")]
    shop = snapshot(
        [*parcel(2), *borrowers],
        [stock(on_hand=2)],
        lots,
        policy=policy(allocation=settings),
    )
    return "lent" in {why for _, _, why in mugs_given(shop)}


def test_a_line_that_can_ship_at_once_borrows() -> None:
    assert lends_to([waits()])
    assert lends_to([waits(ship_after=day("11-23"))])


@pytest.mark.parametrize(
    "borrowers",
    [
        [waits(on_hold=True)],
        [waits(ship_after=date(2026, 12, 24))],
        [
            waits(ship_complete=True),
            line("waits", "POT", 1, line_id="2", placed_on=day("11-21"), ship_complete=True),
        ],
    ],
    ids=["on hold", "not before Christmas", "a parcel that waits for something else"],
)
def test_nothing_is_lent_to_who_would_only_keep_it(borrowers: list[OrderLine]) -> None:
    assert not lends_to(borrowers)


def test_a_loan_below_the_minimum_fill_is_not_made() -> None:
    bigger = line("waits", "MUG", 5, placed_on=day("11-21"))
    assert not lends_to([bigger], minimum_fill=3)
    assert lends_to([bigger], minimum_fill=2)
    assert lends_to([bigger, waits(line_id="2")], minimum_fill=3)


@pytest.mark.parametrize(("place", "lent"), [("main", True), ("east", False)])
def test_units_come_back_to_the_place_they_left_or_are_not_lent(place: str, lent: bool) -> None:
    slow = replace(
        Policy(), locations={"main": LocationPolicy(), "east": LocationPolicy(processing=DayRange(20, 30))}
    )
    lots = [LATE_TEA, lot("MUG", 5, day("12-07"), po="PO-2", location=place)]
    shop = snapshot([*parcel(2), waits()], [stock(on_hand=2)], lots, policy=slow)
    assert ("waits", 2, "lent") in mugs_given(shop) or not lent
    never = replace(slow, allocation=replace(slow.allocation, hold_complete_days=None))
    ends = [
        {each.line.order_id: known(each.promise).ship.to_on for each in plan(told).lines}["parcel"]
        for told in (shop, replace(shop, policy=never))
    ]
    assert ends[0] == ends[1]


def test_a_rest_too_small_to_send_completes_a_line_that_borrowed() -> None:
    lots = [LATE_TEA, lot("MUG", 9, day("12-07"), po="PO-2")]
    lines = [*parcel(4), line("waits", "MUG", 5, placed_on=day("11-21"))]
    shop = snapshot(lines, [stock(on_hand=5)], lots, policy=policy(allocation={"minimum_fill": 3}))
    assert mugs_given(shop) == [("waits", 4, "lent"), ("waits", 1, "in_turn")]
    queue = form_queue(shop, steps=Steps(policy=shop.policy, calendars=shop.calendars))
    assert [(supply.ref, qty) for supply, qty in queue.board.left("MUG")] == [("PO-2", 5)]


def test_what_the_parcel_awaits_at_a_faster_place_is_no_measure_for_a_slow_one() -> None:
    slow = replace(
        Policy(), locations={"main": LocationPolicy(), "east": LocationPolicy(processing=DayRange(20, 30))}
    )
    lots = [LATE_TEA, lot("MUG", 5, day("12-07"), po="PO-2", location="east")]
    shop = snapshot([*parcel(2), waits()], [stock(on_hand=2, location="east")], lots, policy=slow)
    assert mugs_given(shop) == [("parcel", 2, "in_turn")]


def test_the_worst_ranked_lender_lends_first() -> None:
    second = [replace(each, order_id="second", placed_on=day("11-21")) for each in parcel(2)]
    lots = [lot("TEA", 2, day("12-28")), lot("MUG", 5, day("12-07"), po="PO-2")]
    shop = snapshot([*parcel(2), *second, waits()], [stock(on_hand=4)], lots)
    assert mugs_given(shop) == [("parcel", 2, "in_turn"), ("waits", 2, "lent")]


def test_picked_units_are_not_lent() -> None:
    lots = [LATE_TEA, lot("MUG", 5, day("12-07"), po="PO-2")]
    first, tea = parcel(2)
    lines = [replace(first, picked_qty=1), tea, waits()]
    assert mugs_given(snapshot(lines, [stock(on_hand=2)], lots)) == [
        ("parcel", 1, "picked"),
        ("waits", 1, "lent"),
    ]


def _calls(pairs: int) -> int:
    """Function calls it takes to form a queue of so many parcels that lend and lines that borrow."""
    lines = [
        replace(each, order_id=f"{each.order_id}{number:06}")
        for number in range(pairs)
        for each in (*parcel(1), line("waits", "MUG", 1, placed_on=day("11-21")))
    ]
    lots = [lot("TEA", pairs, day("12-28")), lot("MUG", pairs, day("12-07"), po="PO-2")]
    shop = snapshot(lines, [stock(on_hand=pairs)], lots)
    steps = Steps(policy=shop.policy, calendars=shop.calendars)
    counted = Profile()
    queue = counted.runcall(form_queue, shop, steps=steps)
    assert sum(bool(claim.exceptions) for claim in queue.claims) == pairs
    return int(sum(entry.callcount for entry in counted.getstats()))


def test_many_loans_of_one_sku_cost_no_more_each_than_few() -> None:
    # Linear is 16 times as many, quadratic 256 times.
    assert _calls(1_600) < 20 * _calls(100)
