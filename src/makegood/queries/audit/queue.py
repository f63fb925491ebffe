"""The queue: I9, nobody overtaken without a rule, and I10, nothing free that somebody waits for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from makegood.db.sql import ask_many, ids
from makegood.domain.allocation.outcome import Why, why_is_exception
from makegood.domain.terms.demand import Demand, OrderLine
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.serving import Serving
from makegood.queries.audit.check import Fault, Scope, check, moment, rows
from makegood.queries.audit.parts import PARTS
from makegood.queries.audit.sides import side_by_side

FINDINGS = "SELECT id, findings FROM makegood_allocationrun WHERE CAST(findings AS text) <> '[]' ORDER BY id"
"""What the audit of each run found, as text."""
_BY_RANK = ", ".join(f"'{why}'" for why in Why if not why_is_exception(why))
_GIVEN = f"""
    SELECT a.run_id, a.place, a.qty, stock.item_id, place.name
    FROM makegood_allocation a
    JOIN makegood_stock stock ON stock.id = a.stock_id JOIN makegood_location place ON place.id = stock.location_id
    WHERE a.run_id IS NOT NULL AND a.why IN ({_BY_RANK}) ORDER BY a.run_id
"""  # noqa: S608 - names of our own
_RUNS = "FROM makegood_allocationrun WHERE CAST(first_short AS text) <> '{}' ORDER BY id"


@check(
    "I9",
    "In no allocation run was a worse-ranked line served while a better-ranked one that could have had the units went "
    "short, unless a rule for it is stored.",
    how="the findings of each run; the ranks of what it gave; the first line left short against what lines behind "
    "it got",
)
def nobody_was_overtaken(scope: Scope) -> Iterator[Fault]:
    """Each run."""
    for pk, findings in ask_many(FINDINGS):
        for each in json.loads(findings):
            if not each.get("rule"):
                yield (
                    f"run {pk}",
                    "nobody passed over without a rule",
                    f"{each.get('code')} {each.get('order')}/{each.get('line')}",
                )
    yield from rows("""
        SELECT 'allocation ' || CAST(given.id AS text) || ' of run ' || CAST(given.run_id AS text),
            'a rank behind that of place ' || CAST(given.place_before AS text),
            'tier ' || CAST(given.tier AS text) || ', baseline ' || CAST(given.baseline AS text)
        FROM (
            SELECT id, run_id, tier, baseline,
                LAG(place) OVER in_turn AS place_before, LAG(tier) OVER in_turn AS tier_before,
                LAG(baseline) OVER in_turn AS baseline_before
            FROM makegood_allocation WHERE run_id IS NOT NULL
            WINDOW in_turn AS (PARTITION BY run_id ORDER BY place, tier, baseline)
        ) given
        WHERE given.tier < given.tier_before
            OR given.tier = given.tier_before AND given.baseline < given.baseline_before
        """)
    yield from _overtaken(scope)


def _overtaken(scope: Scope) -> Iterator[Fault]:
    first_short = (json.loads(first)["backorder"] for (first,) in ask_many(f"SELECT first_short {_RUNS}"))
    short = {line.pk: line for line in _lines("b.id IN_LIST(%s)", ids(first_short))}
    serving = _Servings(scope)
    heads = ask_many(f'SELECT id, first_short, "on", policy_revision, policy {_RUNS}')
    for run, (head, own) in side_by_side(heads, ask_many(_GIVEN)):
        for _, told, on, revision, document in head:
            first = json.loads(told)
            line = short.get(first["backorder"])
            if line is None or line.ship_complete or not line.wanted_on(on):
                continue
            places = serving(revision, line, document)
            behind = sum(
                qty
                for _, place, qty, item, location in own
                if place > first["place"] and item == line.item_id and location in places
            )
            if behind >= serving.worth(revision, document):
                yield (
                    f"run {run}",
                    f"{first['order']}/{first['line']} served first",
                    f"{behind} units to lines behind it",
                )


@check(
    "I10",
    "No unit lies free that a waiting line could have.",
    how="free units by place against open backorders: places that serve them, protected safety stock kept, "
    "other safety stock kept from lines that came after the last units, the minimum fill, the customer's last day "
    "(needs the day), bundles in whole sets; parcels that ship whole may have lent theirs",
)
def nothing_lies_free(scope: Scope) -> Iterator[Fault]:
    """Each open case whose SKU, or every component of it, lies free somewhere."""
    policy = scope.policy()
    needed = _needed()
    free = _free({part for parts in needed.values() for part in parts}, policy)
    serving = _Servings(scope)
    wanted = [item for item, parts in needed.items() if parts and all(part in free for part in parts)]
    for line in _lines("b.state = 'open' AND b.item_id IN_LIST(%s)", wanted):
        whole = line.ship_complete and policy.allocation.hold_complete_days is not None
        if whole or (line.cancel_after and (scope.today is None or not line.wanted_on(scope.today))):
            continue
        places = serving(None, line)
        sets = min(
            sum(free[part][place].left(line.detected_at) for place in places if place in free[part]) // per
            for part, per in needed[line.item_id].items()
        )
        if sets >= min(policy.allocation.minimum_fill, line.qty):
            yield (
                f"backorder {line.pk} of {line.number}/{line.line_id}",
                "nothing free for it",
                f"{sets} free",
            )


@dataclass(frozen=True, slots=True)
class _Line:
    """A waiting case, as far as its place in the world goes."""

    pk: int
    qty: int
    item_id: int
    detected_at: datetime
    line_id: str
    number: str
    location: str | None
    channel: str
    country: str | None
    cancel_after: date | None
    ship_complete: bool

    def wanted_on(self, day: date) -> bool:
        return self.cancel_after is None or day <= self.cancel_after


_LINES = """
    SELECT b.id, b.qty, b.item_id, b.detected_at, line.line_id, o.number, place.name, channel.name, o.country,
        line.cancel_after, o.ship_complete
    FROM makegood_backorder b
    JOIN makegood_orderline line ON line.id = b.line_id JOIN makegood_order o ON o.id = b.order_id
    JOIN makegood_channel channel ON channel.id = o.channel_id
    LEFT JOIN makegood_location place ON place.id = line.location_id
"""
_FREE = """
    SELECT stock.item_id, item.sku, place.name, stock.on_hand, stock.reserved, stock.safety_stock, (
        SELECT m.at FROM makegood_stockmove m
        WHERE m.stock_id = stock.id AND m.shelf = 'on_hand' AND m.qty > 0 ORDER BY m.at DESC LIMIT 1
    )
    FROM makegood_stock stock
    JOIN makegood_item item ON item.id = stock.item_id JOIN makegood_location place ON place.id = stock.location_id
    WHERE stock.on_hand > stock.reserved
"""


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Free units of an item at a place; safety stock goes to those who waited when the last units came."""

    free: int
    safety: int
    protected: bool
    came_at: datetime | None

    def left(self, since: datetime) -> int:
        """Units for a line that has waited since then."""
        kept = self.protected or self.came_at is None or since >= self.came_at
        return max(0, self.free - self.safety) if kept else self.free


class _Servings:
    """Which places served a line under the policy of a revision, None = today's, or under another document."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._places = [name for (name,) in rows("SELECT name FROM makegood_location")]
        self._rules: dict[tuple[int | None, str], Serving] = {}
        self._found: dict[tuple[int | None, str, str | None, str, str | None], tuple[str, ...]] = {}

    def __call__(self, revision: int | None, line: _Line, document: str = "") -> tuple[str, ...]:
        key = (revision, document, line.location, line.channel, line.country)
        found = self._found.get(key)
        if found is None:
            rule = self._rules.get((revision, document))
            if rule is None:
                policy = self._scope.policy(revision, document)
                rule = self._rules[revision, document] = Serving(policy=policy, locations=self._places)
            found = self._found[key] = rule(_demand(line))
        return found

    def worth(self, revision: int, document: str) -> int:
        """Fewest units that were worth giving."""
        return self._scope.policy(revision, document).allocation.minimum_fill


def _demand(line: _Line) -> Demand:
    fact = OrderLine(
        order_id=line.number,
        line_id=line.line_id,
        sku="",
        quantity=line.qty,
        placed_at=line.detected_at,
        placed_on=line.detected_at.date(),
        channel=line.channel,
        location=line.location,
        country=line.country,
    )
    return Demand(fact, "", line.qty, 0, 1)


def _needed() -> dict[int, dict[int, int]]:
    """Items that somebody waits for, each with the units of what it is made of."""
    needed: dict[int, dict[int, int]] = {}
    waiting = "(SELECT item_id FROM makegood_backorder WHERE state = 'open')"
    statement = f"{PARTS} SELECT item_id, part_id, per FROM unit WHERE item_id IN {waiting}"  # noqa: S608
    for item, part, per in rows(statement):
        needed.setdefault(item, {})[part] = int(per)
    return needed


def _free(items: set[int], policy: Policy) -> dict[int, dict[str, _Shelf]]:
    protected = frozenset(policy.allocation.protected_skus)
    free: dict[int, dict[str, _Shelf]] = {}
    for item, sku, place, on_hand, reserved, safety, came_at in ask_many(_FREE):
        if item in items:
            since = came_at and moment(came_at)
            free.setdefault(item, {})[place] = _Shelf(on_hand - reserved, safety, sku in protected, since)
    return free


def _lines(where: str, among: list[int]) -> Iterator[_Line]:
    for pk, qty, item, since, *rest in ask_many(f"{_LINES} WHERE {where}", among):
        yield _Line(pk, qty, item, moment(since), *rest)


CHECKS = (nobody_was_overtaken, nothing_lies_free)
