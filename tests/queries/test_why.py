"""Why not me, and why this date: answered from the rows of the live shop."""

from __future__ import annotations

from datetime import date
from typing import Any
from zlib import crc32

import pytest
from pytest_django import DjangoAssertNumQueries

from makegood.db.models import Backorder, Location, Order, OrderLine, PolicyVersion
from makegood.domain.allocation.why_not import Blocker, Change, WhyNot
from makegood.domain.terms.dates import Window
from makegood.queries.shop import shop_now
from makegood.queries.why_date import Inbound, Version, why_date, windows_of
from makegood.queries.why_not import why_not_yet, why_orders_wait
from makegood.services._orders import OrderName
from makegood.services.allocation import Firm, FirmLine
from makegood.services.catalogue import KeptBack, SetSafetyStock
from makegood.services.promise import Publish
from makegood.services.receipt.expect import ChangeEta, Expect, ExpectedLot, ExpectedOrder, NewEta
from tests.services.shop import NOW, TODAY, arrive, do, goods, take


def answers(number: str) -> tuple[WhyNot, ...]:
    """Why the order's only open case waits."""
    pk = Backorder.objects.get(order__number=number, state="open").pk
    return why_not_yet([pk], shop=shop_now(year=2026), today=TODAY)[pk]


def answer(number: str) -> WhyNot:
    """The only answer."""
    (found,) = answers(number)
    return found


def policy(area: str, document: str) -> None:
    """The shop decided so."""
    digest = f"{crc32(document.encode()):08x}"
    PolicyVersion.objects.create(
        revision=1, area=area, document=document, digest=digest, author="test", at=NOW
    )


def test_who_waits_alone_needs_units() -> None:
    goods("A")
    take("1", ("A", 3))
    found = answer("1")
    assert (found.place, found.missing_qty, found.blockers, found.units_needed, found.changes) == (
        1,
        3,
        (Blocker.NOTHING_ON_HAND,),
        3,
        (Change.MORE_UNITS,),
    )


def test_better_ranks_that_were_served_and_those_that_wait_are_counted() -> None:
    goods("A")
    arrive("A", 4)
    take("1", ("A", 3))
    take("2", ("A", 3), channel="amazon")
    take("3", ("A", 2))
    found = answer("3")
    assert [(each.order_id, each.given_qty) for each in found.served_before] == [("2", 1), ("1", 3)]
    assert (found.place, found.blockers, found.units_needed) == (3, (Blocker.OUTRANKED,), 4)
    assert found.changes == (Change.MORE_UNITS, Change.HIGHER_TIER)


def test_firm_units_cannot_be_won_by_a_higher_tier() -> None:
    goods("A")
    arrive("A", 2)
    take("1", ("A", 2), channel="amazon")
    take("2", ("A", 2))
    assert Change.HIGHER_TIER in answer("2").changes
    do(Firm(lines=(FirmLine(order=OrderName("1"), line="1"),)))
    assert Change.HIGHER_TIER not in answer("2").changes


def test_units_at_a_place_that_does_not_serve_the_line() -> None:
    policy("locations", '[locations.east]\ncountries = ["US"]\n')
    Location.objects.create(name="main")
    goods("A")
    arrive("A", 5, at="east")
    take("1", ("A", 2), country="DE")
    found = answer("1")
    assert (found.blockers, Change.OTHER_LOCATION in found.changes) == ((Blocker.OTHER_LOCATION,), True)


def test_safety_stock_of_a_protected_sku() -> None:
    policy("allocation", '[allocation]\nprotected_skus = ["A"]\n')
    goods("A")
    arrive("A", 3)
    do(SetSafetyStock(kept=(KeptBack(sku="A", safety_stock=3),)))
    take("1", ("A", 2))
    assert answer("1").blockers == (Blocker.SAFETY_STOCK_PROTECTED,)


def test_fewer_units_than_are_worth_sending() -> None:
    policy("allocation", "[allocation]\nminimum_fill = 3\n")
    goods("A")
    arrive("A", 2)
    take("1", ("A", 5))
    assert answer("1").changes == (Change.MORE_UNITS, Change.LOWER_MINIMUM_FILL)


def test_a_customers_last_day_stands_alone() -> None:
    goods("A")
    take("1", ("A", 1), each={"cancel_after": date(2026, 11, 20)})
    assert (answer("1").blockers, answer("1").changes) == (
        (Blocker.PAST_CANCEL_AFTER,),
        (Change.LATER_CANCEL_AFTER,),
    )


def test_a_bundle_answers_for_the_components_it_lacks() -> None:
    goods("A")
    goods("B")
    goods("C")
    goods("SET", A=2, B=1, C=1)
    arrive("A", 1)
    arrive("B", 9)
    take("1", ("SET", 2))
    assert [(each.sku, each.missing_qty, each.units_needed) for each in answers("1")] == [
        ("A", 4, 4),
        ("C", 2, 2),
    ]


def test_what_ended_or_never_was_has_no_answer() -> None:
    goods("A")
    take("1", ("A", 1))
    arrive("A", 1)
    ids = [*Backorder.objects.values_list("pk", flat=True), 999]
    assert why_not_yet(ids, shop=shop_now(year=2026), today=TODAY) == {}


def test_the_cost_does_not_grow_with_the_number_of_lines(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    goods("A")
    for number in range(20):
        take(str(number), ("A", 1))
    ids = list(Backorder.objects.values_list("pk", flat=True))
    shop = shop_now(year=2026)
    with django_assert_max_num_queries(20):
        assert len(why_not_yet(ids, shop=shop, today=TODAY)) == 20


def the_chain(number: str) -> tuple[Version, ...]:
    """Every window of an order's first line."""
    pk = OrderLine.objects.get(order__number=number, line_id="1").pk
    return why_date([pk])[pk]


def test_the_windows_of_orders_are_told_by_line_and_a_line_without_one_is_left_out(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    goods("A")
    goods("B")
    expected(eta=date(2026, 12, 1))
    for number in ("1", "2"):
        take(number, ("A", 3), ("B", 1))
    ids = list(Order.objects.order_by("pk").values_list("pk", flat=True))
    for asked in (ids[:1], ids):
        with django_assert_num_queries(3):
            found = windows_of(asked)
        assert [(each.order, each.channel, each.line, each.sku) for each in found] == [
            (number, "store", "1", "A") for number in ("1", "2")[: len(asked)]
        ]
        assert [each.windows for each in found] == [the_chain(each.order) for each in found]
    assert windows_of([]) == []


def test_every_case_of_orders_that_waits_says_why() -> None:
    goods("A")
    goods("B")
    arrive("B", 1)
    take("1", ("A", 3), ("B", 1))
    take("2", ("A", 1), channel="ebay")
    ids = list(Order.objects.order_by("pk").values_list("pk", flat=True))
    found = why_orders_wait(ids, shop=shop_now(year=2026), today=TODAY)
    assert [(each.order, each.channel, each.line, each.sku, each.qty) for each in found] == [
        ("1", "store", "1", "A", 3),
        ("2", "ebay", "1", "A", 1),
    ]
    assert [each.answers for each in found] == [answers("1"), answers("2")]


def expected(**lot: Any) -> None:
    """A purchase order of A."""
    Location.objects.get_or_create(name="main")
    new = ExpectedLot(sku="A", quantity=10, confirmed=True, **lot)
    do(Expect(orders=(ExpectedOrder(number="PO1", supplier="Acme", lots=(new,), ordered_on=TODAY),)))


def test_a_date_tells_its_lot_its_steps_and_who_approved_it() -> None:
    goods("A")
    expected(eta=date(2026, 12, 1))
    take("1", ("A", 3))
    (found,) = the_chain("1")
    assert (found.version, found.state, found.approved_by) == (1, "published", "policy")
    assert found.ship == Window(date(2026, 12, 3), date(2026, 12, 10))
    assert [(each.source.value, each.ref, each.qty) for each in found.basis] == [("lot", "PO1", 3)]
    assert [each.name for each in found.components][:2] == ["lateness", "receiving"]
    assert found.inbound == (Inbound("PO1", "Acme", "A", date(2026, 12, 1), date(2026, 12, 1), True, 10, 1),)


def test_every_version_is_kept_with_what_became_of_it() -> None:
    goods("A")
    expected(eta=date(2026, 12, 1))
    take("1", ("A", 3))
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=date(2026, 12, 15), confirmed=True),)))
    first, second = the_chain("1")
    assert ((first.version, first.state), (second.version, second.state)) == (
        (1, "published"),
        (None, "proposed"),
    )
    do(
        Publish(
            proposals=tuple(
                OrderLine.objects.get().promises.filter(state="proposed").values_list("pk", flat=True)
            )
        )
    )
    _, second = the_chain("1")
    assert (second.version, second.approved_by, second.why, second.inbound[0].words) == (
        2,
        "test",
        "ChangeEta",
        2,
    )


@pytest.mark.parametrize("ids", [[], [999]])
def test_a_line_without_a_date_has_no_chain(ids: list[int]) -> None:
    assert why_date(ids) == {}
