"""The policy of a shop: one versioned value (design rule 8)."""

from __future__ import annotations

from dataclasses import dataclass

from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy.decision import DecisionPolicy
from makegood.domain.terms.policy.handoff import HandoffPolicy
from makegood.domain.terms.policy.notice import DelayLawPolicy, NoticePolicy
from makegood.domain.terms.policy.review import ClosurePolicy, ReviewPolicy
from makegood.domain.terms.policy.setting import setting
from makegood.domain.terms.policy.shop import (
    CalendarPolicy,
    Calendars,
    ChannelPolicy,
    Channels,
    Locations,
    ServicePolicy,
    Services,
    ShopPolicy,
    Suppliers,
)
from makegood.domain.terms.policy.supply import AllocationPolicy, EligibilityPolicy, PromisePolicy
from makegood.domain.terms.policy.template import Templates


def _default_calendars() -> Calendars:
    return {"default": CalendarPolicy()}


def _default_services() -> Services:
    return {"standard": ServicePolicy()}


def _default_channels() -> Channels:
    marketplace = ChannelPolicy(
        strict=True, email_allowed=False, options_allowed=False, cancel_is_defect=True
    )
    return {"store": ChannelPolicy(), "amazon": marketplace, "ebay": marketplace}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything the business decides beforehand. The defaults are those a sensible shop would keep.

    Raises DomainError('needed') without the calendar that counts where no other is named.
    """

    shop: ShopPolicy = setting(doc="The shop itself.", factory=ShopPolicy)
    calendars: Calendars = setting(doc="Working days, by name.", factory=_default_calendars)
    locations: Locations = setting(doc="Places that hold stock, by name, first choice first.", factory=dict)
    services: Services = setting(doc="Shipping service levels, by name.", factory=_default_services)
    suppliers: Suppliers = setting(doc="What is agreed with suppliers, by name.", factory=dict)
    channels: Channels = setting(doc="Rules of sales channels, by name.", factory=_default_channels)
    eligibility: EligibilityPolicy = setting(doc="Which SKUs may wait.", factory=EligibilityPolicy)
    promise: PromisePolicy = setting(doc="How a window is made.", factory=PromisePolicy)
    decision: DecisionPolicy = setting(doc="Hold, split, substitute, cancel.", factory=DecisionPolicy)
    notice: NoticePolicy = setting(doc="When a notice is owed.", factory=NoticePolicy)
    templates: Templates = setting(doc="The shop's own words for messages, by name.", factory=dict)
    delay_law: DelayLawPolicy = setting(doc="Delay law per destination.", factory=DelayLawPolicy)
    review: ReviewPolicy = setting(doc="The ageing queue.", factory=ReviewPolicy)
    closure: ClosurePolicy = setting(doc="What is evidence of a cause.", factory=ClosurePolicy)
    allocation: AllocationPolicy = setting(doc="Who is served first.", factory=AllocationPolicy)
    handoffs: HandoffPolicy = setting(
        doc="Who reacts when work goes from role to role.", factory=HandoffPolicy
    )

    def __post_init__(self) -> None:
        if "default" not in self.calendars:
            raise DomainError(
                "needed", {"at": "calendars.default", "expected": "it counts where no other is named"}
            )
