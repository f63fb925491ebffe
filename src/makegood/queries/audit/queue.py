"""The queue: I9, nobody overtaken without a rule, and I10, nothing free that somebody waits for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Max, Q

from makegood.db.models import Allocation, AllocationRun, Backorder, Location, Stock
from makegood.db.sql import among
from makegood.domain.allocation.outcome import Why, why_is_exception
from makegood.domain.terms.demand import Demand, OrderLine
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.serving import Serving
from makegood.queries.audit.check import Fault, Scope, check, rows
from makegood.queries.audit.parts import PARTS
from makegood.queries.audit.sides import side_by_side

_BY_RANK = [why.value for why in Why if not why_is_exception(why)]


@check(
    "I9",
    "In no allocation run was a worse-ranked line served while a better-ranked one that could have had the units went "
    "short, unless a rule for it is stored.",
    how="the findings of each run; the ranks of what it gave; the first line left short against what lines behind "
    "it got",
)
def nobody_was_overtaken(scope: Scope) -> Iterator[Fault]:
    """Each run."""
    for pk, findings in AllocationRun.objects.exclude(findings=[]).values_list("pk", "findings"):
        for each in findings:
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
    runs = AllocationRun.objects.exclude(first_short={}).order_by("pk")
    given = (
        Allocation.objects.filter(run__isnull=False, why__in=_BY_RANK)
        .order_by("run_id")
        .values_list("run_id", "place", "qty", "stock__item_id", "stock__location__name")
    )
    short = _short_lines(runs.values_list("first_short", flat=True).iterator())
    serving = _Servings(scope)
    heads = runs.values_list("pk", "first_short", "on", "policy_revision", "policy").iterator()
    for run, (head, own) in side_by_side(heads, given.iterator()):
        for _, first, on, revision, document in head:
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
    for line in _waiting(wanted):
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


_COLUMNS = (
    "pk", "qty", "item_id", "detected_at", "line__line_id", "order__number", "line__location__name",
    "order__channel__name", "order__country", "line__cancel_after", "order__ship_complete",
)  # fmt: skip


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
        self._places = list(Location.objects.values_list("name", flat=True))
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
    shelves = (
        Stock.objects.filter(on_hand__gt=F("reserved"))
        .annotate(came_at=Max("moves__at", filter=Q(moves__shelf="on_hand", moves__qty__gt=0)))
        .values_list(
            "item_id", "item__sku", "location__name", "on_hand", "reserved", "safety_stock", "came_at"
        )
    )
    free: dict[int, dict[str, _Shelf]] = {}
    for item, sku, place, on_hand, reserved, safety, came_at in shelves.iterator():
        if item in items:
            free.setdefault(item, {})[place] = _Shelf(on_hand - reserved, safety, sku in protected, came_at)
    return free


def _waiting(items: list[int]) -> Iterator[_Line]:
    found = Backorder.objects.filter(state="open", item_id__in=among(items))
    for row in found.values_list(*_COLUMNS).iterator():
        yield _Line(*row)


def _short_lines(first: Iterable[Mapping[str, Any]]) -> dict[int, _Line]:
    found = Backorder.objects.filter(pk__in=among(each["backorder"] for each in first))
    return {row[0]: _Line(*row) for row in found.values_list(*_COLUMNS).iterator()}


CHECKS = (nobody_was_overtaken, nothing_lies_free)
