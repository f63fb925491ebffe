"""Every open case as its review sees it, read at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from makegood.db import facts, locks, sql
from makegood.db.models import Item
from makegood.domain.intake import first_sale_days
from makegood.domain.review import WaitingLine, expected_delay
from makegood.services._work import Work


class Standing(NamedTuple):
    """One open case. `ship_to` = the end of the window that waits for the owner of dates, None = none does."""

    pk: int
    order_pk: int
    line_pk: int
    item_pk: int
    reason: str
    reason_confirmed: bool
    owner: str
    next_review_on: date
    bucket: str
    acted_on: date | None
    escalated_on: date | None
    line_id: str
    baseline: date
    oversell: bool
    notified_on: date | None
    next_update_on: date | None
    published_to: date | None
    cancel_after: date | None
    ship_to: date | None
    channel: str
    sku: str
    family: str | None

    @property
    def expected(self) -> date | None:
        """The last day by which it is expected to ship now."""
        return self.ship_to or self.published_to


_OPEN = """
    SELECT b.id, b.order_id, b.line_id, b.item_id, b.reason, b.reason_confirmed, b.owner, b.next_review_on, b.bucket,
        b.acted_on, b.escalated_on, l.line_id, l.baseline, l.oversell, l.notified_on, l.next_update_on, l.published_to,
        l.cancel_after, p.ship_to, c.name, i.sku, i.family
    FROM makegood_backorder b
    JOIN makegood_orderline l ON l.id = b.line_id
    JOIN makegood_item i ON i.id = b.item_id
    JOIN makegood_channel c ON c.id = b.channel_id
    LEFT JOIN makegood_promise p ON p.line_id = b.line_id AND p.state = 'proposed'
    WHERE b.state = 'open' {which} ORDER BY b.id
"""
_ALL = _OPEN.format(which="")
_OF_ORDERS = _OPEN.format(which="AND b.order_id IN_LIST(%s)")
_DIVIDED = "SELECT id, parent_id FROM makegood_backorder WHERE parent_id IS NOT NULL"


def open_cases(order_ids: Collection[int] | None) -> list[Standing]:
    """Open cases of these orders, None = of all, the oldest first."""
    rows = sql.ask(_ALL) if order_ids is None else sql.ask(_OF_ORDERS, sql.ids(order_ids))
    return [Standing(*row) for row in rows]


def families(rows: Iterable[Standing]) -> dict[int, int]:
    """The case that each line's open ones began as, by line: parts of one case are one family, and so is all that waits
    of a line."""
    rows = list(rows)
    came_from = dict(sql.ask(_DIVIDED)) if rows else {}
    found: dict[int, int] = {}
    for row in rows:
        first = row.pk
        while first in came_from:
            first = came_from[first]
        found[row.line_pk] = min(first, found.get(row.line_pk, first))
    return found


class Facts:
    """What the review of a case rests on beside its row: its SKU's first sale day, and whether it may wait at all."""

    def __init__(self, work: Work, rows: Iterable[Standing]) -> None:
        self._work = work
        self._items = {row.item_pk for row in rows}

    @cached_property
    def first_days(self) -> Mapping[str, date]:
        """The first day a SKU may ship, for those that have one."""
        family = locks.family(self._items)
        return first_sale_days(items=facts.items(sql.read(Item, "id IN_LIST(%s)", sql.ids(family))))

    def line(self, row: Standing) -> WaitingLine:
        """The case as the rule judges it."""
        told = [day for day in (row.acted_on, row.notified_on) if day is not None]
        return WaitingLine(
            baseline=row.baseline,
            expected_delay=expected_delay(baseline=row.baseline, ship_to=row.expected),
            oversell=bool(row.oversell),
            eligible=self._may_wait(row),
            next_update_on=row.next_update_on,
            acted_on=max(told, default=None),
            seen_on=row.acted_on,
        )

    def _may_wait(self, row: Standing) -> bool:
        today = self._work.today
        if row.cancel_after is not None and row.cancel_after < today:
            return False
        first = self.first_days.get(row.sku)
        answer = self._work.shop.eligibility.answers(
            sku=row.sku,
            family=row.family,
            # Inbound sets a cap, never whether a SKU may wait.
            confirmed_inbound_qty=0,
            preorder=first is not None and first > today,
        )
        return answer[row.channel].allowed
