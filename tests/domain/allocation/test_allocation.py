"""docs/rules/allocation.md, run: rank, what is given, lending, and the reason for every line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from makegood.domain.plan import Plan, Snapshot, plan
from makegood.domain.terms.dates import DayRange
from makegood.domain.terms.demand import Item
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.shop import LocationPolicy
from tests.domain.facts import TODAY, day, known, line, lot, policy, snapshot, stock
from tests.domain.tables import date_in, table


def reserved(planned: Plan) -> dict[str, int]:
    return {each.line.order_id: each.reserved_qty for each in planned.lines}


def given_to(shop: Snapshot) -> list[tuple[str, str, int, str]]:
    """(order, location, units, why) of every allocation."""
    return [(each.order_id, each.location, each.qty, each.why.value) for each in plan(shop).allocations]


def test_lines_are_served_by_tier_then_baseline_then_time_of_order() -> None:
    rows = table("allocation", "ranks")
    lines = [
        line(
            row["order"],
            placed_on=date.fromisoformat(row["placed"]),
            channel=row["channel"],
            promised_to=date_in(row["first window ends"]),
            ship_by=date_in(row["ship by"]),
            need_by=date_in(row["need by"]),
        )
        for row in rows
    ]
    ranked = {each.line.order_id: each for each in plan(snapshot(lines)).lines}
    assert [
        (order, str(each.baseline), str(each.tier), str(each.rank)) for order, each in sorted(ranked.items())
    ] == [(row["order"], row["baseline"], row["tier"], row["served"]) for row in rows]


@pytest.mark.parametrize("row", table("allocation", "gives"), ids=lambda row: row["case"])
def test_what_each_line_is_given(row: dict[str, str]) -> None:
    wanted = [part.split(" x ") for part in row["lines: order x wanted"].split(", ")]
    lines = [line(order, quantity=int(units)) for order, units in wanted]
    settings = {"minimum_fill": int(row["minimum fill"]), "method": row["method"]}
    found = reserved(
        plan(snapshot(lines, [stock(on_hand=int(row["on hand"]))], policy=policy(allocation=settings)))
    )
    assert [found[order] for order, _ in wanted] == [int(units) for units in row["reserved"].split(", ")]


def test_picked_units_stay_with_the_worst_ranked_line() -> None:
    lines = [line("early", quantity=5), line("late", quantity=3, placed_on=day("11-21"), picked_qty=2)]
    assert given_to(snapshot(lines, [stock(on_hand=4)])) == [
        ("early", "main", 2, "in_turn"),
        ("late", "main", 2, "picked"),
    ]


def test_those_who_wait_may_take_safety_stock_unless_the_sku_is_protected() -> None:
    on_hand = [stock(on_hand=5, safety_stock=3)]
    protected = policy(allocation={"protected_skus": ("MUG",)})
    assert reserved(plan(snapshot([line(quantity=5)], on_hand))) == {"1": 5}
    assert reserved(plan(snapshot([line(quantity=5)], on_hand, policy=protected))) == {"1": 2}


PROTECTED = policy(allocation={"protected_skus": ("MUG",)})


def test_picked_units_may_come_out_of_protected_safety_stock_which_is_kept_from_everyone_else() -> None:
    lines = [line("early", quantity=4), line("picked", quantity=4, placed_on=day("11-21"), picked_qty=3)]
    for on_hand, safety, rows in [
        (5, 5, [("picked", "main", 3, "picked")]),
        (6, 5, [("picked", "main", 3, "picked")]),
        (2, 5, [("picked", "main", 2, "picked")]),
        (10, 5, [("early", "main", 2, "in_turn"), ("picked", "main", 3, "picked")]),
    ]:
        shop = snapshot(lines, [stock(on_hand=on_hand, safety_stock=safety)], policy=PROTECTED)
        assert given_to(shop) == rows


def test_what_is_left_of_protected_safety_stock_is_not_for_sale_either() -> None:
    shop = snapshot([line(quantity=3, picked_qty=3)], [stock(on_hand=5, safety_stock=5)], policy=PROTECTED)
    (mug,) = plan(shop).items
    assert (mug.reserved, mug.available, mug.listable_qty) == (3, -3, 0)


def test_a_line_is_served_from_the_location_it_names() -> None:
    on_hand = [stock(on_hand=1, location="east"), stock(on_hand=9, location="west")]
    assert given_to(snapshot([line(quantity=3, location="east")], on_hand)) == [("1", "east", 1, "in_turn")]


def test_one_location_that_fills_the_order_is_preferred() -> None:
    on_hand = [
        stock("MUG", 9, location="east"),
        stock("MUG", 9, location="west"),
        stock("TEA", 1, location="west"),
    ]
    order = [line("1", "MUG", 2), line("1", "TEA", 1, line_id="2")]
    assert {place for _, place, _, _ in given_to(snapshot(order, on_hand))} == {"west"}
    assert given_to(snapshot([line("1", "MUG", 10)], on_hand)) == [
        ("1", "east", 9, "in_turn"),
        ("1", "west", 1, "in_turn"),
    ]


def test_a_location_serves_its_own_countries_and_channels() -> None:
    shop = replace(
        Policy(),
        locations={"eu": LocationPolicy(countries=("DE",)), "us": LocationPolicy(channels=("store",))},
    )
    on_hand = [stock(on_hand=5, location="eu"), stock(on_hand=5, location="us")]
    for country, channel, place in [("DE", "ebay", "eu"), ("US", "store", "us")]:
        order = line(country=country, channel=channel)
        assert given_to(snapshot([order], on_hand, policy=shop))[0][1] == place
    assert given_to(snapshot([line(country="US", channel="ebay")], on_hand, policy=shop)) == []


@pytest.fixture
def late_parcel() -> Snapshot:
    """A parcel of a mug and a tea: mugs are here, the tea comes late; another customer waits for mugs."""
    lines = [
        line("parcel", "MUG", 2, ship_complete=True),
        line("parcel", "TEA", 1, line_id="2", ship_complete=True),
        line("waits", "MUG", 2, placed_on=day("11-21")),
    ]
    lots = [lot("TEA", 1, day("12-28")), lot("MUG", 5, day("12-07"), po="PO-2")]
    return snapshot(lines, [stock(on_hand=2)], lots)


def test_a_late_parcel_lends_its_stock_against_a_confirmed_lot(late_parcel: Snapshot) -> None:
    planned = plan(late_parcel)
    assert given_to(late_parcel) == [("waits", "main", 2, "lent")]
    mugs = next(each for each in planned.lines if each.line.order_id == "parcel" and each.line.sku == "MUG")
    assert [(basis.ref, basis.qty) for basis in known(mugs.promise).basis] == [("PO-2", 2)]
    tea = next(each for each in planned.lines if each.line.sku == "TEA")
    assert known(mugs.promise).ship == known(tea.promise).ship


@pytest.mark.parametrize(
    "change",
    [
        {"confirmed": False},
        {"eta": date(2027, 2, 1)},
    ],
    ids=["not confirmed", "back too late"],
)
def test_nothing_is_lent_against_units_that_may_not_come_back_in_time(
    late_parcel: Snapshot, change: dict[str, Any]
) -> None:
    lots = [lot if lot.sku == "TEA" else replace(lot, **change) for lot in late_parcel.lots]
    assert given_to(replace(late_parcel, lots=lots)) == [("parcel", "main", 2, "in_turn")]


def test_a_parcel_that_is_complete_within_the_week_keeps_its_stock(late_parcel: Snapshot) -> None:
    lots = [replace(lot, eta=day("11-24")) if lot.sku == "TEA" else lot for lot in late_parcel.lots]
    assert given_to(replace(late_parcel, lots=lots)) == [("parcel", "main", 2, "in_turn")]


def test_a_whole_bundle_is_not_lent() -> None:
    kit = Item(sku="KIT", bundle_of=(("MUG", 1), ("TEA", 1)))
    lines = [line("kits", "KIT", 2), line("waits", "MUG", 2, placed_on=day("11-21"))]
    shop = snapshot(lines, [stock("MUG", 2), stock("TEA", 1)], [lot("MUG", 5, day("12-07"))], items=[kit])
    mugs = [(order, units, why) for order, _, units, why in given_to(shop)][:2]
    assert mugs == [("kits", 1, "in_turn"), ("waits", 1, "lent")]
    assert reserved(plan(shop)) == {"kits": 1, "waits": 1}


def test_each_unit_is_told_by_its_own_reason() -> None:
    shop = snapshot([line(quantity=10, picked_qty=1)], [stock(on_hand=10)])
    assert given_to(shop) == [("1", "main", 1, "picked"), ("1", "main", 9, "in_turn")]


def test_the_last_tier_of_the_policy_gives_its_own_reason() -> None:
    assert given_to(snapshot([line(need_by=day("11-30"))], [stock(on_hand=1)])) == [
        ("1", "main", 1, "priority")
    ]


def test_stock_goes_before_a_lot_that_can_be_used_today_too() -> None:
    at_once = policy(promise={"receiving": DayRange(0, 0), "lateness_confirmed": DayRange(0, 0)})
    shop = snapshot([line(quantity=2)], [stock(on_hand=1)], [lot(quantity=9, eta=TODAY)], policy=at_once)
    assert given_to(shop) == [("1", "main", 1, "in_turn")]
