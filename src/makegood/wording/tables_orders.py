"""Words for the codes of orders, items, promises and allocation."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from makegood.domain.allocation.outcome import Why as ServedWhy
from makegood.domain.allocation.why_not import Blocker, Change
from makegood.domain.decision.outcome import Choice, FinanceAction
from makegood.domain.decision.outcome import Why as OptionWhy
from makegood.domain.eligibility.outcome import Criterion, ReadyReason
from makegood.domain.eligibility.outcome import Reason as WaitReason
from makegood.domain.intake import LineFault, LotFault
from makegood.domain.terms.pegging import Source
from makegood.domain.terms.reason import Reason
from makegood.domain.terms.state import BackorderState, Label, SellState

ORDER_TABLES: Mapping[type[StrEnum], Mapping[str, str]] = {
    SellState: {
        SellState.IN_STOCK: "In stock",
        SellState.BACKORDER: "Backorder",
        SellState.PREORDER: "Preorder",
        SellState.OUT_OF_STOCK: "Out of stock",
    },
    Label: {
        Label.ESCALATION_REQUIRED: "Backordered, escalation required",
        Label.AWAITING_INBOUND_CONFIRMATION: "Awaiting inbound confirmation",
        Label.SUBSTITUTION_OFFERED: "Backordered, substitution offered",
        Label.SPLIT_APPROVED: "Backordered, split approved",
        Label.CUSTOMER_NOTIFIED: "Backordered, customer notified",
        Label.ESTIMATED_SHIP_DATE: "Backordered, with estimated ship date",
        Label.ALLOCATED: "Allocated, awaiting shipment",
        Label.SHIPPED: "Shipped",
        Label.CANCELLED: "Cancelled",
        Label.SUBSTITUTED: "Substituted",
    },
    BackorderState: {
        BackorderState.OPEN: "Open",
        BackorderState.ALLOCATED: "Allocated",
        BackorderState.RELEASED: "Released to the warehouse",
        BackorderState.SHIPPED: "Shipped",
        BackorderState.CANCELLED: "Cancelled",
        BackorderState.SUBSTITUTED: "Substituted",
    },
    Reason: {
        Reason.SUPPLIER_DELAY: "Supplier delay",
        Reason.INBOUND_SHORTAGE: "Inbound shortage",
        Reason.SYNC_ISSUE: "Inventory sync issue",
        Reason.DEMAND_SPIKE: "Demand spike",
        Reason.DAMAGED: "Damaged or failed inspection",
        Reason.COUNT_ERROR: "Count error",
        Reason.POLICY_EXCEPTION: "Policy exception",
        Reason.PLANNED_BACKORDER: "Planned backorder",
        Reason.PREORDER: "Preorder",
        Reason.OTHER: "Other",
        Reason.UNKNOWN: "Not yet known",
    },
    WaitReason: {
        WaitReason.ALLOWED_BY_RULE: "A rule allows it",
        WaitReason.NOT_ALLOWED_BY_RULE: "A rule forbids it",
        WaitReason.ALLOWED_BY_DEFAULT: "Allowed unless a rule says otherwise",
        WaitReason.NOT_ALLOWED_BY_DEFAULT: "Forbidden unless a rule says otherwise",
        WaitReason.CHANNEL_FORBIDS: "The channel forbids backorders",
        WaitReason.BEYOND_LONGEST_WINDOW: "It would ship later than may be promised",
        WaitReason.PAST_CANCEL_AFTER: "The customer's last day has gone by",
        WaitReason.CAPPED_IN_UNITS: "Capped in units",
        WaitReason.CAPPED_BY_INBOUND: "Capped by what is confirmed to come",
        WaitReason.CAPPED_AS_PREORDER: "Capped as a preorder",
    },
    Criterion: {
        Criterion.REPLENISHMENT_FREQUENT: "Receipts a year",
        Criterion.LEAD_TIME_STABLE: "Spread of lateness in working days",
        Criterion.MARGIN_ABSORBS: "Margin per unit",
        Criterion.SUBSTITUTION_RISK: "Substitutes that are free now",
        Criterion.DAMAGE_RISK: "Fragile",
        Criterion.UNIQUE_OR_CUSTOM: "Unique or custom",
        Criterion.SEASONAL: "Days of season left after the next arrival",
        Criterion.LOW_PRICE: "Price per unit",
        Criterion.BOUGHT_TOGETHER: "Share of its orders that hold other items",
        Criterion.DISCONTINUED: "Discontinued",
    },
    ReadyReason: {
        ReadyReason.LEAD_TIME_UNKNOWN: "The supplier's lead time is not known",
        ReadyReason.LEAD_TIME_UNSTABLE: "The supplier's lead time is not stable",
        ReadyReason.INBOUND_NOT_CONFIRMED: "No incoming units are confirmed",
        ReadyReason.ELIGIBILITY_NOT_DECIDED: "Nobody has decided whether it may wait",
        ReadyReason.NOT_ELIGIBLE: "It may not wait",
        ReadyReason.CAP_NOT_SET: "No cap is set",
        ReadyReason.CAP_IS_ZERO: "The cap is 0",
        ReadyReason.CHANNEL_FORBIDS: "The channel forbids backorders",
        ReadyReason.HANDLING_TIME_TOO_SHORT: "The channel's longest handling time is too short",
        ReadyReason.STABILITY_NOT_MEASURED: "Too few receipts to say whether the lead time is stable",
        ReadyReason.CHANNEL_RULE_OUTDATED: "The channel's rule must be checked again",
        ReadyReason.RULE_REVIEW_DUE: "The rule is due for review",
    },
    Source: {
        Source.STOCK: "Stock on hand",
        Source.LOT: "Incoming lot",
        Source.LEAD_TIME: "Incoming lot without ETA, dated by its lead time",
    },
    ServedWhy: {
        ServedWhy.PICKED: "Picked already",
        ServedWhy.PAST_BASELINE: "Past its baseline",
        ServedWhy.STRICT_CHANNEL: "Channel that measures late shipments",
        ServedWhy.PRIORITY: "Priority order",
        ServedWhy.IN_TURN: "In turn",
        ServedWhy.FAIR_SHARE: "Fair share of its tier",
        ServedWhy.LENT: "Lent by an order that waits for other items",
    },
    Blocker: {
        Blocker.PAST_CANCEL_AFTER: "The customer's last day has gone by",
        Blocker.NOTHING_ON_HAND: "Nothing is on hand",
        Blocker.OUTRANKED: "Better-ranked lines took what was on hand",
        Blocker.LENT_AWAY: "Its units were lent to a line that can ship now",
        Blocker.OTHER_LOCATION: "Units lie at a location that may not serve it",
        Blocker.SAFETY_STOCK_PROTECTED: "The safety stock of this SKU is protected",
        Blocker.BELOW_MINIMUM_FILL: "What is left is less than the smallest quantity worth giving",
    },
    Change: {
        Change.LATER_CANCEL_AFTER: "The customer names a later last day",
        Change.MORE_UNITS: "More units arrive",
        Change.HIGHER_TIER: "The order moves to a better tier",
        Change.OTHER_LOCATION: "Another location may serve it",
        Change.RELEASE_SAFETY_STOCK: "The safety stock is released",
        Change.LOWER_MINIMUM_FILL: "The minimum fill is lowered",
    },
    Choice: {
        Choice.HOLD: "Hold",
        Choice.SPLIT: "Split",
        Choice.SUBSTITUTE: "Substitute",
        Choice.CANCEL: "Cancel",
    },
    OptionWhy: {
        OptionWhy.ORDER_ON_HOLD: "The order is on hold",
        OptionWhy.PAST_CANCEL_AFTER: "It would ship after the customer's last day",
        OptionWhy.SHIP_COMPLETE: "The customer wants one parcel only",
        OptionWhy.SINGLE_UNIT: "There is one unit only",
        OptionWhy.NOTHING_ON_TRACK: "Nothing could go earlier",
        OptionWhy.BUNDLE: "A bundle ships complete",
        OptionWhy.CHANNEL_FORBIDS: "The channel forbids it",
        OptionWhy.NO_SUBSTITUTE: "No substitute is named",
        OptionWhy.SUBSTITUTE_SHORT: "No substitute has enough free units",
        OptionWhy.PREORDER: "A preorder is not substituted",
        OptionWhy.ONLY_WAY_LEFT: "Everything else is forbidden",
        OptionWhy.NO_DATE: "There is no date",
        OptionWhy.NOTHING_MORE_COMES: "The item is discontinued and nothing credible is on order",
        OptionWhy.MISSES_SHIP_BY: "Misses the channel's ship-by",
        OptionWhy.MISSES_NEED_BY: "Misses the day the customer asked for",
        OptionWhy.PICKED_UNITS: "Units are picked already",
        OptionWhy.AUTHORISATION_ENDS_FIRST: "The payment authorisation ends first",
        OptionWhy.GOODWILL: "Includes a goodwill credit",
        OptionWhy.CUSTOMERS_RIGHT: "The customer may all the same: the law or a missing date gives them that right",
        OptionWhy.NEEDS_CUSTOMER_APPROVAL: "Needs the customer's yes",
        OptionWhy.CANCEL_IS_DEFECT: "Counts against the seller account",
        OptionWhy.SOLD_AT_LOSS: "Units are sold below cost",
        OptionWhy.OTHER_CURRENCY: "The order is in another currency",
        OptionWhy.MIXED_CURRENCIES: "The order mixes currencies",
        OptionWhy.PRICE_UNKNOWN: "A price is not known",
        OptionWhy.UNIT_COST_UNKNOWN: "A unit cost is not known",
        OptionWhy.SUBSTITUTE_COST_UNKNOWN: "The substitute's price or cost is not known",
        OptionWhy.LOWEST_COST: "Lowest expected cost",
        OptionWhy.COSTS_UNKNOWN: "No cost is known, so the order holds",
    },
    FinanceAction: {
        FinanceAction.RENEW_AUTHORISATION: "Renew the payment authorisation",
        FinanceAction.PARTIAL_CAPTURE: "Capture a part",
        FinanceAction.REFUND: "Refund",
    },
    LineFault: {
        LineFault.QUANTITY_NOT_POSITIVE: "The quantity must be above 0",
        LineFault.QUANTITY_NEGATIVE: "Shipped, picked and cancelled units cannot be below 0",
        LineFault.MORE_DONE_THAN_ORDERED: "More units are shipped and cancelled than were ordered",
        LineFault.MORE_PICKED_THAN_OPEN: "More units are picked than are open",
        LineFault.PROMISE_REVERSED: "The promise window ends before it starts",
    },
    LotFault: {
        LotFault.QUANTITY_NOT_POSITIVE: "The quantity must be above 0",
        LotFault.QUANTITY_NEGATIVE: "Received and cancelled units cannot be below 0",
        LotFault.MORE_CANCELLED_THAN_ORDERED: "More units are cancelled than were ordered",
        LotFault.RECEIVED_IN_FUTURE: "The day received lies in the future",
        LotFault.RECEIVED_BEFORE_ORDERED: "The day received lies before the day ordered",
    },
}
