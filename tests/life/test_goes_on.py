"""A shop that was taken over from files goes on: its lots arrive, what waited is served, released and shipped."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from makegood import demo, flow
from makegood.almanac import work_calendars
from makegood.cli.run import read_policy
from makegood.db.models import Backorder, Order, OrderLine
from makegood.domain.plan import Snapshot
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.writing import to_toml
from makegood.queries.arrivals import next_arrivals
from makegood.queries.audit import audit
from makegood.queries.releases import open_releases
from makegood.services._orders import OrderName
from makegood.services.allocation import Allocate
from makegood.services.cutover import ImportShop
from makegood.services.policy import SetPolicy
from makegood.services.receipt.receive import Delivered, Receive
from makegood.services.release import Parcel, Release, Ship
from makegood.spreadsheet.reading import read

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "wwi-2015-12-31"
DAYS = 12


def snapshot(folder: Path, *, policy: Policy, today: date) -> Snapshot:
    calendars = work_calendars(policy=policy, years=range(today.year - 5, today.year + 4))
    return read(
        orders=folder / "orders.csv",
        stock=folder / "stock.csv",
        inbound=folder / "inbound.csv",
        items=folder / "items.csv",
        policy=policy,
        today=today,
        calendars=calendars,
    ).snapshot


def live(facts: Snapshot) -> None:
    """Each day what is due is received, all that may go is released, and what was released before leaves."""
    command = ImportShop(
        lines=tuple(facts.lines), items=facts.items, stock=tuple(facts.stock), lots=tuple(facts.lots)
    )
    for number in range(DAYS):
        today = facts.today + timedelta(days=number)
        now = datetime.combine(today, time(15), UTC)

        def do(command: Any, now: datetime = now) -> None:
            flow.run(command, actor="test", now=now)

        if number == 0:
            if facts.policy != Policy():
                do(SetPolicy(document=to_toml(facts.policy)))
            do(command)
        do(Allocate())
        due = tuple(
            Delivered(sku=lot.sku, counted_qty=lot.open_qty, location=lot.location, po=lot.po, line=lot.line)
            for lot in next_arrivals()
            if lot.eta is not None and lot.eta <= today
        )
        if due:
            do(Receive(deliveries=due))
        leaving = {(each.order, each.channel): each for each in open_releases() if each.released_on < today}
        parcels = [
            Parcel(order=OrderName(each.order, each.channel), number=f"S{each.release}", release=each.release)
            for each in leaving.values()
        ]
        if parcels:
            do(Ship(parcels=tuple(parcels)))
        do(Release())
    assert audit() == []


def shipped() -> int:
    return sum(OrderLine.objects.values_list("shipped_qty", flat=True))


def test_the_sample_shop_goes_on() -> None:
    facts = snapshot(demo.SHOP, policy=read_policy(demo.POLICY), today=demo.SHOP_TODAY)
    live(facts)
    before = sum(line.shipped_qty for line in facts.lines)
    assert shipped() - before == 62


@pytest.mark.skipif(
    not REAL.is_dir(), reason="the real company's files are not beside the project (../shared/data)"
)
def test_the_real_company_goes_on() -> None:
    live(snapshot(REAL, policy=Policy(), today=date(2015, 12, 31)))
    assert Order.objects.count() == 2658
    assert (Backorder.objects.filter(state="open").count(), shipped()) == (2687, 2082)
