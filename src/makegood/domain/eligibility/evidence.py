"""What speaks for and against letting a SKU wait, measured from the data (spec 2.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from makegood.domain.eligibility.outcome import Advice, Criterion, Evidence
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.demand import Item, OrderLine
from makegood.domain.terms.policy.supply import EvidencePolicy
from makegood.domain.terms.stock import IncomingLot

SHORTEST_RECORD_DAYS = 90
"""Calendar days a record of receipts must cover before a rate per year is read from it."""

FEWEST_RECEIPTS = 3
"""Receipts from which a spread is a spread."""

RECEIPTS_READ = 12
"""Latest receipts whose lateness is read: how a supplier was years ago does not count."""

_YEAR_DAYS = 365


class ItemFacts(NamedTuple):
    """What is known of one SKU. `item` None = it is in no list of items.

    `lots`: all of this SKU, received ones too. `record_from`: first day of the whole supplier record, None = no record.
    `free_substitutes`: substitutes with stock left to promise. `bought_together`: share, None = never ordered.
    """

    item: Item | None
    lots: Sequence[IncomingLot]
    record_from: date | None
    free_substitutes: int
    bought_together: float | None
    today: date
    calendar: WorkCalendar


def record_from(lots: Iterable[IncomingLot]) -> date | None:
    """First day of the supplier record: when the first of all received lots was ordered; None when nothing came yet."""
    return min((lot.ordered_on or lot.received_on for lot in lots if lot.received_on), default=None)


def bought_together(lines: Iterable[OrderLine]) -> dict[str, float]:
    """Share of each SKU's orders that hold other SKUs too; closed lines are history and count."""
    first: dict[str, str] = {}
    others: set[tuple[str, str]] = set()
    for line in lines:
        order, sku = line.order_id, line.sku
        if first.setdefault(order, sku) != sku:
            others.add((order, sku))
    together = Counter(sku for _, sku in others)
    orders = Counter(first.values()) + together
    together.update(first[order] for order in {order for order, _ in others})
    return {sku: together[sku] / count for sku, count in orders.items()}


def measure(*, facts: ItemFacts, policy: EvidencePolicy) -> tuple[Evidence, ...]:
    """Every criterion with its figure, always in the same order. Money in minor units, spreads in working days.

    The first six can speak for waiting or against it (unique: only for), the last four only against.
    """
    item = facts.item
    price = item.unit_price if item else None
    return (
        _frequent(facts, policy),
        _stable(facts, policy),
        _margin(item, policy),
        _substitutes(facts),
        _DAMAGE[item.fragile if item else None],
        _UNIQUE[item.unique if item else None],
        _season(facts, policy),
        _against(Criterion.LOW_PRICE, price, price is not None and price < policy.low_price),
        _against(
            Criterion.BOUGHT_TOGETHER,
            facts.bought_together,
            facts.bought_together is not None and facts.bought_together >= policy.bought_together_share,
        ),
        _DISCONTINUED[item.discontinued if item else None],
    )


def recommend(evidence: Sequence[Evidence]) -> Advice:
    """Should this SKU be allowed to wait? Makegood recommends, a person decides.

    No: it is discontinued, or its season ends too soon after it arrives. Otherwise the criteria are counted, and more
    for than against means yes; but never yes when nothing is known of its supply.
    """
    for_it = tuple(each.criterion for each in evidence if each.supports is True)
    against = tuple(each.criterion for each in evidence if each.supports is False)
    decisive = tuple(each for each in against if each in _DECISIVE)
    if decisive:
        return Advice(False, decisive)
    if len(against) > len(for_it):
        return Advice(False, against)
    if len(for_it) > len(against) and not _SUPPLY.isdisjoint(for_it):
        return Advice(True, for_it)
    return Advice(None, tuple(each.criterion for each in evidence if each.supports is not None))


_UNKNOWN = {criterion: Evidence(criterion, None, None) for criterion in Criterion}


def _flags(
    criterion: Criterion, *, when_yes: bool | None, when_no: bool | None
) -> dict[bool | None, Evidence]:
    return {
        None: _UNKNOWN[criterion],
        True: Evidence(criterion, "yes", when_yes),
        False: Evidence(criterion, "no", when_no),
    }


_DAMAGE = _flags(Criterion.DAMAGE_RISK, when_yes=False, when_no=True)
_UNIQUE = _flags(Criterion.UNIQUE_OR_CUSTOM, when_yes=True, when_no=None)
_DISCONTINUED = _flags(Criterion.DISCONTINUED, when_yes=False, when_no=None)
_DECISIVE = frozenset({Criterion.DISCONTINUED, Criterion.SEASONAL})
_SUPPLY = frozenset({Criterion.REPLENISHMENT_FREQUENT, Criterion.LEAD_TIME_STABLE})


def _frequent(facts: ItemFacts, policy: EvidencePolicy) -> Evidence:
    covered = (facts.today - facts.record_from).days if facts.record_from else 0
    if covered < SHORTEST_RECORD_DAYS or (facts.item and facts.item.bundle_of):
        return _UNKNOWN[Criterion.REPLENISHMENT_FREQUENT]
    days = {
        lot.received_on
        for lot in facts.lots
        if lot.received_on and 0 <= (facts.today - lot.received_on).days < _YEAR_DAYS
    }
    a_year = round(len(days) * _YEAR_DAYS / min(covered, _YEAR_DAYS), 1)
    return Evidence(Criterion.REPLENISHMENT_FREQUENT, a_year, a_year >= policy.frequent_receipts_per_year)


def _stable(facts: ItemFacts, policy: EvidencePolicy) -> Evidence:
    received = [
        (lot.received_on, expected)
        for lot in facts.lots
        if lot.received_on and (expected := lot.first_eta or lot.eta)
    ]
    if len(received) < FEWEST_RECEIPTS:
        return _UNKNOWN[Criterion.LEAD_TIME_STABLE]
    received.sort()
    late = sorted(facts.calendar.between(eta, came) for came, eta in received[-RECEIPTS_READ:])
    # The tenth at either end is left out: one odd delivery in a dozen does not make a supplier unstable.
    cut = len(late) // 10
    spread = late[-1 - cut] - late[cut]
    return Evidence(Criterion.LEAD_TIME_STABLE, spread, spread <= policy.stable_lateness_days)


def _margin(item: Item | None, policy: EvidencePolicy) -> Evidence:
    if item is None or item.unit_price is None or item.unit_cost is None:
        return _UNKNOWN[Criterion.MARGIN_ABSORBS]
    margin = item.unit_price - item.unit_cost
    return Evidence(Criterion.MARGIN_ABSORBS, margin, margin >= policy.enough_margin)


def _substitutes(facts: ItemFacts) -> Evidence:
    if facts.item is None or not facts.item.substitutes:
        return _UNKNOWN[Criterion.SUBSTITUTION_RISK]
    return Evidence(Criterion.SUBSTITUTION_RISK, facts.free_substitutes, facts.free_substitutes == 0)


def _season(facts: ItemFacts, policy: EvidencePolicy) -> Evidence:
    ends = facts.item.seasonal_until if facts.item else None
    if ends is None:
        return _UNKNOWN[Criterion.SEASONAL]
    dated = [lot.eta for lot in facts.lots if lot.eta and lot.open_qty]
    left = (ends - max(facts.today, min(dated, default=facts.today))).days
    return _against(Criterion.SEASONAL, left, left < policy.seasonal_margin_days)


def _against(criterion: Criterion, value: float | None, speaks: bool) -> Evidence:
    return Evidence(criterion, value, False if speaks else None)
