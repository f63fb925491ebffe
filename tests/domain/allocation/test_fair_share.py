"""Fair share: scarce stock in proportion, among those who can reach it, in shares worth sending."""

from __future__ import annotations

from dataclasses import replace

from makegood.domain.plan import Plan, plan
from makegood.domain.terms.policy.shop import LocationPolicy
from tests.domain.facts import day, known, line, lot, policy, snapshot, stock

FAIR = policy(allocation={"method": "fair_share"})


def given(planned: Plan) -> list[tuple[str, str, int, str]]:
    return [(each.order_id, each.location, each.qty, each.why.value) for each in planned.allocations]


def test_only_stock_that_the_line_can_reach_is_shared_with_it() -> None:
    shop = replace(
        FAIR, locations={"west": LocationPolicy(countries=("US",)), "east": LocationPolicy(countries=("DE",))}
    )
    on_hand = [stock(on_hand=10, location="west"), stock(on_hand=100, location="east")]
    lines = [line("A", quantity=10, country="US"), line("B", quantity=10, country="US")]
    assert given(plan(snapshot(lines, on_hand, policy=shop))) == [
        ("A", "west", 5, "fair_share"),
        ("B", "west", 5, "fair_share"),
    ]


def test_who_has_one_place_only_is_not_crowded_out_by_who_has_two() -> None:
    shop = replace(FAIR, locations={"all": LocationPolicy(), "german": LocationPolicy(countries=("DE",))})
    on_hand = [stock(on_hand=10, location="all"), stock(on_hand=10, location="german")]
    lines = [line("A", quantity=10, country="DE"), line("B", quantity=10, country="US")]
    assert given(plan(snapshot(lines, on_hand, policy=shop))) == [
        ("A", "german", 10, "fair_share"),
        ("B", "all", 10, "fair_share"),
    ]


def test_a_share_too_small_to_send_goes_by_rank_inside_its_tier() -> None:
    shop = policy(allocation={"method": "fair_share", "minimum_fill": 5})
    lines = [*(line(name, quantity=10) for name in "ABC"), line("D", quantity=2)]
    assert given(plan(snapshot(lines, [stock(on_hand=6)], policy=shop)))[0] == ("A", "main", 6, "in_turn")


def test_picked_and_shared_units_of_one_place_are_one_supply() -> None:
    planned = plan(snapshot([line(quantity=10, picked_qty=2)], [stock(on_hand=10)], policy=FAIR))
    assert given(planned) == [("1", "main", 2, "picked"), ("1", "main", 8, "fair_share")]
    assert [(basis.ref, basis.qty) for basis in known(planned.lines[0].promise).basis] == [("main", 10)]


def test_picked_units_are_not_shared_for_a_second_time() -> None:
    lines = [line("A", quantity=10, picked_qty=6), line("B", quantity=4)]
    assert given(plan(snapshot(lines, [stock(on_hand=10)], policy=FAIR))) == [
        ("A", "main", 6, "picked"),
        ("A", "main", 2, "fair_share"),
        ("B", "main", 2, "fair_share"),
    ]


def test_a_share_below_the_minimum_fill_that_completes_the_line_is_given() -> None:
    shop = policy(allocation={"method": "fair_share", "minimum_fill": 5})
    lines = [line("A", quantity=10), line("B", quantity=2)]
    assert given(plan(snapshot(lines, [stock(on_hand=12)], policy=shop))) == [
        ("A", "main", 10, "fair_share"),
        ("B", "main", 2, "fair_share"),
    ]


def test_what_shares_leave_over_goes_to_their_own_tier_before_the_next_one_shares() -> None:
    shop = policy(allocation={"method": "fair_share", "minimum_fill": 5})
    late = [line(name, quantity=10, placed_on=day("11-02")) for name in "AB"]
    planned = plan(snapshot([*late, line("C", quantity=6)], [stock(on_hand=6)], policy=shop))
    assert given(planned) == [("A", "main", 6, "past_baseline")]


def test_a_share_that_is_lent_on_is_told_only_as_far_as_it_is_still_held() -> None:
    parcel = [
        line("parcel", "MUG", 4, ship_complete=True),
        line("parcel", "TEA", 1, line_id="2", ship_complete=True),
    ]
    lots = [lot("TEA", 1, day("12-28")), lot("MUG", 5, day("12-07"), po="PO-2")]
    waits = line("waits", "MUG", 2, placed_on=day("11-21"))
    planned = plan(snapshot([*parcel, waits], [stock(on_hand=4)], lots, policy=FAIR))
    assert given(planned) == [
        ("parcel", "main", 2, "fair_share"),
        ("waits", "main", 1, "fair_share"),
        ("waits", "main", 1, "lent"),
    ]
