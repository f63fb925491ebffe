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
from makegood.domain.terms.demand import Item, OrderLine
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


def test_units_that_are_back_on_the_very_day_the_parcel_completes_are_in_time() -> None:
    """A parcel that also waits for its last mug, which comes in the lot that the lent ones come back in."""
    lines = [*parcel(3), waits()]
    shop = snapshot(lines, [stock(on_hand=2)], [LATE_TEA, lot("MUG", 3, day("12-28"), po="PO-2")])
    assert mugs_given(shop) == [("waits", 2, "lent")]


@pytest.mark.parametrize(("days", "given"), [(8, ("parcel", 2, "in_turn")), (7, ("waits", 2, "lent"))])
def test_a_parcel_complete_on_the_last_day_of_the_hold_keeps_its_stock(
    days: int, given: tuple[str, int, str]
) -> None:
    # The tea is due tomorrow, up to three working days late, and two to put away: Tuesday 1 December, in 8 days.
    lots = [lot("TEA", 1, day("11-24")), lot("MUG", 5, day("11-24"), po="PO-2")]
    shop = snapshot(
        [*parcel(2), waits()],
        [stock(on_hand=2)],
        lots,
        policy=policy(allocation={"hold_complete_days": days}),
    )
    assert mugs_given(shop) == [given]


TWO_PLACES = replace(Policy(), locations={"east": LocationPolicy(), "main": LocationPolicy()})


def test_of_two_places_only_the_units_that_are_not_picked_are_lent() -> None:
    first, tea = parcel(2)
    lines = [replace(first, picked_qty=1), tea, waits()]
    on_hand = [stock(on_hand=1, location=place) for place in ("east", "main")]
    shop = snapshot(lines, on_hand, [LATE_TEA, lot("MUG", 5, day("12-07"), po="PO-2")], policy=TWO_PLACES)
    told = [(each.order_id, each.location, each.why.value) for each in plan(shop).allocations]
    assert told == [("parcel", "east", "picked"), ("waits", "main", "lent")]


KIT = Item(sku="KIT", bundle_of=(("MUG", 1), ("TEA", 1)))


def test_what_a_whole_bundle_needs_is_kept_out_of_all_places_together() -> None:
    lots = [
        lot(sku, units, day(due), po=f"{sku} {place}", location=place)
        for sku, due in (("MUG", "12-07"), ("TEA", "12-28"))
        for place, units in (("east", 1), ("main", 2))
    ]
    on_hand = [stock(on_hand=1, location="east"), stock(on_hand=2), stock("TEA", 1)]
    lines = [line("kits", "KIT", 3), line("waits", "MUG", 3, placed_on=day("11-21"))]
    shop = snapshot(lines, on_hand, lots, items=[KIT], policy=TWO_PLACES)
    assert sum(units for _, units, why in mugs_given(shop) if why == "lent") == 2


def test_of_an_order_that_ships_in_one_parcel_whole_sets_are_kept_and_the_rest_is_lent() -> None:
    """As for a bundle that could ship alone: nobody takes a set apart, in a plan or in a live shop."""
    lines = [line("kits", "KIT", 2, ship_complete=True), waits()]
    shop = snapshot(
        lines, [stock(on_hand=2), stock("TEA", 1)], [LATE_TEA, lot("MUG", 5, day("12-07"))], items=[KIT]
    )
    assert mugs_given(shop) == [("kits", 1, "in_turn"), ("waits", 1, "lent")]


def test_what_the_parcel_awaits_by_another_service_is_no_measure() -> None:
    first, tea = parcel(2)
    lots = [LATE_TEA, lot("MUG", 5, day("12-07"), po="PO-2")]
    shop = snapshot([first, replace(tea, service="express"), waits()], [stock(on_hand=2)], lots)
    assert mugs_given(shop) == [("parcel", 2, "in_turn")]


def test_units_of_a_lot_that_a_borrower_needs_no_more_are_the_next_lines() -> None:
    lines = [
        *parcel(4),
        line("waits", "MUG", 5, placed_on=day("11-21")),
        line("last", "MUG", 3, placed_on=day("11-22")),
    ]
    lots = [LATE_TEA, lot("MUG", 5, day("12-07"), po="PO-2")]
    shop = snapshot(lines, [stock(on_hand=5)], lots, policy=policy(allocation={"minimum_fill": 3}))
    queue = form_queue(shop, steps=Steps(policy=shop.policy, calendars=shop.calendars))
    resting = {
        each.line.order_id: [(supply.ref, qty) for supply, qty in each.claims[0].pegs]
        for each in queue.standings
        if each.line.sku == "MUG"
    }
    assert resting == {"parcel": [("PO-2", 4)], "waits": [("main", 5)], "last": [("PO-2", 1)]}


def test_a_loan_too_small_to_send_leaves_the_lenders_in_their_order() -> None:
    second = [replace(each, order_id="second", placed_on=day("11-21")) for each in parcel(1)]
    lines = [
        *parcel(4),
        *second,
        line("w-small", "MUG", 5, placed_on=day("11-22")),
        line("x-large", "MUG", 3, placed_on=day("11-22")),
    ]
    lots = [
        lot("TEA", 2, day("12-28")),
        lot("MUG", 2, day("12-07"), po="PO-2"),
        lot("MUG", 3, day("12-07"), po="PO-3", confirmed=False),
        lot("MUG", 3, day("12-18"), po="PO-4"),
    ]
    shop = snapshot(lines, [stock(on_hand=5)], lots, policy=policy(allocation={"minimum_fill": 3}))
    assert mugs_given(shop) == [("parcel", 2, "in_turn"), ("x-large", 3, "lent")]
