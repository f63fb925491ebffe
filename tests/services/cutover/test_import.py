"""Cutover: open orders start muted, with what was promised and picked; an import again changes nothing we have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from makegood import flow
from makegood.db.models import (
    Allocation,
    Backorder,
    EtaRevision,
    IncomingLot,
    Item,
    Notice,
    Order,
    OrderLine,
    Promise,
    PurchaseOrder,
    Receipt,
    Shipment,
    Stock,
    StockMove,
    Task,
)
from makegood.domain.closure.ending import Approval
from makegood.domain.terms.demand import Item as ItemFact
from makegood.domain.terms.demand import OrderLine as Line
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.domain.terms.stock import IncomingLot as Lot
from makegood.domain.terms.stock import StockPosition
from makegood.services._orders import OrderName
from makegood.services.closure import Cancel, CancelLine
from makegood.services.cutover import Difference, Imported, ImportShop
from makegood.services.release import CancelShipments
from tests.domain import facts
from tests.services.intake.test_cap import CAP_OF_FIVE, decided
from tests.services.shop import NOW, arrive, cases, do, everything, goods, shelf, take
from tests.services.shop import line as where_units_are

TODAY = NOW.date()
BY_SKU = {"A": ItemFact(sku="A", title="Mug", unit_price=1900)}


def shop(
    *lines: Line,
    stock: tuple[StockPosition, ...] = (),
    lots: tuple[Lot, ...] = (),
    items: dict[str, ItemFact] | None = None,
) -> ImportShop:
    return ImportShop(lines=lines, items=BY_SKU if items is None else items, stock=stock, lots=lots)


def imported(command: ImportShop) -> Imported:
    found = do(command)
    assert isinstance(found, Imported)
    return found


def wants(number: str, quantity: int, **rest: Any) -> Line:
    return facts.line(number, "A", quantity, **rest)


def on_hand(units: int, **rest: Any) -> tuple[StockPosition, ...]:
    return (facts.stock("A", units, **rest),)


def test_an_open_order_is_taken_over_muted_and_nobody_is_told() -> None:
    found = imported(shop(wants("1", 5), stock=on_hand(2)))

    assert where_units_are("1") == {"reserved": 2, "backordered": 3}
    assert cases("1") == [("open", 3)]
    order = Order.objects.get(number="1")
    assert (order.muted, order.external) == (True, True)
    assert list(Notice.objects.values_list("state", "why_not")) == [("withheld", "muted")]
    assert found == Imported(
        made=found.made, reserved_qty=2, backordered_qty=3, picked_qty=0, oversells=0, orders_ended=0
    )
    assert +found.made == {"items": 1, "locations": 1, "stock": 1, "orders": 1, "lines": 1}


def test_what_the_customer_was_told_first_is_kept() -> None:
    told = {
        "promised_from": date(2026, 11, 16),
        "promised_to": date(2026, 11, 18),
        "notified_on": date(2026, 11, 19),
        "next_update_on": date(2026, 11, 30),
    }
    lots = (facts.lot("A", 10, date(2026, 12, 1)),)

    imported(shop(wants("1", 5, **told), lots=lots))

    row = OrderLine.objects.get()
    assert {name: getattr(row, name) for name in told} == told
    assert (row.published_from, row.published_to) == (told["promised_from"], told["promised_to"])
    assert row.baseline == told["promised_to"]
    # The window it would get now waits for the owner of dates.
    assert list(Promise.objects.values_list("state", "ship_from", "ship_to")) == [
        ("proposed", date(2026, 12, 3), date(2026, 12, 10))
    ]


def test_picked_units_are_firm_whatever_their_rank() -> None:
    early = {"placed_on": date(2026, 11, 2)}
    imported(shop(wants("1", 3, **early), wants("2", 4, picked_qty=2), stock=on_hand(3)))

    assert (where_units_are("1"), where_units_are("2")) == (
        {"reserved": 1, "backordered": 2},
        {"reserved": 2, "backordered": 2},
    )
    held = Allocation.objects.order_by("line__order__number").values_list("qty", "why", "firm")
    assert list(held) == [(1, "past_baseline", False), (2, "picked", True)]


def test_picked_units_that_are_on_no_shelf_wait_also_in_a_shop_that_runs() -> None:
    goods("A")
    arrive("A", 1)
    take("9", ("A", 2))

    imported(shop(wants("1", 3, picked_qty=2), wants("2", 1, picked_qty=1)))

    assert (where_units_are("1"), where_units_are("2")) == ({"backordered": 3}, {"backordered": 1})
    assert (cases("1"), cases("2")) == ([("open", 3)], [("open", 1)])


def test_units_that_left_before_are_in_a_shipment() -> None:
    imported(shop(wants("1", 7, shipped_qty=3, cancelled_qty=1), stock=on_hand(2)))

    assert where_units_are("1") == {"shipped": 3, "cancelled": 1, "reserved": 2, "backordered": 1}
    assert list(Shipment.objects.values_list("order__number", "units")) == [("1", {"1": 3})]


def test_what_left_before_came_off_no_shelf_of_ours_so_it_is_not_put_back() -> None:
    imported(shop(wants("1", 5, shipped_qty=2), stock=on_hand(1)))
    before = everything()

    with pytest.raises(DomainError) as refused:
        do(CancelShipments(shipments=(Shipment.objects.get().pk,)))

    assert (refused.value.code, everything()) == ("shipped_before_import", before)


def test_an_order_of_which_nothing_is_open_stays_where_it_is() -> None:
    over = wants("1", 3, shipped_qty=3)
    stopped = wants("2", 3, shipped_qty=1, closed=True)
    rest = wants("2", 2, line_id="2")

    found = imported(shop(over, stopped, rest, stock=on_hand(0)))

    assert (found.orders_ended, list(Order.objects.values_list("number", flat=True))) == (1, ["2"])
    assert where_units_are("2", "1") == {"shipped": 1, "cancelled": 2}
    assert where_units_are("2", "2") == {"backordered": 2}


def test_lots_come_with_every_word_of_their_supplier_and_received_ones_are_the_record() -> None:
    came = facts.lot("A", 8, date(2026, 11, 9), po="PO-1", received_on=date(2026, 11, 12), received_qty=10)
    moved = facts.lot("A", 5, date(2026, 12, 9), po="PO-2", first_eta=date(2026, 12, 1), supplier="Acme")

    imported(shop(wants("1", 1), lots=(came, moved)))

    words = EtaRevision.objects.order_by("lot__purchase_order__number", "number")
    assert list(words.values_list("lot__purchase_order__number", "number", "eta")) == [
        ("PO-1", 1, date(2026, 11, 9)),
        ("PO-2", 1, date(2026, 12, 1)),
        ("PO-2", 2, date(2026, 12, 9)),
    ]
    assert list(IncomingLot.objects.order_by("pk").values_list("received_qty", "open_qty")) == [
        (8, 0),
        (0, 5),
    ]
    assert list(Receipt.objects.values_list("received_on", "counted_qty", "filled_qty", "over_qty")) == [
        (date(2026, 11, 12), 10, 8, 2)
    ]
    # What came is in the count of the stock; it does not come twice.
    assert not StockMove.objects.exists()


def test_one_number_of_two_suppliers_is_two_purchase_orders() -> None:
    lots = (facts.lot("A", 1, supplier="Acme"), facts.lot("A", 2, supplier="Bolt"))
    command = shop(wants("1", 1), lots=lots)

    imported(command)

    assert set(PurchaseOrder.objects.values_list("number", "supplier__name")) == {
        ("PO-1", "Acme"),
        ("PO-1 (2)", "Bolt"),
    }
    assert imported(command).differences == []


def test_bundles_and_substitutes_come_along() -> None:
    items = {
        "KIT": ItemFact(sku="KIT", bundle_of=(("A", 2), ("B", 1)), substitutes=("C",)),
        "A": ItemFact(sku="A"),
    }
    stock = (facts.stock("A", 5), facts.stock("B", 9))

    imported(shop(facts.line("1", "KIT", 3), stock=stock, items=items))

    assert where_units_are("1") == {"reserved": 2, "backordered": 1}
    assert (shelf("A"), shelf("B")) == ((5, 4, 0), (9, 2, 0))
    waiting = Item.objects.order_by("sku").values_list("sku", "backordered_qty")
    assert list(waiting) == [("A", 2), ("B", 1), ("C", 0), ("KIT", 1)]


def test_what_is_above_the_cap_is_flagged_in_the_order_it_came() -> None:
    decided(CAP_OF_FIVE)
    late = {"placed_on": date(2026, 11, 19)}

    found = imported(shop(wants("1", 2), wants("2", 4, **late), wants("3", 1)))

    flagged = OrderLine.objects.filter(oversell=True).values_list("order__number", flat=True)
    assert (list(flagged), found.oversells) == (["1", "3"], 2)


def test_a_preview_says_what_would_be_made_and_makes_nothing() -> None:
    command = shop(wants("1", 5), stock=on_hand(2), lots=(facts.lot("A"),))

    found = flow.preview(command, actor="test", now=NOW)

    assert found.outcome.made["orders"] == 1
    assert not any(model.objects.exists() for model in (Item, Order, Stock, IncomingLot, Notice))


def test_two_counts_of_one_place_are_refused_and_nothing_is_made() -> None:
    with pytest.raises(DomainError) as refused:
        imported(shop(wants("1", 5), stock=on_hand(2) + on_hand(3)))
    assert refused.value.code == "stock_counted_twice"
    assert not Item.objects.exists()


def test_an_import_again_names_what_differs_and_changes_nothing() -> None:
    lot = facts.lot("A", 10, date(2026, 12, 1))
    imported(shop(wants("1", 5), wants("2", 1), stock=on_hand(2), lots=(lot,)))
    before = everything()

    found = imported(
        shop(
            wants("1", 6, cancelled_qty=1),
            wants("2", 1, line_id="9"),
            stock=on_hand(3),
            lots=(replace(lot, eta=date(2026, 12, 8)),),
            items={"A": ItemFact(sku="A", title="Cup", unit_price=1900)},
        )
    )

    assert sorted(found.differences) == [
        Difference("items", "A", "title", "Mug", "Cup"),
        Difference("lines", "1 / 1", "cancelled_quantity", 0, 1),
        Difference("lines", "1 / 1", "quantity", 5, 6),
        Difference("lines", "2 / 1", "line_id", "1", None),
        Difference("lines", "2 / 9", "line_id", None, "9"),
        Difference("lots", "PO-1 / A / 1", "eta", date(2026, 12, 1), date(2026, 12, 8)),
        Difference("stock", "A / main", "on_hand", 2, 3),
    ]
    assert found.made.total() == 0
    assert everything() == before


def test_a_new_order_in_a_running_shop_waits_behind_those_who_wait() -> None:
    early = wants("1", 5, placed_on=date(2026, 11, 10))
    lots = (facts.lot("A", 6, date(2026, 11, 30)), facts.lot("A", 6, date(2026, 12, 14), po="PO-2"))
    imported(shop(early, lots=lots))

    found = imported(shop(early, wants("2", 2), lots=lots))

    assert +found.made == {"orders": 1, "lines": 1}
    assert where_units_are("2") == {"backordered": 2}
    windows = OrderLine.objects.order_by("order__number").values_list("published_to", flat=True)
    assert list(windows) == [date(2026, 12, 9), date(2026, 12, 23)]


def test_stock_that_is_new_goes_by_rank_to_those_who_waited_and_those_who_came() -> None:
    early = wants("1", 5, placed_on=date(2026, 11, 10))
    imported(shop(early, stock=on_hand(0)))

    imported(shop(early, wants("2", 4, picked_qty=1), stock=(*on_hand(0), *on_hand(8, location="east"))))

    assert (where_units_are("1"), where_units_are("2")) == (
        {"reserved": 5},
        {"reserved": 3, "backordered": 1},
    )
    firm = Allocation.objects.filter(firm=True).values_list("line__order__number", "qty")
    assert list(firm) == [("2", 1)]


def test_a_shop_that_had_goods_before_its_orders_gives_what_is_there() -> None:
    goods("A")
    arrive("A", 4)

    found = imported(shop(wants("1", 3), wants("2", 3), stock=on_hand(9), items={}))

    assert found.differences == [Difference("stock", "A / main", "on_hand", 4, 9)]
    assert (where_units_are("1"), where_units_are("2")) == (
        {"reserved": 3},
        {"reserved": 1, "backordered": 2},
    )


def test_an_order_that_was_taken_here_is_not_taken_twice() -> None:
    goods("A")
    take("1", ("A", 5))

    found = imported(shop(wants("1", 5), items={}))

    assert (found.same["lines"], Order.objects.count(), Backorder.objects.count()) == (1, 1, 1)


def test_money_of_what_was_cancelled_before_us_is_not_given_back_again() -> None:
    paid = {"unit_price": 1000, "captured_amount": 2000, "authorised_amount": 2000}
    imported(shop(wants("1", 3, cancelled_qty=1, **paid)))
    line = CancelLine(order=OrderName("1"), line="1", qty=1)
    do(Cancel(lines=(line,), reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER))
    assert [task.data["amount"] for task in Task.objects.filter(kind="refund")] == [1000]


def test_an_order_is_worth_what_is_still_wanted_of_it_and_of_a_closed_line_that_is_what_left() -> None:
    stopped = wants("1", 3, line_id="1", shipped_qty=1, closed=True, unit_price=1000)
    open_line = wants("1", 4, line_id="2", cancelled_qty=1, unit_price=500)
    imported(shop(stopped, open_line))
    assert Order.objects.get().value == 1000 + 3 * 500


def test_what_waits_on_a_channel_already_fills_the_cap_of_that_channel() -> None:
    decided('[[eligibility.rules]]\nsku = "A"\nchannel = "outlet"\ncap_units = 4\n')
    goods("A")
    take("1", ("A", 3), channel="outlet")
    found = imported(shop(wants("2", 2, channel="outlet"), wants("3", 9, channel="store")))
    flagged = OrderLine.objects.filter(oversell=True).values_list("order__number", flat=True)
    assert (list(flagged), found.oversells) == (["2"], 1)
