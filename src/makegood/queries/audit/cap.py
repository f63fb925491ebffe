"""The cap: I3, of what our own rules let wait."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from math import inf

from makegood.domain.eligibility.rules import EligibilityRules
from makegood.queries.audit.check import Fault, Scope, check, moment, rows
from makegood.queries.audit.parts import PARTS

# Units that have waited since their order came: what was allocated in between and came back was not accepted anew.
_ACCEPTED = f"""{PARTS}, accepted (item_id, order_id, qty, flagged) AS (
    SELECT b.item_id, b.order_id, b.qty, CASE WHEN line.oversell THEN 1 ELSE 0 END
    FROM makegood_backorder b
    JOIN makegood_orderline line ON line.id = b.line_id JOIN makegood_order o ON o.id = b.order_id
    -- Joined, not asked row by row: allocations have no index by backorder.
    LEFT JOIN (
        SELECT DISTINCT backorder_id AS case_id FROM makegood_allocation WHERE state = 'withdrawn'
    ) back ON back.case_id = b.id
    WHERE b.state = 'open' AND b.detected_at = o.taken_at AND b.reopens_id IS NULL AND back.case_id IS NULL
), counted (item_id, order_id, qty, flagged) AS (
    SELECT item_id, order_id, qty, flagged FROM accepted
    UNION ALL
    SELECT part.part_id, accepted.order_id, accepted.qty * part.per, accepted.flagged
    FROM accepted JOIN part ON part.bundle_id = accepted.item_id
)
SELECT counted.item_id, o.id, o.taken_at, SUM(counted.qty), MIN(counted.flagged)
FROM counted JOIN makegood_order o ON o.id = counted.order_id
GROUP BY counted.item_id, o.id, o.taken_at ORDER BY counted.item_id, o.id, o.taken_at
"""  # noqa: S608 - names of our own
_ITEMS = """
SELECT item.id, item.sku, item.family, item.available_on,
    CASE WHEN EXISTS (SELECT 1 FROM makegood_bundlepart p WHERE p.bundle_id = item.id) THEN 1 ELSE 0 END
FROM makegood_item item
"""
_CONFIRMED = """
SELECT lot.item_id, SUM(CASE WHEN told.most > lot.quantity THEN told.most ELSE lot.quantity END)
FROM makegood_incominglot lot LEFT JOIN (
    SELECT lot_id, MAX(quantity) AS most, MAX(CASE WHEN confirmed THEN 1 ELSE 0 END) AS confirmed
    FROM makegood_etarevision GROUP BY lot_id
) told ON told.lot_id = lot.id
WHERE lot.confirmed OR told.confirmed = 1 GROUP BY lot.item_id
"""


@dataclass(frozen=True, slots=True)
class _Item:
    sku: str
    family: str | None
    available_on: date | None
    bundle: int

    def preorder_when(self, taken_at: datetime) -> tuple[bool, ...]:
        """What it may have been: a bundle goes by its parts' days, and at the turn of the day zones matter."""
        if self.bundle or (self.available_on and taken_at.date() <= self.available_on + timedelta(days=1)):
            return (False, True)
        return (False,)


@check(
    "I3",
    "When an order was taken and not flagged as an oversell, all units that waited then were within the cap.",
    how="per item, units of open backorders up to each order that is not flagged (those that waited since their order "
    "came, bundles resolved) against the cap of the policy in force when it was taken; a cap that follows inbound "
    "counts every unit that was ever confirmed",
)
def the_cap_held(scope: Scope) -> Iterator[Fault]:
    """Each item that has a cap under some policy."""
    cap_of = _Caps(scope)
    if not cap_of.any:
        return
    items = {pk: _Item(*rest) for pk, *rest in rows(_ITEMS)}
    confirmed = {item: int(qty) for item, qty in rows(_CONFIRMED)}
    for item_id, group in groupby(rows(_ACCEPTED), key=lambda row: row[0]):
        item, waiting = items[item_id], 0
        for _, order, taken_at, qty, flagged in group:
            waiting += int(qty)
            if flagged:
                continue
            cap = cap_of(item, confirmed.get(item_id, 0), moment(taken_at))
            if waiting > cap:
                yield f"item {item.sku}, order #{order}", f"at most {cap} waiting, or a flag", waiting


class _Caps:
    """The cap of an item when an order was taken; infinite = none."""

    def __init__(self, scope: Scope) -> None:
        self._since: list[datetime] = []
        self._rules = [EligibilityRules(policy=scope.policy(0))]
        self.any = False
        for revision, at, document in rows(
            "SELECT revision, at, document FROM makegood_policyversion ORDER BY revision"
        ):
            self._since.append(moment(at))
            self._rules.append(EligibilityRules(policy=scope.policy(revision)))
            self.any = self.any or "cap" in document

    def __call__(self, item: _Item, confirmed: int, taken_at: datetime) -> float:
        """The highest cap that can have bound: of two policies at one moment we do not know which came first."""
        last = bisect_right(self._since, taken_at)
        first = last
        while first and self._since[first - 1] == taken_at:
            first -= 1
        return max(
            self._cap(item, confirmed, number, preorder)
            for number in range(first, last + 1)
            for preorder in item.preorder_when(taken_at)
        )

    def _cap(self, item: _Item, confirmed: int, number: int, preorder: bool) -> float:
        cap = (
            self._rules[number]
            .decide(
                sku=item.sku,
                family=item.family,
                channel=None,
                confirmed_inbound_qty=confirmed,
                preorder=preorder,
            )
            .cap
        )
        return inf if cap is None else cap


CHECKS = (the_cap_held,)
