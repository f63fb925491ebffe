"""What customers are owed and told, as data."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from makegood.db.models import Notice
from makegood.domain.terms.errors import DomainError
from makegood.queries.notices import ListedNotice, notices
from tests.services.shop import NOW, goods, take


def numbers(**wanted: Any) -> list[tuple[str, str]]:
    return [(each.order, each.kind) for each in notices(**wanted)]


def test_a_notice_is_told_with_its_days_and_why_it_is_not_sent() -> None:
    goods("A")
    take("1", ("A", 5), country="DE")
    row = Notice.objects.get()
    told = ListedNotice(
        row.pk, "1", "store", "first", "queued", ["1"], NOW, row.due_at, None, "", "", None,
        row.answer_by, row.silent_default, row.next_update_on,
    )  # fmt: skip
    assert list(notices()) == [told]
    Notice.objects.update(state="withheld", why_not="muted")
    assert list(notices()) == [told._replace(state="withheld", why_not="muted")]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["3", "2", "1", "1"]),
        ({"state": "queued"}, ["3", "2", "1"]),
        ({"state": "withheld"}, ["1"]),
        ({"state": "sent"}, []),
        ({"kind": "date_later"}, ["1"]),
        ({"order": "1"}, ["1", "1"]),
        ({"order": "1", "channel": "ebay"}, ["1"]),
        ({"channel": "store"}, ["3", "2", "1"]),
    ],
)
def test_notices_are_chosen_by_what_is_asked_for(wanted: dict[str, Any], found: list[str]) -> None:
    goods("A")
    take("1", ("A", 5))
    take("1", ("A", 5), channel="ebay")
    take("2", ("A", 5))
    take("3", ("A", 5))
    Notice.objects.filter(order__channel__name="ebay").update(
        state="withheld", why_not="muted", kind="date_later"
    )
    assert [order for order, _ in numbers(**wanted)] == found


def test_a_state_that_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(DomainError) as refused:
        notices(state="lost")
    assert refused.value.data["expected"] == "one of queued, claimed, sent, failed, uncertain, withheld"


def test_page_by_page_is_the_whole_list_at_the_same_cost(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    goods("A")
    for number in range(5):
        take(str(number), ("A", 1))
    whole = list(notices())
    found, cursor = [], None
    for _ in range(3):
        with django_assert_num_queries(1):
            page = notices().page(limit=2, cursor=cursor)
        found += page.rows
        cursor = page.next
    assert (found, cursor) == (whole, None)
