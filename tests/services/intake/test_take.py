"""Orders are taken: what is there is reserved, the rest becomes a case, and what may not wait is refused or flagged."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from makegood.db.models import (
    Backorder,
    Channel,
    Customer,
    Item,
    Notice,
    Order,
    OrderLine,
    Stock,
)
from makegood.domain.terms.errors import DomainError
from makegood.services._orders import free_line_id
from makegood.services.intake import Draft, NewCustomer, NewLine, NewOrder, TakeOrders
from tests.services.shop import NOW, arrive, cases, do, everything, goods, line, lot, shelf
from tests.services.sound import assert_sound


def take(number: str, *lines: NewLine, **rest: Any) -> Draft:
    """One order through our own door, unless said otherwise."""
    rest = {"placed_at": NOW, "country": "DE", "customer": NewCustomer(email="kim@example.org"), **rest}
    (found,) = do(TakeOrders(orders=(NewOrder(number=number, lines=lines, **rest),)))
    assert isinstance(found, Draft)
    return found


def two(sku: str, first: int, second: int) -> tuple[NewLine, NewLine]:
    """The same SKU on two lines."""
    return NewLine(sku=sku, quantity=first), NewLine(sku=sku, quantity=second)


def problem(draft: Draft) -> object:
    """Why an order was refused."""
    assert isinstance(draft.refusal, DomainError)
    return draft.refusal.data["problem"]


def test_seven_ordered_four_available_are_four_reserved_and_three_backordered() -> None:
    goods("A")
    arrive("A", 4)
    assert take("1", NewLine(sku="A", quantity=7)).refusal is None
    assert line("1") == {"reserved": 4, "backordered": 3}
    assert cases("1") == [("open", 3)]
    assert shelf("A") == (4, 4, 0)
    assert Item.objects.get(sku="A").backordered_qty == 3
    assert_sound()


def test_the_same_sku_on_two_lines_adds_up() -> None:
    goods("A")
    arrive("A", 5)
    take("1", *two("A", 3, 4))
    assert (line("1", "1"), line("1", "2")) == ({"reserved": 3}, {"reserved": 2, "backordered": 2})


def test_a_bundle_reserves_whole_sets_and_waits_for_its_components() -> None:
    goods("A")
    goods("B")
    goods("SET", A=2, B=1)
    arrive("A", 5)
    arrive("B", 9)
    take("1", NewLine(sku="SET", quantity=3))
    assert line("1") == {"reserved": 2, "backordered": 1}
    assert (shelf("A"), shelf("B")) == ((5, 4, 0), (9, 2, 0))
    waiting = {item.sku: item.backordered_qty for item in Item.objects.all()}
    assert waiting == {"A": 2, "B": 1, "SET": 1}
    assert_sound()


def test_safety_stock_is_not_sold_to_a_new_order() -> None:
    goods("A")
    arrive("A", 10)
    Stock.objects.update(safety_stock=8)
    take("1", NewLine(sku="A", quantity=5))
    assert line("1") == {"reserved": 2, "backordered": 3}


def test_the_fortieth_unit_behind_a_lot_of_thirty_is_promised_from_the_next() -> None:
    goods("A")
    lot("A", 30, eta=date(2026, 12, 1), number="PO1")
    lot("A", 30, eta=date(2026, 12, 15), number="PO2")
    take("1", NewLine(sku="A", quantity=30))
    take("2", NewLine(sku="A", quantity=10))
    windows = {
        each.order.number: (each.published_from, each.published_to) for each in OrderLine.objects.all()
    }
    # ETA, lateness 0-3 of a confirmed lot without history, receiving 1-2, processing 1-2 working days.
    assert windows == {
        "1": (date(2026, 12, 3), date(2026, 12, 10)),
        "2": (date(2026, 12, 17), date(2026, 12, 24)),
    }


def test_without_credible_supply_there_is_no_date_and_the_review_still_stands() -> None:
    goods("A")
    take("1", NewLine(sku="A", quantity=1))
    (case,) = Backorder.objects.all()
    assert OrderLine.objects.get().published_to is None
    assert (case.reason, case.owner, case.next_review_on) == ("unknown", "support", date(2026, 11, 27))


def test_a_window_further_than_the_owner_of_dates_allows_is_proposed_and_not_published() -> None:
    goods("A")
    lot("A", 5, eta=date(2027, 3, 1))
    take("1", NewLine(sku="A", quantity=1))
    row = OrderLine.objects.get()
    assert (row.published_to, row.promises.get().state) == (None, "proposed")


def test_the_first_notice_is_queued_with_the_order_and_collected_for_half_an_hour() -> None:
    goods("A")
    take("1", NewLine(sku="A", quantity=1))
    (notice,) = Notice.objects.all()
    assert (notice.state, notice.lines, notice.due_at) == (
        "queued",
        ["1"],
        datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    )


def test_nobody_is_alarmed_by_what_arrives_in_time_and_the_reason_is_kept() -> None:
    goods("A")
    lot("A", 5, eta=date(2026, 11, 24))
    window: dict[str, Any] = {"promised_from": date(2026, 12, 10), "promised_to": date(2026, 12, 20)}
    take("1", NewLine(sku="A", quantity=1, **window))
    assert list(Notice.objects.values_list("state", "why_not")) == [("withheld", "on_time")]


def test_an_order_we_have_is_not_taken_twice() -> None:
    goods("A")
    arrive("A", 9)
    take("1", NewLine(sku="A", quantity=2))
    before = everything()
    again = take("1", NewLine(sku="A", quantity=2))
    assert again.known is not None
    assert problem(take("1", NewLine(sku="A", quantity=3))) == "order_known"
    assert everything() == before


def test_the_same_order_twice_in_one_batch_is_one_order() -> None:
    goods("A")
    arrive("A", 9)
    new = NewOrder(number="1", placed_at=NOW, lines=(NewLine(sku="A", quantity=2),))
    first, second = do(TakeOrders(orders=(new, new)))
    assert (first.known, second.known is not None, Order.objects.count()) == (None, True, 1)
    assert shelf("A") == (9, 2, 0)


@pytest.mark.parametrize(
    "lines, rest, why",
    [
        ((), {}, "lines_missing"),
        ((NewLine(sku="A", quantity=0),), {}, "quantity_not_positive"),
        ((NewLine(sku="A", quantity=2**31),), {}, "value_invalid"),
        ((NewLine(sku="A\x00", quantity=1),), {}, "value_invalid"),
        ((NewLine(sku="A", quantity=2**31 - 1, unit_price=10**15),), {}, "value_invalid"),
        ((NewLine(sku="A", quantity=1),), {"country": "Germany"}, "value_invalid"),
        ((NewLine(sku="A", quantity=-3),), {}, "quantity_not_positive"),
        ((NewLine(sku="NOPE", quantity=1),), {}, "sku_unknown"),
        ((NewLine(sku="A", quantity=1, location="moon"),), {}, "location_unknown"),
        (
            (NewLine(sku="A", quantity=1, line_id="x"), NewLine(sku="A", quantity=1, line_id="x")),
            {},
            "line_twice",
        ),
        ((NewLine(sku="A", quantity=1),), {"currency": "ZZZ"}, "currency_unknown"),
        ((NewLine(sku="A", quantity=1),), {"placed_at": datetime(2026, 11, 23)}, "moment_without_zone"),  # noqa: DTZ001
        (
            (NewLine(sku="A", quantity=1),),
            {"placed_at": NOW + timedelta(days=1, seconds=1)},
            "placed_in_future",
        ),
        (
            (NewLine(sku="A", quantity=1, promised_from=date(2026, 12, 2), promised_to=date(2026, 12, 1)),),
            {},
            "promise_reversed",
        ),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_with_the_reason_and_nothing_changes(
    lines: tuple[NewLine, ...], rest: dict[str, Any], why: str
) -> None:
    goods("A")
    arrive("A", 3)
    before = everything()
    assert problem(take("1", *lines, **rest)) == why
    assert (everything(), Order.objects.count()) == (before, 0)


def test_an_order_of_a_clock_that_is_ahead_of_ours_is_placed_now() -> None:
    """It does not queue behind those who order after it, and told again it is the same order."""
    goods("A")
    ahead = NewOrder(number="1", placed_at=NOW + timedelta(days=1), lines=(NewLine(sku="A", quantity=1),))
    (first,) = do(TakeOrders(orders=(ahead,)))
    assert first.refusal is None
    order = Order.objects.get()
    assert (order.placed_at, order.placed_on, order.taken_at) == (NOW, NOW.date(), NOW)
    (again,) = do(TakeOrders(orders=(ahead,)), days=2)
    assert (again.known is not None, Order.objects.count()) == (True, 1)


def test_one_refused_order_does_not_stop_the_others() -> None:
    goods("A")
    arrive("A", 3)
    bad = NewOrder(number="1", placed_at=NOW, lines=(NewLine(sku="NOPE", quantity=1),))
    good = NewOrder(number="2", placed_at=NOW, lines=(NewLine(sku="A", quantity=1),))
    refused, taken = do(TakeOrders(orders=(bad, good)))
    assert (problem(refused), taken.refusal, line("2")) == ("sku_unknown", None, {"reserved": 1})


def test_an_order_after_one_of_its_number_that_makes_no_sense_is_taken() -> None:
    goods("A")
    arrive("A", 3)
    bad = NewOrder(number="1", placed_at=NOW, lines=(NewLine(sku="A", quantity=-1),))
    good = NewOrder(number="1", placed_at=NOW, lines=(NewLine(sku="A", quantity=1),))
    refused, taken = do(TakeOrders(orders=(bad, good)))
    assert (problem(refused), taken.open, line("1")) == ("quantity_not_positive", True, {"reserved": 1})


def test_blanks_around_a_number_do_not_make_another_order() -> None:
    goods("A")
    first = take("1001", NewLine(sku="A", quantity=2, line_id=" 1 "))
    again = take(" 1001 ", NewLine(sku="A", quantity=2, line_id="1"))
    other = take("1001\t", NewLine(sku="A", quantity=3, line_id="1"))
    assert (first.refusal, first.known) == (None, None)
    assert again.known is not None
    assert problem(other) == "order_known"
    assert list(Order.objects.values_list("number", "lines__line_id")) == [("1001", "1")]
    assert take(" ", NewLine(sku="A", quantity=1)).refusal is not None


def test_what_goes_on_with_a_line_of_the_longest_id_has_an_id_that_fits() -> None:
    longest = "x" * 255
    first = free_line_id([longest], longest)
    assert (len(first), first[-3:]) == (255, "x.1")
    assert free_line_id([longest, first], longest)[-3:] == "x.2"


def test_a_customer_of_a_very_long_name_is_known_by_a_reference_that_fits() -> None:
    goods("A")
    for number, end in (("1", "a"), ("2", "b")):
        take(number, NewLine(sku="A", quantity=1), customer=NewCustomer(name="n" * 1000 + end))
    assert [len(ref) for ref in Customer.objects.values_list("ref", flat=True)] == [320, 320]


def test_an_order_of_no_channel_is_refused() -> None:
    goods("A")
    lines = (NewLine(sku="A", quantity=1),)
    new = NewOrder(number="1", placed_at=NOW, lines=lines, channel=" ", external=True)
    (found,) = do(TakeOrders(orders=(new,)))
    assert (found.refusal.data["problem"], found.refusal.data["at"]) == ("value_invalid", "channel")


def test_blanks_around_a_channel_make_no_other_one() -> None:
    goods("A")
    for channel in ("store", " store "):
        lines = (NewLine(sku="A", quantity=1),)
        do(TakeOrders(orders=(NewOrder(number="1", placed_at=NOW, lines=lines, channel=channel),)))
    assert list(Channel.objects.values_list("name", flat=True)) == ["store"]
    assert Order.objects.count() == 1
