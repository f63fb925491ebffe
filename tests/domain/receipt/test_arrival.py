"""What a delivery covers, which stock moves it makes, and what stays open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.receipt.arrival import Delivery, Shelf, StockMove, arrive, inspect_return, share, undo
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.stock import IncomingLot
from tests.domain.tables import table

LOT = IncomingLot(po="PO1", sku="A", quantity=40, received_qty=7, cancelled_qty=3)
DELIVERY = Delivery(sku="A", location="main", counted_qty=30)


@pytest.mark.parametrize("row", table("receipt", "arrival"))
def test_a_delivery_is_matched_with_what_was_expected(row: dict[str, str]) -> None:
    lot = None if row["expected"] == "none" else IncomingLot(po="PO1", sku="A", quantity=int(row["expected"]))
    found = arrive(
        delivery=Delivery(
            sku="A",
            location="main",
            counted_qty=int(row["counted"]),
            damaged_qty=int(row["damaged"]),
            last=row["last"] == "yes",
        ),
        lot=lot,
    )
    parts = (found.filled_qty, found.over_qty, found.open_qty, found.short_qty)
    assert parts == tuple(int(row[part]) for part in ("filled", "over", "open", "short"))
    assert ", ".join(found.findings) == row["findings"].replace("`", "")


@pytest.mark.parametrize("row", table("receipt", "share"))
def test_a_delivery_is_shared_by_the_lots_that_it_may_be_of(row: dict[str, str]) -> None:
    lots = [IncomingLot(po="PO1", sku="A", quantity=qty) for qty in (5, 10)]
    counted, damaged, last = int(row["counted"]), int(row["damaged"]), row["last"] == "yes"
    whole = Delivery(sku="A", location="main", counted_qty=counted, damaged_qty=damaged, last=last)
    shared = share(delivery=whole, lots=lots)
    found = [arrive(delivery=part, lot=lot) for part, lot in zip(shared, lots, strict=True) if part]
    filled = [each.filled_qty for each in found] + [0] * (2 - len(found))
    open_qty = sum(each.open_qty for each in found) + sum(lot.quantity for lot in lots[len(found) :])
    short, over = sum(each.short_qty for each in found), sum(each.over_qty for each in found)
    names = ("line 2", "line 1", "over", "still open", "short")
    assert (*filled, over, open_qty, short) == tuple(int(row[name]) for name in names)
    assert sum(part.counted_qty for part in shared if part) == counted
    assert sum(part.damaged_qty for part in shared if part) == damaged


def test_good_units_become_on_hand_and_damaged_ones_are_kept_apart() -> None:
    assert arrive(delivery=replace(DELIVERY, damaged_qty=4), lot=LOT).moves == (
        StockMove("A", "main", Shelf.ON_HAND, 26),
        StockMove("A", "main", Shelf.QUARANTINE, 4),
    )


def test_what_was_received_before_is_not_expected_again() -> None:
    assert arrive(delivery=replace(DELIVERY, counted_qty=10), lot=LOT).open_qty == 20


@pytest.mark.parametrize("counted, damaged", [(-1, 0), (3, -1), (3, 4)])
def test_a_count_that_makes_no_sense_is_refused(counted: int, damaged: int) -> None:
    with pytest.raises(DomainError) as refused:
        arrive(delivery=replace(DELIVERY, counted_qty=counted, damaged_qty=damaged), lot=LOT)
    assert refused.value.code == "count_invalid"


@pytest.mark.parametrize("other", [{"sku": "B"}, {"location": "north"}])
def test_another_items_or_places_lot_is_refused(other: dict[str, str]) -> None:
    with pytest.raises(DomainError) as refused:
        arrive(delivery=replace(DELIVERY, **other), lot=LOT)  # type: ignore[arg-type]
    assert refused.value.code == "lot_mismatch"


def test_a_mistyped_receipt_is_taken_back_move_by_move() -> None:
    arrival = arrive(delivery=replace(DELIVERY, damaged_qty=4), lot=LOT)
    assert undo(arrival=arrival, unreleased_qty=26) == (
        StockMove("A", "main", Shelf.ON_HAND, -26),
        StockMove("A", "main", Shelf.QUARANTINE, -4),
    )


def test_a_receipt_whose_units_are_on_their_way_stays() -> None:
    with pytest.raises(DomainError) as refused:
        undo(arrival=arrive(delivery=replace(DELIVERY, counted_qty=34), lot=LOT), unreleased_qty=33)
    assert (refused.value.code, refused.value.data) == (
        "receipt_released",
        {"sku": "A", "location": "main", "received_qty": 34, "unreleased_qty": 33},
    )


def test_returned_units_count_when_found_good() -> None:
    assert inspect_return(sku="A", location="main", returned_qty=5, sellable_qty=5) == (
        StockMove("A", "main", Shelf.ON_HAND, 5),
    )
    assert inspect_return(sku="A", location="main", returned_qty=5, sellable_qty=0) == (
        StockMove("A", "main", Shelf.QUARANTINE, 5),
    )
    assert inspect_return(sku="A", location="main", returned_qty=5, sellable_qty=2) == (
        StockMove("A", "main", Shelf.ON_HAND, 2),
        StockMove("A", "main", Shelf.QUARANTINE, 3),
    )


@pytest.mark.parametrize("sellable", [-1, 6])
def test_an_inspection_cannot_find_more_than_came_back(sellable: int) -> None:
    with pytest.raises(DomainError) as refused:
        inspect_return(sku="A", location="main", returned_qty=5, sellable_qty=sellable)
    assert refused.value.code == "count_invalid"


@given(
    expected=st.none() | st.integers(1, 60),
    good=st.integers(0, 60),
    damaged=st.integers(0, 20),
    last=st.booleans(),
)
def test_no_unit_is_lost_or_made(expected: int | None, good: int, damaged: int, last: bool) -> None:
    lot = IncomingLot(po="PO1", sku="A", quantity=expected) if expected else None
    delivery = Delivery(sku="A", location="main", counted_qty=good + damaged, damaged_qty=damaged, last=last)
    found = arrive(delivery=delivery, lot=lot)
    assert good + damaged == found.filled_qty + found.over_qty + found.damaged_qty
    assert (expected or 0) == found.filled_qty + found.open_qty + found.short_qty
    assert sum(move.qty for move in found.moves) == good + damaged
    assert min(found.filled_qty, found.over_qty, found.open_qty, found.short_qty) >= 0
