"""Fair share: scarce stock in proportion, among those who can reach it, in shares worth sending."""

from __future__ import annotations

from dataclasses import replace

from makegood.domain.plan import Plan, plan
from makegood.domain.terms.policy.shop import LocationPolicy
from tests.domain.facts import known, line, policy, snapshot, stock

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
