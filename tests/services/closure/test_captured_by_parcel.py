"""Finance captures an order parcel by parcel: what it captured counts from then on, and the rest is asked for when it
leaves (spec 4.5, I21)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from makegood.db.models import Item, Notice, Order, Release, Task
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.reason import Reason
from makegood.services import closure, policy, release, review
from makegood.services._orders import OrderName
from makegood.services.decision import Decide, DecidedBy, OrderChoice
from tests.services.shop import NOW, TODAY, arrive, bring_back, do, goods, let_go, lot, send, take

PAYMENT = ("partial_capture", "renew_authorisation", "refund", "capture_again")


def ordered(
    *,
    authorised: int = 10000,
    captured: int | None = 0,
    price: int | None = 5000,
    until: date = date(2027, 1, 30),
    due: date | None = None,
) -> None:
    """Two things at 50.00, of which one is there."""
    goods("A")
    goods("B")
    Item.objects.update(unit_price=price)
    arrive("A", 1)
    if due:
        lot("B", 5, eta=due)
    paid = {"authorised_amount": authorised, "authorised_until": until, "captured_amount": captured}
    take("1", ("A", 1), ("B", 1), each={"unit_price": price}, **paid)


def choose(choice: Choice, *, by: DecidedBy = DecidedBy.PERSON) -> None:
    """Support decides, or the customer."""
    do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=choice, by=by),)))


def cancel(line: str, qty: int | None = None) -> None:
    """The customer cancels a line."""
    each = closure.CancelLine(order=OrderName("1"), line=line, qty=qty)
    do(closure.Cancel(lines=(each,), reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER))


def asked() -> list[tuple[str, int | None]]:
    """What finance is to do."""
    return [(task.kind, task.data["amount"]) for task in money_tasks()]


def money_tasks() -> list[Task]:
    """The open tasks of finance about a payment."""
    return list(Task.objects.filter(kind__in=PAYMENT, done_at=None).order_by("pk"))


def tick(*kinds: str) -> None:
    """Finance did what it was asked for."""
    found = Task.objects.filter(kind__in=kinds or PAYMENT, done_at=None).values_list("pk", flat=True)
    do(review.CloseTasks(tasks=tuple(found)))


def captured() -> int | None:
    """What the order counts as captured."""
    return Order.objects.get().captured_amount


def leave(parcel: str) -> None:
    """All that may go leaves."""
    let_go("1")
    send("1", parcel)


def test_what_finance_captured_counts_once() -> None:
    ordered()
    choose(Choice.SPLIT)
    assert asked() == [("partial_capture", 5000), ("renew_authorisation", 5000)]
    assert captured() == 0
    task = Task.objects.get(kind="partial_capture")
    tick()
    assert captured() == 5000
    do(review.CloseTasks(tasks=(task.pk,)))
    assert captured() == 5000


def test_money_of_a_unit_that_was_captured_goes_back_and_the_rest_is_taken_when_it_leaves() -> None:
    ordered()
    choose(Choice.SPLIT)
    tick()
    cancel("1")
    assert asked() == [("refund", 5000)]
    tick()
    arrive("B", 1)
    leave("P1")
    assert asked() == [("partial_capture", 5000)]


def test_the_unit_that_was_not_captured_gives_nothing_back() -> None:
    ordered()
    choose(Choice.SPLIT)
    tick()
    cancel("2")
    assert asked() == []


def test_what_is_not_captured_yet_is_not_asked_for_once_its_unit_is_cancelled() -> None:
    ordered()
    choose(Choice.SPLIT)
    cancel("1")
    assert "partial_capture" not in dict(asked())
    task = Task.objects.get(kind="partial_capture")
    assert (task.done_by, task.data["amount"], task.data["not_wanted"]) == ("moot", 0, 5000)


def test_what_is_captured_after_its_unit_ended_goes_back_too() -> None:
    ordered(price=None)
    choose(Choice.SPLIT)
    assert asked() == [("partial_capture", None)]
    cancel("1")
    tick("partial_capture")
    assert captured() is None
    assert ("refund", None) in asked()


def test_the_rest_is_captured_when_it_leaves_and_only_once() -> None:
    ordered(authorised=10490)
    choose(Choice.SPLIT)
    assert asked() == [("partial_capture", 5490), ("renew_authorisation", 5000)]
    tick("partial_capture")
    leave("P1")
    assert asked() == [("renew_authorisation", 5000)]
    arrive("B", 1)
    leave("P2")
    assert asked() == [("partial_capture", 5000)]
    assert Task.objects.filter(kind="partial_capture").latest("pk").data["why"] == "next_shipment"
    tick()
    assert (captured(), asked()) == (10490, [])


def test_units_that_come_back_after_their_capture_are_told_to_finance() -> None:
    ordered()
    choose(Choice.SPLIT)
    leave("P1")
    # Whether it was captured already, finance sees: it is asked to.
    bring_back("1", "1", 1, 1)
    assert Task.objects.filter(kind="returned_units").count() == 1
    tick("partial_capture")
    arrive("B", 1)
    leave("P2")
    tick("partial_capture")
    bring_back("1", "2", 1, 1)
    assert Task.objects.filter(kind="returned_units").count() == 2


def test_of_three_parcels_each_has_its_money_and_they_add_up() -> None:
    for sku in ("A", "B", "C"):
        goods(sku)
    arrive("A", 1)
    paid = {"authorised_amount": 10489, "authorised_until": date(2027, 1, 30), "captured_amount": 0}
    take("1", ("A", 1), ("B", 1), ("C", 1), each={"unit_price": 3333}, **paid)
    choose(Choice.SPLIT)
    assert asked() == [("partial_capture", 3823), ("renew_authorisation", 6666)]
    tick("partial_capture")
    leave("P1")
    arrive("B", 1)
    leave("P2")
    # The renewal that waited is replaced by that of what is left now.
    assert asked() == [("partial_capture", 3333), ("renew_authorisation", 3333)]
    tick()
    arrive("C", 1)
    leave("P3")
    assert asked() == [("partial_capture", 3333)]
    tick()
    assert captured() == 10489


@pytest.mark.parametrize(
    ("several", "until", "renewed"),
    [
        (False, date(2027, 3, 1), ("capture_ends_it", TODAY)),
        (True, date(2026, 11, 30), ("authorisation_ends_first", date(2026, 11, 30))),
        (True, date(2027, 3, 1), None),
    ],
)
def test_parts_that_go_alone_because_nobody_decided_ask_for_the_same(
    several: bool, until: date, renewed: tuple[str, date] | None
) -> None:
    do(policy.SetPolicy(document=f"[decision]\nseveral_captures = {str(several).lower()}\n"))
    ordered(authorised=10490, until=until, due=date(2027, 2, 1))
    Notice.objects.update(state="sent", sent_at=NOW - timedelta(days=2))
    assert let_go("1")["1/1"][0] == 1
    found = {task.kind: (task.data["why"], task.due_on, task.data["amount"]) for task in money_tasks()}
    expected = {"partial_capture": ("first_shipment", TODAY, 5490)}
    if renewed:
        expected["renew_authorisation"] = (*renewed, 5000)
    assert found == expected
    # Their parcel, and a decision that says the same, ask for nothing else.
    send("1", "P1")
    assert len(money_tasks()) == len(expected)


def test_a_decision_after_the_part_went_asks_for_no_money_twice() -> None:
    ordered()
    Notice.objects.update(state="sent", sent_at=NOW - timedelta(days=2))
    let_go("1")
    before = asked()
    assert before == [("partial_capture", 5000), ("renew_authorisation", 5000)]
    choose(Choice.SPLIT)
    assert asked() == before
    assert Task.objects.get(kind="renew_authorisation").data["why"] == "capture_ends_it"


def test_an_order_that_leaves_whole_is_its_channels_to_capture() -> None:
    ordered()
    arrive("B", 1)
    leave("P1")
    assert asked() == []


def test_a_bundle_that_is_short_is_not_captured_with_what_goes() -> None:
    goods("A")
    goods("B")
    goods("SET", A=1, B=1)
    arrive("A", 2)
    arrive("B", 1)
    paid = {"authorised_amount": 10000, "authorised_until": date(2027, 1, 30), "captured_amount": 0}
    take("1", ("SET", 2), ("A", 1), each={"unit_price": 3000}, **paid)
    choose(Choice.SPLIT)
    assert ("partial_capture", 4000) in asked()


def test_money_that_was_captured_before_covers_what_goes_first() -> None:
    ordered(captured=6000)
    choose(Choice.SPLIT)
    assert asked() == [("renew_authorisation", 4000)]
    leave("P1")
    arrive("B", 1)
    leave("P2")
    assert asked() == [("partial_capture", 4000)]


def test_where_nobody_told_what_was_captured_the_parcels_add_up_to_the_authorisation() -> None:
    ordered(captured=None)
    choose(Choice.SPLIT)
    tick()
    assert captured() is None
    leave("P1")
    arrive("B", 1)
    leave("P2")
    assert asked() == [("partial_capture", 5000)]
    tick()
    assert asked() == []


def test_fewer_units_of_a_parcel_are_captured_when_one_of_it_is_cancelled() -> None:
    goods("A")
    goods("B")
    arrive("A", 3)
    paid = {"authorised_amount": 4000, "authorised_until": date(2027, 1, 30), "captured_amount": 0}
    take("1", ("A", 3), ("B", 1), each={"unit_price": 1000}, **paid)
    choose(Choice.SPLIT)
    cancel("1", 1)
    task = Task.objects.get(kind="partial_capture", done_at=None)
    assert (task.data["amount"], task.data["units"], task.data["why"]) == (2000, {"1": 2}, "less_wanted")
    tick()
    assert captured() == 2000
    cancel("1", 1)
    assert asked() == [("refund", 1000)]


def test_of_two_parcels_of_a_line_what_left_is_counted_once() -> None:
    goods("A")
    arrive("A", 1)
    lot("A", 5, eta=date(2026, 12, 20))
    paid = {"authorised_amount": 4000, "authorised_until": date(2026, 11, 30), "captured_amount": 0}
    take("1", ("A", 4), each={"unit_price": 1000}, **paid)
    choose(Choice.SPLIT)
    leave("P1")
    arrive("A", 1)
    let_go("1")
    assert [one for one in asked() if one[0] == "partial_capture"] == [("partial_capture", 1000)] * 2
    choose(Choice.HOLD)
    assert asked() == [("partial_capture", 1000), ("renew_authorisation", 3000)]


def test_of_two_open_captures_the_one_whose_unit_ended_is_closed() -> None:
    for sku in ("A", "B", "C"):
        goods(sku)
    arrive("A", 1)
    paid = {"authorised_amount": 3000, "authorised_until": date(2027, 1, 30), "captured_amount": 0}
    take("1", ("A", 1), ("B", 1), ("C", 1), each={"unit_price": 1000}, **paid)
    choose(Choice.SPLIT)
    leave("P1")
    arrive("B", 1)
    let_go("1")
    do(release.Recall(recalls=(release.RecallLine(release=Release.objects.get(ended_at=None).pk),)))
    cancel("2")
    (task,) = Task.objects.filter(kind="partial_capture", done_at=None)
    assert (task.data["amount"], task.data["units"]) == (1000, {"1": 1})
    tick()
    arrive("C", 1)
    leave("P2")
    tick()
    assert (captured(), asked()) == (2000, [])


@pytest.mark.parametrize("choice", [Choice.CANCEL, Choice.HOLD])
@pytest.mark.parametrize("left", [True, False])
def test_what_went_by_a_split_is_captured_whatever_is_chosen_for_the_rest(
    choice: Choice, *, left: bool
) -> None:
    ordered()
    choose(Choice.SPLIT)
    let_go("1")
    if left:
        send("1", "P1")
    choose(choice, by=DecidedBy.CUSTOMER)
    kept = left or choice is Choice.CANCEL
    # What waits for the rest again is captured when it leaves.
    assert ("partial_capture" in dict(asked())) is kept
    if choice is Choice.HOLD:
        assert dict(asked())["renew_authorisation"] == (5000 if left else 10000)
    cancel("2")
    assert dict(asked()).get("partial_capture") == (5000 if kept else None)
    if kept:
        tick()
        assert (captured(), asked()) == (5000, [])


def test_what_went_alone_by_itself_and_is_called_back_is_not_captured() -> None:
    ordered()
    Notice.objects.update(state="sent", sent_at=NOW - timedelta(days=2))
    let_go("1")
    choose(Choice.HOLD)
    assert asked() == [("renew_authorisation", 10000)]
