"""What customers send back counts after inspection, and those who wait are served from it (spec 8.2)."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.db.models import Backorder, Notice, StockMove
from makegood.domain.terms.demand import Item
from makegood.domain.terms.errors import DomainError
from makegood.services._orders import OrderName
from makegood.services.catalogue import SetItems
from makegood.services.receipt.returns import Return, ReturnedLine
from tests.services.shop import (
    arrive,
    bring_back,
    cases,
    do,
    everything,
    goods,
    let_go,
    line,
    problems,
    send,
    shelf,
    take,
)
from tests.services.sound import assert_sound


@pytest.fixture(autouse=True)
def _shipped() -> None:
    """Order 1: 4 units that were there left, 3 that came later did too."""
    goods("A")
    arrive("A", 4)
    take("1", ("A", 7))
    arrive("A", 3)
    let_go("1")
    send("1")


def test_good_units_are_on_hand_and_the_others_in_quarantine() -> None:
    found = bring_back("1", "1", 3, 2)

    assert (found.returned_qty, found.sellable_qty, found.returned_in_all_qty) == (3, 2, 3)
    assert shelf("A") == (2, 0, 1)
    assert line("1") == {"shipped": 7, "returned": 3}
    moves = StockMove.objects.filter(cause="return").order_by("shelf").values_list("shelf", "qty")
    assert list(moves) == [("on_hand", 2), ("quarantine", 1)]
    assert_sound()


def test_a_return_owes_the_customer_nothing_new() -> None:
    notices, ended = list(Notice.objects.values()), list(Backorder.objects.values())

    bring_back("1", "1", 7, 7)

    assert list(Notice.objects.values()) == notices
    assert list(Backorder.objects.values()) == ended


def test_whoever_waits_is_served_from_good_units() -> None:
    take("2", ("A", 5))
    assert cases("2") == [("open", 5)]

    bring_back("1", "1", 3, 2)

    assert sorted(cases("2")) == [("allocated", 2), ("open", 3)]
    assert shelf("A") == (2, 2, 1)
    assert_sound()


def test_units_may_come_back_to_another_place_than_they_left() -> None:
    arrive("A", 1, at="east")

    bring_back("1", "1", 2, 2, at="east")

    assert (shelf("A"), shelf("A", "east")) == ((0, 0, 0), (3, 0, 0))
    assert_sound()


def test_a_bundle_comes_back_as_its_components() -> None:
    goods("B")
    goods("KIT", A=1, B=2)
    arrive("A", 3)
    arrive("B", 6)
    take("2", ("KIT", 3))
    let_go("2")
    send("2")

    bring_back("2", "1", 2, 1)

    assert (shelf("A"), shelf("B")) == ((1, 0, 1), (2, 0, 2))
    assert line("2") == {"shipped": 3, "returned": 2}
    assert_sound()


def test_a_bundle_comes_back_as_it_left_whatever_it_is_made_of_by_now() -> None:
    for sku in ("X", "Y", "Z"):
        goods(sku)
    goods("SET", X=2, Y=1)
    arrive("X", 2)
    arrive("Y", 1)
    take("2", ("SET", 1))
    let_go("2")
    send("2")
    do(SetItems(items=(Item(sku="SET", bundle_of=(("X", 1), ("Z", 1))),)))
    bring_back("2", "1", 1, 1)
    assert (shelf("X"), shelf("Y")) == ((2, 0, 0), (1, 0, 0))
    assert not StockMove.objects.filter(stock__item__sku="Z").exists()


REFUSED: list[tuple[str, tuple[str, int, int], str, dict[str, Any]]] = [
    ("qty_exceeds_shipped", ("1", 8, 8), "main", {"qty": 8, "shipped_qty": 7, "returned_qty": 0}),
    ("qty_invalid", ("1", 0, 0), "main", {"qty": 0, "expected": "at least 1"}),
    ("count_invalid", ("1", 2, 3), "main", {"returned_qty": 2, "sellable_qty": 3}),
    ("line_unknown", ("9", 1, 1), "main", {}),
    ("location_unknown", ("1", 1, 1), "moon", {"found": "moon", "expected": "main"}),
]


@pytest.mark.parametrize(("code", "told", "at", "data"), REFUSED)
def test_a_return_that_makes_no_sense_changes_nothing(
    code: str, told: tuple[str, int, int], at: str, data: dict[str, Any]
) -> None:
    before = everything()

    with pytest.raises(DomainError) as refused:
        bring_back("1", *told, at=at)
    assert refused.value.code == "return_refused"
    assert problems(refused.value) == [{"return": 1, "order": "1", "line": told[0], "problem": code, **data}]
    assert everything() == before


def test_no_more_comes_back_than_left_however_often() -> None:
    bring_back("1", "1", 5, 5)

    with pytest.raises(DomainError) as refused:
        bring_back("1", "1", 3, 3)
    (problem,) = problems(refused.value)
    assert problem["returned_qty"] == 5


def told(qty: int = 3, good: int = 2, number: str = "RMA-1", line_id: str = "1") -> Any:
    """A return with a number of its own."""
    each = ReturnedLine(order=OrderName("1"), line=line_id, returned_qty=qty, sellable_qty=good)
    return do(Return(lines=(each,), number=number))


def test_the_same_return_told_twice_counts_once() -> None:
    (first,) = told()
    before = everything()
    (again,) = told()
    assert everything() == before
    assert (first.known, again.known) == (False, True)
    assert (again.returned_qty, again.sellable_qty, again.returned_in_all_qty) == (3, 2, 3)
    assert shelf("A") == (2, 0, 1)


def test_another_number_is_another_return() -> None:
    told(2, 2)
    told(2, 2, number="RMA-2")
    assert line("1") == {"shipped": 7, "returned": 4}


def test_the_same_number_with_other_content_is_refused_and_changes_nothing() -> None:
    told()
    before = everything()
    with pytest.raises(DomainError) as error:
        told(4, 2)
    (problem,) = problems(error.value)
    assert (problem["problem"], problem["number"]) == ("return_differs", "RMA-1")
    assert (problem["found"], problem["expected"]) == ([["1", "main", 4, 2]], [["1", "main", 3, 2]])
    assert everything() == before
