"""A published window lifts a line only when the units that are there now are its last chance to keep it (spec 7.1)."""

from __future__ import annotations

from datetime import date

import pytest

from makegood.db.models import Allocation, Location, OrderLine
from makegood.services.policy import SetPolicy
from makegood.services.receipt.expect import ChangeEta, NewEta
from makegood.services.receipt.receive import Delivered, Receive
from tests.services.shop import arrive, do, goods, line, lot, take


@pytest.fixture(autouse=True)
def _sets_wait_for_b() -> None:
    """A set is promised from the lot of B; of A there is enough, or there is not."""
    goods("A")
    goods("B")
    goods("SET", A=2, B=1)
    lot("B", 5, eta=date(2026, 12, 1))


def test_a_bundle_that_the_next_lot_serves_in_time_waits_its_turn() -> None:
    arrive("A", 9)
    take("1", ("SET", 1))
    take("2", ("B", 1), channel="amazon")
    assert OrderLine.objects.get(order__number="1").published_to == date(2026, 12, 10)
    arrive("B", 1)
    assert (line("1"), line("2")) == ({"backordered": 1}, {"reserved": 1})


def test_a_bundle_of_which_the_next_component_comes_too_late_goes_first() -> None:
    lot("A", 5, eta=date(2026, 12, 1), number="PO2")
    take("1", ("SET", 1))
    take("2", ("A", 2), channel="amazon")
    do(ChangeEta(changes=(NewEta(po="PO2", line=1, eta=date(2027, 1, 15), confirmed=True),)))
    do(Receive(deliveries=(Delivered(sku="A", counted_qty=2), Delivered(sku="B", counted_qty=1))))
    assert (line("1"), line("2")) == ({"reserved": 1}, {"backordered": 2})


def test_an_order_goes_from_one_place_whoever_else_has_its_number_on_another_channel() -> None:
    Location.objects.create(name="east")
    for channel in ("amazon", "ebay"):
        take("1", ("A", 1), ("B", 1), channel=channel)
    arrived = (("A", "east"), ("A", "main"), ("B", "main"))
    do(Receive(deliveries=tuple(Delivered(sku=sku, counted_qty=1, location=at) for sku, at in arrived)))
    own = Allocation.objects.filter(line__order__channel__name="amazon")
    assert set(own.values_list("line__line_id", "stock__location__name")) == {("1", "main"), ("2", "main")}


@pytest.mark.parametrize("method", ["rank", "fair_share"])
def test_fewer_sets_than_are_worth_sending_go_to_the_next_line(method: str) -> None:
    do(SetPolicy(document=f'[allocation]\nminimum_fill = 2\nmethod = "{method}"\n'))
    take("1", ("SET", 3))
    take("2", ("A", 3))
    arrived = (Delivered(sku="A", counted_qty=3), Delivered(sku="B", counted_qty=3))
    do(Receive(deliveries=arrived))
    assert (line("1"), line("2")) == ({"backordered": 3}, {"reserved": 3})
    do(Receive(deliveries=(Delivered(sku="A", counted_qty=4),)))
    assert line("1") == {"reserved": 2, "backordered": 1}
