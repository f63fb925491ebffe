"""Policy areas of the ageing queue and of closing cases (spec 6, 8.1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy.setting import setting


class Action(StrEnum):
    """What an ageing bucket asks a person to do (spec 6.2). `MONITOR` asks for nothing but a look."""

    MONITOR = "monitor"
    CONTACT_WITH_ALTERNATIVES = "contact_with_alternatives"
    ESCALATE_AND_OFFER_SUBSTITUTES = "escalate_and_offer_substitutes"
    MANAGER_REVIEW = "manager_review"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingBucket:
    """One bucket of days late, up to the day before the next one starts, and its play."""

    from_days: int = setting(0, "First day late that belongs to it, calendar days.")
    action: str = setting(
        "monitor",
        "monitor, contact_with_alternatives, escalate_and_offer_substitutes or manager_review.",
    )
    owner: str = setting("support", "Role that must act: operations_lead, purchasing, support or manager.")
    review_every_days: int = setting(5, "Longest time until the next look, working days.")
    escalates: bool = setting(
        False, "A line in it is escalated, and so is the first day of a delay this long."
    )


_PLAYBOOK = (
    AgeingBucket(),
    AgeingBucket(from_days=4, action="contact_with_alternatives", review_every_days=3),
    AgeingBucket(
        from_days=8, action="escalate_and_offer_substitutes", owner="operations_lead", review_every_days=2
    ),
    AgeingBucket(from_days=15, action="manager_review", owner="manager", review_every_days=2, escalates=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPolicy:
    """Ageing buckets and what each triggers.

    Raises DomainError('buckets_invalid') unless they start at day 0 and rise, 'bucket_invalid' for an unknown
    action or less than one day to the next look.
    """

    buckets: tuple[AgeingBucket, ...] = setting(
        _PLAYBOOK, "Ageing buckets by days late, the first from day 0."
    )

    def __post_init__(self) -> None:
        edges = [bucket.from_days for bucket in self.buckets]
        if edges[:1] != [0] or any(later <= earlier for earlier, later in pairwise(edges)):
            raise DomainError("buckets_invalid", {"from_days": edges})
        for bucket in self.buckets:
            if bucket.action not in set(Action) or bucket.review_every_days < 1:
                raise DomainError(
                    "bucket_invalid", {"action": bucket.action, "review_every_days": bucket.review_every_days}
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosurePolicy:
    """How a case may end, and when figures are evidence of its cause."""

    own_reasons: tuple[str, ...] = setting((), "Texts offered for reason `other`, besides the fixed reasons.")
    look_back_days: int = setting(
        30, "A lot cut short is evidence for this many days after it came or was due, calendar days."
    )
    spike_days: int = setting(7, "Orders of this many days up to today are compared with the usual rate.")
    spike_history_days: int = setting(56, "The usual rate is that of this many days before, calendar days.")
    spike_factor: float = setting(3.0, "Demand spikes when it is more than this many times the usual rate.")
    spike_minimum_units: int = setting(10, "Fewer units than these are never a spike.")
