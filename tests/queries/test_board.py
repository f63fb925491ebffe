"""The ageing board: each line that waits stands in one bucket and under one label, and its filters agree with both."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from makegood.db.models import Backorder, OrderLine
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.state import Label
from makegood.queries.board import Wanted, ages, board, piles
from tests.services.shop import TODAY, goods, take

LABELS = [
    Label.ESCALATION_REQUIRED,
    Label.AWAITING_INBOUND_CONFIRMATION,
    Label.SUBSTITUTION_OFFERED,
    Label.SPLIT_APPROVED,
    Label.CUSTOMER_NOTIFIED,
    Label.ESTIMATED_SHIP_DATE,
]


def shop_of_every_kind() -> int:
    """A line for each combination of what a label rests on."""
    goods("MUG")
    kinds = list(product((False, True), repeat=6))
    for number, (late, oversell, dated, offered, split, told) in enumerate(kinds):
        take(str(number), ("MUG", 1))
        case = Backorder.objects.get(order__number=str(number))
        Backorder.objects.filter(pk=case.pk).update(
            bucket="15+" if late else "0-3",
            substitution_offered=offered,
            split_approved=split,
            escalated_on=None,
        )
        OrderLine.objects.filter(pk=case.line_id).update(
            oversell=oversell,
            published_from=date(2026, 12, 1) if dated else None,
            published_to=date(2026, 12, 2) if dated else None,
            notified_on=TODAY if told else None,
            baseline=TODAY - timedelta(days=number),
        )
    return len(kinds)


def test_each_line_is_found_under_the_label_it_wears_and_under_no_other() -> None:
    number = shop_of_every_kind()
    found = {label: list(board(Wanted(label=label.value), policy=Policy(), today=TODAY)) for label in LABELS}
    for label, rows in found.items():
        assert rows
        assert {row.label for row in rows} == {label}
    assert sum(map(len, found.values())) == number


def test_counting_and_listing_agree_whatever_is_asked() -> None:
    number = shop_of_every_kind()
    for wanted in (
        Wanted(),
        Wanted(label=Label.CUSTOMER_NOTIFIED.value),
        Wanted(which="undated"),
        Wanted(which="review", owner="manager"),
        Wanted(search="1"),
    ):
        counted = ages(wanted, policy=Policy(), today=TODAY)
        cards = piles(wanted, policy=Policy(), today=TODAY, most=number)
        assert {each.bucket: each.lines for each in counted} == {
            name: len(rows) for name, rows in cards.items()
        }
        assert sum(each.lines for each in counted) == len(list(board(wanted, policy=Policy(), today=TODAY)))


def test_pages_of_the_board_hold_every_line_once() -> None:
    number = shop_of_every_kind()
    listing, seen, cursor = board(Wanted(), policy=Policy(), today=TODAY), [], None
    while True:
        page = listing.page(limit=7, cursor=cursor)
        seen += [row.order for row in page.rows]
        cursor = page.next
        if cursor is None:
            break
    assert seen == [str(each) for each in reversed(range(number))]
