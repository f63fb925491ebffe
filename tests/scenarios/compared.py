"""A plan compared line by line with what the oracle says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from makegood.domain.plan import Plan, Snapshot, plan
from makegood.domain.plan.queue import form_queue
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.rank import Steps
from makegood.domain.terms.stock import IncomingLot
from tests.domain.facts import known
from tests.scenarios.oracle import Expected, Late, expected, wanted_still


def plain(shop: Snapshot) -> Snapshot:
    """The same shop by the default policy, without parcels that ship whole: the part the oracle speaks of."""
    whole = {line.order_id for line in shop.lines if line.ship_complete}
    bundles = {sku for sku, item in shop.items.items() if item.bundle_of}
    lines = [line for line in shop.lines if line.order_id not in whole and line.sku not in bundles]
    return replace(shop, lines=lines, policy=Policy())


def as_learned(shop: Snapshot) -> Late:
    """How late each lot is taken to be: the one figure the oracle borrows (tests of its own judge the learning)."""
    steps = Steps(policy=shop.policy, calendars=shop.calendars)
    found = {
        id(supply.lot): supply.steps[0]
        for supply in form_queue(replace(shop, lines=[]), steps=steps).supplies
        if supply.lot
    }

    def late(lot: IncomingLot) -> tuple[int, int] | None:
        step = found.get(id(lot))
        return step[1:3] if step else None

    return late


def by_contract(lot: IncomingLot) -> tuple[int, int] | None:
    """Lateness without any history: confirmed 0-3, unconfirmed 0-10 working days; no ETA, no date."""
    if lot.eta is None:
        return None
    return (0, 3) if lot.confirmed else (0, 10)


def bucket(days: int) -> str:
    """0-3, 4-7, 8-14, 15+ calendar days past the baseline."""
    return next(name for least, name in ((15, "15+"), (8, "8-14"), (4, "4-7"), (0, "0-3")) if days >= least)


def the_same(shop: Snapshot, planned: Plan, wanted: list[Expected]) -> None:
    """Every open line of the plan is what the oracle says, and nothing else is open."""
    found = {(each.line.order_id, each.line.line_id): each for each in planned.lines if each.rank}
    assert len(found) == len(wanted)
    for oracle in wanted:
        line = oracle.line
        each = found[line.order_id, line.line_id]
        assert (each.rank, each.tier, each.baseline) == (oracle.rank, oracle.tier, oracle.baseline)
        assert each.reserved_qty == oracle.reserved
        assert each.backordered_qty == line.open_qty - oracle.reserved
        days = max(0, (shop.today - oracle.baseline).days)
        assert each.days_delayed == days
        assert each.bucket == (bucket(days) if each.backordered_qty else None)
        if oracle.promise is None:
            assert each.promise is None
            continue
        promise = known(each.promise)
        ship, deliver = promise.ship, promise.deliver
        assert (ship.from_on, ship.to_on, deliver.from_on, deliver.to_on) == oracle.promise
        assert each.expected_delay == max(0, (oracle.promise[1] - oracle.baseline).days)
        resting = Counter[str]()
        for shelf, qty in oracle.taken:
            resting[shelf.ref] += qty
        assert Counter({basis.ref: basis.qty for basis in promise.basis}) == resting


def the_lots_add_up(shop: Snapshot, planned: Plan, wanted: list[Expected]) -> None:
    """Purchasing asks for exactly the units that no stock covers: by lot, and per SKU for what no lot covers.

    Of what is not made any more, or not wanted any more, nobody is asked for more.
    """
    ended = {sku for sku, item in shop.items.items() if item.discontinued}
    waiting, lacking = Counter[tuple[str, str]](), Counter[str]()
    for each in wanted:
        for shelf, qty in each.taken:
            if not shelf.is_stock:
                waiting[shelf.sku, shelf.ref] += qty
        if each.line.sku not in ended and wanted_still(each.line, shop.today):
            lacking[each.line.sku] += each.wanted
    asked, rest = Counter[tuple[str, str]](), Counter[str]()
    for row in planned.purchasing:
        if row.po and (row.sku, row.po) in waiting:
            asked[row.sku, row.po] += row.units_waiting
        elif row.sku not in ended:
            rest[row.sku] += row.units_waiting
    assert (asked, rest) == (waiting, +lacking)
    money = [-1 if row.value_waiting is None else row.value_waiting for row in planned.purchasing]
    assert money == sorted(money, reverse=True)


def check(shop: Snapshot, late: Late) -> None:
    """The whole comparison."""
    planned, wanted = plan(shop), expected(shop, late=late)
    the_same(shop, planned, wanted)
    the_lots_add_up(shop, planned, wanted)
    short = [each.line.open_qty - each.reserved for each in wanted]
    summary = planned.summary
    assert (summary.open_lines, summary.short_units) == (len(wanted), sum(short))
    assert summary.without_date == sum(
        each.promise is None for each, qty in zip(wanted, short, strict=True) if qty
    )
