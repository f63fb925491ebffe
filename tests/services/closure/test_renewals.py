"""An authorisation that ends before the order leaves is renewed: once, for what is still to be captured (spec 4.5)."""

from __future__ import annotations

from datetime import date

from makegood.db.models import Order, Task
from makegood.domain.decision.outcome import Choice
from makegood.services import closure
from makegood.services._orders import OrderName
from makegood.services.decision import DecidedBy
from tests.services.closure.test_captured_by_parcel import asked, cancel, choose, money_tasks, ordered, tick
from tests.services.shop import arrive, do, goods, let_go, lot, send, take


def renewals() -> list[tuple[int, str]]:
    """What the renewals ask for, and who closed them."""
    return [(task.data["amount"], task.done_by) for task in Task.objects.filter(kind="renew_authorisation")]


def test_a_renewal_ends_when_all_has_left() -> None:
    ordered(until=date(2026, 11, 25), due=date(2026, 12, 1))
    choose(Choice.HOLD)
    assert renewals() == [(10000, "")]
    arrive("B", 1)
    let_go("1")
    # What has not left yet may have to be captured after that day.
    assert renewals() == [(10000, "")]
    send("1", "P1")
    assert renewals() == [(10000, "moot")]


def held_until_the_authorisation_ends() -> None:
    """Four units at 10.00, one of them here, all to go together after the authorisation has ended."""
    goods("A")
    goods("B")
    arrive("A", 1)
    lot("B", 5, eta=date(2026, 12, 20))
    paid = {"authorised_amount": 4490, "authorised_until": date(2026, 11, 30), "captured_amount": 0}
    take("1", ("A", 1), ("B", 3), each={"unit_price": 1000}, **paid)
    choose(Choice.HOLD)


def test_a_renewal_asks_for_no_more_than_is_wanted_after_units_are_cancelled() -> None:
    held_until_the_authorisation_ends()
    assert renewals() == [(4490, "")]
    cancel("2", 1)
    assert renewals() == [(3490, "")]
    (task,) = money_tasks()
    assert (task.due_on, task.data["why"]) == (date(2026, 11, 30), "authorisation_ends_first")
    cancel("2", 1)
    assert asked() == [("renew_authorisation", 2490)]
    # What is wanted again has to be renewed with the rest.
    do(closure.Reopen(lines=(closure.ReopenLine(order=OrderName("1"), line="2"),), our_error=True))
    assert asked() == [("renew_authorisation", 4490)]


def test_what_waits_after_units_were_cancelled_is_renewed_at_what_is_left() -> None:
    held_until_the_authorisation_ends()
    choose(Choice.SPLIT)
    cancel("2", 1)
    choose(Choice.HOLD)
    assert asked() == [("renew_authorisation", 3490)]


def test_a_renewal_ends_when_the_late_line_is_cancelled() -> None:
    ordered()
    choose(Choice.SPLIT)
    cancel("2")
    assert renewals() == [(5000, "moot")]
    assert asked() == [("partial_capture", 5000)]


def test_what_finance_renewed_is_not_to_be_renewed_again_when_the_customer_agrees_to_wait() -> None:
    held_until_the_authorisation_ends()
    tick()
    choose(Choice.HOLD, by=DecidedBy.CUSTOMER)
    assert asked() == []
    # Another authorisation that ends too soon is another task.
    Order.objects.update(authorised_until=date(2026, 12, 7))
    choose(Choice.SPLIT)
    choose(Choice.HOLD)
    assert asked() == [("renew_authorisation", 4490)]
