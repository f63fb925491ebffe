"""Go or no-go before a SKU is listed for sale ahead of its stock (spec 1.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from makegood.domain.eligibility.outcome import Eligibility, Evidence, Readiness, ReadyReason, Reason
from makegood.domain.eligibility.rules import Ruling
from makegood.domain.terms.policy.shop import ChannelPolicy


def readiness(
    *,
    eligibility: Eligibility,
    ruling: Ruling,
    lead_time: Evidence,
    lead_time_known: bool,
    confirmed_inbound_qty: int,
    channel: ChannelPolicy,
    handling_days: int | None,
    today: date,
) -> Readiness:
    """Whether a SKU may be listed on a channel, with everything that is missing.

    `lead_time`: the criterion `lead_time_stable`. `lead_time_known`: an open lot has an ETA, or a lead time is learned
    or set. `handling_days`: working days until its next unit ships, None = no date.
    """
    reasons = (
        *_supply(lead_time, lead_time_known, confirmed_inbound_qty),
        *_decision(eligibility, ruling),
        *_channel(eligibility, channel, handling_days),
    )
    return Readiness(
        not reasons, reasons, tuple(_warnings(lead_time, lead_time_known, channel, ruling, today))
    )


def _warnings(
    lead_time: Evidence, known: bool, channel: ChannelPolicy, ruling: Ruling, today: date
) -> Iterator[ReadyReason]:
    if known and lead_time.supports is None:
        yield ReadyReason.STABILITY_NOT_MEASURED
    if channel.check_again_on is not None and channel.check_again_on < today:
        yield ReadyReason.CHANNEL_RULE_OUTDATED
    if ruling.terms.review_on is not None and ruling.terms.review_on < today:
        yield ReadyReason.RULE_REVIEW_DUE


def _supply(lead_time: Evidence, known: bool, confirmed: int) -> Iterator[ReadyReason]:
    if not known:
        yield ReadyReason.LEAD_TIME_UNKNOWN
    elif lead_time.supports is False:
        yield ReadyReason.LEAD_TIME_UNSTABLE
    if confirmed <= 0:
        yield ReadyReason.INBOUND_NOT_CONFIRMED


def _decision(eligibility: Eligibility, ruling: Ruling) -> Iterator[ReadyReason]:
    if ruling.default and not ruling.terms.decided_by:
        yield ReadyReason.ELIGIBILITY_NOT_DECIDED
    if not eligibility.allowed and Reason.CHANNEL_FORBIDS not in eligibility.reasons:
        yield ReadyReason.NOT_ELIGIBLE
    if eligibility.cap is None:
        yield ReadyReason.CAP_NOT_SET
    elif eligibility.cap == 0:
        yield ReadyReason.CAP_IS_ZERO


def _channel(
    eligibility: Eligibility, channel: ChannelPolicy, handling_days: int | None
) -> Iterator[ReadyReason]:
    if Reason.CHANNEL_FORBIDS in eligibility.reasons:
        yield ReadyReason.CHANNEL_FORBIDS
    longest = channel.longest_handling_days
    if longest is not None and handling_days is not None and handling_days > longest:
        yield ReadyReason.HANDLING_TIME_TOO_SHORT
