"""A day that is over is nothing to look forward to: whoever waits is told that there is no date yet (spec 3.4, 5.1)."""

from __future__ import annotations

from datetime import date, timedelta

from makegood.db.models import Letter, Notice, Order, Task
from makegood.domain.notice.outcome import AnswerReason, Kind
from makegood.queries.portal import page_of
from makegood.queries.shop import shop_now
from makegood.services.intake import NewCustomer, NewLine, NewOrder, TakeOrders
from makegood.services.notice import OweUpdates
from makegood.services.review import Review
from tests.services.notice.post import post
from tests.services.shop import NOW, do, goods, lot

ANN = NewCustomer(name="Ann Lee", email="ann@example.org", language="en")
TODAY = NOW.date()


def ordered(*, promised_to: date | None = None, country: str = "GB") -> None:
    """Two kettles, which a lot of Wednesday 25 November is to bring; it never comes."""
    goods("KETTLE")
    lot("KETTLE", 5, eta=date(2026, 11, 25))
    line = NewLine(
        sku="KETTLE", quantity=2, unit_price=5000, promised_from=promised_to, promised_to=promised_to
    )
    new = NewOrder(number="1", placed_at=NOW, lines=(line,), customer=ANN, country=country, external=True)
    do(TakeOrders(orders=(new,)))


def each_day(first: date, last: date) -> dict[date, str]:
    """The shop looks after its orders and its mail each day; the texts that went, by day."""
    went = {}
    for days in range((first - TODAY).days, (last - TODAY).days + 1):
        if days:
            do(Review(), days=days)
            do(OweUpdates(), days=days)
        # Late enough for America.
        for ready in post(at=NOW.replace(hour=18) + timedelta(days=days)):
            went[TODAY + timedelta(days=days)] = ready.text
    return went


def page(day: date) -> tuple[Kind, bool, list[bool]]:
    """What her page shows: of what, whether it is late, and which of the late lines have a date."""
    found = page_of(Order.objects.get().pk, shop=shop_now(year=day.year), today=day).notice
    return found.kind, found.late, [line.ship is not None for line in found.delayed]


def test_the_day_after_a_window_its_customer_hears_that_it_does_not_hold_and_then_once_a_week() -> None:
    ordered()
    before = each_day(TODAY, date(2026, 12, 4))
    assert list(before) == [TODAY, date(2026, 11, 30), date(2026, 12, 4)]
    assert all("between 27 November and 4 December" in text for text in before.values())
    after = each_day(date(2026, 12, 5), date(2026, 12, 22))
    assert list(after) == [date(2026, 12, 7), date(2026, 12, 14), date(2026, 12, 21)]
    assert all("- 2 × KETTLE: no date yet" in text for text in after.values())
    assert "That date does not hold, and we have no new one yet." in after[date(2026, 12, 7)]
    assert not any("and 4 December" in text for text in after.values())
    assert list(Letter.objects.order_by("pk").values_list("kind", flat=True)) == [
        *("first", "still_waiting", "still_waiting", "date_later", "still_waiting", "still_waiting"),
    ]
    assert page(date(2026, 12, 4))[2] == [True]
    assert page(date(2026, 12, 5))[2] == [False]


def test_whose_order_was_in_time_is_told_the_day_after_and_asked_where_the_law_asks() -> None:
    ordered(promised_to=date(2026, 12, 4), country="US")
    assert each_day(TODAY, date(2026, 12, 4)) == {}
    assert Notice.objects.get().why_not == "on_time"
    assert page(date(2026, 12, 4)) == (Kind.CHANGED, False, [])
    assert page(date(2026, 12, 5)) == (Kind.CHANGED, True, [False])
    went = each_day(date(2026, 12, 5), date(2026, 12, 6))
    assert list(went) == [date(2026, 12, 5)]
    assert "Your order 1 is late." in went[date(2026, 12, 5)]
    told = Notice.objects.get(state="sent")
    assert (told.silent_default, told.next_update_on) == ("cancel", date(2026, 12, 11))
    found = page_of(Order.objects.get().pk, shop=shop_now(year=2026), today=date(2026, 12, 6)).notice.answer
    assert found.reason is AnswerReason.FTC_NO_DATE


def test_it_is_told_once_however_often_the_shop_looks() -> None:
    ordered(promised_to=date(2026, 12, 4))
    each_day(TODAY, date(2026, 12, 4))
    for _ in range(3):
        do(OweUpdates(), days=12)
    assert Notice.objects.filter(kind="update").count() == 1


def test_where_it_cannot_be_told_a_person_is_warned() -> None:
    ordered(promised_to=date(2026, 12, 4))
    each_day(TODAY, date(2026, 12, 4))
    Order.objects.update(on_hold=True)
    do(OweUpdates(), days=12)
    assert [each.data["why"] for each in Task.objects.filter(kind="update_at_risk")] == ["on_hold"]
