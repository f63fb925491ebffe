"""An order that leaves together and lies at two places: one place alone hands over nothing of it."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.db.models import Release
from makegood.services import release
from makegood.services._orders import OrderName
from tests.services.shop import arrive, decide, do, everything, goods, let_go, take
from tests.services.sound import assert_sound

ELSEWHERE = ("rest_elsewhere",)


def two_places(**order: Any) -> None:
    """Order 1: four of A at main, two of B at east."""
    goods("A")
    goods("B")
    arrive("A", 4)
    arrive("B", 2, at="east")
    take("1", ("A", 4), ("B", 2), **order)


def places() -> list[str]:
    return sorted(Release.objects.values_list("location__name", flat=True))


@pytest.mark.parametrize("at", ["main", "east"])
def test_one_parcel_only_is_not_parted_by_asking_one_place(at: str) -> None:
    two_places(ship_complete=True)
    before = everything()

    assert let_go("1", at=at) == {"1/1": (0, ELSEWHERE), "1/2": (0, ELSEWHERE)}
    assert let_go(at=at) == {"1/1": (0, ELSEWHERE), "1/2": (0, ELSEWHERE)}
    assert everything() == before


def test_the_answer_says_where_the_rest_lies() -> None:
    two_places(ship_complete=True)
    found = do(release.Release(orders=(OrderName("1"),), location="east"))
    assert [each.rest_at for each in found] == [("main",), ("main",)]


def test_without_a_place_all_of_it_goes_at_once() -> None:
    two_places(ship_complete=True)
    found = do(release.Release(orders=(OrderName("1"),)))
    assert [(each.qty, each.holds, each.rest_at) for each in found] == [(4, (), ()), (2, (), ())]
    assert places() == ["east", "main"]
    assert_sound()


def test_a_line_that_lies_at_two_places_is_not_parted_either() -> None:
    goods("A")
    arrive("A", 4)
    arrive("A", 3, at="east")
    take("1", ("A", 7), ship_complete=True)
    assert let_go("1", at="east") == {"1/1": (0, ELSEWHERE)}
    assert let_go("1") == {"1/1": (7, ())}


def test_what_lies_wholly_at_the_place_goes_from_there_and_from_nowhere_else() -> None:
    goods("A")
    goods("B")
    arrive("A", 4)
    arrive("B", 2)
    arrive("B", 1, at="east")
    take("1", ("A", 4), ("B", 2), ship_complete=True)

    assert let_go("1", at="east") == {"1/1": (0, ELSEWHERE), "1/2": (0, ELSEWHERE)}
    assert let_go("1", at="main") == {"1/1": (4, ()), "1/2": (2, ())}
    assert_sound()


def test_a_whole_bundle_is_brought_together_wherever_its_components_lie() -> None:
    goods("A")
    goods("B")
    goods("KIT", A=1, B=2)
    arrive("A", 3)
    arrive("B", 6, at="east")
    take("1", ("KIT", 3), ship_complete=True)
    assert let_go("1", at="main") == {"1/1": (3, ())}


def test_what_came_back_from_one_place_goes_from_there_alone() -> None:
    two_places(ship_complete=True)
    let_go("1")
    row = Release.objects.get(location__name="east")
    do(release.Recall(recalls=(release.RecallLine(release=row.pk),)))
    assert let_go("1", at="east") == {"1/2": (2, ())}


def test_what_was_decided_to_be_held_complete_leaves_complete() -> None:
    goods("A")
    goods("B")
    arrive("A", 4)
    take("1", ("A", 4), ("B", 2))
    decide("1", "hold")
    arrive("B", 2, at="east")

    assert let_go("1", at="east") == {"1/1": (0, ELSEWHERE), "1/2": (0, ELSEWHERE)}
    assert let_go("1") == {"1/1": (4, ()), "1/2": (2, ())}


def test_an_order_that_may_go_in_parts_goes_from_the_place_that_is_asked() -> None:
    two_places()
    assert let_go("1", at="east") == {"1/1": (0, ()), "1/2": (2, ())}
