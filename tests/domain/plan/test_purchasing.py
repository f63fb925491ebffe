"""Whom to chase: units that no dated lot covers are asked of the undated ones first."""

from __future__ import annotations

from makegood.domain.plan import plan
from tests.domain.facts import line, lot, snapshot


def test_waiting_units_are_dealt_out_to_undated_lots_and_the_rest_has_nothing_on_order() -> None:
    lines = [line(order, quantity=5, unit_price=300) for order in "ABC"]
    lots = [lot(quantity=4, eta=None, po="PO-1"), lot(quantity=7, eta=None, po="PO-2")]
    asked = [
        (row.po, row.units_waiting, row.value_waiting, row.ask.value)
        for row in plan(snapshot(lines, [], lots)).purchasing
    ]
    assert asked == [
        ("PO-2", 7, 2100, "confirm_date"),
        (None, 4, 1200, "order_more"),
        ("PO-1", 4, 1200, "confirm_date"),
    ]
