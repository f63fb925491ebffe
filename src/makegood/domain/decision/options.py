"""The four ways of one order, each with what is against it, what goes with it and what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from makegood.domain.decision import permits
from makegood.domain.decision.costs import Costs, Figures
from makegood.domain.decision.leaving import Leaving
from makegood.domain.decision.outcome import Choice, Option, Why
from makegood.domain.decision.situation import Situation
from makegood.domain.decision.stakes import Stakes, price_of
from makegood.domain.terms.demand import Item
from makegood.domain.terms.law import Laws
from makegood.domain.terms.policy import Policy


class Draft:
    """An option in the making."""

    __slots__ = ("allowed", "by_right", "choice", "cost", "figures", "substitutes", "why")

    def __init__(
        self,
        choice: Choice,
        against: Sequence[str],
        notes: Sequence[str],
        figures: Figures | None,
        substitutes: permits.Substitutes = (),
        *,
        by_right: bool = False,
    ) -> None:
        self.choice = choice
        self.by_right = by_right
        self.allowed = not against
        self.why = [*against, *notes]
        self.figures: Figures = figures or {}
        self.cost = sum(figures.values()) if figures is not None else None
        self.substitutes = substitutes

    def done(self) -> Option:
        """The option as it stands."""
        against_rule = self.by_right and not self.allowed
        why = (*self.why, Why.CUSTOMERS_RIGHT) if against_rule else tuple(self.why)
        return Option(
            self.choice, self.allowed, self.cost, why, self.figures, self.substitutes, self.by_right
        )


class Options:
    """Drafts the options of many orders under one policy."""

    def __init__(
        self,
        *,
        policy: Policy,
        items: Mapping[str, Item],
        free: Mapping[str, int],
        stakes: Stakes,
        leaving: Leaving | None = None,
    ) -> None:
        self._items = items
        self._free = free
        self._laws = Laws(policy.delay_law)
        self._stakes = stakes
        self._currency = policy.shop.currency
        self._costs = Costs(costs=policy.decision.costs, goodwill=policy.decision.goodwill, leaving=leaving)
        self._at_lower_price = policy.decision.costs.substitute_at_lower_price

    def drafts(self, s: Situation) -> list[Draft]:
        """Hold, split, substitute and cancel, in this order; rules and costs have not chosen yet."""
        unknown, waiting = s.amounts.unknown, permits.while_waiting(s)
        hold = split = cancel = None
        if not unknown:
            credit = self._costs.goodwill(amounts=s.amounts, wait=s.wait)
            hold = self._costs.hold(amounts=s.amounts, wait=s.wait, on_track=s.on_track, goodwill=credit)
            split = self._costs.split(amounts=s.amounts, wait=s.wait, goodwill=credit)
            cancel = self._costs.cancel(amounts=s.amounts)
            if credit:
                waiting.append(Why.GOODWILL)
        against_hold = permits.against_hold(s)
        against_split = permits.against_split(s, hold=against_hold)
        return [
            Draft(Choice.HOLD, against_hold, [*waiting, *_when_holding(s), *unknown], hold),
            Draft(Choice.SPLIT, against_split, [*waiting, *unknown], split),
            self._substitute(s, hold),
            self._cancel(s, cancel),
        ]

    def _substitute(self, s: Situation, hold: Figures | None) -> Draft:
        found = permits.find_substitutes(s, items=self._items, free=self._free)
        against = permits.against_substitute(s, items=self._items, found=found)
        notes: list[str] = [*([] if against else [Why.NEEDS_CUSTOMER_APPROVAL]), *s.amounts.unknown]
        figures = None
        if found and hold is not None:
            difference = self._difference(s, found)
            if difference is None:
                notes.append(Why.SUBSTITUTE_COST_UNKNOWN)
            else:
                figures = self._costs.substitute(difference=difference, hold=sum(hold.values()))
        return Draft(Choice.SUBSTITUTE, against, notes, figures, found)

    def _cancel(self, s: Situation, figures: Figures | None) -> Draft:
        against = permits.against_cancel(s)
        notes: list[str] = [] if against else [Why.NEEDS_CUSTOMER_APPROVAL]
        if s.channel.cancel_is_defect:
            notes.append(Why.CANCEL_IS_DEFECT)
        if s.amounts.at_loss:
            notes.append(Why.SOLD_AT_LOSS)
        right = permits.leaves_by_right(s, laws=self._laws)
        return Draft(Choice.CANCEL, against, [*notes, *s.amounts.unknown], figures, by_right=right)

    def _difference(self, s: Situation, found: permits.Substitutes) -> int | None:
        """Margin of the short units less that of their substitutes as paid for; None = a figure is unknown."""
        instead = dict(found)
        earned = 0
        for part in s.short:
            other = self._items.get(instead[part.line.line_id])
            cost = self._stakes.unit_cost(other.sku) if other is not None else None
            if other is None or other.unit_price is None or cost is None:
                return None
            price = other.unit_price
            if self._at_lower_price:
                price = min(price, price_of(part.line, self._items.get(part.line.sku), self._currency) or 0)
            earned += (price - cost) * part.backordered_qty
        return s.amounts.short_gross - earned


def _when_holding(s: Situation) -> list[str]:
    notes: list[str] = [Why.PREORDER] if s.preorder else []
    if s.picked:
        notes.append(Why.PICKED_UNITS)
    return notes
