"""What must be true of the shop after every command."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Any

from makegood.db.models import (
    Allocation,
    Backorder,
    BundlePart,
    Event,
    OrderLine,
    Release,
    Shipment,
    Stock,
    StockMove,
)

LIVE = ("held", "released")
COUNTED = ("ordered", "shipped", "reserved", "backordered", "cancelled", "substituted", "returned")


def assert_sound() -> None:
    """I1, I2, I4, I11 (folding) and I14, and that releases and shipments tell the truth."""
    stock = {row.pk: row for row in Stock.objects.all()}
    live = list(Allocation.objects.filter(state__in=LIVE))
    lines = list(OrderLine.objects.all())
    cases = list(Backorder.objects.all())
    _stock(stock, live)
    _lines(lines, cases, live, stock)
    _shipments(lines)
    _ended()
    _releases(live, stock, {line.pk: line.order_id for line in lines})
    _history(lines, cases)


def _stock(stock: dict[int, Stock], live: list[Allocation]) -> None:
    reserved: Counter[int] = Counter()
    for part in live:
        reserved[part.stock_id] += part.qty
    moved: Counter[tuple[int, str]] = Counter()
    for pk, shelf, qty in StockMove.objects.values_list("stock_id", "shelf", "qty"):
        moved[pk, shelf] += qty
    for pk, row in stock.items():
        assert 0 <= row.reserved <= row.on_hand
        found = (row.reserved, row.on_hand, row.quarantine)
        assert found == (reserved[pk], moved[pk, "on_hand"], moved[pk, "quarantine"])


def _lines(
    lines: list[OrderLine], cases: list[Backorder], live: list[Allocation], stock: dict[int, Stock]
) -> None:
    parts: dict[int, dict[int, int]] = defaultdict(dict)
    for bundle, component, per in BundlePart.objects.values_list("bundle_id", "component_id", "per"):
        parts[bundle][component] = per
    of_line: Counter[tuple[int, int]] = Counter()
    of_case: Counter[tuple[int | None, str, int]] = Counter()
    for row in live:
        of_line[row.line_id, stock[row.stock_id].item_id] += row.qty
        of_case[row.backorder_id, row.state, stock[row.stock_id].item_id] += row.qty
    waiting: Counter[int] = Counter()
    for case in cases:
        assert case.state != "shipped" or case.closed_at is not None
        if case.state == "open":
            waiting[case.line_id] += case.qty
        if case.state in ("allocated", "released"):
            state = "held" if case.state == "allocated" else "released"
            for item_id, per in (parts.get(case.item_id) or {case.item_id: 1}).items():
                assert of_case[case.pk, state, item_id] == case.qty * per
    for line in lines:
        assert line.backordered_qty == waiting[line.pk]
        for item_id, per in (parts.get(line.item_id) or {line.item_id: 1}).items():
            assert of_line.pop((line.pk, item_id), 0) == line.reserved_qty * per
    # A line that holds nothing has no live units, a closed one least of all.
    assert not of_line


def _shipments(lines: list[OrderLine]) -> None:
    shipped: Counter[tuple[int, str]] = Counter()
    for order_id, units in Shipment.objects.filter(cancelled_at__isnull=True).values_list(
        "order_id", "units"
    ):
        for line_id, qty in units.items():
            shipped[order_id, line_id] += qty
    for line in lines:
        assert line.shipped_qty == shipped[line.order_id, line.line_id]


def _ended() -> None:
    """Units are shipped with a shipment that stands, held ones with none and with no release."""
    assert not Allocation.objects.filter(state="shipped", shipment__cancelled_at__isnull=False).exists()
    assert not Allocation.objects.filter(state="held", release__isnull=False).exists()
    assert not Allocation.objects.filter(state__in=LIVE, shipment__isnull=False).exists()
    standing = Backorder.objects.filter(state="shipped", reopened_by__isnull=True)
    assert not standing.exclude(allocations__state="shipped").exists()


def _releases(live: list[Allocation], stock: dict[int, Stock], order_of: dict[int, int]) -> None:
    released = [row for row in live if row.state == "released"]
    releases = {row.pk: row for row in Release.objects.all()}
    assert {row.release_id for row in released} == {
        pk for pk, row in releases.items() if row.ended_at is None
    }
    for row in released:
        own = releases[row.release_id or 0]
        assert (own.location_id, own.order_id) == (stock[row.stock_id].location_id, order_of[row.line_id])


def _history(lines: list[OrderLine], cases: list[Backorder]) -> None:
    counts: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    found: dict[int, dict[str, Any]] = {}
    for order_id, text in (
        Event.objects.filter(stream="order").order_by("ref", "seq").values_list("ref", "data")
    ):
        data = json.loads(text)
        for line_id, changes in data.get("lines", {}).items():
            counts[order_id, line_id].update(changes)
        for each in data.get("backorders", ()):
            _fold(found, each)
    for line in lines:
        told = counts.pop((line.order_id, line.line_id))
        assert {name: getattr(line, f"{name}_qty") for name in COUNTED} == {
            name: told[name] for name in COUNTED
        }
    assert not counts
    assert {row.pk: (row.state, row.qty) for row in cases} == {
        pk: (case["state"], case["qty"]) for pk, case in found.items()
    }


def _fold(found: dict[int, dict[str, Any]], each: dict[str, Any]) -> None:
    """A case goes from state to state; one that is told for the first time was divided from another."""
    if "from" in each:
        source = found[each["id"] if each["id"] in found else each["of"]]
        assert source["state"] == each["from"]
        source["qty"] -= each["qty"]
        assert source["qty"] == 0 or each["id"] not in found
    found[each["id"]] = {"state": each["to"], "qty": each["qty"]}
