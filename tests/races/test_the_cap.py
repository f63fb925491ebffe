"""The cap and the shelf hold under any concurrency, and what holds them is shown by taking it away."""

from __future__ import annotations

from hashlib import sha256

from django.db.models import Sum

from makegood.db.models import Item, Order, OrderLine, PolicyVersion
from tests.live import Process, on_sqlite, run_processes
from tests.races.shop_steps import NOW, order_for_ever, take_at_the_check
from tests.services.shop import arrive, goods
from tests.services.sound import assert_sound

CAP, ON_HAND = 120, 60


def a_capped_item() -> None:
    """Sixty units on the shelf, and a hundred and twenty more may wait."""
    document = f'[[eligibility.rules]]\nsku = "A"\ncap_units = {CAP}\n'
    PolicyVersion.objects.create(
        revision=1,
        area="eligibility",
        document=document,
        digest=sha256(document.encode()).hexdigest()[:12],
        author="test",
        at=NOW,
    )
    goods("A")
    arrive("A", ON_HAND)


def test_sixteen_processes_sell_what_there_is_and_what_may_wait_and_not_one_more(fresh_database: str) -> None:
    a_capped_item()
    ended = run_processes(16, order_for_ever, orders=100)
    taken, lost = (sum(each.value[name] for each in ended) for name in ("taken", "lost"))
    ordered = OrderLine.objects.aggregate(units=Sum("ordered_qty"))["units"]
    assert (taken, ordered, lost) == (ON_HAND + CAP, ON_HAND + CAP, 0)
    assert Item.objects.get(sku="A").backordered_qty == CAP
    assert Order.objects.count() == OrderLine.objects.count()
    assert_sound()


def test_without_locks_and_guards_the_shop_sells_what_it_has_not_or_loses_orders(fresh_database: str) -> None:
    a_capped_item()
    ended = run_processes(16, order_for_ever, orders=30, protected=False)
    taken, lost = (sum(each.value[name] for each in ended) for name in ("taken", "lost"))
    # SQLite refuses who comes second (the order is lost), PostgreSQL lets him sell the same units again.
    assert lost > 0 if on_sqlite() else taken > ON_HAND + CAP


def test_an_order_between_the_look_and_the_write_of_another_waits_for_it(fresh_database: str) -> None:
    a_capped_item()
    first, second = Process(take_at_the_check, 1), Process(order_for_ever, 2, orders=1)
    first.reaches("start")
    first.go()
    first.reaches("judged")
    second.reaches("start")
    second.go()
    first.go()
    assert (first.ended().value, second.ended().value) == (True, {"taken": 1, "refused": 0, "lost": 0})
    assert_sound()
