"""What eligibility answers: allowed or not, by which rule and why; the evidence beside it; ready to list or not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """Why a SKU may wait or not, and which cap binds it."""

    ALLOWED_BY_RULE = "allowed_by_rule"
    NOT_ALLOWED_BY_RULE = "not_allowed_by_rule"
    ALLOWED_BY_DEFAULT = "allowed_by_default"
    NOT_ALLOWED_BY_DEFAULT = "not_allowed_by_default"
    CHANNEL_FORBIDS = "channel_forbids"
    BEYOND_LONGEST_WINDOW = "beyond_longest_window"
    PAST_CANCEL_AFTER = "past_cancel_after"
    CAPPED_IN_UNITS = "capped_in_units"
    CAPPED_BY_INBOUND = "capped_by_inbound"
    CAPPED_AS_PREORDER = "capped_as_preorder"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The answer for a SKU on a channel.

    `rule` names where it came from: `sku:A channel:amazon`, `family:toys`, `default`.
    `cap` = most units that may wait, None = uncapped. `longest_window_days` counts from today.
    """

    allowed: bool
    rule: str
    reasons: tuple[str, ...]
    cap: int | None
    longest_window_days: int | None


class Criterion(StrEnum):
    """What is measured to recommend whether a SKU may wait (spec 2.3), in the order it is shown."""

    REPLENISHMENT_FREQUENT = "replenishment_frequent"
    LEAD_TIME_STABLE = "lead_time_stable"
    MARGIN_ABSORBS = "margin_absorbs"
    SUBSTITUTION_RISK = "substitution_risk"
    DAMAGE_RISK = "damage_risk"
    UNIQUE_OR_CUSTOM = "unique_or_custom"
    SEASONAL = "seasonal"
    LOW_PRICE = "low_price"
    BOUGHT_TOGETHER = "bought_together"
    DISCONTINUED = "discontinued"

    @property
    def is_money(self) -> bool:
        """True when the figure is in minor units of the shop's currency."""
        return self in (Criterion.MARGIN_ABSORBS, Criterion.LOW_PRICE)


class Evidence(NamedTuple):
    """One criterion with its figure, None = not known. `supports` None = it speaks neither for waiting nor against."""

    criterion: Criterion
    value: float | int | str | None
    supports: bool | None


@dataclass(frozen=True, slots=True)
class Advice:
    """What Makegood recommends, a person decides: `may_wait`, None = the evidence does not decide, and the criteria."""

    may_wait: bool | None
    because: tuple[Criterion, ...]


class ReadyReason(StrEnum):
    """What stands in the way of listing a SKU for sale ahead of its stock (spec 1.1), or should be looked at."""

    LEAD_TIME_UNKNOWN = "lead_time_unknown"
    LEAD_TIME_UNSTABLE = "lead_time_unstable"
    INBOUND_NOT_CONFIRMED = "inbound_not_confirmed"
    ELIGIBILITY_NOT_DECIDED = "eligibility_not_decided"
    NOT_ELIGIBLE = "not_eligible"
    CAP_NOT_SET = "cap_not_set"
    CAP_IS_ZERO = "cap_is_zero"
    CHANNEL_FORBIDS = "channel_forbids"
    HANDLING_TIME_TOO_SHORT = "handling_time_too_short"
    STABILITY_NOT_MEASURED = "stability_not_measured"
    CHANNEL_RULE_OUTDATED = "channel_rule_outdated"
    RULE_REVIEW_DUE = "rule_review_due"


@dataclass(frozen=True, slots=True)
class Readiness:
    """Go or no-go for a SKU on a channel. `reasons` = what is missing for a go; `warnings` do not stop it."""

    go: bool
    reasons: tuple[ReadyReason, ...]
    warnings: tuple[ReadyReason, ...]
