"""Windows of bundles and of parcels that leave whole: the same at intake as when supply moves later."""

from __future__ import annotations

from datetime import date

from makegood.db.models import Location, OrderLine, Promise
from makegood.services.promise import Publish
from makegood.services.receipt.expect import ChangeEta, Expect, ExpectedLot, ExpectedOrder, NewEta
from tests.services.shop import arrive, do, goods, take

EARLY, LATE = (date(2026, 12, 3), date(2026, 12, 10)), (date(2026, 12, 17), date(2026, 12, 24))


def windows(number: str = "1") -> list[tuple[date | None, date | None]]:
    """The published window of each line of an order."""
    rows = OrderLine.objects.filter(order__number=number).order_by("line_id")
    return list(rows.values_list("published_from", "published_to"))


def proposed() -> list[tuple[str, date | None, date | None]]:
    """Windows that wait for the owner of dates, by line."""
    rows = Promise.objects.filter(state="proposed").order_by("line__line_id")
    return list(rows.values_list("line__line_id", "ship_from", "ship_to"))


def come(number: str, sku: str, day: date, qty: int = 20) -> None:
    """A purchase order of one lot."""
    Location.objects.get_or_create(name="main")
    lot = ExpectedLot(sku=sku, quantity=qty, eta=day, confirmed=True)
    do(Expect(orders=(ExpectedOrder(number=number, supplier="Acme", lots=(lot,)),)))


def slip(number: str, day: date) -> None:
    """The supplier names another day."""
    do(ChangeEta(changes=(NewEta(po=number, line=1, eta=day, confirmed=True),)))


def test_a_bundle_of_which_one_part_lies_there_gets_its_window_at_intake() -> None:
    for sku in ("A", "B"):
        goods(sku)
    goods("SET", A=1, B=1)
    arrive("A", 5)
    come("PO1", "B", date(2026, 12, 1))
    take("1", ("SET", 2))
    assert windows() == [EARLY]
    slip("PO1", date(2026, 12, 1))
    assert (windows(), proposed()) == ([EARLY], [])


def test_a_part_that_others_wait_for_is_not_there_for_the_next() -> None:
    for sku in ("A", "B"):
        goods(sku)
    goods("SET", A=1, B=1)
    arrive("A", 3)
    come("PO1", "B", date(2026, 12, 1))
    take("1", ("SET", 2))
    take("2", ("SET", 2))
    assert (windows("1"), windows("2")) == ([EARLY], [(None, None)])
    come("PO2", "A", date(2026, 12, 15))
    assert proposed() == []
    assert windows("2") == [LATE]


def whole() -> None:
    """An order that leaves whole waits for two lots, the later one of B."""
    for sku in ("A", "B"):
        goods(sku)
    come("PO1", "A", date(2026, 12, 1))
    come("PO2", "B", date(2026, 12, 15))
    take("1", ("A", 2), ("B", 1), ship_complete=True)


def test_lines_of_one_parcel_share_the_latest_window_at_intake() -> None:
    whole()
    assert windows() == [LATE, LATE]


def test_when_one_line_of_a_parcel_slips_all_are_proposed_anew() -> None:
    whole()
    slip("PO1", date(2027, 1, 11))
    later = (date(2027, 1, 13), date(2027, 1, 20))
    assert proposed() == [("1", *later), ("2", *later)]


def test_a_slip_that_delays_no_parcel_proposes_nothing() -> None:
    whole()
    slip("PO1", date(2026, 12, 8))
    assert proposed() == []


def test_when_the_last_line_comes_earlier_all_lines_do() -> None:
    whole()
    slip("PO2", date(2026, 12, 1))
    assert [(line, day) for line, day, _ in proposed()] == [("1", EARLY[0]), ("2", EARLY[0])]
    do(Publish(proposals=tuple(Promise.objects.filter(state="proposed").values_list("pk", flat=True))))
    assert windows() == [EARLY, EARLY]


def test_while_one_line_of_a_parcel_has_no_supply_none_has_a_date() -> None:
    for sku in ("A", "B"):
        goods(sku)
    come("PO1", "A", date(2026, 12, 1))
    take("1", ("A", 2), ("B", 1), ship_complete=True)
    assert windows() == [(None, None), (None, None)]
    come("PO2", "B", date(2026, 12, 15))
    assert windows() == [LATE, LATE]
