"""Why not me, and what would change it: an answer for any waiting line."""

from __future__ import annotations

from dataclasses import replace

from makegood.domain.allocation.why_not import Blocker, Change
from makegood.domain.plan.why import why_not_yet
from makegood.domain.terms.demand import Item
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.shop import LocationPolicy
from tests.domain.facts import day, line, lot, policy, snapshot, stock


def test_nothing_on_hand_takes_a_receipt_that_covers_those_ahead_too() -> None:
    queue = [line("first", quantity=5), line("second", quantity=3, placed_on=day("11-21"))]
    (answer,) = why_not_yet(snapshot(queue), order_id="second").values()
    assert (answer.sku, answer.place, answer.missing_qty, answer.units_needed) == ("MUG", 2, 3, 8)
    assert answer.blockers == (Blocker.NOTHING_ON_HAND,)
    assert answer.changes == (Change.MORE_UNITS,)


def test_a_line_behind_better_ranked_ones_learns_whom_they_are_and_that_a_tier_would_help() -> None:
    queue = [line("late", placed_on=day("11-02"), quantity=4), line("new", quantity=2)]
    (answer,) = why_not_yet(snapshot(queue, [stock(on_hand=4)]), order_id="new").values()
    assert answer.blockers == (Blocker.OUTRANKED,)
    assert [(place.order_id, place.given_qty) for place in answer.served_before] == [("late", 4)]
    assert answer.changes == (Change.MORE_UNITS, Change.HIGHER_TIER)
    assert answer.units_needed == 2


def test_picked_units_are_not_to_be_won_by_a_higher_tier() -> None:
    queue = [line("late", placed_on=day("11-02"), quantity=4, picked_qty=4), line("new", quantity=2)]
    (answer,) = why_not_yet(snapshot(queue, [stock(on_hand=4)]), order_id="new").values()
    assert answer.changes == (Change.MORE_UNITS,)


def test_units_elsewhere_protected_or_too_few_are_each_named() -> None:
    shop = replace(
        policy(allocation={"protected_skus": ("MUG",), "minimum_fill": 3}),
        locations={"here": LocationPolicy(), "there": LocationPolicy(countries=("DE",))},
    )
    on_hand = [stock(on_hand=6, safety_stock=4, location="here"), stock(on_hand=9, location="there")]
    (answer,) = why_not_yet(
        snapshot([line(quantity=5, country="US")], on_hand, policy=shop), order_id="1"
    ).values()
    assert answer.blockers == (
        Blocker.OTHER_LOCATION,
        Blocker.SAFETY_STOCK_PROTECTED,
        Blocker.BELOW_MINIMUM_FILL,
    )
    assert answer.changes == (
        Change.MORE_UNITS,
        Change.OTHER_LOCATION,
        Change.RELEASE_SAFETY_STOCK,
        Change.LOWER_MINIMUM_FILL,
    )


def test_only_safety_stock_that_was_not_picked_is_still_protected() -> None:
    shop = policy(allocation={"protected_skus": ("MUG",)})
    for picked, blockers in [
        (3, (Blocker.OUTRANKED, Blocker.SAFETY_STOCK_PROTECTED)),
        (5, (Blocker.OUTRANKED,)),
    ]:
        lines = [line("picked", quantity=5, picked_qty=picked), line("new", placed_on=day("11-21"))]
        told = snapshot(lines, [stock(on_hand=5, safety_stock=5)], policy=shop)
        assert why_not_yet(told, order_id="new")["1"].blockers == blockers


def test_a_parcel_that_lent_its_units_says_so() -> None:
    lines = [
        line("parcel", "MUG", 2, ship_complete=True),
        line("parcel", "TEA", 1, line_id="2", ship_complete=True),
        line("waits", "MUG", 2, placed_on=day("11-21")),
    ]
    shop = snapshot(
        lines, [stock(on_hand=2)], [lot("TEA", 1, day("12-28")), lot("MUG", 5, day("12-07"), po="PO-2")]
    )
    answers = why_not_yet(shop, order_id="parcel")
    assert answers["1"].blockers == (Blocker.LENT_AWAY,)
    assert [place.order_id for place in answers["1"].served_after] == ["waits"]
    assert answers["2"].blockers == (Blocker.NOTHING_ON_HAND,)


def test_a_bundle_answers_for_the_component_it_lacks() -> None:
    kit = Item(sku="KIT", bundle_of=(("MUG", 2), ("TEA", 1)))
    shop = snapshot([line(sku="KIT", quantity=2)], [stock("MUG", 4), stock("TEA", 1)], items=[kit])
    (answer,) = why_not_yet(shop, order_id="1").values()
    assert (answer.sku, answer.missing_qty) == ("TEA", 1)


def test_a_line_that_lacks_nothing_has_no_answer() -> None:
    assert why_not_yet(snapshot([line()], [stock(on_hand=1)], policy=Policy()), order_id="1") == {}


def test_units_given_where_the_line_may_not_be_served_are_not_held_against_anybody() -> None:
    shop = replace(
        Policy(), locations={"us": LocationPolicy(countries=("US",)), "eu": LocationPolicy(countries=("DE",))}
    )
    lines = [line("us", quantity=2, country="US"), line("de", placed_on=day("11-21"), country="DE")]
    (answer,) = why_not_yet(
        snapshot(lines, [stock(on_hand=5, location="eu")], policy=shop), order_id="us"
    ).values()
    assert (answer.blockers, answer.served_after) == ((Blocker.OTHER_LOCATION,), ())


def test_units_of_ones_own_tier_are_not_to_be_won_by_a_higher_one() -> None:
    queue = [line("first", quantity=4), line("second", quantity=2, placed_on=day("11-21"))]
    (answer,) = why_not_yet(snapshot(queue, [stock(on_hand=4)]), order_id="second").values()
    assert (answer.blockers, answer.changes) == ((Blocker.OUTRANKED,), (Change.MORE_UNITS,))
