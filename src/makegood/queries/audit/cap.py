"""The caps: I3, of what our own rules let wait, on all channels together and on each."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from math import inf
from operator import itemgetter

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
SELECT counted.item_id, o.id, channel.name, o.taken_at, SUM(counted.qty), MIN(counted.flagged)
FROM counted JOIN makegood_order o ON o.id = counted.order_id JOIN makegood_channel channel ON channel.id = o.channel_id
GROUP BY counted.item_id, o.id, channel.name, o.taken_at ORDER BY counted.item_id, o.id
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


_CHANGED = """
SELECT ref, at FROM makegood_event WHERE stream = 'item' AND kind = 'intake.catalogued'
    AND (data LIKE '%"family":%' OR data LIKE '%"available_on":%')
"""
"""When what the rules look at was told of an item: what it was before is kept nowhere."""


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


@dataclass(frozen=True, slots=True)
class _Accepted:
    """Units of an item that waited when an order was taken: in all, and of the orders of its channel. `confirmed` = all
    that was ever confirmed to come."""

    item: _Item
    confirmed: int
    order: int
    channel: str
    taken_at: datetime
    waiting: int
    on_channel: int

    @property
    def entity(self) -> str:
        """What a finding names."""
        return f"item {self.item.sku}, order #{self.order}"


@check(
    "I3",
    "When an order was taken and not flagged as an oversell, all units that waited then were within the cap.",
    how="per item, units of open backorders up to each order that is not flagged (those that waited since their order "
    "came, bundles resolved) against the cap of the policy in force when it was taken; a cap that follows inbound "
    "counts every unit that was ever confirmed",
)
def the_cap_held(scope: Scope) -> Iterator[Fault]:
    """Each item that has a cap under some policy."""
    caps = _Caps(scope)
    if not caps.any:
        return
    for each in _accepted():
        cap = caps(each, None)
        if each.waiting > cap:
            yield each.entity, f"at most {cap} waiting, or a flag", each.waiting


@check(
    "I3",
    "When an order was taken and not flagged as an oversell, the units that waited then on its channel were within the "
    "cap of that channel.",
    how="the same of the orders of each channel, against the cap that the policy then in force had for the channel, "
    "where it is lower than that of all channels",
)
def the_cap_of_a_channel_held(scope: Scope) -> Iterator[Fault]:
    """Each item and channel that some policy had a rule for."""
    caps = _Caps(scope)
    if not caps.of_channels:
        return
    for each in _accepted():
        cap = caps(each, each.channel)
        # Where no rule of the channel's own bound, the other check has told.
        if each.on_channel > cap and cap < caps(each, None):
            yield (
                f"{each.entity} of {each.channel}",
                f"at most {cap} waiting there, or a flag",
                each.on_channel,
            )


def _accepted() -> Iterator[_Accepted]:
    """Each order that is not flagged with what waited of an item when it was taken, its own units included; the item is
    as it was then."""
    items = {pk: _Item(*rest) for pk, *rest in rows(_ITEMS)}
    confirmed = {item: int(qty) for item, qty in rows(_CONFIRMED)}
    as_it_is: dict[int, datetime] = {}
    for item_id, at in rows(_CHANGED):
        as_it_is[item_id] = max(moment(at), as_it_is.get(item_id, moment(at)))
    for item_id, group in groupby(rows(_ACCEPTED), key=itemgetter(0)):
        item, inbound, waiting, on = items[item_id], confirmed.get(item_id, 0), 0, Counter[str]()
        for _, order, channel, taken_at, qty, flagged in group:
            waiting += int(qty)
            on[channel] += int(qty)
            then = moment(taken_at)
            if not flagged and then >= as_it_is.get(item_id, then):
                yield _Accepted(item, inbound, order, channel, then, waiting, on[channel])


class _Caps:
    """The caps of an item when an order was taken; infinite = none."""

    def __init__(self, scope: Scope) -> None:
        self._since: list[datetime] = []
        self._rules = [EligibilityRules(policy=scope.policy(0))]
        self.any = self.of_channels = False
        for revision, at, document in rows(
            "SELECT revision, at, document FROM makegood_policyversion ORDER BY revision"
        ):
            policy = scope.policy(revision)
            self._since.append(moment(at))
            self._rules.append(EligibilityRules(policy=policy))
            self.any = self.any or "cap" in document
            self.of_channels = self.of_channels or any(rule.channel for rule in policy.eligibility.rules)

    def __call__(self, each: _Accepted, channel: str | None) -> float:
        """The highest cap that can have bound on a channel, None = on all of them together: of two policies at one
        moment we do not know which came first."""
        last = bisect_right(self._since, each.taken_at)
        first = last
        while first and self._since[first - 1] == each.taken_at:
            first -= 1
        return max(
            self._cap(each, channel, number, preorder)
            for number in range(first, last + 1)
            for preorder in each.item.preorder_when(each.taken_at)
        )

    def _cap(self, each: _Accepted, channel: str | None, number: int, preorder: bool) -> float:
        answers = self._rules[number].answers(
            sku=each.item.sku,
            family=each.item.family,
            confirmed_inbound_qty=each.confirmed,
            preorder=preorder,
        )
        cap = answers[channel].cap
        return inf if cap is None else cap


CHECKS = (the_cap_held, the_cap_of_a_channel_held)
