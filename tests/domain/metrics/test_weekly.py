"""All figures of a week at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

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
from makegood.domain.metrics.figures import HitRate, Rate
from makegood.domain.metrics.weekly import HitRates, WeekFacts, weekly
from makegood.domain.review import Buckets
from makegood.domain.terms.dates import Window
from makegood.domain.terms.policy.review import ReviewPolicy
from makegood.domain.terms.state import BackorderState

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
WEEK = Window(MONDAY, date(2026, 11, 22))
KEPT = PromiseOutcome(
    "A", "Acme", Origin.BACKORDER, Window(MONDAY, TUESDAY), Window(MONDAY, TUESDAY), TUESDAY
)
SHOWN_AT_CHECKOUT = replace(KEPT, origin=Origin.CHECKOUT, shipped_on=None)


def test_a_week_tells_every_figure() -> None:
    facts = WeekFacts(
        lines=[OrderedLine("A", MONDAY, 7, 3)],
        waiting=[WaitingCase("A", 3, 5)],
        closed=[ClosedCase("A", "Acme", BackorderState.CANCELLED, MONDAY)],
        promises=[KEPT, SHOWN_AT_CHECKOUT],
        splits=[SplitOrder("1", MONDAY, 2000, 500)],
        contacts=[Contact("1", MONDAY)],
        backorders=2,
        shipments=[DueShipment(MONDAY, MONDAY)],
        shipped=[ShippedOrder(MONDAY, True)],
    )
    week = weekly(facts=facts, week=WEEK, buckets=Buckets(ReviewPolicy()))
    kept, missed = HitRate(Rate(1, 1), 1), HitRate(Rate(0, 1), 1)
    assert week.backorder_rate_by_sku == {"A": Rate(3, 7)}
    assert week.backorder_age["4-7"] == Rate(1, 1)
    assert week.hits_by_origin.first == {"backorder": kept, "checkout": missed}
    assert week.hits_by_supplier == HitRates({"Acme": kept}, {"Acme": kept})
    assert week.hits_by_sku == HitRates({"A": kept}, {"A": kept})
    assert week.cancellation_rate_by_sku == {"A": Rate(1, 1)}
    assert week.cancellation_rate_by_supplier == {"Acme": Rate(1, 1)}
    assert week.split_cost == Rate(500, 2000)
    assert week.contacts_per_backorder == Rate(1, 2)
    assert (week.on_time_shipping, week.order_accuracy) == (Rate(1, 1), Rate(1, 1))


def test_a_promise_moved_out_of_the_week_is_missed_first_and_not_yet_due_in_its_latest_window() -> None:
    moved = replace(KEPT, latest=Window(date(2026, 11, 24), date(2026, 11, 25)), shipped_on=None)
    week = weekly(facts=WeekFacts(promises=[moved]), week=WEEK, buckets=Buckets(ReviewPolicy()))
    assert week.hits_by_supplier.first == {"Acme": HitRate(Rate(0, 1), 1)}
    assert week.hits_by_supplier.latest == {}
