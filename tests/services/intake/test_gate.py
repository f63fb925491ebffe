"""The sell gate says what intake then does, and changes nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from makegood import flow
from makegood.db.models import Backorder, Channel, OrderLine
from makegood.domain.terms.dates import Window
from makegood.domain.terms.errors import DomainError
from makegood.services.intake import NewLine, NewOrder, TakeOrders
from makegood.services.intake.gate import MaySell, SellAnswer
from tests.services.intake.test_cap import decided
from tests.services.shop import NOW, arrive, do, everything, goods, lot, take


def ask(sku: str, quantity: int, channel: str = "store") -> SellAnswer:
    return flow.may_sell(MaySell(sku=sku, quantity=quantity, channel=channel), now=NOW)


def test_what_is_there_may_be_sold_and_ships_tomorrow_or_the_day_after() -> None:
    goods("A")
    arrive("A", 3)

    assert ask("A", 3) == SellAnswer(
        yes=True,
        reasons=(),
        now_qty=3,
        wait_qty=0,
        ship=Window(date(2026, 11, 24), date(2026, 11, 25)),
        deliver=Window(date(2026, 11, 26), date(2026, 12, 2)),
    )


def test_what_is_not_there_yet_gets_the_window_of_its_last_unit() -> None:
    goods("A")
    arrive("A", 3)
    lot("A", 30, eta=date(2026, 11, 30))

    found = ask("A", 5)

    assert (found.yes, found.now_qty, found.wait_qty) == (True, 3, 2)
    assert found.ship == Window(date(2026, 12, 2), date(2026, 12, 9))


def test_a_full_cap_says_no_and_why() -> None:
    decided('[[eligibility.rules]]\nsku = "A"\ncap_units = 2\n')
    goods("A")
    take("1", ("A", 2))

    found = ask("A", 1)

    assert (found.yes, found.reasons, found.wait_qty) == (False, ("cap_full",), 1)


def test_a_question_changes_nothing_not_even_for_a_channel_nobody_knows() -> None:
    goods("A")
    lot("A", 30, eta=date(2026, 11, 30))
    before = everything()
    assert ask("A", 5, "bazaar").yes
    assert everything() == before
    assert not Channel.objects.exists()


@pytest.mark.parametrize(
    ("sku", "quantity", "problem"), [("Z", 1, "sku_unknown"), ("A", 0, "quantity_not_positive")]
)
def test_a_question_that_makes_no_sense_is_refused(sku: str, quantity: int, problem: str) -> None:
    goods("A")
    with pytest.raises(DomainError) as refused:
        ask(sku, quantity)
    assert refused.value.data["problem"] == problem


POLICY = """
[[eligibility.rules]]
sku = "A"
cap_units = 9

[[eligibility.rules]]
sku = "B"
channel = "ebay"
cap_units = 3
longest_window_days = 20

[[eligibility.rules]]
sku = "KIT"
channel = "store"
longest_window_days = 12
"""

QUESTIONS = st.tuples(
    st.sampled_from(("A", "B", "KIT")), st.integers(1, 8), st.sampled_from(("store", "ebay")), st.booleans()
)


class GateAndIntake(TestCase):
    """The shop of each example is undone after it."""

    @given(st.lists(QUESTIONS, min_size=1, max_size=8), st.integers(0, 6), st.integers(0, 15))
    def test_the_gate_says_yes_exactly_when_intake_takes_the_order_and_names_its_window(
        self, questions: list[tuple[str, int, str, bool]], there: int, to_come: int
    ) -> None:
        decided(POLICY)
        for sku in ("A", "B"):
            goods(sku)
            if there:
                arrive(sku, there)
            if to_come:
                lot(sku, to_come, eta=NOW.date() + timedelta(days=to_come), number=f"PO{sku}")
        goods("KIT", A=1, B=2)

        for place, (sku, quantity, channel, external) in enumerate(questions):
            if external:
                take(f"X{place}", (sku, quantity), channel=channel)
                continue
            said = ask(sku, quantity, channel)
            assert (said.yes, said.reasons, *_window(said.ship)) == _taken(place, sku, quantity, channel)


def _taken(place: int, sku: str, quantity: int, channel: str) -> tuple[Any, ...]:
    """What intake does with the order: taken or not, why not, and the window that its short units got."""
    order = NewOrder(
        number=str(place), placed_at=NOW, channel=channel, lines=(NewLine(sku=sku, quantity=quantity),)
    )
    (draft,) = do(TakeOrders(orders=(order,)))
    if draft.refusal is not None:
        return False, tuple(draft.refusal.data["lines"][0]["reasons"]), *_window(_ship(draft))
    row = OrderLine.objects.get(order__number=str(place))
    if Backorder.objects.filter(line=row).exists():
        return True, (), row.published_from, row.published_to
    said = Window(date(2026, 11, 24), date(2026, 11, 25))
    return True, (), *_window(said)


def _ship(draft: Any) -> Window | None:
    promise = draft.lines[0].promise
    return promise.ship if promise else None


def _window(window: Window | None) -> tuple[date | None, date | None]:
    return (window.from_on, window.to_on) if window else (None, None)
