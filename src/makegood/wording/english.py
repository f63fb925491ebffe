"""Notices in English."""

from __future__ import annotations

from dataclasses import replace

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import AnswerReason, Kind
from makegood.wording.phrases import DateForms, Mood, Phrases, Topic

_MONTHS = ("January February March April May June July August September October November December").split()
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_FTC = "the US rule on mail, internet and telephone orders (16 CFR Part 435)"
_SORRY = "We are sorry. Here is what we know and what happens next."
_KEEP = "If we do not hear from you by {by}, we keep your order as described here."
_AGREED = (
    "If we do not hear from you by {by}, we take it that you agree to the new date. Until we ship you can cancel at "
    f"any time and get a full, prompt refund: that is your right under {_FTC}."
)
_CONSENT = (
    "We need your yes to keep waiting. If we have neither your answer nor a parcel on its way by {by}, we cancel the "
    f"delayed items and refund you promptly and in full. That is your right under {_FTC}."
)

_NEWS: dict[Topic, str] = {
    Kind.CHOICE_CONFIRMED: "Thank you. We have noted what you chose for your order {order}.",
    Kind.CHOICE_REPLACED: "We have changed how we send your order {order}.",
    Kind.CHANGED: "Your order {order} has changed. This is how it stands now.",
    Kind.CANCELLED: "Items of your order {order} were cancelled.",
    Kind.SUBSTITUTED: "Items of your order {order} were swapped for others, as agreed with you.",
    Kind.PART_SHIPPED: "Good news: part of your order {order} is on its way to you.",
    Kind.SHIPPED: "Good news: your order {order} is on its way to you.",
    Kind.GOODWILL: "Thank you for your patience with your order {order}.",
}

_DATES = DateForms(
    months=tuple(_MONTHS),
    weekdays=tuple(_WEEKDAYS),
    deadline="{w} {d} {m}",
    on_day="on {d} {m}",
    in_month="between {d} and {d2} {m}",
    in_year="between {d} {m} and {d2} {m2}",
    over_years="between {d} {m} {y} and {d2} {m2} {y2}",
    with_year=" {y}",
)

ENGLISH = Phrases(
    code="en",
    dates=_DATES,
    separators={},
    greeting="Hello {name},",
    greeting_unnamed="Hello,",
    subjects={
        Mood.LATE: "Order {order} is late: {when}",
        Mood.LATER: "Order {order} is delayed: {when}",
        Mood.UNDATED: "Order {order} is delayed: {when}",
        Mood.PREORDER: "Preorder {order} is delayed: {when}",
        Mood.WITHDRAWN: "Order {order}, our date does not hold: {when}",
        Kind.DATE_LATER: "Order {order}, later than we said: {when}",
        Kind.DATE_EARLIER: "Order {order}, sooner than we said: {when}",
        Kind.STILL_WAITING: "Order {order}, our update: {when}",
        Kind.CONSENT_NEEDED: "Order {order}: do you still want to wait?",
        Kind.READY: "Order {order}, our update: good news",
        Kind.CHOICE_CONFIRMED: "Order {order}: your choice is confirmed",
        Kind.CHOICE_REPLACED: "Order {order}: we send it in another way",
        Kind.CHANGED: "Order {order} has changed",
        Kind.CANCELLED: "Order {order}: items were cancelled",
        Kind.SUBSTITUTED: "Order {order}: items were swapped",
        Kind.PART_SHIPPED: "Order {order}: part of it is on its way",
        Kind.SHIPPED: "Order {order} is on its way",
        Kind.GOODWILL: "Order {order}: a credit for your patience",
    },
    subject_dated="ships {window}",
    subject_several="new dates",
    subject_undated="no date yet",
    opening_some={
        Mood.LATE: f"Part of your order {{order}} is late. {_SORRY}",
        Mood.LATER: f"Part of your order {{order}} will ship later than planned. {_SORRY}",
        Mood.UNDATED: f"Part of your order {{order}} is delayed, and we have no date yet. {_SORRY}",
        Mood.PREORDER: f"The preordered part of your order {{order}} is not out yet, and it is delayed. {_SORRY}",
        Mood.WITHDRAWN: (
            "We told you when the delayed part of your order {order} would ship. That date does not hold, and we have "
            f"no new one yet. {_SORRY}"
        ),
        Kind.DATE_LATER: "Part of your order {order} will take longer than we told you. We are sorry.",
        Kind.DATE_EARLIER: "Good news: the delayed part of your order {order} will ship sooner than we told you.",
        Kind.STILL_WAITING: "You are still waiting for part of your order {order}. As promised, here is the news.",
        Kind.CONSENT_NEEDED: (
            "Part of your order {order} is still delayed. We are sorry. Please tell us if you want to wait."
        ),
        Kind.READY: "Good news: part of what you were waiting for in your order {order} is here.",
        **_NEWS,
    },
    opening_all={
        Mood.LATE: f"Your order {{order}} is late. {_SORRY}",
        Mood.LATER: f"Your order {{order}} will ship later than planned. {_SORRY}",
        Mood.UNDATED: f"Your order {{order}} is delayed, and we have no date yet. {_SORRY}",
        Mood.PREORDER: f"Your preorder {{order}} is not out yet, and it is delayed. {_SORRY}",
        Mood.WITHDRAWN: (
            "We told you when your order {order} would ship. That date does not hold, and we have no new one yet. "
            f"{_SORRY}"
        ),
        Kind.DATE_LATER: "Your order {order} will take longer than we told you. We are sorry.",
        Kind.DATE_EARLIER: "Good news: your order {order} will ship sooner than we told you.",
        Kind.STILL_WAITING: "You are still waiting for your order {order}. As promised, here is the news.",
        Kind.CONSENT_NEEDED: (
            "Your order {order} is still delayed. We are sorry. Please tell us if you want to wait."
        ),
        Kind.READY: "Good news: what you were waiting for in your order {order} is here.",
        **_NEWS,
    },
    several="News of {count} of your orders",
    several_ask="News of {count} of your orders: please answer",
    several_opening="Here is what is new about these orders, all in one message: {orders}.",
    heading_order="Order {order}",
    heading_news="What is new",
    chosen={
        Choice.HOLD: "You chose to wait.",
        Choice.SPLIT: "You chose that we send what is ready now and the rest later.",
        Choice.SUBSTITUTE: "You chose to swap the delayed items for others.",
        Choice.CANCEL: "You chose to cancel the delayed items.",
    },
    replaced={
        Choice.HOLD: "Everything now goes together, once it is complete. This holds also where you chose otherwise.",
        Choice.SPLIT: (
            "What is ready now goes first, and the rest later. This holds also where you chose otherwise."
        ),
    },
    replaced_some=(
        "Part of what is ready now goes first, and the rest once everything is here. This holds also where you chose "
        "otherwise."
    ),
    swapped="{line}: instead you get {instead}",
    of_news={
        Kind.PART_SHIPPED: "{line}: sent",
        Kind.SHIPPED: "{line}: sent",
        Kind.CANCELLED: "{line}: cancelled",
    },
    shipped_by="Sent with {carrier}.",
    shipped_tracked="Sent with {carrier}, tracking number {tracking}.",
    cancelled_refund="Anything you have already paid for them is refunded in full.",
    credited="We credit you {amount} {currency}.",
    heading_delayed="Delayed",
    heading_on_track="On track",
    heading_options="Your choice",
    heading_next="What happens next",
    quantity="{qty} × {title}",
    preorder="{line} (preorder)",
    line_dated="{line}: ships {ship}, arrives {deliver}",
    line_undated="{line}: no date yet",
    line_not_after="{line}: not to be sent after {day}",
    line_ready="{line}: set aside for you",
    line_coming="{line}: here in time to ship {ship}",
    why_undated="We do not have a date yet: no delivery to us is certain enough to promise you one.",
    why_not_after="That day has gone by. If you still want it, please tell us until when we may send it.",
    on_track_together="We keep these for you and send everything in one parcel.",
    on_track_unless_split="We keep these for you and send everything in one parcel, unless you choose {split}.",
    on_track_nothing="No other item of this order is ready to be sent.",
    on_track_now="We send these without waiting for the rest.",
    on_track_sooner="We send these without waiting for the rest:",
    on_track_kept="We keep these for you until the rest is here:",
    on_track_kept_unless_split="We keep these for you until the rest is here, unless you choose {split}:",
    reply="Reply to this message with one of these words:",
    tell_us="Tell us what you choose, with one of these words:",
    choose_there="Choose on your own page, with one tap and without signing in:",
    see_order="See your order",
    choose="Choose what happens",
    option_words={
        Choice.HOLD: "WAIT",
        Choice.SPLIT: "SPLIT",
        Choice.SUBSTITUTE: "SWAP",
        Choice.CANCEL: "CANCEL",
    },
    wait_packed=(
        "the parcel that is being packed goes now. We keep the rest and send it together, as soon as it is complete."
    ),
    wait_together="we send everything together as soon as it is complete.",
    wait_rest="we keep what has not left yet and send it together, as soon as it is complete.",
    wait_all="we keep your order and send it as soon as it is here.",
    split_ready="we send what is ready now and the rest later.",
    split_each="we send each item as soon as it is here.",
    substitute="we suggest a similar item. We change nothing without your yes.",
    substitute_named="we send {instead} instead, while stocks last.",
    quoted="“{title}”",
    substitute_priced="{instead} for {price} {currency} each",
    substitute_less="{instead} for {price} {currency} each ({more} {currency} less each)",
    substitute_more="{instead} for {price} {currency} each ({more} {currency} more each)",
    substitute_same="{instead} for {price} {currency} each (the same price)",
    price_first="We tell you the price first and change nothing without your yes.",
    cancel="we cancel the delayed items, free of charge; anything you have already paid for them is refunded.",
    cancel_refund="we cancel the delayed items, free of charge, and refund {amount} {currency}.",
    cancel_unpaid="we cancel the delayed items, free of charge. You have paid nothing for them yet, and pay nothing.",
    silence={
        AnswerReason.AGREED: "You told us that you want to wait. Until we ship you can still change your mind.",
        AnswerReason.POLICY_DEFAULT: _KEEP,
        AnswerReason.FTC_WITHIN_SHIP_TIME: _KEEP,
        AnswerReason.EU_SILENCE_KEEPS_ORDER: (
            "Please choose by {by} if you can. If you say nothing, we keep your order, and you give up none of your "
            "rights: under EU consumer law you need not accept the new date. You can set us a reasonable extra period; "
            "if we miss it, you can end the contract and get all your money for these items back without delay."
        ),
        AnswerReason.FTC_SHORT_DELAY: _AGREED,
        AnswerReason.FTC_SHORT_DELAY_TOLD_LATE: _AGREED,
        AnswerReason.FTC_TOLD_LATE: _CONSENT,
        AnswerReason.FTC_LONG_DELAY: _CONSENT,
        AnswerReason.FTC_NO_DATE: _CONSENT + " If you choose to wait, you can still cancel until we ship.",
        AnswerReason.FTC_SECOND_DELAY: _CONSENT,
    },
    silence_cancels=(
        "If we do not hear from you by {by}, we cancel the delayed items; anything you have already paid for them "
        "is refunded."
    ),
    answered_already=(
        "If you have already told us that you want to wait, you need not answer again. If you have not, please do."
    ),
    next_update="We will write again by {by}, even if nothing has changed.",
    next_ready="If it has not shipped by {by}, we will write to you again.",
)

# Readers in the United States expect the month first.
AMERICAN = replace(
    ENGLISH,
    dates=DateForms(
        months=_DATES.months,
        weekdays=_DATES.weekdays,
        deadline="{w}, {m} {d}",
        on_day="on {m} {d}",
        in_month="between {m} {d} and {d2}",
        in_year="between {m} {d} and {m2} {d2}",
        over_years="between {m} {d}, {y}, and {m2} {d2}, {y2}",
        with_year=", {y}",
    ),
)
