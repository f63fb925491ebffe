"""Many programs at the door at once: nothing is oversold, lost or done twice, and nobody hears a fault of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack

import pytest

from makegood.db.models import Job, Order, OrderLine, Receipt, Stock
from makegood.services.policy import SetPolicy
from makegood.worker.schedule import PERIODIC
from tests.api.door import key, order
from tests.live import on_sqlite
from tests.races.served import Heard, Line, Served, all_served, at_once, post, running_process, served
from tests.services.shop import arrive, do, goods
from tests.services.sound import unsound
from tests.soaked import SCALE, note

CLIENTS, EACH = 16, 100
ON_HAND, CAP = 200, 300
MANY, LONG, DAYS = 64, 1000, 5


def a_capped_item(on_hand: int, cap: int) -> str:
    """So many on the shelf, and so many more may wait; the key of a program that takes orders for them."""
    do(SetPolicy(document=f'[[eligibility.rules]]\nsku = "MUG"\ncap_units = {cap}\n'))
    goods("MUG")
    arrive("MUG", on_hand)
    return key("support")


def sell(
    servers: Sequence[Served], secret: str, *, clients: int, each: int, most: int = 1, seed: int = 0
) -> list[Heard]:
    """What so many programs heard that took so many orders each, of 1 to `most` units. Half of the requests are
    repeated, at the next server: by the same program, or by one that took over."""

    def work(lines: list[Line], client: int) -> list[Heard]:
        heard: list[Heard] = []
        for number in range(each):
            whose = client if number % 4 else client // 2
            once = f"{whose}-{number}"
            body = {"orders": [order(once, 1 + (seed + whose + number) % most)]}
            heard += [
                post(lines[(client + again) % len(lines)], secret, "intake/take-orders", body, once)
                for again in range(1 + number % 2)
            ]
        return heard

    return at_once(servers, clients, work)


def assert_sold(answers: Sequence[Heard], on_hand: int, cap: int) -> None:
    """Everybody was answered, every order that was taken is there and no other, and all was sold and not one more."""
    assert Counter(each.status for each in answers) == {200: len(answers)}
    taken = {each.data["outcome"][0]["order"] for each in answers if not each.data["outcome"][0]["refusal"]}
    assert taken == set(Order.objects.values_list("number", flat=True))
    lines = OrderLine.objects.values_list("reserved_qty", "backordered_qty")
    assert tuple(map(sum, zip(*lines, strict=True))) == (on_hand, cap)
    assert unsound() == []


def test_16_programs_sell_what_is_there_and_may_wait_and_not_one_more(fresh_database: str) -> None:
    secret = a_capped_item(ON_HAND, CAP)
    with served() as server:
        answers = sell([server], secret, clients=CLIENTS, each=EACH)
    assert_sold(answers, ON_HAND, CAP)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, DAYS + 1))
def test_64_programs_for_days(fresh_database: str, seed: int) -> None:
    each = max(8, round(LONG * SCALE))
    on_hand = cap = MANY * each // 4
    secret = a_capped_item(on_hand, cap)
    with served() as server:
        answers = sell([server], secret, clients=MANY, each=each, most=3, seed=seed)
    note("http", seed=seed, commands=len(answers), breaks=len(unsound()))
    assert_sold(answers, on_hand, cap)


def test_programs_at_several_servers_with_workers_beside_them_sell_the_same(fresh_database: str) -> None:
    secret = a_capped_item(30, 50)
    # `--processes` is refused on a file, for speed; two servers and two workers on one are right all the same.
    with ExitStack() as running, all_served(2 if on_sqlite() else 3) as servers:
        workers = [running.enter_context(running_process("worker", "--name", name)) for name in ("w1", "w2")]
        answers = sell(servers, secret, clients=9, each=24)
        servers[0].wait_until(lambda: Job.objects.filter(state="done").count() >= len(PERIODIC))
        assert [each.poll() for each in workers] == [None, None]
    assert_sold(answers, 30, 50)
    # Each once: a second try would have been another worker's.
    assert set(Job.objects.values_list("state", "try_number")) == {("done", 1)}
    assert {kind for (kind,) in Job.objects.values_list("kind")} == {each.kind for each in PERIODIC}


def _receive(fresh_database: str, *, keyed: bool) -> int:
    """Units on hand after each of many deliveries was told twice at once."""
    goods("MUG")
    arrive("MUG", 1)
    secret = key("warehouse")
    with served() as server:

        def work(line: Line, client: int) -> list[Heard]:
            return [
                post(
                    line,
                    secret,
                    "receipt/receive",
                    {"deliveries": [{"sku": "MUG", "counted_qty": 1}]},
                    once=f"{client // 2}-{number}" if keyed else "",
                )
                for number in range(25)
            ]

        answers = server.at_once(8, work)
    assert {each.status for each in answers} == {200}
    assert Receipt.objects.count() == 1 + len({str(each.data) for each in answers})
    return Stock.objects.get().on_hand


def test_a_delivery_told_twice_at_once_under_one_key_comes_once(fresh_database: str) -> None:
    assert _receive(fresh_database, keyed=True) == 1 + 4 * 25


def test_without_a_key_it_comes_twice(fresh_database: str) -> None:
    assert _receive(fresh_database, keyed=False) == 1 + 8 * 25
