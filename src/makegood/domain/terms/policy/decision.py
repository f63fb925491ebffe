"""Policy area of decisions: rules first, then expected cost (spec 4). Sources: docs/rules/decision.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from makegood.domain.terms.policy.setting import Country, Money, setting

Way = Literal["hold", "split", "substitute", "cancel"]
ItemFlag = Literal["fragile", "unique", "seasonal", "past_season", "discontinued", "preorder"]
Role = Literal["operations_lead", "purchasing", "support", "warehouse", "finance", "manager"]

_ANY_LOSS = -(10**12)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRule:
    """If all conditions set hold, the effect applies. Rules are asked in order, down to the first that chooses.

    Money is in the shop's currency.
    """

    name: str = setting("", "Name of the rule, shown wherever it decided.")
    value_min: Money | None = setting(None, "Open value of the order is at least this (shop currency only).")
    value_max: Money | None = setting(None, "Open value of the order is at most this (shop currency only).")
    margin_min: Money | None = setting(
        None, "Margin of the short units is at least this, when known; may be below 0.", least=_ANY_LOSS
    )
    margin_max: Money | None = setting(
        None, "Margin of the short units is at most this, when known; may be below 0.", least=_ANY_LOSS
    )
    delay_min_days: int | None = setting(
        None, "Expected delay in calendar days is at least this; no date, no match."
    )
    delay_max_days: int | None = setting(
        None, "Expected delay in calendar days is at most this; no date, no match."
    )
    undated: bool | None = setting(None, "Whether a short line has no date; absent = either.")
    customer_tiers: tuple[str, ...] = setting((), "Customer tier is one of these; empty = any.")
    business: bool | None = setting(None, "Whether the customer is a business; absent = either.")
    earlier_orders_min: int | None = setting(None, "The customer has at least this many other orders.")
    need_by_within_days: int | None = setting(
        None, "A date asked for is at most this many days away; past counts."
    )
    channels: tuple[str, ...] = setting((), "Channel is one of these; empty = any.")
    countries: tuple[Country, ...] = setting(
        (), "Destination is one of these (ISO 3166, two letters); empty = any."
    )
    items: tuple[ItemFlag, ...] = setting(
        (),
        "A short line is any of these; empty = any item.",
    )
    choose: tuple[Way, ...] = setting((), "Recommend the first of these that is allowed.")
    forbid: tuple[Way, ...] = setting((), "Do not offer these.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CostPolicy:
    """The prices behind the expected costs. Put your own figures here: these are starting points."""

    cancel_chance_per_day: float = setting(
        0.012, "Chance that a waiting customer cancels on any one late day (0.012 = 1.2 %)."
    )
    cancel_pool_days: int = setting(
        1000,
        "So many late days of waiting customers in your own history count as much as that assumption; 0 = all.",
        most=10**9,
    )
    undated_delay_days: int = setting(60, "Late days assumed while there is no date.")
    waiting_per_week: Money = setting(75, "Support contacts of one waiting order, per late week.")
    storage_per_unit_week: Money = setting(
        5, "Storage of one unit kept back for a complete parcel, per late week."
    )
    parcel: Money = setting(800, "Freight of one more parcel.")
    handling: Money = setting(350, "What the warehouse or 3PL charges to pick and pack one more shipment.")
    recovery: Money = setting(1000, "Winning back a customer whose line was cancelled, refund work included.")
    payment_fee_share: float = setting(
        0.029, "Payment fee as a share of the price; not returned once the money is captured."
    )
    refusal_chance: float = setting(
        0.55, "Chance that an offered substitute is refused; the order then holds."
    )
    substitute_at_lower_price: bool = setting(
        True, "The customer pays the lower of the two prices; else the price of the substitute."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodwillPolicy:
    """Credit for a long wait. Its cost counts in holding and splitting."""

    after_days: int | None = setting(15, "Given from this expected delay on, calendar days; absent = never.")
    share: float = setting(0.05, "Credit as a share of the price of the short units.")
    limit: Money = setting(1000, "Most that is given on one order.")
    approver: Role = setting("operations_lead", "Role that approves it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityPolicy:
    """Which role may decide each option: operations_lead, purchasing, support, warehouse, finance or manager."""

    hold: Role = setting("support", "Role that may hold an order complete.")
    split: Role = setting("support", "Role that may split an order.")
    substitute: Role = setting("support", "Role that may offer a substitute; the customer must approve.")
    cancel: Role = setting("support", "Role that may offer to cancel; the customer must approve.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPolicy:
    """Rules over an order, and the prices behind the expected costs."""

    rules: tuple[DecisionRule, ...] = setting(
        (), "Rules in order: all that fit forbid, the first that chooses ends it; then lowest cost."
    )
    costs: CostPolicy = setting(None, "Prices behind the expected costs.", factory=CostPolicy)
    goodwill: GoodwillPolicy = setting(None, "Credit for a long wait.", factory=GoodwillPolicy)
    authority: AuthorityPolicy = setting(None, "Who may decide.", factory=AuthorityPolicy)
    several_captures: bool = setting(
        False, "One authorisation can be captured in several parts; else the first capture ends it."
    )
