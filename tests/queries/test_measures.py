"""The weekly figures of a small shop, each counted by hand, and the orders behind each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from makegood.db.models import Item, Job, OrderLine
from makegood.domain.closure.ending import Approval
from makegood.domain.metrics.figures import HitRate, Rate
from makegood.domain.terms import demand
from makegood.domain.terms.dates import Window
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.queries.affairs import hits
from makegood.queries.measures import FIGURES, Behind, Week, behind, controls, counted, measures
from makegood.queries.measures.kept import forget
from makegood.queries.shop import shop_now
from makegood.services._orders import OrderName
from makegood.services.closure import Cancel, CancelLine
from makegood.services.cutover import ImportShop
from makegood.services.notice import LogContacts, NewContact
from makegood.services.notice.contacts import ContactKind
from makegood.services.receipt.expect import Expect, ExpectedLot, ExpectedOrder
from makegood.services.receipt.receive import Delivered, Receive
from tests.services.shop import NOW, TODAY, arrive, bring_back, do, goods, let_go, send, take

FIRST, SECOND = date(2026, 11, 23), date(2026, 11, 30)
LATER = TODAY + timedelta(days=14)


def story() -> None:
    """Orders 1, 2 and 3 lack mugs; three come on Friday: order 1 is sent, order 2 is not, order 3 gives up. Order 4
    leaves in two parcels, and one pot comes back; order 5 waits for a pot that nobody ordered."""
    goods("MUG"), goods("POT")
    Item.objects.update(unit_cost=400)
    arrive("MUG", 1)
    arrive("POT", 2)
    lot = ExpectedLot(sku="MUG", quantity=10, eta=TODAY + timedelta(days=4), confirmed=True)
    do(Expect(orders=(ExpectedOrder(number="PO1", supplier="Acme", lots=(lot,), ordered_on=TODAY),)))
    for number in ("1", "2", "3"):
        take(number, ("MUG", 2))
    take("4", ("POT", 2))
    take("5", ("POT", 1))
    let_go("4")
    send("4", "a", lines={"1": 1}, days=1)
    send("4", "b", lines={"1": 1}, days=2)
    bring_back("4", "1", 1, 0)
    do(Receive(deliveries=(Delivered(sku="MUG", counted_qty=3, po="PO1"),)), days=4)
    let_go("1", days=4)
    send("1", days=4)
    contact = NewContact(
        order=OrderName("2"), kind=ContactKind.PHONE, text="where?", at=NOW + timedelta(days=4)
    )
    do(LogContacts(contacts=(contact,)), days=4)
    gone = Cancel(
        lines=(CancelLine(order=OrderName("3")),), reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER
    )
    do(gone, days=5)


def week_of_the_window() -> date:
    """The Monday of the week in which the first customer's window ends."""
    ends = OrderLine.objects.get(order__number="1").published_to
    assert ends is not None
    return ends - timedelta(days=ends.weekday())


def weeks(number: int = 2, *, today: date = LATER) -> tuple[Week, ...]:
    return measures(shop_now(year=2026), today=today, weeks=number).weeks


def listed(figure: str, *, monday: date = FIRST, **asked: Any) -> list[Behind]:
    return list(behind(shop_now(year=2026), figure, today=LATER, monday=monday, **asked))


def test_an_empty_shop_has_nothing_to_measure() -> None:
    for week in weeks():
        assert (week.backorder_rate, week.contacts, week.split_cost) == (Rate(0, 0), Rate(0, 0), Rate(0, 0))
        assert (week.first_hits, week.on_time, week.accuracy) == (
            HitRate(Rate(0, 0), 0),
            Rate(0, 0),
            Rate(0, 0),
        )
        assert set(week.waiting.values()) == {Rate(0, 0)}


def test_the_figures_of_a_week_are_those_counted_by_hand() -> None:
    story()
    first, second = weeks()
    assert (first.from_on, first.to_on, second.from_on) == (FIRST, date(2026, 11, 29), SECOND)
    # Nine units were ordered; one, two and two mugs and one pot were short.
    assert (first.backorder_rate, second.backorder_rate) == (Rate(6, 9), Rate(0, 0))
    # On Sunday only the pot waits, due on Wednesday; a week later it is eleven days late.
    assert {name: rate.numerator for name, rate in first.waiting.items() if rate.numerator} == {"4-7": 1}
    assert {name: rate.numerator for name, rate in second.waiting.items() if rate.numerator} == {"8-14": 1}
    # Of two backorders that ended one was cancelled.
    assert (first.cancellations, second.cancellations) == (Rate(1, 2), Rate(0, 0))
    # One more parcel costs 8.00 and 3.50; the order earns 2 × 6.00.
    assert (first.split_cost, second.split_cost) == (Rate(1150, 1200), Rate(0, 0))
    # One call; four backorders waited on some day, in the second week one.
    assert (first.contacts, second.contacts) == (Rate(1, 4), Rate(0, 1))
    # Due on Wednesday: order 4 left in time, order 1 did not, 2 and 5 have not left; 3 wants nothing any more.
    assert (first.on_time, second.on_time) == (Rate(1, 4), Rate(0, 0))
    # Orders 1 and 4 left; of 4 something came back.
    assert (first.accuracy, second.accuracy) == (Rate(1, 2), Rate(0, 0))


def test_a_window_is_kept_missed_or_left_out_in_the_week_in_which_it_ends() -> None:
    story()
    assert set(OrderLine.objects.exclude(published_to=None).values_list("order__number", flat=True)) == {
        "1",
        "2",
        "3",
    }
    monday = week_of_the_window()
    after = monday + timedelta(days=7)
    found = measures(shop_now(year=2026), today=after, weeks=1)
    (week,) = found.weeks
    # The first was sent, the second was not, the third gave up before.
    assert week.first_hits.kept == week.latest_hits.kept == Rate(1, 2)
    assert week.checkout_hits.kept == Rate(0, 0)
    assert {key: hit.kept for key, hit in found.last.hits_by_supplier.first.items()} == {"Acme": Rate(1, 2)}

    def orders(counted: bool | None) -> dict[str, str]:
        rows = behind(shop_now(year=2026), "first_hits", today=after, monday=monday, counted=counted)
        return {row.order: row.state for row in rows}

    assert orders(None) == {"1": "kept", "2": "not_shipped", "3": "given_up"}
    assert (orders(True), orders(False)) == ({"1": "kept"}, {"2": "not_shipped"})


def test_today_and_the_measures_say_the_same_of_a_week() -> None:
    story()
    (week,) = weeks(1, today=week_of_the_window() + timedelta(days=7))
    assert hits(shop_now(year=2026), Window(week.from_on, week.to_on)) == week.first_hits


def test_what_checkout_showed_is_measured_apart() -> None:
    goods("MUG")
    arrive("MUG", 1)
    shown = {"promised_from": date(2026, 11, 24), "promised_to": date(2026, 11, 25)}
    take("1", ("MUG", 1), each=shown)
    let_go("1")
    send("1", days=1)
    (week,) = weeks(1, today=TODAY + timedelta(days=7))
    assert (week.checkout_hits, week.first_hits.kept) == (HitRate(Rate(1, 1), 1), Rate(0, 0))


def test_the_parts_add_up_to_the_whole() -> None:
    story()
    found = measures(shop_now(year=2026), today=TODAY + timedelta(days=7), weeks=1)
    assert found.last.backorder_rate_by_sku == {"MUG": Rate(5, 6), "POT": Rate(1, 3)}
    assert found.last.cancellation_rate_by_sku == {"MUG": Rate(1, 2)}
    assert found.last.cancellation_rate_by_supplier == {"Acme": Rate(1, 2)}


def test_the_orders_behind_each_figure_are_as_many_as_it_counts() -> None:
    story()
    (week,) = weeks(1, today=TODAY + timedelta(days=7))
    assert sum(row.qty or 0 for row in listed("backorder_rate")) == week.backorder_rate.numerator
    assert [(row.order, row.state) for row in listed("waiting")] == [("5", "4-7")]
    assert {row.order: row.counted for row in listed("cancellations")} == {"1": False, "3": True}
    assert [(row.order, row.qty) for row in listed("split_cost")] == [("4", 2)]
    assert [(row.order, row.state) for row in listed("contacts")] == [("2", "phone")]
    assert {row.order: row.state for row in listed("on_time")} == {
        "1": "late", "2": "not_shipped", "4": "on_time", "5": "not_shipped",
    }  # fmt: skip
    assert {row.order: row.state for row in listed("accuracy")} == {"1": "correct", "4": "came_back"}
    for figure, rate in (
        ("on_time", week.on_time),
        ("cancellations", week.cancellations),
        ("accuracy", week.accuracy),
    ):
        assert len(listed(figure, counted=True)) == rate.numerator
        assert len(listed(figure, counted=False)) == rate.denominator - rate.numerator


def test_a_list_is_narrowed_to_a_sku_a_supplier_and_a_bucket() -> None:
    story()
    assert {row.sku for row in listed("backorder_rate", sku="POT")} == {"POT"}
    assert {row.order for row in listed("backorder_rate", supplier="Acme")} == {"1", "2", "3"}
    assert listed("waiting", bucket="15+") == []
    assert [row.order for row in listed("waiting", bucket="4-7")] == ["5"]


def test_orders_that_were_imported_say_nothing_of_the_week_they_were_placed_in() -> None:
    placed = NOW - timedelta(days=4)
    brought = demand.OrderLine(
        order_id="9", line_id="1", sku="MUG", quantity=3, placed_at=placed, placed_on=placed.date()
    )
    do(ImportShop(lines=(brought,), items={}, stock=(), lots=()))
    (week,) = weeks(1, today=TODAY)
    assert week.backorder_rate == Rate(0, 0)
    assert listed("backorder_rate", monday=week.from_on) == []


def test_a_week_begins_on_a_monday_and_is_not_to_come() -> None:
    shop = shop_now(year=2026)
    for last in (date(2026, 11, 24), date(2026, 12, 28)):
        with pytest.raises(DomainError, match="week_invalid"):
            measures(shop, today=TODAY, last=last)
    with pytest.raises(DomainError, match="figure_unknown"):
        behind(shop, "luck", today=TODAY)
    assert sorted(FIGURES) == sorted(set(FIGURES))


def test_figures_are_counted_anew_after_five_minutes() -> None:
    forget()
    shop = shop_now(year=2026)
    goods("MUG")
    before = counted(shop, today=LATER, now=NOW)
    take("1", ("MUG", 2))
    assert before is not None and counted(shop, today=LATER, now=NOW + timedelta(minutes=4)) is before
    after = counted(shop, today=LATER, now=NOW + timedelta(minutes=5))
    assert after is not None and after.measures.weeks[-2].backorder_rate == Rate(2, 2)
    forget()


def test_a_control_is_proved_by_the_last_audit_and_broken_by_what_it_found() -> None:
    found = {each.name: each.state for each in controls(now=NOW, today=TODAY)}
    assert set(found.values()) == {"warn"}
    job = Job.objects.create(
        key="audit:2026-11-23", kind="audit", state="done", due_at=NOW, queued_at=NOW, ended_at=NOW
    )
    assert {each.state for each in controls(now=NOW, today=TODAY)} == {"ok"}
    Job.objects.filter(pk=job.pk).update(state="dead", error="audit_found: findings 1, codes I9")
    found = {each.name: each.state for each in controls(now=NOW, today=TODAY)}
    assert found["allocation_audit"] == "fail"
    assert found["oversell_cap"] == "ok"
