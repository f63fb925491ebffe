"""What must be true of the shop after every command."""

from __future__ import annotations

from collections import Counter

from makegood.db.models import Allocation, Backorder, OrderLine, Release, Shipment, Stock
from makegood.queries.audit import audit
from tests.audited import OF_THE_DATA, assert_audited

LIVE = ("held", "released")


def assert_sound() -> None:
    """The audit finds nothing, and releases and shipments tell the truth."""
    assert_audited()
    _true()


def unsound() -> list[str]:
    """What is not as it must be, in words: nothing where the shop is sound."""
    found = [f"{each.code} {each.entity}: {each.found}" for each in audit(checks=OF_THE_DATA)]
    try:
        _true()
    except AssertionError as error:
        found.append(str(error).splitlines()[0] if str(error) else "releases or shipments")
    return found


def _true() -> None:
    """Releases and shipments tell the truth."""
    lines = list(OrderLine.objects.all())
    _shipments(lines)
    _ended()
    _releases({line.pk: line.order_id for line in lines})


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
    assert not Backorder.objects.filter(state="shipped", closed_at__isnull=True).exists()
    standing = Backorder.objects.filter(state="shipped", reopened_by__isnull=True)
    assert not standing.exclude(allocations__state="shipped").exists()


def _releases(order_of: dict[int, int]) -> None:
    stock = {row.pk: row for row in Stock.objects.all()}
    released = list(Allocation.objects.filter(state="released"))
    releases = {row.pk: row for row in Release.objects.all()}
    assert {row.release_id for row in released} == {
        pk for pk, row in releases.items() if row.ended_at is None
    }
    for row in released:
        own = releases[row.release_id or 0]
        assert (own.location_id, own.order_id) == (stock[row.stock_id].location_id, order_of[row.line_id])
