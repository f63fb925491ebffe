"""More is wanted of an order after money of it was to go back: finance is asked for what is owed now (4.5, I21)."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.db.models import Item, Task
from makegood.services._orders import OrderName
from makegood.services.intake import EditLine, EditOrder, EditOrders, NewLine
from tests.services.shop import NOW, do, goods, take


def ordered(captured: int | None = 3000) -> None:
    """Three units of one item, paid."""
    goods("A")
    goods("B")
    take("1", ("A", 3), each={"unit_price": 1000}, captured_amount=captured)


def want(quantity: int) -> None:
    """The order is edited to so many units of its line."""
    each = EditLine(line="1", quantity=quantity)
    do(EditOrders(edits=(EditOrder(order=OrderName("1"), lines=(each,)),)))


def add(sku: str, *, price: int | None) -> None:
    """One unit of something else is wanted, too."""
    Item.objects.filter(sku=sku).update(unit_price=price)
    each = NewLine(sku=sku, quantity=1, unit_price=price)
    do(EditOrders(edits=(EditOrder(order=OrderName("1"), add=(each,)),)))


def paid_back() -> None:
    """Finance did all that it was asked for."""
    Task.objects.filter(done_at=None).update(done_at=NOW, done_by="person:1")


def moves() -> list[tuple[str, int | None]]:
    """What finance is to do by its open tasks."""
    open_ones = Task.objects.filter(kind__in=("refund", "capture_again"), done_at=None).order_by("pk")
    return [(task.kind, task.data["amount"]) for task in open_ones]


def moved() -> int:
    """What went back, or will, less what was taken again."""
    tasks = Task.objects.filter(kind__in=("refund", "capture_again"))
    return sum(task.data["amount"] * (1 if task.kind == "refund" else -1) for task in tasks)


def asked() -> list[dict[str, Any]]:
    """What finance is to give back, as its open tasks say."""
    return [task.data for task in Task.objects.filter(kind="refund", done_at=None).order_by("pk")]


@pytest.mark.parametrize(("again", "owed"), [(1, [2000]), (2, [1000]), (3, []), (4, [])])
def test_a_quantity_that_is_raised_again_asks_for_less_back(again: int, owed: list[int]) -> None:
    ordered()
    want(1)
    assert [data["amount"] for data in asked()] == [2000]
    want(again)
    assert [data["amount"] for data in asked()] == owed


def test_what_is_not_owed_any_more_is_closed_and_says_so() -> None:
    ordered()
    want(1)
    want(3)
    (task,) = Task.objects.filter(kind="refund")
    assert (task.done_at, task.done_by) == (NOW, "moot")
    assert (task.data["amount"], task.data["not_wanted"]) == (0, 2000)


def test_all_of_it_together_adds_up_however_often_it_changes() -> None:
    ordered()
    for quantity in (1, 2, 1, 3, 0):
        want(quantity)
    assert sum(task.data["amount"] for task in Task.objects.filter(kind="refund")) == 3000


def test_something_else_that_is_wanted_is_paid_by_it() -> None:
    ordered()
    want(1)
    add("B", price=500)
    assert [data["amount"] for data in asked()] == [1500]


def test_where_the_price_of_it_is_unknown_the_amount_is_too_and_a_person_looks_once() -> None:
    ordered()
    want(1)
    add("B", price=None)
    assert [(data["amount"], data["why"]) for data in asked()] == [(None, "price_unknown")]
    add("A", price=1000)
    assert len(asked()) == 1


def test_nobody_is_asked_where_nothing_ended() -> None:
    ordered()
    add("B", price=None)
    want(5)
    assert asked() == []


@pytest.mark.parametrize("done", [True, False])
def test_what_is_wanted_beyond_all_that_was_paid_is_its_channels_to_take(*, done: bool) -> None:
    ordered()
    want(5)
    add("B", price=500)
    assert not Task.objects.filter(role="finance").exists()
    # What ends of it gives back what was paid once, and nothing that was not.
    want(2)
    if done:
        paid_back()
    want(5)
    assert moved() == 0


def test_what_was_given_back_is_taken_again() -> None:
    ordered()
    want(1)
    paid_back()
    want(2)
    assert moves() == [("capture_again", 1000)]
    want(3)
    assert moves() == [("capture_again", 1000), ("capture_again", 1000)]
    task = Task.objects.filter(kind="capture_again").latest("pk")
    assert (task.role, task.data["why"], task.data["currency"]) == ("finance", "wanted_again", "USD")
    # It was paid for three units once: a fourth is another payment, which we know nothing of.
    want(4)
    assert len(moves()) == 2


def test_something_else_that_joins_after_that_is_taken_of_it() -> None:
    ordered()
    want(1)
    paid_back()
    add("B", price=500)
    assert moves() == [("capture_again", 500)]
    add("B", price=None)
    assert moves() == [("refund", None)]


@pytest.mark.parametrize("again", [2, 3])
def test_where_a_price_is_unknown_a_person_looks_again_after_money_went_back(again: int) -> None:
    ordered()
    add("B", price=None)
    want(1)
    assert moves() == [("refund", None)]
    paid_back()
    want(again)
    assert moves() == [("refund", None)]


def test_and_so_they_do_when_a_line_without_a_price_joins_after_it() -> None:
    ordered()
    want(1)
    paid_back()
    add("B", price=None)
    assert moves() == [("refund", None)]


def test_what_was_to_be_taken_again_is_not_when_it_ends_once_more() -> None:
    ordered()
    want(1)
    paid_back()
    want(3)
    want(1)
    assert moves() == []
    want(2)
    paid_back()
    want(0)
    assert moves() == [("refund", 2000)]


@pytest.mark.parametrize(
    "steps", ["1 2 1 3 0", "1p 3 1 0", "1p 3p 1p 2 0p 4", "0p 3 0 3p 0p 1", "2p 1p 0p 1p 2p 3p", "4 0p 2"]
)
def test_what_moved_and_will_move_is_what_is_owed(steps: str) -> None:
    """`p` = finance has done by then what it was asked for."""
    ordered()
    for step in steps.split():
        quantity = int(step[0])
        want(quantity)
        assert moved() == 1000 * max(0, 3 - quantity)
        # Nobody is asked for a payment and for its contrary.
        assert len({kind for kind, _ in moves()}) <= 1
        if step.endswith("p"):
            paid_back()


def test_where_nobody_told_what_was_captured_it_stays_the_most_that_can_go_back() -> None:
    ordered(captured=None)
    want(1)
    want(2)
    assert [(data["amount"], data["why"]) for data in asked()] == [(2000, "captured_unknown")]
