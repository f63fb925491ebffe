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


ROLES = ("operations_lead", "purchasing", "support", "manager")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingBucket:
    """One bucket of days late, up to the day before the next one starts, and its play."""

    from_days: int = setting(0, "First day late that belongs to it, calendar days.")
    action: Action = setting(Action.MONITOR, "What it asks a person to do.")
    owner: str = setting("support", "Role that must act.", one_of=ROLES)
    review_every_days: int = setting(5, "Longest time until the next look, working days.", least=1)
    escalates: bool = setting(
        False, "A line in it is escalated, and so is the first day of a delay this long."
    )


_PLAYBOOK = (
    AgeingBucket(),
    AgeingBucket(from_days=4, action=Action.CONTACT_WITH_ALTERNATIVES, review_every_days=3),
    AgeingBucket(
        from_days=8,
        action=Action.ESCALATE_AND_OFFER_SUBSTITUTES,
        owner="operations_lead",
        review_every_days=2,
    ),
    AgeingBucket(
        from_days=15, action=Action.MANAGER_REVIEW, owner="manager", review_every_days=2, escalates=True
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPolicy:
    """Ageing buckets and what each triggers. Raises DomainError('buckets_invalid') unless they start at 0 and rise."""

    buckets: tuple[AgeingBucket, ...] = setting(
        _PLAYBOOK, "Ageing buckets by days late, the first from day 0."
    )

    def __post_init__(self) -> None:
        edges = [bucket.from_days for bucket in self.buckets]
        if edges[:1] != [0] or any(later <= earlier for earlier, later in pairwise(edges)):
            raise DomainError("buckets_invalid", {"from_days": edges})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosurePolicy:
    """When figures are evidence of the cause of a backorder."""

    look_back_days: int = setting(
        30, "A lot cut short is evidence for this many days after it came or was due, calendar days."
    )
    spike_days: int = setting(
        7, "Orders of this many days up to today are compared with the usual rate.", least=1
    )
    spike_history_days: int = setting(56, "The usual rate is that of this many days before, calendar days.")
    spike_factor: float = setting(
        3.0, "Demand spikes when it is more than this many times the usual rate.", least=1
    )
    spike_minimum_units: int = setting(10, "Fewer units than these are never a spike.")
