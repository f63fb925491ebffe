"""Release: what goes to the warehouse today, and what stays (docs/rules/release.md)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.db.models import Allocation, Event, Notice, Order, Release
from makegood.domain.terms.errors import DomainError
from makegood.queries.releases import OpenRelease, Pick, open_releases, picks
from makegood.services import release
from makegood.services._orders import OrderName
from tests.services.shop import (
    TODAY,
    arrive,
    cases,
    decide,
    do,
    everything,
    goods,
    let_go,
    line,
    release_of,
    shelf,
    take,
)
from tests.services.sound import assert_sound


def test_what_was_there_when_the_order_came_goes_to_the_warehouse() -> None:
    goods("A")
    arrive("A", 10)
    take("1", ("A", 4))

    assert let_go("1") == {"1/1": (4, ())}

    row = release_of("1")
    assert (row.released_on, row.picking, row.ended_at) == (TODAY, False, None)
    assert list(Allocation.objects.values_list("state", "release", "qty")) == [("released", row.pk, 4)]
    assert line("1") == {"reserved": 4}
    assert shelf("A") == (10, 4, 0)
    assert list(open_releases()) == [OpenRelease(row.pk, "1", "store", "main", TODAY, False, None)]
    assert picks([row.pk]) == [Pick(row.pk, "1", "A", 4)]
    assert_sound()


def test_a_filled_case_is_released_with_its_units() -> None:
    goods("A")
    arrive("A", 4)
    take("1", ("A", 7))
    arrive("A", 3)
    assert cases("1") == [("allocated", 3)]

    assert let_go("1") == {"1/1": (7, ())}

    assert cases("1") == [("released", 3)]
    assert Event.objects.filter(kind="release.released").count() == 1
    assert_sound()


def test_asked_again_nothing_more_goes_and_nothing_is_written() -> None:
    goods("A")
    arrive("A", 4)
    take("1", ("A", 4))
    let_go("1")
    before = everything()

    assert let_go("1") == {}
    assert let_go() == {}
    assert everything() == before


HELD: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("an unpaid order", {"on_hold": True}, {}, "on_hold"),
    ("a later day was asked for", {}, {"ship_after": TODAY + timedelta(days=1)}, "ship_after"),
    ("the last day has gone by", {}, {"cancel_after": TODAY - timedelta(days=1)}, "past_cancel_after"),
]


@pytest.mark.parametrize(("order", "each", "hold"), [row[1:] for row in HELD], ids=[row[0] for row in HELD])
def test_what_holds_a_line_is_named(order: dict[str, Any], each: dict[str, Any], hold: str) -> None:
    goods("A")
    arrive("A", 4)
    take("1", ("A", 4), each=each, **order)
    before = everything()

    assert let_go("1") == {"1/1": (0, (hold,))}
    assert everything() == before


def test_nothing_goes_before_the_first_sale_day_of_any_component() -> None:
    goods("A", available_on=TODAY + timedelta(days=1))
    goods("B")
    goods("KIT", A=1, B=2)
    arrive("A", 4)
    arrive("B", 8)
    take("1", ("KIT", 4))

    assert let_go("1")["1/1"][0] == 0
    assert "not_available_yet" in let_go("1")["1/1"][1]
    assert let_go("1", days=1)["1/1"] == (4, ())
    assert_sound()


def short_order(**order: Any) -> None:
    """Order 1: line 1 has 4 of 7 units, line 2 all of its 2."""
    goods("A")
    goods("B")
    arrive("A", 4)
    arrive("B", 2)
    take("1", ("A", 7), ("B", 2), **order)


DECIDED: list[tuple[str | None, tuple[int, tuple[str, ...]], tuple[int, tuple[str, ...]]]] = [
    ("split", (4, ()), (2, ())),
    ("cancel", (4, ()), (2, ())),
    ("substitute", (4, ()), (2, ())),
    ("hold", (0, ("hold_decided",)), (0, ("hold_decided",))),
    (None, (0, ("answer_pending",)), (0, ("answer_pending",))),
]


@pytest.mark.parametrize(("choice", "first", "second"), DECIDED)
def test_the_decision_in_force_says_whether_a_part_goes(
    choice: str | None, first: tuple[int, tuple[str, ...]], second: tuple[int, tuple[str, ...]]
) -> None:
    short_order()
    if choice is not None:
        decide("1", choice)

    assert let_go("1") == {"1/1": first, "1/2": second}
    assert_sound()


def test_a_line_of_its_own_decision_follows_it_and_the_newest_one_stands_for_the_others() -> None:
    short_order()
    decide("1", "hold", "1")
    decide("1", "split", "2")

    assert let_go("1") == {"1/1": (0, ("hold_decided",)), "1/2": (2, ())}


def test_a_replaced_decision_says_nothing() -> None:
    short_order()
    decide("1", "hold")
    Order.objects.get(number="1").decisions.update(replaced_at="2026-11-23T09:00Z")

    assert let_go("1")["1/1"] == (0, ("answer_pending",))


def test_without_an_answer_the_part_waits_one_day_after_the_customer_was_asked() -> None:
    short_order()
    Notice.objects.filter(order__number="1").update(state="sent", why_not="", sent_at="2026-11-23T10:00Z")

    assert let_go("1")["1/1"] == (0, ("answer_pending",))
    assert let_go("1", days=1)["1/1"] == (4, ())
    assert_sound()


def test_a_customer_who_was_never_written_to_was_never_asked() -> None:
    short_order()
    Order.objects.filter(number="1").update(muted=True)
    Notice.objects.filter(order__number="1").update(state="withheld", why_not="muted")

    assert let_go("1", days=1)["1/1"] == (0, ("answer_pending",))


def test_one_parcel_only_waits_for_every_line() -> None:
    goods("A")
    goods("B", available_on=TODAY + timedelta(days=1))
    arrive("A", 4)
    arrive("B", 2)
    take("1", ("A", 4), ("B", 2), ship_complete=True)

    assert let_go("1")["1/1"] == (0, ("ship_complete",))
    assert let_go("1", days=1) == {"1/1": (4, ()), "1/2": (2, ())}


def test_each_location_gets_a_release_of_its_own() -> None:
    goods("A")
    arrive("A", 4)
    arrive("A", 3, at="east")
    take("1", ("A", 7))

    assert let_go("1") == {"1/1": (7, ())}

    assert sorted(Release.objects.values_list("location__name", "allocations__qty")) == [
        ("east", 3),
        ("main", 4),
    ]
    assert_sound()


def test_one_location_may_go_alone_and_divides_a_case_that_lies_in_two() -> None:
    goods("A")
    take("1", ("A", 7))
    arrive("A", 4)
    arrive("A", 3, at="east")
    first = cases("1")
    assert sum(qty for state, qty in first if state == "allocated") == 7

    assert let_go("1", at="east") == {"1/1": (3, ())}

    assert sorted(cases("1")) == [("allocated", 4), ("released", 3)]
    assert let_go("1") == {"1/1": (4, ())}
    assert_sound()


def test_a_bundle_goes_in_whole_sets_wherever_its_components_lie() -> None:
    goods("A")
    goods("B")
    goods("KIT", A=1, B=2)
    arrive("A", 3)
    arrive("B", 6, at="east")
    take("1", ("KIT", 3))

    assert let_go("1", at="main") == {"1/1": (3, ())}

    assert sorted(Allocation.objects.values_list("release__location__name", "stock__item__sku", "qty")) == [
        ("east", "B", 6),
        ("main", "A", 3),
    ]
    assert_sound()


def test_all_that_may_go_goes_at_once() -> None:
    goods("A")
    arrive("A", 4)
    take("1", ("A", 1))
    take("2", ("A", 1), on_hold=True)
    take("3", ("A", 2))

    assert let_go() == {"1/1": (1, ()), "2/1": (0, ("on_hold",)), "3/1": (2, ())}


def test_an_order_that_nobody_knows_refuses_all() -> None:
    goods("A")
    arrive("A", 4)
    take("1", ("A", 4))
    before = everything()

    with pytest.raises(DomainError) as refused:
        let_go("1", "9")
    assert (refused.value.code, refused.value.data) == ("order_unknown", {"order": "9", "channel": None})
    assert everything() == before


def test_a_number_of_two_channels_needs_the_channel() -> None:
    goods("A")
    arrive("A", 4)
    take("1", ("A", 1))
    take("1", ("A", 1), channel="ebay")

    with pytest.raises(DomainError) as refused:
        let_go("1")
    assert (refused.value.code, refused.value.data["channels"]) == ("order_ambiguous", ["ebay", "store"])
    (found,) = do(release.Release(orders=(OrderName("1", "ebay"),)))
    assert found.qty == 1


def test_a_place_that_nobody_knows_is_refused() -> None:
    with pytest.raises(DomainError, match="location_unknown"):
        let_go(at="moon")
