"""Each crossing of a handoff is a task with a day, and goes to the backup when nobody reacts (spec 9.2)."""

from __future__ import annotations

from datetime import date, timedelta

from makegood.db.models import Location, Order, Promise, Task
from makegood.queries.tasks import Slowness, open_tasks, slowness
from makegood.services.catalogue import KeptBack, SetSafetyStock
from makegood.services.promise import Publish
from makegood.services.receipt.expect import ChangeEta, NewEta
from makegood.services.review import CloseTasks, Review
from tests.services.shop import NOW, TODAY, arrive, bring_back, do, goods, let_go, lot, send, take

SLIP = NewEta(po="PO1", line=1, eta=date(2026, 12, 15), confirmed=True)


def asked(kind: str) -> list[tuple[str, date]]:
    """Role and day of open tasks of a kind."""
    rows = Task.objects.filter(kind=kind, done_at__isnull=True).order_by("pk")
    return list(rows.values_list("role", "due_on"))


def one_waits() -> None:
    """An order waits for a lot."""
    goods("A")
    lot("A", 5, eta=date(2026, 11, 26))
    take("1", ("A", 2))


def test_a_delay_that_somebody_waits_for_reaches_support() -> None:
    one_waits()
    do(ChangeEta(changes=(SLIP,)))
    assert asked("purchasing_to_support") == [("support", TODAY + timedelta(days=1))]
    task = Task.objects.get(kind="purchasing_to_support")
    assert task.data == {"po": "PO1", "line": 1, "eta": "2026-12-15", "open": 5}
    do(ChangeEta(changes=(SLIP,)))
    assert len(asked("purchasing_to_support")) == 1
    arrive("A", 2)
    assert asked("purchasing_to_support") == []


def test_a_delay_that_nobody_waits_for_and_an_earlier_day_reach_nobody() -> None:
    goods("A")
    lot("A", 5, eta=date(2026, 12, 1))
    do(ChangeEta(changes=(SLIP,)))
    take("1", ("A", 2))
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=date(2026, 12, 3), confirmed=True),)))
    assert asked("purchasing_to_support") == []


def test_windows_that_wait_are_one_task_for_the_sku_until_they_are_settled() -> None:
    one_waits()
    take("2", ("A", 1))
    do(ChangeEta(changes=(SLIP,)))
    assert asked("windows_waiting") == [("operations_lead", TODAY)]
    first, second = Promise.objects.filter(state="proposed").order_by("pk").values_list("pk", flat=True)
    do(Publish(proposals=(first,)))
    assert len(asked("windows_waiting")) == 1
    do(Publish(proposals=(second,)))
    assert asked("windows_waiting") == []
    assert asked("inventory_to_storefront") == [("operations_lead", TODAY)]


def test_safety_stock_that_changed_reaches_the_storefront_once_while_it_is_open() -> None:
    goods("A")
    Location.objects.create(name="main")
    for units in (3, 4):
        do(SetSafetyStock(kept=(KeptBack(sku="A", location="main", safety_stock=units),)))
    assert asked("inventory_to_storefront") == [("operations_lead", TODAY)]
    do(CloseTasks(tasks=(Task.objects.get().pk,)))
    do(SetSafetyStock(kept=(KeptBack(sku="A", location="main", safety_stock=5),)))
    assert len(asked("inventory_to_storefront")) == 1


def test_units_that_come_back_of_a_paid_order_reach_finance() -> None:
    goods("A")
    arrive("A", 2)
    take("1", ("A", 2))
    Order.objects.update(captured_amount=2000)
    let_go("1")
    send("1")
    bring_back("1", "1", 1, 1)
    assert asked("returned_units") == [("finance", TODAY + timedelta(days=2))]
    assert Task.objects.get(kind="returned_units").data == {"units": {"1": 1}}


def test_nobody_reacts_and_the_backup_is_asked_once() -> None:
    one_waits()
    do(ChangeEta(changes=(SLIP,)))
    assert do(Review(), days=1).taken_over == 0
    assert do(Review(), days=2).taken_over == 1
    assert asked("purchasing_to_support") == [("operations_lead", TODAY + timedelta(days=1))]
    assert do(Review(), days=3).taken_over == 0


def test_open_tasks_stand_with_the_overdue_ones_on_top_and_say_how_slow_they_are() -> None:
    one_waits()
    do(ChangeEta(changes=(SLIP,)))
    later = TODAY + timedelta(days=4)
    found = open_tasks(today=later)
    assert [(each.kind, each.days_late, each.sku) for each in found] == [
        ("windows_waiting", 4, "A"),
        ("purchasing_to_support", 3, "A"),
    ]
    assert [each.kind for each in open_tasks(today=later, role="support")] == ["purchasing_to_support"]
    assert slowness(now=NOW + timedelta(days=4), today=later) == [
        Slowness("purchasing_to_support", "purchasing_to_support", 1, 1, 4.0, 4.0),
        Slowness("windows_waiting", None, 1, 1, 4.0, 4.0),
    ]
