"""Units change their shelf or their place; whoever waits is served, whoever holds too much gives back."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.db.models import Backorder, Location, Notice, StockMove
from makegood.domain.receipt.arrival import Shelf
from makegood.domain.terms.errors import DomainError
from makegood.services.receipt.moving import Moved, MovedStock, MoveStock
from makegood.services.receipt.receive import Delivered, Receive
from tests.services.shop import arrive, do, everything, goods, let_go, line, problems, shelf, take


def come(qty: int, *, damaged: int) -> None:
    """Units of A come in, some of them damaged."""
    goods("A")
    Location.objects.create(name="main")
    do(Receive(deliveries=(Delivered(sku="A", counted_qty=qty, damaged_qty=damaged),)))


def move(qty: int, **rest: Any) -> Moved:
    """Units of A go elsewhere."""
    (found,) = do(MoveStock(moves=(MovedStock(sku="A", qty=qty, **rest),)))
    assert isinstance(found, Moved)
    return found


def test_damaged_units_that_turn_out_good_serve_whoever_waits() -> None:
    come(3, damaged=3)
    take("1", ("A", 5))
    move(2, shelf=Shelf.QUARANTINE)
    assert (line("1"), shelf("A")) == ({"reserved": 2, "backordered": 3}, (2, 2, 1))


def test_good_units_that_turn_out_damaged_are_given_back_by_the_lowest_rank() -> None:
    goods("A")
    arrive("A", 5)
    take("1", ("A", 2))
    take("2", ("A", 2))
    assert move(2, to_shelf=Shelf.QUARANTINE).given_back == 1
    assert (line("1"), line("2")) == ({"reserved": 2}, {"reserved": 1, "backordered": 1})
    assert (shelf("A"), Backorder.objects.get().reason) == ((3, 3, 2), "damaged")


def test_a_customer_of_whom_two_lines_become_short_is_told_of_both_in_one_notice() -> None:
    for sku in ("A", "B"):
        goods(sku)
        arrive(sku, 2)
    take("1", ("A", 2), ("B", 2))
    assert not Notice.objects.exists()
    moves = [MovedStock(sku=sku, qty=1, to_shelf=Shelf.QUARANTINE) for sku in ("A", "B")]
    do(MoveStock(moves=tuple(moves)))
    assert [(row.state, sorted(row.lines)) for row in Notice.objects.all()] == [("queued", ["1", "2"])]


def test_what_becomes_short_later_joins_the_notice_that_has_not_gone_yet() -> None:
    for sku in ("A", "B"):
        goods(sku)
        arrive(sku, 2)
    take("1", ("A", 2), ("B", 2))
    told = []
    for sku in ("A", "B"):
        do(MoveStock(moves=(MovedStock(sku=sku, qty=1, to_shelf=Shelf.QUARANTINE),)))
        told.append([sorted(row.lines) for row in Notice.objects.all()])
    assert told == [[["1"]], [["1", "2"]]]


def test_what_is_thrown_away_is_gone() -> None:
    come(3, damaged=2)
    move(2, shelf=Shelf.QUARANTINE, to_shelf=None, why="broken")
    assert shelf("A") == (1, 0, 0)
    assert list(StockMove.objects.filter(cause="move").values_list("shelf", "qty", "ref")) == [
        ("quarantine", -2, "broken")
    ]


def test_stock_that_is_brought_over_keeps_its_units() -> None:
    goods("A")
    Location.objects.create(name="east")
    arrive("A", 5)
    take("1", ("A", 2))
    assert move(3, to_location="east") == Moved("A", "main", 3, 0)
    assert (shelf("A"), shelf("A", "east"), line("1")) == ((2, 2, 0), (3, 0, 0), {"reserved": 2})


@pytest.mark.parametrize(
    "wish, problem",
    [
        (MovedStock(sku="NOPE", qty=1, to_shelf=None), "sku_unknown"),
        (MovedStock(sku="A", qty=1, to_location="moon"), "location_unknown"),
        (MovedStock(sku="A", qty=0, to_shelf=None), "qty_invalid"),
        (MovedStock(sku="A", qty=1), "nowhere"),
        (MovedStock(sku="A", qty=3, to_shelf=None), "qty_exceeds_shelf"),
        (MovedStock(sku="A", qty=1, shelf=Shelf.QUARANTINE), "qty_exceeds_shelf"),
    ],
)
def test_a_move_that_makes_no_sense_is_refused(wish: MovedStock, problem: str) -> None:
    goods("A")
    arrive("A", 4)
    take("1", ("A", 2))
    let_go("1")
    before = everything()
    with pytest.raises(DomainError) as refused:
        do(MoveStock(moves=(wish,)))
    assert [each["problem"] for each in problems(refused.value)] == [problem]
    assert everything() == before
