"""Words for the codes of notices, reviews, receipts, releases and closures."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from makegood.domain.closure.ending import Approval
from makegood.domain.closure.evidence import Clue
from makegood.domain.metrics.facts import Origin
from makegood.domain.notice.elements import Element
from makegood.domain.notice.outcome import AnswerReason, Handed, Kind, NotOwed, Settled
from makegood.domain.receipt.arrival import Finding, Shelf
from makegood.domain.receipt.chase import Ask
from makegood.domain.release import Hold
from makegood.domain.review import Escalation, ReviewDue
from makegood.domain.terms.law import Law
from makegood.domain.terms.policy.review import Action

CASE_TABLES: Mapping[type[StrEnum], Mapping[str, str]] = {
    Kind: {
        Kind.FIRST: "First notice",
        Kind.DATE_LATER: "Later date",
        Kind.DATE_EARLIER: "Earlier date",
        Kind.STILL_WAITING: "Update, still waiting",
        Kind.CONSENT_NEEDED: "Consent needed",
        Kind.READY: "Good news, set aside",
        Kind.CHOICE_CONFIRMED: "Choice confirmed",
        Kind.CHOICE_REPLACED: "Choice replaced by a decision of ours",
        Kind.CHANGED: "Order changed",
        Kind.CANCELLED: "Cancelled",
        Kind.SUBSTITUTED: "Swapped",
        Kind.PART_SHIPPED: "Part shipped",
        Kind.SHIPPED: "Shipped",
        Kind.GOODWILL: "Credit",
    },
    NotOwed: {
        NotOwed.NOT_SHORT: "Nothing is missing",
        NotOwed.ON_HOLD: "The order is on hold, so nobody is told",
        NotOwed.ON_TIME: "It still ships by the day the customer holds",
        NotOwed.TOLD_RECENTLY: "The customer was told, and the next update is not due yet",
    },
    Handed: {
        Handed.SENT: "It was taken",
        Handed.LATER: "It is tried again later",
        Handed.REFUSED: "It was refused",
        Handed.UNCLEAR: "Nobody knows whether it went",
    },
    Settled: {
        Settled.SENT: "It reached the customer",
        Settled.AGAIN: "It is written anew and sent",
        Settled.NOT_SENT: "It is not sent",
    },
    Law: {
        Law.FTC: "FTC mail-order rule (16 CFR 435)",
        Law.EU: "EU consumer law (Directive 2011/83, article 18)",
        Law.NONE: "No delay law",
    },
    AnswerReason: {
        AnswerReason.NOT_DELAYED: "Nothing is delayed",
        AnswerReason.ON_HOLD: "The order is on hold",
        AnswerReason.CHANNEL_ASKS_NOBODY: "The channel does not let us ask the buyer",
        AnswerReason.AGREED: "The customer said that they wait",
        AnswerReason.POLICY_DEFAULT: "No delay law applies; the policy decides",
        AnswerReason.EU_SILENCE_KEEPS_ORDER: "EU consumer: silence neither moves the date nor cancels",
        AnswerReason.FTC_WITHIN_SHIP_TIME: "FTC rule: still within the ship time",
        AnswerReason.FTC_SHORT_DELAY: "FTC rule: first delay of at most 30 days, silence is consent",
        AnswerReason.FTC_SHORT_DELAY_TOLD_LATE: (
            "FTC rule: short first delay, but told after the ship time; read strictly, the order counts as cancelled"
        ),
        AnswerReason.FTC_TOLD_LATE: "FTC rule, read strictly: told after the ship time, so a yes is needed",
        AnswerReason.FTC_LONG_DELAY: "FTC rule: more than 30 days late, a yes is needed",
        AnswerReason.FTC_NO_DATE: "FTC rule: no date, a yes is needed",
        AnswerReason.FTC_SECOND_DELAY: "FTC rule: second delay, a yes is needed",
    },
    Element: {
        Element.DELAYED: "What is delayed",
        Element.ON_TRACK: "What is on track",
        Element.WINDOW: "The ship and delivery window",
        Element.OPTIONS: "What the customer may choose",
        Element.NEXT_UPDATE: "When we write next",
    },
    Escalation: {
        Escalation.OVERSELL: "Oversold",
        Escalation.NOT_ELIGIBLE: "This SKU may not wait",
        Escalation.DELAY_ESCALATES: "Late enough to be escalated",
        Escalation.REVIEW_OVERDUE: "The update we said is overdue",
    },
    ReviewDue: {
        ReviewDue.REVIEW_OVERDUE: "The update we said is overdue",
        ReviewDue.ANSWER_OVERDUE: "The customer's time to answer is over",
        ReviewDue.ACTION_DUE: "The action of its ageing bucket is due",
        ReviewDue.PERSON_NEEDED: "A person must look at it",
        ReviewDue.BUCKET_CROSSING: "It enters the next ageing bucket",
        ReviewDue.UPDATE_SAID: "An update was said for that day",
        ReviewDue.UPDATE_OWED: "An update will be owed",
        ReviewDue.ANSWER_DEADLINE: "The customer's time to answer ends",
        ReviewDue.ROUTINE: "Routine look",
    },
    Action: {
        Action.MONITOR: "Monitor",
        Action.CONTACT_WITH_ALTERNATIVES: "Contact the customer with alternatives",
        Action.ESCALATE_AND_OFFER_SUBSTITUTES: "Escalate and offer substitutes",
        Action.MANAGER_REVIEW: "Manager review, ask whether to cancel",
    },
    Ask: {
        Ask.NEW_DATE: "When will it come? The ETA has passed",
        Ask.CONFIRM_DATE: "Give a date",
        Ask.CONFIRM_QUANTITY: "Confirm the quantity",
        Ask.EXPEDITE: "Can it come sooner?",
        Ask.KEEP_DATE: "Keep the date",
        Ask.ORDER_MORE: "Order more, nothing is on its way",
    },
    Finding: {
        Finding.EXACT: "As expected",
        Finding.PARTIAL: "Part of it, the rest is still to come",
        Finding.SHORT: "Less than expected",
        Finding.OVER: "More than expected",
        Finding.UNEXPECTED: "Not expected at all",
        Finding.DAMAGED: "Damaged",
    },
    Shelf: {
        Shelf.ON_HAND: "On hand",
        Shelf.QUARANTINE: "Set apart for inspection",
    },
    Hold: {
        Hold.NOTHING_ALLOCATED: "No stock is allocated",
        Hold.ON_HOLD: "The order is on hold",
        Hold.PAST_CANCEL_AFTER: "It is past the customer's last day",
        Hold.NOT_AVAILABLE_YET: "The item is not yet available",
        Hold.SHIP_AFTER: "The customer wants it later",
        Hold.SHIP_COMPLETE: "The customer wants one parcel only",
        Hold.HOLD_DECIDED: "It was decided to hold the order complete",
        Hold.ANSWER_PENDING: "The customer has not answered yet",
        Hold.REST_ELSEWHERE: "It leaves complete, and the rest lies at another place",
        Hold.BELOW_MINIMUM: "Too few units to be worth a parcel",
    },
    Approval: {
        Approval.CUSTOMER: "The customer agreed",
        Approval.LAW: "The law cancels it",
        Approval.MANAGER: "A manager decided",
    },
    Clue: {
        Clue.NOT_AVAILABLE_YET: "The item is not yet on sale",
        Clue.SYNC_LAGGED: "The channel's stock was older than the sales it took",
        Clue.BEYOND_FORMER_CAP: "It was sold only after the cap was raised",
        Clue.ETA_PASSED: "The supplier's ETA has passed",
        Clue.ETA_SLIPPED: "The supplier moved its ETA later",
        Clue.SHORT_RECEIPT: "Fewer units arrived than were ordered",
        Clue.QUANTITY_CUT: "The supplier cut the quantity",
        Clue.INCOMING_TOO_LITTLE: "What is incoming does not cover those who wait",
        Clue.UNITS_DAMAGED: "Units were damaged",
        Clue.COUNT_CORRECTED: "A count was corrected downwards",
        Clue.SOLD_AGAINST_LOT: "It was sold against an incoming lot on purpose",
        Clue.DEMAND_ABOVE_USUAL: "More was sold than usual",
        Clue.NOTHING_ON_ORDER: "Nothing is on order",
        Clue.NOT_DECIDED: "The evidence does not decide",
    },
    Origin: {
        Origin.CHECKOUT: "Shown at checkout",
        Origin.BACKORDER: "Promised for the backorder",
    },
}
