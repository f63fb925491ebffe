"""What an order, its items and its channel forbid, and what else an option says."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.domain.decision.case import OrderCase
from makegood.domain.decision.outcome import Choice
from tests.domain.decision.orders import decide, on, option, order, part, with_item
from tests.domain.tables import table

WAYS = ("hold", "split", "substitute", "cancel")
MIXED: dict[str, Any] = {"sku": "SHADE", "reserved": 1, "short": 2}

ORDERS: dict[str, OrderCase] = {
    "part of it could ship now, a substitute is free": order(part(**MIXED)),
    "nothing of it could ship now": order(part(sku="SHADE", short=2)),
    "a single unit": order(part(sku="SHADE")),
    "one parcel only": order(part(ship_complete=True, **MIXED)),
    "a bundle, one of three complete": order(part(sku="SET", reserved=1, short=2)),
    "no substitute known": order(part(reserved=1)),
    "substitutes have too few units": order(part(sku="SHADE", reserved=1, short=51)),
    "one of two short lines has no substitute": order(part("1", **MIXED), part("2", "LAMP")),
    "a preorder": order(part(preorder=True, **MIXED)),
    "a marketplace that forbids asking the buyer": order(part(channel="amazon", **MIXED)),
    "on hold": order(part(on_hold=True, **MIXED)),
    "not wanted after a day that we miss": order(part(cancel_after=on(7), **MIXED)),
    "no date, not wanted after a day gone by": order(part(late=None, cancel_after=on(-1), **MIXED)),
    "no date, not wanted after a day to come": order(part(late=None, cancel_after=on(1), **MIXED)),
}


@pytest.mark.parametrize("row", table("decision", "forbidden"), ids=lambda row: row["order"])
def test_what_is_forbidden_says_why(row: dict[str, str]) -> None:
    answer = decide(ORDERS[row["order"]])
    assert {way: option(answer, way).allowed for way in WAYS} == {way: not row[way] for way in WAYS}
    assert all(option(answer, way).why[0] == row[way] for way in WAYS if row[way])


def test_every_order_above_is_in_the_table() -> None:
    assert [row["order"] for row in table("decision", "forbidden")] == list(ORDERS)


def test_shipping_on_the_last_day_that_is_wanted_is_in_time() -> None:
    answer = decide(order(part(cancel_after=on(8), **MIXED)))
    assert option(answer, "hold").allowed


def test_a_bundle_beside_a_short_line_can_go_first() -> None:
    answer = decide(order(part("1", "SET", short=0, reserved=1), part("2", short=1)))
    assert option(answer, "split").allowed


def test_where_everything_is_forbidden_holding_remains() -> None:
    answer = decide(order(part(channel="ebay", cancel_after=on(-1), **MIXED)))
    assert [option.allowed for option in answer.options] == [True, False, False, False]
    assert option(answer, "hold").why[-2:] == ("only_way_left", "lowest_cost")
    assert answer.choice is Choice.HOLD


def test_the_best_substitute_with_enough_units_is_named() -> None:
    few = decide(order(part(sku="SHADE", short=5)))
    many = decide(order(part(sku="SHADE", short=6)))
    assert option(few, "substitute").substitutes == (("1", "SHADE-2"),)
    assert option(many, "substitute").substitutes == (("1", "SHADE-3"),)


def test_lines_of_one_order_share_the_free_units() -> None:
    answer = decide(order(part("1", "SHADE", short=3), part("2", "SHADE", short=3)))
    assert option(answer, "substitute").substitutes == (("1", "SHADE-2"), ("2", "SHADE-3"))


@pytest.mark.parametrize("first_sale, named", [(on(0), "SHADE-2"), (on(1), "SHADE-3")])
def test_a_sku_before_its_first_sale_day_is_no_substitute(first_sale: object, named: str) -> None:
    items = with_item("SHADE-2", available_on=first_sale)
    answer = decide(order(part(sku="SHADE")), items=items)
    assert option(answer, "substitute").substitutes == (("1", named),)


def test_an_unknown_sku_is_decided_too() -> None:
    answer = decide(order(part(sku="WHO?", unit_price=500, reserved=1)))
    assert answer.by == "costs_unknown"
    assert option(answer, "substitute").why == ("no_substitute", "unit_cost_unknown")


@pytest.mark.parametrize(
    "facts, code",
    [
        ({"late": None}, "no_date"),
        ({"ship_by": on(9)}, "misses_ship_by"),
        ({"late": None, "ship_by": on(-1)}, "misses_ship_by"),
        ({"need_by": on(14)}, "misses_need_by"),
        ({"authorised_amount": 4000, "authorised_until": on(9)}, "authorisation_ends_first"),
        ({"late": None, "authorised_amount": 1, "authorised_until": on(90)}, "authorisation_ends_first"),
        ({"late": 15}, "goodwill"),
    ],
)
def test_waiting_says_what_it_misses(facts: dict[str, Any], code: str) -> None:
    answer = decide(order(part(reserved=1, **facts)))
    assert code in option(answer, "hold").why
    assert code in option(answer, "split").why
    assert code not in option(answer, "cancel").why


@pytest.mark.parametrize(
    "facts, code",
    [
        ({"ship_by": on(10)}, "misses_ship_by"),
        ({"late": None, "ship_by": on(3)}, "misses_ship_by"),
        ({"need_by": on(15)}, "misses_need_by"),
        ({"authorised_amount": 4000, "authorised_until": on(10)}, "authorisation_ends_first"),
        (
            {"authorised_amount": 4000, "captured_amount": 4000, "authorised_until": on(1)},
            "authorisation_ends_first",
        ),
        ({"late": 14}, "goodwill"),
    ],
)
def test_waiting_misses_nothing_that_it_meets(facts: dict[str, Any], code: str) -> None:
    assert code not in option(decide(order(part(reserved=1, **facts))), "hold").why


def test_holding_says_what_it_stops() -> None:
    answer = decide(order(part("1", preorder=True), part("2", short=0, reserved=2, picked_qty=1)))
    assert option(answer, "hold").why == ("preorder", "picked_units", "lowest_cost")


def test_cancelling_says_what_it_needs_and_risks() -> None:
    loss = decide(order(part(unit_price=100)))
    assert option(loss, "cancel").why == ("needs_customer_approval", "sold_at_loss")
    marketplace = decide(order(part(channel="amazon")))
    assert option(marketplace, "cancel").why == ("channel_forbids", "cancel_is_defect")
