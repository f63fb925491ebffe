"""The weekly figures: exact parts and wholes, and None where there was nothing to measure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.metrics.facts import (
    ClosedCase,
    Contact,
    DueShipment,
    OrderedLine,
    Origin,
    PromiseOutcome,
    ShippedOrder,
    SplitOrder,
    WaitingCase,
)
from makegood.domain.metrics.figures import (
    HitRate,
    Rate,
    backorder_age,
    backorder_rate,
    cancellation_rate,
    contacts_per_backorder,
    first_hit_rate,
    latest_hit_rate,
    on_time_shipping,
    order_accuracy,
    split_cost,
    total,
)
from makegood.domain.review import Buckets
from makegood.domain.terms.dates import Window
from makegood.domain.terms.policy.review import ReviewPolicy
from makegood.domain.terms.state import BackorderState
from tests.domain.tables import date_in, table, window_in

MONDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 22)
WEEK = Window(MONDAY, SUNDAY)
BEFORE, AFTER = date(2026, 11, 15), date(2026, 11, 23)


def supplier_of(promise: PromiseOutcome) -> str:
    return promise.supplier


def promise(
    ends: date,
    shipped_on: date | None,
    *,
    supplier: str = "Acme",
    cancelled: date | None = None,
    width: int = 2,
) -> PromiseOutcome:
    first = Window(ends - timedelta(days=width), ends)
    return PromiseOutcome("A", supplier, Origin.BACKORDER, first, first, shipped_on, cancelled)


@pytest.mark.parametrize("row", table("metrics", "hits"))
def test_a_promise_is_kept_by_the_first_window_and_by_the_latest(row: dict[str, str]) -> None:
    outcome = PromiseOutcome(
        sku="A",
        supplier="Acme",
        origin=Origin.BACKORDER,
        first=window_in(row["first window"]),
        latest=window_in(row["latest window"]),
        shipped_on=date_in(row["shipped"]),
        customer_cancelled_on=date_in(row["customer cancelled"]),
    )
    found = {
        "first": first_hit_rate(promises=[outcome], week=WEEK, key=supplier_of),
        "latest": latest_hit_rate(promises=[outcome], week=WEEK, key=supplier_of),
    }
    counted = {"kept": Rate(1, 1), "missed": Rate(0, 1)}
    for which, rates in found.items():
        rate = counted.get(row[which])
        assert [hit.kept for hit in rates.values()] == ([rate] if rate else [])


def test_hit_rates_are_grouped_and_show_their_width() -> None:
    promises = [
        promise(SUNDAY, SUNDAY, supplier="Bolt", width=5),
        promise(SUNDAY, AFTER, width=1),
        promise(MONDAY, MONDAY, width=2),
        promise(AFTER, SUNDAY, width=30),
        promise(MONDAY, None, cancelled=MONDAY, width=30),
    ]
    found = first_hit_rate(promises=promises, week=WEEK, key=supplier_of)
    assert list(found.items()) == [("Acme", HitRate(Rate(1, 2), 3)), ("Bolt", HitRate(Rate(1, 1), 5))]
    assert (found["Acme"].kept.value, found["Acme"].mean_width) == (0.5, 1.5)


def test_the_backorder_rate_counts_units_ordered_that_week() -> None:
    lines = [
        OrderedLine("B", MONDAY, 4, 1),
        OrderedLine("A", MONDAY, 7, 3),
        OrderedLine("A", SUNDAY, 3, 0),
        OrderedLine("A", BEFORE, 5, 5),
        OrderedLine("A", AFTER, 5, 5),
    ]
    found = backorder_rate(lines=lines, week=WEEK)
    assert list(found.items()) == [("A", Rate(3, 10)), ("B", Rate(1, 4))]
    assert total(found) == Rate(4, 14)


def test_every_ageing_bucket_is_there_even_when_empty() -> None:
    cases = [WaitingCase("A", 1, days) for days in (0, 3, 4, 20)]
    found = backorder_age(cases=cases, buckets=Buckets(ReviewPolicy()))
    assert list(found.items()) == [
        ("0-3", Rate(2, 4)),
        ("4-7", Rate(1, 4)),
        ("8-14", Rate(0, 4)),
        ("15+", Rate(1, 4)),
    ]


def test_the_cancellation_rate_is_of_backorders_that_ended() -> None:
    cases = [
        ClosedCase("A", "Acme", BackorderState.CANCELLED, MONDAY),
        ClosedCase("A", "Bolt", BackorderState.SHIPPED, SUNDAY),
        ClosedCase("B", "Bolt", BackorderState.SUBSTITUTED, SUNDAY),
        ClosedCase("B", "Bolt", BackorderState.CANCELLED, AFTER),
    ]
    assert cancellation_rate(cases=cases, week=WEEK, key=lambda case: case.sku) == {
        "A": Rate(1, 2),
        "B": Rate(0, 1),
    }
    assert cancellation_rate(cases=cases, week=WEEK, key=lambda case: case.supplier) == {
        "Acme": Rate(1, 1),
        "Bolt": Rate(0, 2),
    }


def test_splits_cost_a_share_of_their_margin() -> None:
    orders = [
        SplitOrder("1", MONDAY, 2000, 700),
        SplitOrder("2", SUNDAY, -500, 800),
        SplitOrder("3", AFTER, 9000, 100),
    ]
    assert split_cost(orders=orders, week=WEEK) == Rate(1500, 1500)
    assert split_cost(orders=orders[1:2], week=WEEK).value is None


def test_contacts_are_shared_by_the_backorders_of_the_week() -> None:
    contacts = [Contact("1", MONDAY), Contact("1", SUNDAY), Contact("2", MONDAY), Contact("2", BEFORE)]
    assert contacts_per_backorder(contacts=contacts, backorders=2, week=WEEK).value == 1.5


def test_a_line_ships_on_time_when_it_leaves_by_its_day() -> None:
    shipments = [
        DueShipment(MONDAY, MONDAY),
        DueShipment(MONDAY, date(2026, 11, 17)),
        DueShipment(SUNDAY, None),
        DueShipment(AFTER, AFTER),
    ]
    assert on_time_shipping(shipments=shipments, week=WEEK) == Rate(1, 3)


def test_one_of_one_is_all() -> None:
    assert Rate(1, 1).value == 1.0


def test_accuracy_counts_orders_that_left_without_an_error() -> None:
    orders = [ShippedOrder(MONDAY, True), ShippedOrder(SUNDAY, False), ShippedOrder(BEFORE, False)]
    assert order_accuracy(orders=orders, week=WEEK) == Rate(1, 2)


def test_a_week_without_facts_has_no_values() -> None:
    nothing = [
        split_cost(orders=[], week=WEEK),
        contacts_per_backorder(contacts=[], backorders=0, week=WEEK),
        on_time_shipping(shipments=[], week=WEEK),
        order_accuracy(orders=[], week=WEEK),
        *backorder_age(cases=[], buckets=Buckets(ReviewPolicy())).values(),
    ]
    assert {rate.value for rate in nothing} == {None}
    assert first_hit_rate(promises=[], week=WEEK, key=supplier_of) == {}


promises_made = st.lists(
    st.builds(
        promise,
        st.dates(BEFORE, AFTER),
        st.none() | st.dates(BEFORE, AFTER),
        supplier=st.sampled_from("ABC"),
        cancelled=st.none() | st.dates(BEFORE, AFTER),
        width=st.integers(0, 9),
    ),
    max_size=30,
)


@given(promises=promises_made)
def test_the_parts_of_a_hit_rate_add_up_to_the_whole(promises: list[PromiseOutcome]) -> None:
    parts = first_hit_rate(promises=promises, week=WEEK, key=supplier_of)
    whole = first_hit_rate(promises=promises, week=WEEK, key=lambda _: "all").get(
        "all", HitRate(Rate(0, 0), 0)
    )
    assert total({name: hit.kept for name, hit in parts.items()}) == whole.kept
    assert sum(hit.width_days for hit in parts.values()) == whole.width_days
    assert 0 <= whole.kept.numerator <= whole.kept.denominator <= len(promises)


@given(promises=promises_made)
def test_the_days_of_a_week_add_up_to_the_week(promises: list[PromiseOutcome]) -> None:
    days = [MONDAY + timedelta(days=i) for i in range(7)]
    daily = [first_hit_rate(promises=promises, week=Window(on, on), key=lambda _: "all") for on in days]
    summed = sum((hits["all"].kept for hits in daily if hits), Rate(0, 0))
    weekly = first_hit_rate(promises=promises, week=WEEK, key=lambda _: "all")
    assert summed == (weekly["all"].kept if weekly else Rate(0, 0))


@given(days=st.lists(st.integers(0, 60), max_size=40))
def test_every_open_backorder_is_in_one_bucket(days: list[int]) -> None:
    cases = [WaitingCase("A", 1, late) for late in days]
    found = backorder_age(cases=cases, buckets=Buckets(ReviewPolicy()))
    assert sum(rate.numerator for rate in found.values()) == len(days)
