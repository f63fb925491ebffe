"""Policy areas about what may wait, what may be promised and who is served first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from makegood.domain.terms.dates import DayRange
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy.setting import Money, setting

TIERS = ("past_baseline", "strict_channel", "priority")


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityTerms:
    """May a SKU wait, how much of it and how long; and who decided so."""

    allowed: bool = setting(True, "It may wait: orders are taken while there is nothing to ship.")
    cap_units: int | None = setting(
        None, "Most units that may wait at once, all channels together; absent = no cap."
    )
    cap_inbound_share: float | None = setting(
        None,
        "Most units that may wait, as a share of confirmed incoming units (0.8 = 80 %); the lower cap binds.",
    )
    preorder_cap_units: int | None = setting(
        None,
        "Most units that may be sold before the first day of sale; absent = no cap. Stands alone: other caps wait.",
    )
    longest_window_days: int | None = setting(
        None, "Furthest day that may be promised, calendar days from today; absent = no limit."
    )
    decided_by: str = setting("", "Who decided.")
    decided_on: date | None = setting(None, "When it was decided.")
    why: str = setting("", "Why it was decided.")
    review_on: date | None = setting(
        None, "When to look at it again; past this day the readiness check warns."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityRule(EligibilityTerms):
    """Terms for a SKU or a family; the most specific wins. A rule with a channel narrows the terms it meets there."""

    sku: str | None = setting(None, "SKU the rule is for.")
    family: str | None = setting(
        None, "Family of items the rule is for; a rule names a SKU or a family, not both."
    )
    channel: str | None = setting(None, "Channel the rule narrows; absent = every channel.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePolicy:
    """Where each measured criterion of eligibility tips (spec 2.3). Makegood recommends; a person decides."""

    frequent_receipts_per_year: float = setting(
        6.0, "Replenishment is frequent from this many receipts a year."
    )
    stable_lateness_days: int = setting(
        3, "Lead time is stable when receipts spread no wider than this, working days."
    )
    enough_margin: Money = setting(1000, "Margin per unit that can absorb a second parcel and a recovery.")
    low_price: Money = setting(1000, "Below this price a wait costs more goodwill than the sale earns.")
    bought_together_share: float = setting(
        0.5, "Share of its orders holding other items from which on it is expected in the same parcel."
    )
    seasonal_margin_days: int = setting(
        14, "A season must end at least this many days after the next arrival."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityPolicy:
    """Which SKUs may wait.

    Raises DomainError('eligibility_rules_invalid') for a rule of nothing, of a SKU and a family at once, or told twice.
    """

    default: EligibilityTerms = setting(None, "The terms where no rule fits.", factory=EligibilityTerms)
    rules: tuple[EligibilityRule, ...] = setting(
        (), "Rules per SKU or family; one with a channel narrows the rest."
    )
    evidence: EvidencePolicy = setting(None, "Where each measured criterion tips.", factory=EvidencePolicy)

    def __post_init__(self) -> None:
        problems = list(_rule_problems(self.rules))
        if problems:
            raise DomainError("eligibility_rules_invalid", {"problems": problems})


def _rule_problems(rules: Sequence[EligibilityRule]) -> Iterator[dict[str, str]]:
    first: dict[tuple[str | None, str | None, str | None], int] = {}
    for number, rule in enumerate(rules, 1):
        scope = (rule.sku, rule.family, rule.channel)
        place = {"at": f".rules[{number}]", "value": " ".join(filter(None, scope))}
        if scope == (None, None, None):
            yield place | {"code": "rule_of_nothing", "expected": "sku, family or channel"}
        elif rule.sku is not None and rule.family is not None:
            yield place | {"code": "rule_unclear", "expected": "sku or family, not both"}
        elif first.setdefault(scope, number) != number:
            yield place | {
                "code": "rule_duplicate",
                "expected": f"one rule; rules[{first[scope]}] is for the same",
            }


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisePolicy:
    """How a window is made (spec 3)."""

    service_level: float = setting(
        0.9, "Share of promises the window must keep; lateness is read at it.", least=0.5, most=0.999
    )
    receiving: DayRange = setting(DayRange(1, 2), "Receiving and putaway, working days.")
    processing: DayRange = setting(DayRange(1, 2), "Order processing, working days.")
    service: str = setting("standard", "Shipping service of an order that names none.", refers_to="services")
    lateness_confirmed: DayRange = setting(
        DayRange(0, 3), "Lateness of a confirmed lot while there is no history at all, working days."
    )
    lateness_unconfirmed: DayRange = setting(
        DayRange(0, 10), "Lateness of an unconfirmed lot, working days; history can only widen it."
    )
    republish_earlier_days: int = setting(
        3, "An earlier start is told to the customer from this many days on; a later end always."
    )
    publish_within_days: int | None = setting(
        60,
        "A first window that ends within this many days is published at once; a later one waits for whoever owns "
        "dates; absent = each waits.",
    )
    republish_within_days: int | None = setting(
        None,
        "A moved window is published at once when its end moves by no more than this many days; absent = the owner "
        "of dates approves each.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationPolicy:
    """Who is served first, and how (spec 7)."""

    tiers: tuple[str, ...] = setting(
        TIERS,
        "Tiers from first to last; a line in none of them comes after all.",
        one_of=TIERS,
    )
    value_line: Money | None = setting(
        None, "Order value from which a line is priority (shop currency only); absent = value never counts."
    )
    priority_customer_tiers: tuple[str, ...] = setting((), "Customer tiers whose lines are priority.")
    need_by_horizon_days: int = setting(7, "A date asked for within this many days makes a line priority.")
    minimum_fill: int = setting(
        1, "Fewest units worth giving to a line that cannot be filled whole.", least=1
    )
    method: str = setting(
        "rank",
        "By rank, one after the other; or in equal shares within a tier.",
        one_of=("rank", "fair_share"),
    )
    hold_complete_days: int | None = setting(
        7,
        "A one-parcel order keeps its stock when it completes within this many days; beyond, it may be lent; "
        "absent = never lent.",
    )
    protected_skus: tuple[str, ...] = setting(
        (), "SKUs whose safety stock is not given to those who wait either."
    )
    firm_release_days: int = setting(
        2, "A release that has not shipped after this many working days is flagged."
    )
