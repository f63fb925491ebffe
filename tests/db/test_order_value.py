"""The migration that puts the worth of orders right."""

from __future__ import annotations

from django.core.management import call_command

from makegood.db.models import Item, Order, OrderLine
from tests.services.shop import goods, take


def test_each_order_is_worth_what_is_still_wanted_of_it(fresh_database: str) -> None:
    goods("MUG")
    Item.objects.create(sku="POT")
    for number in ("told right", "told wrong"):
        take(number, ("MUG", 2), ("MUG", 1), each={"unit_price": 1_250})
    OrderLine.objects.filter(line_id="1").update(backordered_qty=1, cancelled_qty=1)
    OrderLine.objects.filter(line_id="2").update(backordered_qty=0, substituted_qty=1)
    take("without a price", ("POT", 1))
    call_command("migrate", "makegood", "0018", verbosity=0)
    Order.objects.filter(number="told right").update(value=1_250)
    Order.objects.filter(number="without a price").update(value=1)
    call_command("migrate", "makegood", verbosity=0)
    assert dict(Order.objects.values_list("number", "value")) == {
        "told right": 1_250,
        "told wrong": 1_250,
        "without a price": 0,
    }
