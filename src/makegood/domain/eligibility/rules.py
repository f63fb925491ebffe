"""Which rule answers for a SKU on a channel, and what it says (spec 2.1, 2.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from makegood.domain.eligibility.outcome import Eligibility, Reason
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.supply import EligibilityRule, EligibilityTerms


@dataclass(frozen=True, slots=True, eq=False)
class Ruling:
    """Terms that were found, under the name of their rule."""

    rule: str
    terms: EligibilityRule | EligibilityTerms
    default: bool = False


class Answers(dict[str | None, Eligibility]):
    """What the rules say about SKUs of one kind, by channel, each asked for once; None = all channels together, whose
    cap binds them all."""

    def __init__(self, ask: Callable[[str | None], Eligibility]) -> None:
        self._ask = ask

    def __missing__(self, channel: str | None) -> Eligibility:
        answer = self[channel] = self._ask(channel)
        return answer


class EligibilityRules:
    """The policy's rules, indexed once; every answer takes the same few look-ups, however many rules there are."""

    def __init__(self, *, policy: Policy) -> None:
        self._default = Ruling("default", policy.eligibility.default, default=True)
        self._rulings: dict[tuple[str, str | None, str | None], Ruling] = {}
        for rule in policy.eligibility.rules:
            subject, name = ("sku", rule.sku) if rule.sku is not None else ("family", rule.family)
            if name is None:
                subject = "default"
            words = (
                f"{subject}:{name}" if name else subject,
                f"channel:{rule.channel}" if rule.channel else "",
            )
            self._rulings[subject, name, rule.channel] = Ruling(" ".join(filter(None, words)), rule)
        self._skus = frozenset(rule.sku for rule in policy.eligibility.rules)
        self._families = frozenset(rule.family for rule in policy.eligibility.rules)
        self._counts_inbound = any(
            terms.cap_inbound_share is not None
            for terms in (policy.eligibility.default, *policy.eligibility.rules)
        )
        self._forbidding = frozenset(
            name for name, channel in policy.channels.items() if not channel.backorder_allowed
        )
        # Most SKUs share one answer: the same object each time saves time, memory and work for those who write it.
        self._answers: dict[object, Eligibility] = {}
        self._of_kind: dict[object, Answers] = {}

    def ruling(self, *, sku: str, family: str | None, channel: str | None) -> Ruling:
        """The most specific rule: SKU and channel, SKU, family and channel, family, default and channel, default."""
        for subject, name in (("sku", sku), ("family", family), ("default", None)):
            if subject == "family" and name is None:
                continue
            for place in (channel, None):
                found = self._rulings.get((subject, name, place))
                if found is not None:
                    return found
        return self._default

    def answers(self, *, sku: str, family: str | None, confirmed_inbound_qty: int, preorder: bool) -> Answers:
        """The answers for a SKU by channel: the same object for all SKUs that the rules treat alike."""
        kind = (
            sku if sku in self._skus else None,
            family if family in self._families else None,
            confirmed_inbound_qty if self._counts_inbound else None,
            preorder,
        )
        found = self._of_kind.get(kind)
        if found is None:
            found = self._of_kind[kind] = Answers(
                lambda channel: self.decide(
                    sku=sku,
                    family=family,
                    channel=channel,
                    confirmed_inbound_qty=confirmed_inbound_qty,
                    preorder=preorder,
                )
            )
        return found

    def decide(
        self, *, sku: str, family: str | None, channel: str | None, confirmed_inbound_qty: int, preorder: bool
    ) -> Eligibility:
        """May this SKU wait on this channel? `channel` None = the SKU itself, whose cap binds all channels together.

        A rule for a channel only narrows what holds for the SKU itself: it forbids, or lowers the cap or the window.
        """
        own = self.ruling(sku=sku, family=family, channel=None)
        special = own if channel is None else self.ruling(sku=sku, family=family, channel=channel)
        shares = own.terms.cap_inbound_share, special.terms.cap_inbound_share
        inbound = None if shares == (None, None) else confirmed_inbound_qty
        forbidding = channel if channel in self._forbidding else None
        key = (own, special, inbound, preorder, forbidding)
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = _answer(own, special, confirmed_inbound_qty, preorder, forbidding)
        return found


def window_fits(eligibility: Eligibility, *, today: date, ship_to: date) -> bool:
    """Whether a window that ends on `ship_to` may be promised: no further than the longest one, counted from today."""
    longest = eligibility.longest_window_days
    return longest is None or (ship_to - today).days <= longest


def _answer(
    own: Ruling, special: Ruling, inbound: int, preorder: bool, forbidding: str | None
) -> Eligibility:
    binding = special if own.terms.allowed else own
    allowed, rule, reason = (
        binding.terms.allowed,
        binding.rule,
        _REASONS[binding.terms.allowed, binding.default],
    )
    if forbidding is not None:
        allowed, rule, reason = False, f"channel:{forbidding}", Reason.CHANNEL_FORBIDS
    terms = (own.terms,) if special is own else (own.terms, special.terms)
    cap, capped = _cap(terms, inbound, preorder)
    windows = [each.longest_window_days for each in terms if each.longest_window_days is not None]
    return Eligibility(allowed, rule, (reason, *capped), cap, min(windows, default=None))


_REASONS = {
    (True, True): Reason.ALLOWED_BY_DEFAULT,
    (False, True): Reason.NOT_ALLOWED_BY_DEFAULT,
    (True, False): Reason.ALLOWED_BY_RULE,
    (False, False): Reason.NOT_ALLOWED_BY_RULE,
}


def _cap(
    terms: tuple[EligibilityTerms, ...], inbound: int, preorder: bool
) -> tuple[int | None, tuple[Reason, ...]]:
    caps: list[tuple[int, Reason]] = []
    for each in terms:
        if preorder:
            if each.preorder_cap_units is not None:
                caps.append((each.preorder_cap_units, Reason.CAPPED_AS_PREORDER))
            continue
        if each.cap_units is not None:
            caps.append((each.cap_units, Reason.CAPPED_IN_UNITS))
        if each.cap_inbound_share is not None:
            caps.append((_share_of(inbound, each.cap_inbound_share), Reason.CAPPED_BY_INBOUND))
    if not caps:
        return None, ()
    # Equal caps: the one in units is named, because it does not move by itself.
    cap, reason = min(caps, key=lambda found: found[0])
    return cap, (reason,)


def _share_of(units: int, share: float) -> int:
    # As it was written: 0.29 of 100 is 29, not the 28 of binary fractions.
    above, below = Decimal(repr(share)).as_integer_ratio()
    return units * above // below
