"""What may still be sold: by a day, under the cap, on every channel; the same cost however many wait."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.db.models import Channel, Stock
from makegood.domain.promise.sell import ChannelSale
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.state import SellState
from makegood.queries.availability import Availability, availability, sales
from tests.services.intake.test_cap import CAP_OF_FIVE, decided
from tests.services.shop import TODAY, arrive, goods, lot, take

IN_TWO_WEEKS, IN_FOUR_WEEKS = date(2026, 12, 7), date(2026, 12, 21)


def asked(sku: str, on: date | None = None) -> Availability:
    return availability([sku], today=TODAY, on=on)[sku]


def keep(sku: str, units: int) -> None:
    Stock.objects.filter(item__sku=sku).update(safety_stock=units)


def test_what_is_there_is_told_apart() -> None:
    goods("A")
    arrive("A", 10)
    keep("A", 2)
    take("1", ("A", 3))

    assert asked("A") == Availability(
        sku="A",
        on_hand=10,
        reserved=3,
        safety_stock=2,
        available=5,
        incoming=0,
        backordered=0,
        atp=5,
        cap=None,
        cap_left=None,
        next_from=date(2026, 11, 24),
        next_to=date(2026, 11, 25),
    )


def test_a_lot_counts_from_the_day_it_can_surely_be_used() -> None:
    goods("A")
    lot("A", 30, eta=date(2026, 11, 30))
    take("1", ("A", 12))

    # 30 November, up to 3 working days late, 2 for receiving: 7 December.
    assert [asked("A", on).atp for on in (None, date(2026, 12, 4), IN_TWO_WEEKS)] == [-12, -12, 18]
    found = asked("A")
    assert (found.available, found.incoming, found.backordered) == (0, 30, 12)


def test_the_next_unit_ships_behind_all_who_wait() -> None:
    goods("A")
    lot("A", 30, eta=date(2026, 11, 30), number="PO1")
    lot("A", 30, eta=date(2026, 12, 14), number="PO2")
    take("1", ("A", 29))
    assert (asked("A").next_from, asked("A").next_to) == (date(2026, 12, 2), date(2026, 12, 9))

    take("2", ("A", 1))

    assert (asked("A").next_from, asked("A").next_to) == (date(2026, 12, 16), date(2026, 12, 23))
    take("3", ("A", 30))
    assert (asked("A").next_from, asked("A").next_to) == (None, None)


def test_the_cap_is_left_less_what_waits_and_never_below_zero() -> None:
    decided(CAP_OF_FIVE)
    goods("A")
    take("1", ("A", 3))
    assert (asked("A").cap, asked("A").cap_left) == (5, 2)

    take("2", ("A", 4))

    assert (asked("A").cap, asked("A").cap_left) == (5, 0)


def test_a_bundle_has_what_its_scarcest_component_allows() -> None:
    goods("A")
    goods("B")
    goods("KIT", A=1, B=2)
    arrive("A", 9)
    arrive("B", 7)
    lot("B", 10, eta=date(2026, 11, 30))

    assert (asked("KIT").atp, asked("KIT", IN_TWO_WEEKS).atp) == (3, 8)
    take("1", ("KIT", 5))

    assert (asked("KIT").atp, asked("KIT", IN_TWO_WEEKS).atp, asked("A").atp, asked("B").backordered) == (
        -2,
        3,
        4,
        4,
    )


def test_many_are_asked_as_one_is() -> None:
    for number, sku in enumerate(("A", "B", "C")):
        goods(sku)
        arrive(sku, number + 1)
        lot(sku, 5, eta=date(2026, 12, 1 + number), number=f"PO{number}")
        take(str(number), (sku, 3))

    together = availability(["C", "A", "B"], today=TODAY, on=IN_FOUR_WEEKS)

    assert list(together) == ["C", "A", "B"]
    assert together == {sku: asked(sku, IN_FOUR_WEEKS) for sku in together}


def test_an_unknown_sku_is_named() -> None:
    goods("A")
    with pytest.raises(DomainError) as refused:
        availability(["A", "Z", "Y"], today=TODAY)
    assert (refused.value.code, refused.value.data) == ("sku_unknown", {"skus": ["Y", "Z"]})


def test_the_statements_are_as_many_however_much_is_asked_and_waits() -> None:
    def statements(*skus: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            availability(skus, today=TODAY)
            sales(skus, today=TODAY)
        return len(asked)

    for number in range(20):
        goods(f"S{number}")
        lot(f"S{number}", 100, eta=date(2026, 12, 1), number=f"PO{number}")
    availability(["S0"], today=TODAY)  # how suppliers keep their word is read once a day
    few = statements("S0", "S1")
    for number in range(20):
        take(str(number), *((f"S{place}", 2) for place in range(20)))

    assert statements(*(f"S{number}" for number in range(20))) == few


def test_a_unit_on_hand_is_listed_on_one_channel_only() -> None:
    goods("A")
    arrive("A", 5)
    Channel.objects.create(name="ebay")

    assert sales(["A"], today=TODAY)["A"] == (
        ChannelSale("store", SellState.IN_STOCK, 3),
        ChannelSale("ebay", SellState.IN_STOCK, 2),
    )


def test_all_channels_together_list_no_more_than_is_left_and_the_cap_leaves() -> None:
    decided(CAP_OF_FIVE)
    goods("A")
    lot("A", 30, eta=date(2026, 11, 30))
    take("1", ("A", 2), channel="ebay")

    assert sales(["A"], today=TODAY)["A"] == (
        ChannelSale("store", SellState.BACKORDER, 2),
        ChannelSale("ebay", SellState.BACKORDER, 1),
    )
    take("2", ("A", 3))
    assert {each.sell_state for each in sales(["A"], today=TODAY)["A"]} == {SellState.OUT_OF_STOCK}
    assert [each.listable_qty for each in sales(["A"], today=TODAY)["A"]] == [0, 0]


def test_a_channel_with_a_cap_of_its_own_lists_what_that_leaves() -> None:
    decided('[[eligibility.rules]]\nsku = "A"\nchannel = "ebay"\ncap_units = 3\n')
    goods("A")
    lot("A", 30, eta=date(2026, 11, 30))
    take("1", ("A", 2), channel="ebay")
    take("2", ("A", 4))

    assert sales(["A"], today=TODAY)["A"] == (
        ChannelSale("store", SellState.BACKORDER, 12),
        ChannelSale("ebay", SellState.BACKORDER, 1),
    )


def test_before_its_first_day_of_sale_a_sku_is_a_preorder() -> None:
    goods("A", available_on=IN_TWO_WEEKS)
    arrive("A", 5)

    assert sales(["A"], today=TODAY)["A"] == (ChannelSale("store", SellState.PREORDER, 5),)
    assert asked("A").next_from == date(2026, 12, 8)


def test_nothing_on_hand_and_nothing_to_come_is_out_of_stock() -> None:
    goods("A")
    assert sales(["A"], today=TODAY)["A"] == (ChannelSale("store", SellState.OUT_OF_STOCK, 0),)


def test_a_bundle_lists_on_a_channel_no_more_than_the_cap_of_its_component_leaves_there() -> None:
    decided('[[eligibility.rules]]\nsku = "A"\nchannel = "outlet"\ncap_units = 8\n')
    goods("A")
    goods("SET", A=2)
    lot("A", 100, eta=IN_TWO_WEEKS)
    take("1", ("A", 1), channel="outlet")
    take("2", ("SET", 1), channel="outlet")
    take("3", ("A", 9))
    listed = {
        sku: {each.channel: each.listable_qty for each in own}
        for sku, own in sales(["A", "SET"], today=TODAY).items()
    }
    assert (listed["A"]["outlet"], listed["SET"]["outlet"]) == (5, 2)
    assert listed["SET"]["store"] > 2
