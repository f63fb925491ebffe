"""A shop is taken over as its plan showed it: whoever holds what, whoever waits, and which lines are oversold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis.extra.django import TestCase

from makegood import demo, flow
from makegood.almanac import work_calendars
from makegood.cli.run import read_policy
from makegood.db.models import OrderLine, PolicyVersion
from makegood.domain.plan import Snapshot, plan
from makegood.domain.terms.demand import OrderLine as Line
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.writing import to_toml
from makegood.queries.audit import audit
from makegood.queries.shop import forget_supply
from makegood.services.cutover import Imported, ImportShop
from makegood.spreadsheet.reading import read
from tests import soaked
from tests.audited import OF_THE_DATA
from tests.domain.plan.shops import shops

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "wwi-2015-12-31"

Held = dict[tuple[str, str, str], tuple[int, int, bool]]


def decided(policy: Policy) -> None:
    """The shop's policy from its first day on."""
    document = to_toml(policy)
    digest = sha256(document.encode()).hexdigest()[:12]
    at = datetime(2015, 1, 1, tzinfo=UTC)
    PolicyVersion.objects.create(
        revision=1, area="all", document=document, digest=digest, author="test", at=at
    )


def imported(facts: Snapshot) -> Imported:
    """The snapshot taken over on its day."""
    command = ImportShop(
        lines=tuple(facts.lines), items=facts.items, stock=tuple(facts.stock), lots=tuple(facts.lots)
    )
    now = datetime.combine(facts.today, time(9), UTC)
    found = flow.run(command, actor="test", now=now)
    assert isinstance(found, Imported)
    return found


def held() -> Held:
    """Reserved and backordered units and oversell of every line that was taken over."""
    rows = OrderLine.objects.values_list(
        "order__channel__name", "order__number", "line_id", "reserved_qty", "backordered_qty", "oversell"
    )
    return {
        (channel, order, line): (reserved, backordered, oversell)
        for channel, order, line, reserved, backordered, oversell in rows
    }


def planned(facts: Snapshot) -> Held:
    """The same as `makegood plan` says, of orders of which something is open."""
    lines = plan(facts).lines
    open_orders = {(each.line.channel, each.line.order_id) for each in lines if each.line.open_qty}
    return {
        (each.line.channel, each.line.order_id, each.line.line_id): (
            each.reserved_qty,
            each.backordered_qty,
            each.oversell,
        )
        for each in lines
        if (each.line.channel, each.line.order_id) in open_orders
    }


def one_head(facts: Snapshot) -> Snapshot:
    """What an order says once, all of its lines say: who, when, whereto; and no two channels share a number."""
    first: dict[str, Line] = {}
    lines = [replace(line, order_id=f"{line.channel} {line.order_id}") for line in facts.lines]
    for line in lines:
        first.setdefault(line.order_id, line)
    names = (
        "placed_at",
        "placed_on",
        "country",
        "service",
        "currency",
        "customer_tier",
        "business",
        "on_hold",
    )
    heads = [{name: getattr(first[line.order_id], name) for name in names} for line in lines]
    return replace(facts, lines=[replace(line, **head) for line, head in zip(lines, heads, strict=True)])


def read_folder(folder: Path, *, policy: Policy, today: date) -> Snapshot:
    """The four files of a shop."""
    calendars = work_calendars(policy=policy, years=range(today.year - 5, today.year + 4))
    reading = read(
        orders=folder / "orders.csv",
        stock=folder / "stock.csv",
        inbound=folder / "inbound.csv",
        items=folder / "items.csv",
        policy=policy,
        today=today,
        calendars=calendars,
    )
    assert reading.rows_left_out == 0
    return reading.snapshot


def test_the_sample_shop_is_taken_over_as_planned() -> None:
    policy = read_policy(demo.POLICY)
    decided(policy)
    facts = read_folder(demo.SHOP, policy=policy, today=demo.SHOP_TODAY)

    imported(facts)

    assert held() == planned(facts)
    assert sum(reserved for reserved, _, _ in held().values()) == 69


@pytest.mark.skipif(
    not REAL.is_dir(), reason="the real company's files are not beside the project (../shared/data)"
)
def test_a_real_company_is_taken_over_as_planned_and_once() -> None:
    facts = read_folder(REAL, policy=Policy(), today=date(2015, 12, 31))

    first, again = imported(facts), imported(facts)

    assert held() == planned(facts)
    assert (first.made["orders"], first.made["lines"], first.differences) == (2658, 2703, [])
    assert (again.made.total(), again.same["lines"], again.differences) == (0, 2703, [])


class AnyShop(TestCase):
    """The shop of each example is undone after it."""

    @soaked.some(0.5)
    @given(shops())
    def test_whatever_the_shop_its_lines_hold_what_the_plan_says_or_what_a_bundle_could_not_use(
        self, facts: Snapshot
    ) -> None:
        forget_supply()
        facts = one_head(facts)
        decided(facts.policy)
        first = imported(facts)
        found, told = held(), planned(facts)
        assert found.keys() == told.keys()
        bundles = any(line.sku == "KIT" and line.open_qty for line in facts.lines)
        for line, (reserved, backordered, oversold) in told.items():
            more = found[line][0] - reserved
            assert more == 0 or (bundles and more > 0)
            assert found[line][1] == backordered - more
            assert found[line][2] or not oversold
        again = imported(facts)
        assert (again.made.total(), again.differences) == (0, [])
        assert again.same["lines"] == first.made["lines"]
        assert held() == found
        assert audit(checks=OF_THE_DATA) == []
