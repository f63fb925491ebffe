"""Hold, split, substitute or cancel: the shop's rules first, then the lowest expected cost (spec 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from makegood.domain.decision.case import OrderCase
from makegood.domain.decision.leaving import Leaving
from makegood.domain.decision.options import Draft, Options
from makegood.domain.decision.outcome import Recommendation, Why
from makegood.domain.decision.rules import Rule, compile_rules
from makegood.domain.decision.situation import Situation, on_track_qty
from makegood.domain.decision.stakes import Stakes
from makegood.domain.terms.demand import Item
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.shop import ChannelPolicy


class Decider:
    """Recommends for many orders under one policy on one day.

    `free` = units of each SKU beyond its own queue and safety stock, for substitutes; checked again when one is chosen.
    `leaving` = how likely customers are to cancel, learned from history; None = as the policy assumes.
    """

    def __init__(
        self,
        *,
        policy: Policy,
        items: Mapping[str, Item],
        free: Mapping[str, int],
        today: date,
        leaving: Leaving | None = None,
    ) -> None:
        costs = policy.decision.costs
        self._items = items
        self._today = today
        self._channels = policy.channels
        self._plain_channel = ChannelPolicy()
        self._stakes = Stakes(
            items=items,
            currency=policy.shop.currency,
            fee=costs.payment_fee_share,
            undated_days=costs.undated_delay_days,
        )
        self._options = Options(policy=policy, items=items, free=free, stakes=self._stakes, leaving=leaving)
        self._rules = compile_rules(rules=policy.decision.rules, items=items, stakes=self._stakes)

    def recommend(self, case: OrderCase) -> Recommendation:
        """The four options of a short order and the one recommended.

        The recommended option is always an allowed one; where everything is forbidden, holding is what remains.
        Raises DomainError('nothing_short') when no unit is missing.
        """
        situation = self._look(case)
        drafts = self._options.drafts(situation)
        rule = _apply(self._rules, situation, drafts) if self._rules else None
        if not any(draft.allowed for draft in drafts):
            drafts[0].allowed = True
            drafts[0].why.append(Why.ONLY_WAY_LEFT)
        chosen, by = _choose(drafts, rule)
        return Recommendation(
            chosen.choice, by, tuple([draft.done() for draft in drafts]), situation.head.currency
        )

    def _look(self, case: OrderCase) -> Situation:
        short = case.short
        if not short:
            raise DomainError("nothing_short", {"order_id": case.order_id})
        head = case.head
        on_track = 0
        on_hold = one_parcel = picked = preorder = False
        for part in case.lines:
            line = part.line
            on_track += on_track_qty(part, self._items)
            on_hold = on_hold or line.on_hold
            one_parcel = one_parcel or line.ship_complete
            picked = picked or line.picked_qty > 0
            preorder = preorder or (part.preorder and part.backordered_qty > 0)
        return Situation(
            case,
            head,
            short,
            on_track,
            on_hold,
            one_parcel,
            picked,
            preorder,
            self._channels.get(head.channel, self._plain_channel),
            self._stakes.amounts(case, head),
            self._stakes.wait(short),
            self._today,
        )


def recommend(
    *, case: OrderCase, items: Mapping[str, Item], free: Mapping[str, int], policy: Policy, today: date
) -> Recommendation:
    """The recommendation for a single order; for many, build a `Decider` once."""
    return Decider(policy=policy, items=items, free=free, today=today).recommend(case)


def _apply(rules: Sequence[Rule], situation: Situation, drafts: Sequence[Draft]) -> Rule | None:
    """Forbid what the rules that fit forbid, down to the first of them that chooses, which is returned."""
    for rule in rules:
        if not rule.fits(situation):
            continue
        for draft in drafts:
            if draft.choice in rule.forbid:
                draft.allowed = False
                draft.why.insert(0, f"rule_forbids:{rule.name}")
        if rule.choose:
            return rule
    return None


def _choose(drafts: Sequence[Draft], rule: Rule | None) -> tuple[Draft, str]:
    if rule is not None:
        for choice in rule.choose:
            wanted = next(draft for draft in drafts if draft.choice is choice)
            if wanted.allowed:
                wanted.why.append(f"rule:{rule.name}")
                return wanted, rule.name
            wanted.why.append(f"rule_blocked:{rule.name}")
    allowed = [draft for draft in drafts if draft.allowed]
    known = [(draft.cost, place) for place, draft in enumerate(allowed) if draft.cost is not None]
    if known:
        chosen, by = allowed[min(known)[1]], Why.LOWEST_COST
    else:
        chosen, by = allowed[0], Why.COSTS_UNKNOWN
    chosen.why.append(by)
    return chosen, by
