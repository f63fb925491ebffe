"""Many orders cost as many statements as few."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.db.models import Release, Shipment
from makegood.services import release
from makegood.services._orders import OrderName
from tests.services.shop import arrive, do, goods, take
from tests.services.sound import assert_sound


def statements(command: object) -> int:
    """How many statements a command takes."""
    with CaptureQueriesContext(connection) as found:
        do(command)
    return len(found)


def test_releasing_shipping_and_cancelling_many_orders_takes_as_many_statements_as_two() -> None:
    goods("A")
    arrive("A", 100)
    goods("B")
    arrive("B", 100)
    few, many = [f"few {n}" for n in range(2)], [f"many {n}" for n in range(10)]
    for number in (*few, *many):
        take(number, ("A", 2), ("B", 1))
    counted = []
    for numbers in (few, many):
        names = tuple(OrderName(number) for number in numbers)
        counted.append(
            (
                statements(release.Release(orders=names)),
                statements(
                    release.Ship(parcels=tuple(release.Parcel(order=name, number="P") for name in names))
                ),
                statements(
                    release.CancelShipments(
                        shipments=tuple(release.ParcelName(order=name, number="P") for name in names)
                    )
                ),
                statements(release.Release(orders=names)),
                statements(
                    release.Recall(
                        recalls=tuple(
                            release.RecallLine(release=pk)
                            for pk in Release.objects.filter(
                                order__number__in=numbers, ended_at__isnull=True
                            ).values_list("pk", flat=True)
                        )
                    )
                ),
            )
        )
    assert counted[0] == counted[1]
    assert Shipment.objects.count() == 12
    assert_sound()
