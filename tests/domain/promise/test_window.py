"""docs/rules/promise.md, run: usable days, windows, and what they rest on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest

from makegood.domain.plan import Snapshot, plan
from makegood.domain.plan.queue import form_queue
from makegood.domain.promise.outcome import Promise
from makegood.domain.terms.dates import DayRange, Window
from makegood.domain.terms.demand import Item
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.pegging import Source
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.shop import LocationPolicy, ServicePolicy, SupplierPolicy
from makegood.domain.terms.rank import Steps
from makegood.domain.terms.state import SellState
from tests.domain.facts import TODAY, day, known, line, lot, policy, snapshot, stock
from tests.domain.tables import date_in, table, window_in


def promises(shop: Snapshot) -> dict[str, Promise | None]:
    """Every line's promise, by order."""
    queue = form_queue(shop, steps=Steps(policy=shop.policy, calendars=shop.calendars))
    return {standing.line.order_id: standing.promise for standing in queue.standings}


def promise(shop: Snapshot, order_id: str = "1") -> Promise:
    return known(promises(shop)[order_id])


@pytest.mark.parametrize("row", table("promise", "windows"), ids=lambda row: row["case"])
def test_a_window_is_made_of_its_parts(row: dict[str, str]) -> None:
    eta = date_in(row["eta"])
    on_hand = [stock(on_hand=1)] if row["supply"] == "stock" else []
    lots = [lot(eta=eta, confirmed=row["confirmed"] == "yes", ordered_on=day("11-01"))] if not on_hand else []
    found = promises(snapshot([line()], on_hand, lots))["1"]
    assert (found.ship if found else None) == (window_in(row["ship"]) if row["ship"] else None)
    assert (found.deliver if found else None) == (window_in(row["deliver"]) if row["deliver"] else None)


def test_the_unit_behind_a_lot_is_promised_from_the_next_one() -> None:
    lots = [lot(quantity=30, po="PO-1"), lot(quantity=30, po="PO-2", eta=day("12-07"))]
    queue = [line("first", quantity=30), line("second", quantity=10, placed_on=day("11-21"))]
    found = promises(snapshot(queue, [], lots))
    assert [(basis.ref, basis.qty) for basis in known(found["first"]).basis] == [("PO-1", 30)]
    assert [(basis.ref, basis.qty) for basis in known(found["second"]).basis] == [("PO-2", 10)]


def test_lots_usable_on_the_same_days_serve_in_the_order_of_their_eta_however_they_come() -> None:
    """A Saturday and a Sunday come to the same working day; only the supplier's own day tells the lots apart."""
    lots = [lot(quantity=1, eta=day("11-29")), lot(quantity=1, eta=day("11-28"))]
    for mixed in (lots, lots[::-1]):
        assert promise(snapshot([line()], [], mixed)).basis[0].eta == day("11-28")


def test_two_counts_of_one_sku_at_one_place_are_refused() -> None:
    shop = snapshot([line()], [stock(on_hand=1), stock(on_hand=1, location="east"), stock(on_hand=2)])
    with pytest.raises(DomainError) as refused:
        plan(shop)
    assert refused.value.code == "stock_counted_twice"
    assert refused.value.data == {"sku": "MUG", "location": "main"}


@pytest.mark.parametrize(
    "apart",
    [
        {"supplier": "Bolt"},
        {"ordered_on": day("11-02")},
        {"first_eta": day("11-30")},
        {"received_qty": 2, "quantity": 12},
        {"cancelled_qty": 1, "quantity": 11},
        {"confirmed": None},
    ],
    ids=lambda apart: " ".join(apart),
)
def test_lots_that_are_alike_but_for_one_fact_serve_in_the_same_order_however_they_come(
    apart: dict[str, Any],
) -> None:
    usual = lot(supplier="Acme", ordered_on=day("11-03"), confirmed=False)
    lots = [usual, replace(usual, **apart)]
    shops = (snapshot([line()], [], lots), snapshot([line()], [], lots[::-1]))
    steps = Steps(policy=shops[0].policy, calendars=shops[0].calendars)
    first, second = [form_queue(shop, steps=steps).claims[0].pegs[0][0].lot for shop in shops]
    assert first == second


def test_a_promise_covers_the_last_unit() -> None:
    shop = snapshot([line(quantity=7)], [stock(on_hand=4)], [lot(quantity=3, eta=day("12-07"))])
    found = promise(shop)
    assert [(basis.source, basis.qty) for basis in found.basis] == [(Source.STOCK, 4), (Source.LOT, 3)]
    assert found.ship == Window(day("12-09"), day("12-16"))


def test_one_unit_without_credible_supply_and_there_is_no_date() -> None:
    assert promises(snapshot([line(quantity=8)], [stock(on_hand=4)], [lot(quantity=3)]))["1"] is None


def test_a_passed_eta_does_not_promise_the_past() -> None:
    found = promise(snapshot([line()], [], [lot(eta=day("11-02"))]))
    (basis,) = found.basis
    assert basis.eta == day("11-02")
    assert basis.usable_from == day("11-25"), (
        "it is not here today, so it comes tomorrow and takes a day to receive"
    )
    assert found.ship.from_on == day("11-26")


def test_an_order_without_eta_is_dated_by_the_lead_time_agreed() -> None:
    agreed = replace(Policy(), suppliers={"Acme": SupplierPolicy(lead_time=DayRange(10, 15))})
    found = promise(
        snapshot([line()], [], [lot(eta=None, supplier="Acme", ordered_on=day("11-16"))], policy=agreed)
    )
    assert found.basis[0].source is Source.LEAD_TIME
    assert (found.basis[0].usable_from, found.basis[0].usable_to) == (day("12-01"), day("12-09"))
    assert [part.name for part in found.components] == ["lead_time", "receiving", "processing", "transit"]


def test_a_lead_time_is_learned_from_the_suppliers_own_receipts_only() -> None:
    record = [
        lot(
            "TEA",
            5,
            None,
            po=f"R{week}",
            supplier="Acme",
            ordered_on=day("06-01"),
            received_on=day(f"06-{week}"),
            received_qty=5,
        )
        for week in (11, 12, 15, 16)
    ]
    for supplier, dated in [("Acme", True), ("Someone else", False)]:
        undated = lot(eta=None, supplier=supplier, ordered_on=day("11-16"))
        assert (promises(snapshot([line()], [], [*record, undated]))["1"] is not None) is dated


def test_nothing_ships_before_the_customer_wants_it() -> None:
    found = promise(snapshot([line(ship_after=day("12-12"))], [stock(on_hand=1)]))
    assert found.ship == Window(day("12-14"), day("12-14"))


def test_a_preorder_waits_for_its_day_even_with_stock_on_hand() -> None:
    item = Item(sku="MUG", available_on=day("12-01"))
    found = promise(snapshot([line()], [stock(on_hand=1)], items=[item]))
    assert found.ship == Window(day("12-02"), day("12-03"))


def test_an_order_after_the_cut_off_starts_tomorrow() -> None:
    shop = replace(Policy(), locations={"main": LocationPolicy(cut_off=time(14))})
    for hour, ships in [(13, day("11-24")), (14, day("11-25"))]:
        placed = line(location="main", placed_on=TODAY, placed_at=datetime(2026, 11, 23, hour, tzinfo=UTC))
        assert promise(snapshot([placed], [stock(on_hand=1)], policy=shop)).ship.from_on == ships


def test_lines_of_one_parcel_all_wait_for_the_last() -> None:
    parcel = [
        line("1", "MUG", ship_complete=True),
        line("1", "TEA", line_id="2", ship_complete=True),
    ]
    shop = snapshot(parcel, [stock(on_hand=1)], [lot("TEA", 1)])
    queue = form_queue(shop, steps=Steps(policy=shop.policy, calendars=shop.calendars))
    windows = {standing.line.sku: known(standing.promise) for standing in queue.standings}
    assert windows["MUG"].ship == windows["TEA"].ship == Window(day("12-02"), day("12-09"))
    assert "ship_complete" in [part.name for part in windows["MUG"].components]
    assert "ship_complete" not in [part.name for part in windows["TEA"].components]


def test_a_bundle_is_promised_with_its_latest_component() -> None:
    kit = Item(sku="KIT", bundle_of=(("MUG", 2), ("TEA", 1)))
    shop = snapshot([line(sku="KIT")], [stock(on_hand=2)], [lot("TEA", 1, day("12-07"))], items=[kit])
    assert promise(shop).ship == Window(day("12-09"), day("12-16"))


def test_the_components_steps_add_up_to_the_window() -> None:
    found = promise(snapshot([line()], [], [lot()], policy=policy(promise={"receiving": DayRange(3, 4)})))
    assert [(part.name, part.from_days, part.to_days) for part in found.components] == [
        ("lateness", 0, 3),
        ("receiving", 3, 4),
        ("processing", 1, 2),
        ("transit", 2, 5),
    ]


def test_a_revised_eta_is_compared_with_how_revised_ones_were_kept() -> None:
    """Acme misses its first dates by three weeks, but keeps the revised ones to a day or two."""
    record = [
        lot(
            "TEA",
            5,
            day(f"06-{revised + 10:02}"),
            po=f"R{revised}",
            supplier="Acme",
            first_eta=day(f"05-{revised:02}"),
            received_on=day(f"06-{revised + 11:02}"),
            received_qty=5,
        )
        for revised in range(1, 16)
    ]
    first = lot(po="first", supplier="Acme", first_eta=day("11-30"))
    revised = lot("POT", po="revised", supplier="Acme", first_eta=day("11-02"))
    found = promises(snapshot([line("1", "MUG"), line("2", "POT")], [], [*record, first, revised]))
    assert known(found["2"]).ship.to_on < day("12-15")
    assert known(found["1"]).ship.to_on > day("12-31")


def test_an_overdue_order_without_eta_is_later_and_wider_than_one_on_time() -> None:
    agreed = replace(Policy(), suppliers={"Acme": SupplierPolicy(lead_time=DayRange(10, 15))})
    late = lot(eta=None, supplier="Acme", ordered_on=day("10-05"))
    (basis,) = promise(snapshot([line()], [], [late], policy=agreed)).basis
    assert basis.usable_from >= day("11-25")
    assert (basis.usable_to - basis.usable_from).days > 20, "35 working days gone by: nobody knows any more"


def test_a_bundle_waits_for_its_own_first_day_and_for_that_of_its_parts() -> None:
    mug, kit = Item(sku="MUG", available_on=day("12-01")), Item(sku="KIT", bundle_of=(("MUG", 1),))
    own = Item(sku="KIT", bundle_of=(("MUG", 1),), available_on=day("12-01"))
    for items in ([mug, kit], [own]):
        shop = snapshot([line(sku="KIT", placed_on=day("11-16"))], [stock(on_hand=1)], items=items)
        assert promise(shop).ship == Window(day("12-02"), day("12-03"))
        planned = plan(shop)
        assert planned.lines[0].baseline == day("12-03")
        assert {item.sku: item.sell_state for item in planned.items}["KIT"] is SellState.PREORDER


def test_the_cut_off_of_the_serving_location_counts_for_a_line_that_names_none() -> None:
    shop = replace(Policy(), locations={"main": LocationPolicy(cut_off=time(14))})
    placed = line(placed_on=TODAY, placed_at=datetime(2026, 11, 23, 15, tzinfo=UTC))
    assert promise(snapshot([placed], [stock(on_hand=1)], policy=shop)).ship.from_on == day("11-25")


def test_a_date_asked_for_on_a_saturday_with_no_transit_is_that_saturday() -> None:
    shop = replace(Policy(), services={"standard": ServicePolicy(transit=DayRange(0, 0))})
    asked = line(need_by=day("12-05"))
    assert plan(snapshot([asked], policy=shop)).lines[0].baseline == day("12-05")


def test_the_cut_off_is_told_by_the_shops_own_clock() -> None:
    shop = replace(
        policy(shop={"zone": "Europe/Berlin"}), locations={"main": LocationPolicy(cut_off=time(14))}
    )
    for hour, ships in [(12, day("11-24")), (13, day("11-25"))]:
        placed = line(placed_on=TODAY, placed_at=datetime(2026, 11, 23, hour, tzinfo=UTC))
        assert promise(snapshot([placed], [stock(on_hand=1)], policy=shop)).ship.from_on == ships


def test_the_cut_off_counts_for_an_item_that_has_long_been_on_sale() -> None:
    shop = replace(Policy(), locations={"main": LocationPolicy(cut_off=time(14))})
    placed = line(placed_on=TODAY, placed_at=datetime(2026, 11, 23, 15, tzinfo=UTC))
    old = Item(sku="MUG", available_on=day("01-01"))
    assert promise(snapshot([placed], [stock(on_hand=1)], items=[old], policy=shop)).ship.from_on == day(
        "11-25"
    )


def test_the_baseline_knows_the_processing_of_the_location_a_line_names() -> None:
    shop = replace(Policy(), locations={"slow": LocationPolicy(processing=DayRange(3, 6))})
    baselines = [
        plan(snapshot([line(location=place)], policy=shop)).lines[0].baseline for place in ("slow", None)
    ]
    assert baselines == [day("11-30"), day("11-24")]


def test_of_two_lines_that_complete_a_parcel_together_the_better_ranked_one_is_named() -> None:
    parcel = [
        line("1", "MUG", ship_complete=True),
        line("1", "TEA", line_id="2", ship_complete=True),
        line("1", "POT", line_id="3", ship_complete=True),
    ]
    shop = snapshot(parcel, [stock("MUG", 1)], [lot("TEA", 1), lot("POT", 1, po="PO-2")])
    found = {each.line.sku: known(each.promise).components[0] for each in plan(shop).lines}
    assert (found["MUG"].source, found["POT"].source) == ("line:2", "line:2")
    assert found["TEA"].name == "lateness"


def test_a_supplier_that_never_delivered_on_a_revised_date_is_taken_at_its_first_ones() -> None:
    record = [
        lot(
            "TEA",
            5,
            day("06-01"),
            po=f"R{late}",
            supplier="Acme",
            received_on=day(f"06-{late}"),
            received_qty=5,
        )
        for late in (15, 16, 17, 18, 19, 22, 23, 24)
    ]
    revised = lot(supplier="Acme", first_eta=day("11-02"))
    lateness = promise(snapshot([line()], [], [*record, revised])).components[0]
    assert (lateness.name, lateness.source) == ("lateness", "supplier")
    assert lateness.to_days >= 15


def test_a_lot_that_was_cancelled_says_nothing_of_how_late_its_supplier_is() -> None:
    gone = [
        lot("TEA", 5, day("06-01"), po=f"X{number}", supplier="Acme", cancelled_qty=5) for number in range(8)
    ]
    lateness = promise(snapshot([line()], [], [*gone, lot(supplier="Acme")])).components[0]
    assert (lateness.from_days, lateness.to_days, lateness.source) == (0, 3, "default")
