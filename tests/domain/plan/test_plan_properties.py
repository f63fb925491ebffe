"""What holds for every plan of every shop."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.allocation.audit import audit
from makegood.domain.allocation.outcome import Why, why_is_exception
from makegood.domain.allocation.run import why_given
from makegood.domain.plan import Snapshot, plan
from makegood.domain.plan.queue import form_queue
from makegood.domain.promise.outcome import Promise
from makegood.domain.terms.dates import Window
from makegood.domain.terms.pegging import Source, Supply
from makegood.domain.terms.rank import Steps
from makegood.domain.terms.reason import Reason
from makegood.domain.terms.state import Label
from tests.domain.facts import known
from tests.domain.plan.shops import KIT, shops


@given(shops(), st.randoms(use_true_random=True))
def test_the_order_of_rows_changes_nothing(shop: Snapshot, random: Any) -> None:
    def shuffled(rows: list[Any]) -> list[Any]:
        return list(random.sample(rows, len(rows)))

    mixed = replace(
        shop,
        lines=shuffled(list(shop.lines)),
        stock=shuffled(list(shop.stock)),
        lots=shuffled(list(shop.lots)),
        items=dict(shuffled(list(shop.items.items()))),
    )
    assert plan(mixed) == plan(shop)


@given(shops())
def test_quantities_are_conserved(shop: Snapshot) -> None:
    planned = plan(shop)
    for each in planned.lines:
        parts = (each.line.shipped_qty, each.reserved_qty, each.backordered_qty, each.cancelled_qty)
        assert each.line.quantity == sum(parts)
        assert min(parts) >= 0
    given_away = Counter[tuple[str, str]]()
    for row in planned.allocations:
        assert row.qty > 0
        given_away[row.sku, row.location] += row.qty
    on_hand = {(position.sku, position.location): position.on_hand for position in shop.stock}
    assert all(units <= on_hand[place] for place, units in given_away.items())
    for item in planned.items:
        assert item.reserved == sum(units for (sku, _), units in given_away.items() if sku == item.sku)
        assert item.available == item.on_hand - item.reserved - item.safety_stock


@given(shops())
def test_picked_units_are_reserved_as_far_as_they_are_there(shop: Snapshot) -> None:
    """Plain lines that any place may serve: neither a better rank nor safety stock stands in their way."""
    lines = [
        replace(line, location=None, country="US", ship_complete=False)
        for line in shop.lines
        if line.sku != KIT.sku
    ]
    planned = plan(replace(shop, lines=lines))
    picked, on_hand = Counter[str](), Counter[str]()
    for line in lines:
        picked[line.sku] += line.picked_qty if line.open_qty else 0
    for position in shop.stock:
        on_hand[position.sku] += position.on_hand
    given_as_picked = Counter[str]()
    for row in planned.allocations:
        given_as_picked[row.sku] += row.qty if row.why is Why.PICKED else 0
    assert +given_as_picked == picked & on_hand


@given(shops())
def test_after_the_customers_last_day_a_line_holds_what_was_picked_and_nothing_else(shop: Snapshot) -> None:
    planned = plan(shop)
    gone = {
        (each.line.order_id, each.line.line_id): each
        for each in planned.lines
        if each.line.open_qty and each.line.cancel_after and each.line.cancel_after < shop.today
    }
    for row in planned.allocations:
        assert row.why is Why.PICKED or (row.order_id, row.line_id) not in gone
    for each in gone.values():
        assert each.reserved_qty <= each.line.picked_qty
        if each.backordered_qty:
            assert (each.label, each.promise) == (Label.ESCALATION_REQUIRED, None)


@given(shops())
def test_nobody_is_overtaken_and_nothing_lies_free_while_somebody_waits(shop: Snapshot) -> None:
    queue = form_queue(shop, steps=Steps(policy=shop.policy, calendars=shop.calendars))
    allocation = shop.policy.allocation
    found = audit(
        claims=queue.claims,
        given=[why_given(claim, policy=allocation) for claim in queue.claims],
        board=queue.board,
        serving=queue.serving,
        minimum_fill=allocation.minimum_fill,
    )
    assert found == ()


@given(shops())
def test_lending_never_moves_a_promise_later_nor_takes_one_away(shop: Snapshot) -> None:
    def ends(days: int | None) -> dict[int, Window]:
        allocation = replace(shop.policy.allocation, hold_complete_days=days)
        policy = replace(shop.policy, allocation=allocation)
        queue = form_queue(replace(shop, policy=policy), steps=Steps(policy=policy, calendars=shop.calendars))
        return {
            known(each.rank): Window(each.promise.ship.to_on, each.promise.deliver.to_on)
            for each in queue.standings
            if each.promise
        }

    without, lending = ends(None), ends(0)
    for rank, end in without.items():
        assert lending[rank].from_on <= end.from_on
        assert lending[rank].to_on <= end.to_on


@given(shops())
def test_a_worse_rank_is_never_served_first_where_all_could_be(shop: Snapshot) -> None:
    """The same, said again without the code's own audit: plain lines of one SKU that may use all its stock."""
    plain = replace(
        shop,
        lines=[
            replace(line, location=None, country="US", ship_complete=False, cancel_after=None)
            for line in shop.lines
            if line.sku != KIT.sku
        ],
        policy=replace(shop.policy, allocation=replace(shop.policy.allocation, minimum_fill=1)),
    )
    planned = plan(plain)
    by_rank = {(row.order_id, row.line_id) for row in planned.allocations if not why_is_exception(row.why)}
    by_sku = defaultdict(list)
    for each in planned.lines:
        if each.rank is not None:
            by_sku[each.line.sku].append(each)
    for queue in by_sku.values():
        somebody_short = False
        for each in sorted(queue, key=lambda each: known(each.rank)):
            assert not (somebody_short and (each.line.order_id, each.line.line_id) in by_rank)
            somebody_short = somebody_short or each.backordered_qty > 0


def _parts_fit(shop: Snapshot, promise: Promise) -> None:
    calendar = shop.calendars["default"]
    steps = {part.name: part for part in promise.components}
    transit = steps["transit"]
    # Each location has its own processing; a basis does not say where its lot arrives, so the quickest is the bound.
    usual, places = shop.policy.promise.processing, shop.policy.locations.values()
    quickest = min([(place.processing or usual).from_days for place in places], default=usual.from_days)
    at_most = min([(place.processing or usual).to_days for place in places], default=usual.to_days)
    for basis in promise.basis:
        assert basis.usable_from >= shop.today
        assert basis.usable_from <= basis.usable_to
        if basis.eta and basis.source is Source.LOT:
            assert basis.usable_from >= calendar.add(basis.eta, shop.policy.promise.receiving.from_days)
            if basis.eta < shop.today:
                assert basis.usable_from >= calendar.add(shop.today, 1)
        assert promise.ship.from_on >= calendar.add(basis.usable_from, quickest)
        assert promise.ship.to_on >= calendar.add(basis.usable_to, at_most)
    assert promise.deliver.from_on >= calendar.add(promise.ship.from_on, transit.from_days)
    assert promise.deliver.to_on >= calendar.add(promise.ship.to_on, transit.to_days)


@given(shops())
def test_no_promise_is_earlier_than_its_parts(shop: Snapshot) -> None:
    for each in plan(shop).lines:
        if each.promise is None:
            continue
        _parts_fit(shop, each.promise)
        available_on = shop.items[each.line.sku].available_on
        assert each.promise.ship.from_on >= max(
            filter(None, (available_on, each.line.ship_after, shop.today))
        )
        if each.line.sku != KIT.sku:
            assert sum(basis.qty for basis in each.promise.basis) == each.line.open_qty


@given(shops())
def test_every_short_line_has_reason_label_review_and_the_notice_it_is_owed(shop: Snapshot) -> None:
    planned = plan(shop)
    told = {(notice.order_id, part.line_id) for notice in planned.notices for part in notice.delayed}
    orders = {each.order_id for each in planned.orders}
    calendar = shop.calendars["default"]
    for each in planned.lines:
        if not each.backordered_qty:
            assert (each.reason, each.bucket, each.next_review_on) == (None, None, None)
            continue
        assert each.label is not None
        assert isinstance(each.reason, Reason)
        assert each.line.order_id in orders
        assert known(each.next_review_on) >= shop.today
        assert calendar.is_working(known(each.next_review_on))
        late = each.promise is None or each.promise.ship.to_on > each.baseline
        if late and not each.line.on_hold and each.line.notified_on is None:
            assert (each.line.order_id, each.line.line_id) in told


@given(shops())
def test_the_cap_binds_and_what_exceeds_it_is_flagged(shop: Snapshot) -> None:
    planned = plan(shop)
    unflagged = Counter[str]()
    for each in planned.lines:
        if each.backordered_qty and not each.oversell:
            unflagged[each.line.sku] += each.backordered_qty
    for item in planned.items:
        listed = sum(sale.listable_qty for sale in item.channels)
        ahead = item.incoming if item.cap_left is None else item.cap_left
        # A bundle has no units of its own: what it lists is counted with its components.
        assert item.sku == KIT.sku or listed <= max(0, item.available) + ahead
        if item.cap is not None:
            assert unflagged[item.sku] <= item.cap
            assert item.cap_left == max(0, item.cap - item.backordered)


def _supplies(shop: Snapshot) -> list[Supply]:
    return list(form_queue(shop, steps=Steps(policy=shop.policy, calendars=shop.calendars)).supplies)


@given(shops())
def test_an_unknown_part_never_narrows_a_window(shop: Snapshot) -> None:
    """Lots whose confirmation is taken back: every one may come as early as before, and as late or later."""
    doubted = replace(shop, lots=[replace(lot, confirmed=None) for lot in shop.lots])
    sure = {supply.ref: supply for supply in _supplies(shop) if supply.lot}
    for supply in _supplies(doubted):
        if supply.lot:
            assert supply.usable_from <= sure[supply.ref].usable_from
            assert supply.usable_to >= sure[supply.ref].usable_to


@given(shops(), st.integers(2, 4))
def test_the_same_history_repeated_never_widens_a_window(shop: Snapshot, times: int) -> None:
    history = [lot for lot in shop.lots if lot.received_on and not lot.open_qty]
    pending = [replace(lot, received_on=None, received_qty=0) for lot in shop.lots if lot not in history]
    once = {supply.ref: supply for supply in _supplies(replace(shop, lots=history + pending)) if supply.lot}
    for supply in _supplies(replace(shop, lots=history * times + pending)):
        if supply.lot:
            assert supply.usable_from >= once[supply.ref].usable_from
            assert supply.usable_to <= once[supply.ref].usable_to
