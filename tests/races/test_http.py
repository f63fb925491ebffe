"""Many programs at the door at once: nothing is oversold, lost or done twice, and nobody hears a fault of ours."""

from __future__ import annotations

from collections import Counter
from http.client import HTTPConnection

from makegood.db.models import Order, OrderLine, Receipt, Stock
from makegood.services.policy import SetPolicy
from tests.api.door import key, order
from tests.races.served import Heard, post, served
from tests.services.shop import arrive, do, goods
from tests.services.sound import unsound

CLIENTS, EACH = 16, 100
ON_HAND, CAP = 200, 300


def test_16_programs_sell_what_is_there_and_may_wait_and_not_one_more(fresh_database: str) -> None:
    do(SetPolicy(document=f'[[eligibility.rules]]\nsku = "MUG"\ncap_units = {CAP}\n'))
    goods("MUG")
    arrive("MUG", ON_HAND)
    secret = key("support")
    with served() as server:

        def work(line: HTTPConnection, client: int) -> list[Heard]:
            heard: list[Heard] = []
            for number in range(EACH):
                # Half of the requests are repeated: by the same program, or by one that took over.
                whose = client if number % 4 else client // 2
                body = {"orders": [order(f"{whose}-{number}", 1)]}
                once = f"{whose}-{number}"
                heard += [post(line, secret, "intake/take-orders", body, once) for _ in range(1 + number % 2)]
            return heard

        answers = server.at_once(CLIENTS, work)
    assert Counter(each.status for each in answers) == {200: len(answers)}
    taken = {each.data["outcome"][0]["order"] for each in answers if not each.data["outcome"][0]["refusal"]}
    assert taken == set(Order.objects.values_list("number", flat=True))
    lines = OrderLine.objects.values_list("reserved_qty", "backordered_qty")
    assert tuple(map(sum, zip(*lines, strict=True))) == (ON_HAND, CAP)
    assert unsound() == []


def _receive(fresh_database: str, *, keyed: bool) -> int:
    """Units on hand after each of many deliveries was told twice at once."""
    goods("MUG")
    arrive("MUG", 1)
    secret = key("warehouse")
    with served() as server:

        def work(line: HTTPConnection, client: int) -> list[Heard]:
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
