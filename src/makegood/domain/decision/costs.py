"""What each of the four ways is expected to cost (spec 4.2). Sources: docs/rules/decision.md."""

from __future__ import annotations

from makegood.domain.decision.leaving import Leaving, assumed
from makegood.domain.decision.stakes import MILLION, Amounts, Wait, share
from makegood.domain.terms.policy.decision import CostPolicy, GoodwillPolicy

Figures = dict[str, int]
_DAYS_PER_WEEK = 7


class Costs:
    """Expected costs under one policy. Each method gives the parts by name, minor units; they add up to the cost.
    `leaving` = how likely customers are to cancel; None = as the policy assumes."""

    def __init__(
        self, *, costs: CostPolicy, goodwill: GoodwillPolicy, leaving: Leaving | None = None
    ) -> None:
        self._leaving = leaving or assumed(costs.cancel_chance_per_day)
        self._costs = costs
        self._goodwill = goodwill
        self._goodwill_ppm = round(goodwill.share * MILLION)
        self._refused_ppm = round(costs.refusal_chance * MILLION)
        self._chances: dict[tuple[int, int], int] = {}

    def goodwill(self, *, amounts: Amounts, wait: Wait) -> int:
        """Credit for an expected delay: a share of the short units' price, up to the limit per order (spec 4.1)."""
        policy = self._goodwill
        if policy.after_days is None or wait.delay < policy.after_days:
            return 0
        return min(policy.limit, share(amounts.short_value, self._goodwill_ppm))

    def hold(self, *, amounts: Amounts, wait: Wait, on_track: int, goodwill: int) -> Figures:
        """Everything waits for the last unit: all open units are at risk, those that are here lie in storage."""
        costs = self._costs
        chance = self._chance(wait)
        return {
            "margin_at_risk": share(amounts.open_margin + amounts.open_fee, chance),
            "customer_at_risk": share(costs.recovery, chance),
            "contacts": _per_week(costs.waiting_per_week, wait.days),
            "storage": _per_week(costs.storage_per_unit_week * on_track, wait.days),
            "goodwill": goodwill,
        }

    def split(self, *, amounts: Amounts, wait: Wait, goodwill: int) -> Figures:
        """What is here goes now: one more parcel, and only the late part stays at risk."""
        costs = self._costs
        chance = self._chance(wait)
        return {
            "parcel": costs.parcel,
            "handling": costs.handling,
            "margin_at_risk": share(amounts.short_margin + amounts.short_fee, chance),
            "customer_at_risk": share(costs.recovery, chance),
            "contacts": _per_week(costs.waiting_per_week, wait.days),
            "goodwill": goodwill,
        }

    def substitute(self, *, difference: int, hold: int) -> Figures:
        """Accepted, it costs the margin's difference (below 0 = a gain); refused, the order holds."""
        return {
            "margin_difference": share(difference, MILLION - self._refused_ppm),
            "refusal": share(hold, self._refused_ppm),
        }

    def cancel(self, *, amounts: Amounts) -> Figures:
        """The short units are not sold: their margin after fees, fees that are not returned, a customer to win back."""
        return {
            "margin_lost": amounts.short_margin,
            "payment_fee": amounts.short_fee,
            "recovery": self._costs.recovery,
        }

    def _chance(self, wait: Wait) -> int:
        if wait.hopeless:
            return MILLION
        key = (max(0, wait.delay - wait.days), wait.days)
        chance = self._chances.get(key)
        if chance is None:
            chance = self._chances[key] = self._leaving.chance(waited=key[0], days=key[1])
        return chance


def _per_week(amount: int, days: int) -> int:
    return (2 * amount * days + _DAYS_PER_WEEK) // (2 * _DAYS_PER_WEEK)
