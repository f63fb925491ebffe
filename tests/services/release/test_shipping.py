"""Parcels leave, and come back before the carrier took them (spec 7.6, 8.1)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from makegood.db.models import Backorder, Event, Release, Shipment, StockMove
from makegood.domain.terms.demand import Item
from makegood.domain.terms.errors import DomainError
from makegood.services import release
from makegood.services._orders import OrderName
from makegood.services.catalogue import SetItems
from makegood.services.policy import SetPolicy
from tests.services.shop import (
    NOW,
    arrive,
    bring_back,
    cases,
    do,
    everything,
    goods,
    let_go,
    line,
    problems,
    release_of,
    send,
    shelf,
    take,
)
from tests.services.sound import assert_sound


@pytest.fixture(autouse=True)
def _out() -> None:
    """Order 1: 4 units that were there and 3 that came later, all released at main."""
    goods("A")
    arrive("A", 4)
    take("1", ("A", 7))
    arrive("A", 3)
    let_go("1")


def cancel(*shipments: int | release.ParcelName, why: str = "") -> list[release.Shipped]:
    found: list[release.Shipped] = do(release.CancelShipments(shipments=shipments, why=why))
    return found


def refusal(number: str = "1", parcel: str = "", **rest: Any) -> dict[str, Any]:
    """The one problem of a parcel that is refused; nothing changes."""
    before = everything()
    with pytest.raises(DomainError) as refused:
        send(number, parcel, **rest)
    assert refused.value.code == "shipment_refused"
    assert everything() == before
    (problem,) = problems(refused.value)
    return problem


def test_a_whole_release_leaves_and_its_cases_close() -> None:
    found = send("1", "P1", carrier="DHL", tracking="T1")

    row = Shipment.objects.get()
    assert found == release.Shipped(row.pk, "1", "P1", "main", {"1": 7})
    assert (row.carrier, row.tracking, row.units, row.shipped_on) == ("DHL", "T1", {"1": 7}, NOW.date())
    assert (line("1"), shelf("A")) == ({"shipped": 7}, (0, 0, 0))
    case = Backorder.objects.get()
    assert (case.state, case.qty, case.closed_at) == ("shipped", 3, NOW)
    assert release_of("1").ended_at == NOW
    moves = StockMove.objects.filter(cause="shipment").values_list("qty", "ref")
    assert list(moves) == [(-7, str(row.pk))]
    assert_sound()


def test_part_of_a_release_leaves_what_was_there_first() -> None:
    send("1", lines={"1": 5})

    assert (line("1"), shelf("A")) == ({"shipped": 5, "reserved": 2}, (2, 2, 0))
    assert sorted(cases("1")) == [("released", 2), ("shipped", 1)]
    assert release_of("1").ended_at is None
    assert_sound()

    send("1")
    assert line("1") == {"shipped": 7}
    assert_sound()


def test_several_parcels_of_one_order_leave_together() -> None:
    parcels = tuple(
        release.Parcel(order=OrderName("1"), number=number, lines=(release.ParcelLine(line="1", qty=qty),))
        for number, qty in (("P1", 5), ("P2", 1), ("P3", 1))
    )
    found = do(release.Ship(parcels=parcels))

    assert [each.units for each in found] == [{"1": 5}, {"1": 1}, {"1": 1}]
    assert cases("1") == [("shipped", 1)] * 3
    assert_sound()


def test_the_same_parcel_told_again_is_known() -> None:
    first = send("1", "P1", lines={"1": 5}, tracking="T1")
    before = everything()

    whole: dict[str, Any] = {"lines": {"1": 5}, "tracking": "T1", "location": "main"}
    for again in (whole, {}):
        found = send("1", "P1", **again)
        assert (found.shipment, found.known, found.units) == (first.shipment, True, {"1": 5})
    assert everything() == before


def test_the_same_number_twice_in_one_command_is_one_parcel() -> None:
    parcel = release.Parcel(order=OrderName("1"), number="P1", lines=(release.ParcelLine(line="1", qty=2),))

    first, second = do(release.Ship(parcels=(parcel, parcel)))

    assert (first.known, second.known, second.shipment) == (False, True, first.shipment)
    assert line("1") == {"shipped": 2, "reserved": 5}
    assert_sound()


DIFFERING: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"lines": {"1": 6}}, {"units": {"found": {"1": 6}, "expected": {"1": 5}}}),
    ({"location": "east"}, {"location": {"found": "east", "expected": "main"}}),
    ({"carrier": "UPS"}, {"carrier": {"found": "UPS", "expected": "DHL"}}),
    ({"tracking": "T2"}, {"tracking": {"found": "T2", "expected": "T1"}}),
]


@pytest.mark.parametrize(("told", "differing"), DIFFERING)
def test_the_same_number_with_other_content_is_refused(
    told: dict[str, Any], differing: dict[str, Any]
) -> None:
    send("1", "P1", lines={"1": 5}, carrier="DHL", tracking="T1")

    problem = refusal("1", "P1", **told)

    assert problem == {"parcel": 1, "order": "1", "problem": "shipment_differs", "number": "P1", **differing}


REFUSED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("qty_exceeds_released", {"lines": {"1": 8}}, {"line": "1", "qty": 8, "released_qty": 7}),
    ("qty_invalid", {"lines": {"1": 0}}, {"line": "1", "qty": 0, "expected": "at least 1"}),
    ("line_unknown", {"lines": {"9": 1}, "location": "main"}, {"line": "9"}),
    ("nothing_released", {"lines": {"9": 1}}, {"lines": ["9"]}),
    ("location_unknown", {"location": "moon"}, {"found": "moon", "expected": "main"}),
    ("release_unknown", {"release": 99}, {"release": 99}),
]


@pytest.mark.parametrize(("code", "told", "data"), REFUSED)
def test_a_parcel_that_makes_no_sense_changes_nothing(
    code: str, told: dict[str, Any], data: dict[str, Any]
) -> None:
    assert refusal(**told) == {"parcel": 1, "order": "1", "problem": code, **data}


def test_units_that_are_allocated_but_not_released_do_not_leave() -> None:
    goods("B")
    arrive("B", 5)
    take("2", ("B", 5))

    assert refusal("2", lines={"1": 1})["problem"] == "nothing_released"


def test_one_bad_parcel_keeps_all_of_them_here() -> None:
    before = everything()
    good = release.Parcel(order=OrderName("1"), lines=(release.ParcelLine(line="1", qty=1),))
    bad = release.Parcel(order=OrderName("1"), lines=(release.ParcelLine(line="1", qty=7),))

    with pytest.raises(DomainError) as refused:
        do(release.Ship(parcels=(good, bad)))
    assert [each["parcel"] for each in problems(refused.value)] == [2]
    assert everything() == before


def two_places() -> None:
    """Order 2: B lies at main (4) and at east (3), all released."""
    goods("B")
    arrive("B", 4)
    arrive("B", 3, at="east")
    take("2", ("B", 7))
    let_go("2")


def test_where_a_parcel_left_must_be_said_when_it_could_be_two_places() -> None:
    two_places()

    problem = refusal("2")
    assert (problem["problem"], problem["locations"]) == ("location_needed", ["east", "main"])

    assert send("2", location="east").units == {"1": 3}
    assert (shelf("B", "east"), shelf("B")) == ((0, 0, 0), (4, 4, 0))
    assert send("2").units == {"1": 4}
    assert_sound()


def test_a_parcel_of_one_release_takes_nothing_of_another() -> None:
    two_places()

    problem = refusal("2", release=release_of("2", "east").pk, lines={"1": 4})
    assert (problem["problem"], problem["released_qty"]) == ("qty_exceeds_released", 3)
    assert send("2", release=release_of("2", "east").pk).location == "east"


def kits() -> None:
    """Order 3: three KITs of one A at main and two B at east, all released."""
    goods("B")
    goods("KIT", A=1, B=2)
    arrive("A", 3)
    arrive("B", 6, at="east")
    take("3", ("KIT", 3))
    let_go("3")


def test_a_bundle_leaves_in_whole_sets_and_every_component_leaves_its_own_shelf() -> None:
    kits()

    assert send("3", location="main", lines={"1": 2}).units == {"1": 2}

    assert (shelf("A"), shelf("B", "east")) == ((8, 8, 0), (2, 2, 0))
    assert line("3") == {"shipped": 2, "reserved": 1}
    assert_sound()


def test_a_cancelled_bundle_parcel_puts_every_component_back() -> None:
    kits()
    shipped = send("3", location="main", lines={"1": 2})

    cancel(shipped.shipment)

    assert (shelf("A"), shelf("B", "east")) == ((10, 10, 0), (6, 6, 0))
    assert line("3") == {"reserved": 3}
    assert_sound()


def test_a_parcel_whose_bundle_is_made_up_otherwise_by_now_cannot_be_cancelled() -> None:
    goods("B")
    goods("KIT", A=1, B=2)
    arrive("A", 1)
    arrive("B", 2)
    take("3", ("KIT", 1))
    let_go("3")
    shipped = send("3")
    do(SetItems(items=(Item(sku="KIT", bundle_of=(("A", 1), ("B", 1))),)))
    before = everything()
    with pytest.raises(DomainError) as refused:
        cancel(shipped.shipment)
    assert (refused.value.code, refused.value.data["sku"]) == ("bundle_changed", "KIT")
    assert everything() == before
    do(SetItems(items=(Item(sku="KIT", bundle_of=(("A", 1), ("B", 2))),)))
    cancel(shipped.shipment)
    assert line("3") == {"reserved": 1}
    assert_sound()


def test_units_that_a_run_gave_are_counted_once_though_their_parcel_was_cancelled() -> None:
    do(SetPolicy(document="[allocation]\nminimum_fill = 2\n"))
    goods("B")
    for number, qty in (("3", 1), ("4", 2), ("5", 1)):
        take(number, ("B", qty))
    arrive("B", 2)
    # One unit was left for order 4, and fewer than two are not worth giving to it.
    assert [line(number).get("reserved", 0) for number in "345"] == [1, 0, 1]
    let_go("5")
    cancel(send("5").shipment)
    assert line("5") == {"reserved": 1}
    assert_sound()


def test_a_cancelled_shipment_is_the_exact_reverse_and_its_case_has_a_follower() -> None:
    shipped = send("1", "P1")

    (found,) = cancel(shipped.shipment, why="the van broke down")

    assert (found.cancelled, found.known, found.units) == (True, False, {"1": 7})
    assert (line("1"), shelf("A")) == ({"reserved": 7}, (7, 7, 0))
    ended, fresh = Backorder.objects.order_by("pk")
    assert (ended.state, fresh.state, fresh.reopens, fresh.qty) == ("shipped", "allocated", ended, 3)
    assert (fresh.reason, fresh.detected_at, fresh.closed_at) == (ended.reason, ended.detected_at, None)
    assert (fresh.next_review_on, fresh.owner) == (NOW.date(), ended.owner)
    assert Release.objects.filter(ended_at__isnull=True).count() == 0
    assert (
        '"why":"the van broke down"'
        in Event.objects.get(kind="release.shipment_cancelled", stream="order").data
    )
    assert_sound()


def test_cancelled_again_it_is_known() -> None:
    shipped = send("1", "P1")
    cancel(shipped.shipment)
    before = everything()

    (found,) = cancel(release.ParcelName(order=OrderName("1"), number="P1"))

    assert (found.shipment, found.known, found.cancelled) == (shipped.shipment, True, True)
    assert everything() == before


def test_shipped_cancelled_and_shipped_again_nothing_is_lost() -> None:
    for number in ("P1", "P2", "P3"):
        shipped = send("1", number, lines={"1": 5})
        assert line("1") == {"shipped": 5, "reserved": 2}
        assert_sound()
        cancel(shipped.shipment)
        assert line("1") == {"reserved": 7}
        assert_sound()
        let_go("1")
    send("1", "P4")
    assert (line("1"), shelf("A")) == ({"shipped": 7}, (0, 0, 0))
    assert_sound()


def test_the_number_of_a_cancelled_parcel_is_used_up() -> None:
    shipped = send("1", "P1")
    cancel(shipped.shipment)
    let_go("1")
    before = everything()

    found = send("1", "P1")

    assert (found.known, found.cancelled) == (True, True)
    assert everything() == before


def test_a_parcel_of_which_units_came_back_did_leave() -> None:
    shipped = send("1", "P1")
    bring_back("1", "1", 1, 1)
    before = everything()

    with pytest.raises(DomainError) as refused:
        cancel(shipped.shipment)
    assert (refused.value.code, refused.value.data["returned_qty"]) == ("units_returned", 1)
    assert everything() == before


def test_a_shipment_that_nobody_knows_is_named() -> None:
    for unknown in (99, release.ParcelName(order=OrderName("1"), number="P9")):
        with pytest.raises(DomainError, match="shipment_unknown"):
            cancel(unknown)


def test_a_parcel_is_told_with_the_day_it_left_and_none_leaves_tomorrow() -> None:
    early: dict[str, Any] = {"lines": {"1": 1}, "shipped_on": date(2026, 11, 20)}
    send("1", "P1", **early)
    send("1", "P2", lines={"1": 1})
    days = Shipment.objects.order_by("pk").values_list("shipped_on", flat=True)
    assert list(days) == [date(2026, 11, 20), date(2026, 11, 23)]
    assert send("1", "P1", **early).known
    other = refusal("1", "P1", lines={"1": 1}, shipped_on=date(2026, 11, 21))
    assert other["problem"] == "shipment_differs"
    late = refusal("1", "P3", lines={"1": 1}, shipped_on=date(2026, 11, 24))
    assert late["problem"] == "shipped_in_future"


def test_blanks_around_a_parcels_number_make_no_other_parcel() -> None:
    send("1", "P1", lines={"1": 2})
    assert send("1", " P1 ", lines={"1": 2}).known
    assert line("1") == {"shipped": 2, "reserved": 5}
