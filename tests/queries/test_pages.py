"""Long lists: page by page everything is there once, in the order of the whole, and the database reads no more."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from makegood.db.models import Backorder, IncomingLot, Item
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.limits import LONGEST_ID
from makegood.queries.arrivals import last_receipts, next_arrivals
from makegood.queries.cases import open_cases
from makegood.queries.catalogue import skus
from makegood.queries.pages import Listing
from makegood.queries.people import keys
from makegood.queries.policy import history
from makegood.queries.proposals import proposals
from makegood.queries.releases import open_releases
from makegood.queries.stock import stock
from makegood.queries.tasks import open_tasks
from makegood.services.policy import SetPolicy
from makegood.services.receipt.expect import ChangeEta, NewEta
from tests.api.door import key
from tests.services.shop import TODAY, arrive, do, goods, let_go, lot, take


def a_shop() -> None:
    """Some of everything that is listed."""
    for number in range(5):
        sku = f"S{number}"
        goods(sku)
        arrive(sku, 2)
        lot(sku, 10, eta=TODAY + timedelta(days=7 * (number % 2)), number="PO1")
        take(f"1{number}", (sku, 2))
        take(f"2{number}", (sku, 3), (sku, 1))
        let_go(f"1{number}")
        do(
            SetPolicy(
                document=f"[notice]\nanswer_days = {number + 3}\n[promise]\nservice_level = 0.8{number}\n"
            )
        )
    IncomingLot.objects.filter(line=2).update(eta=None)
    do(ChangeEta(changes=tuple(NewEta(po="PO1", line=n, eta=date(2027, 1, 9)) for n in (1, 3, 4))))
    for role in ("finance", "support", "manager"):
        key(role)


LISTS: dict[str, tuple[int, Callable[[], Listing[Any]]]] = {
    "arrivals": (5, next_arrivals),
    "cases": (10, open_cases),
    "history": (5, history),
    "keys": (3, keys),
    "proposals": (6, proposals),
    "receipts": (5, last_receipts),
    "releases": (5, open_releases),
    "skus": (5, skus),
    "stock": (5, stock),
    "tasks": (6, lambda: open_tasks(today=TODAY)),
}


def walked(listing: Listing[Any], limit: int) -> list[list[Any]]:
    """Its pages."""
    pages = [listing.page(limit=limit)]
    while pages[-1].next is not None:
        pages.append(listing.page(limit=limit, cursor=pages[-1].next))
    return [page.rows for page in pages]


@pytest.mark.parametrize("name", LISTS)
def test_page_by_page_is_the_whole_list(name: str) -> None:
    a_shop()
    size, asked = LISTS[name]
    whole = list(asked())
    assert len(whole) == size
    for limit in (1, 2, size - 1, size, size + 1):
        pages = walked(asked(), limit)
        assert [row for page in pages for row in page] == whole
        assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)
        assert pages[-1] != []
    assert asked().first(2) == whole[:2]


@pytest.mark.parametrize("name", LISTS)
def test_a_page_is_one_statement_wherever_it_begins(
    name: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_shop()
    _, asked = LISTS[name]
    cursor = asked().page(limit=1).next
    # What a revision changed is looked up for all revisions of the page together.
    statements = 2 if name == "history" else 1
    for limit in (1, 100):
        with django_assert_num_queries(statements):
            asked().page(limit=limit, cursor=cursor)


def test_the_cursor_of_another_list_is_refused_or_is_a_place_in_this_one() -> None:
    a_shop()
    cursors = [asked().page(limit=1).next for _, asked in LISTS.values()]
    codes = []
    for _, asked in LISTS.values():
        for cursor in cursors:
            try:
                asked().page(limit=1, cursor=cursor)
            except DomainError as refusal:
                codes.append(refusal.code)
    assert set(codes) == {"cursor_invalid"}
    assert len(codes) >= len(LISTS)


def test_lots_without_a_day_come_last_on_whatever_page() -> None:
    a_shop()
    assert [page[0].eta for page in walked(next_arrivals(), 1)][-1] is None


def test_a_row_that_is_gone_meanwhile_leaves_its_place_to_the_next_one() -> None:
    a_shop()
    whole = list(open_cases())
    page = open_cases().page(limit=3)
    Backorder.objects.filter(pk__in=[row.backorder for row in whole[1:4]]).update(
        state="shipped", next_review_on=None
    )
    assert open_cases().page(limit=3, cursor=page.next).rows == whole[4:7]


def test_the_longest_names_fit_into_a_cursor() -> None:
    goods("A")
    for end in "xyz":
        take("𐀀" * (LONGEST_ID - 1) + end, ("A", 1))
    pages = walked(open_cases(), 1)
    assert [row.order[-1] for page in pages for row in page] == ["x", "y", "z"]
    assert len(open_cases().page(limit=1).next or "") < 4000


def told(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "nonsense",
        "\ud800",
        "%%%",
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        base64.urlsafe_b64encode(b'{"due_on": 1}').decode(),
        base64.urlsafe_b64encode(b"[" * 700).decode(),
        base64.urlsafe_b64encode(b'["2026-11-23", 1e400]').decode(),
        told(),
        told("2026-11-23"),
        told("2026-11-23", 1, 1),
        told("soon", 1),
        told(7, 1),
        told("2026-11-23", "2026-11-23"),
        told("2026-11-23", None),
        told("2026-11-23", [1]),
        told("2026-11-23", True),
        told("2026-11-23", 1.5),
        told("2026-11-23", "one"),
        told("2026-11-23", 10**30),
        told("9999-12-31", 1),
    ],
)
def test_a_cursor_that_is_none_of_ours_is_refused(cursor: str) -> None:
    with pytest.raises(DomainError) as refused:
        open_tasks(today=TODAY).page(limit=1, cursor=cursor)
    assert refused.value.code == "cursor_invalid"


@pytest.mark.parametrize("moment", ["2026-11-23T09:00:00", "2026-11-23", "a day", "\x00"])
def test_a_moment_without_its_zone_is_no_place(moment: str) -> None:
    with pytest.raises(DomainError) as refused:
        open_cases().page(limit=1, cursor=told("2026-11-23", moment, "1", "1", 1))
    assert refused.value.code == "cursor_invalid"


def test_all_of_a_long_list_is_read_by_the_thousand() -> None:
    Item.objects.bulk_create(Item(sku=f"S{number:05d}") for number in range(5_500))
    with CaptureQueriesContext(connection) as asked:
        found = list(skus())
    assert found == [f"S{number:05d}" for number in range(5_500)]
    assert len(asked) == 3
