"""The readiness check: lead time known and stable, inbound confirmed, decided, capped, allowed by the channel."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from makegood.db.models import IncomingLot, Receipt
from makegood.domain.eligibility.outcome import Readiness, ReadyReason
from makegood.domain.terms.errors import DomainError
from makegood.queries.readiness import readiness
from tests.services.intake.test_cap import decided
from tests.services.shop import NOW, TODAY, goods, lot

ETA = date(2026, 12, 1)
DECIDED = """
[[eligibility.rules]]
sku = "{sku}"
cap_units = 10
decided_by = "Ada"
"""


def ready(sku: str, channel: str = "store") -> Readiness:
    return readiness([sku], today=TODAY, channels=[channel])[sku, channel]


def came(sku: str, *, late: tuple[int, ...]) -> None:
    """Lots that were received so many days late, one a week."""
    for number, days in enumerate(late, 1):
        eta = date(2026, 8, 3) + timedelta(weeks=number)
        lot(sku, 10, eta=eta, number=f"OLD{sku}{number}")
        row = IncomingLot.objects.latest("pk")
        day = eta + timedelta(days=days)
        IncomingLot.objects.filter(pk=row.pk).update(received_qty=10, open_qty=0, received_on=day)
        Receipt.objects.create(
            item=row.item,
            location=row.location,
            lot=row,
            received_on=day,
            at=NOW,
            counted_qty=10,
            filled_qty=10,
        )


def test_everything_in_place_is_a_go() -> None:
    decided(DECIDED.format(sku="A"))
    goods("A")
    came("A", late=(0, 1, 0, 1))
    lot("A", 20, eta=ETA)

    assert ready("A") == Readiness(True, (), ())


def test_nothing_known_is_a_no_go_with_every_reason() -> None:
    goods("A")
    assert ready("A") == Readiness(
        False,
        (
            ReadyReason.LEAD_TIME_UNKNOWN,
            ReadyReason.INBOUND_NOT_CONFIRMED,
            ReadyReason.ELIGIBILITY_NOT_DECIDED,
            ReadyReason.CAP_NOT_SET,
        ),
        (),
    )


def test_a_supplier_that_is_late_by_chance_is_a_no_go() -> None:
    decided(DECIDED.format(sku="A"))
    goods("A")
    came("A", late=(0, 14, 1, 21))
    lot("A", 20, eta=ETA)

    assert ready("A").reasons == (ReadyReason.LEAD_TIME_UNSTABLE,)


def test_few_receipts_do_not_stop_it_but_warn() -> None:
    decided(DECIDED.format(sku="A"))
    goods("A")
    lot("A", 20, eta=ETA)

    assert ready("A") == Readiness(True, (), (ReadyReason.STABILITY_NOT_MEASURED,))


def test_each_channel_has_its_own_answer() -> None:
    ebay = "[channels.ebay]\nbackorder_allowed = false\nlongest_handling_days = 3\n"
    decided(DECIDED.format(sku="A") + ebay)
    goods("A")
    lot("A", 20, eta=ETA)

    assert ready("A").go
    assert ready("A", "ebay").reasons == (ReadyReason.CHANNEL_FORBIDS, ReadyReason.HANDLING_TIME_TOO_SHORT)


def test_a_bundle_is_as_ready_as_its_least_ready_component() -> None:
    decided(DECIDED.format(sku="KIT"))
    goods("A")
    goods("B")
    goods("KIT", A=1, B=2)
    lot("A", 20, eta=ETA)
    lot("B", 1, eta=ETA, number="PO2")

    assert ready("KIT").reasons == (ReadyReason.INBOUND_NOT_CONFIRMED,)


def test_an_unknown_sku_is_named() -> None:
    with pytest.raises(DomainError) as refused:
        readiness(["Z"], today=TODAY)
    assert (refused.value.code, refused.value.data) == ("sku_unknown", {"skus": ["Z"]})
