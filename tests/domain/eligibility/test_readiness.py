"""Go or no-go before a SKU is listed ahead of its stock."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from makegood.domain.eligibility.outcome import (
    Criterion,
    Eligibility,
    Evidence,
    Readiness,
    ReadyReason,
    Reason,
)
from makegood.domain.eligibility.readiness import readiness
from makegood.domain.eligibility.rules import Ruling
from makegood.domain.terms.policy.shop import ChannelPolicy
from makegood.domain.terms.policy.supply import EligibilityTerms
from tests.domain.facts import TODAY
from tests.domain.tables import RULES

STABLE, UNSTABLE, UNKNOWN = (Evidence(Criterion.LEAD_TIME_STABLE, 1, says) for says in (True, False, None))


def answer(
    *, allowed: bool = True, reason: Reason = Reason.ALLOWED_BY_RULE, cap: int | None = 20
) -> Eligibility:
    return Eligibility(allowed, "sku:A", (reason,), cap, None)


READY: dict[str, Any] = {
    "eligibility": answer(),
    "ruling": Ruling("sku:A", EligibilityTerms()),
    "lead_time": STABLE,
    "lead_time_known": True,
    "confirmed_inbound_qty": 10,
    "channel": ChannelPolicy(longest_handling_days=5),
    "handling_days": 5,
    "today": TODAY,
}


def test_what_is_known_confirmed_decided_and_capped_may_be_listed() -> None:
    assert readiness(**READY) == Readiness(True, (), ())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"lead_time_known": False}, ReadyReason.LEAD_TIME_UNKNOWN),
        ({"lead_time": UNSTABLE}, ReadyReason.LEAD_TIME_UNSTABLE),
        ({"confirmed_inbound_qty": 0}, ReadyReason.INBOUND_NOT_CONFIRMED),
        (
            {"ruling": Ruling("default", EligibilityTerms(), default=True)},
            ReadyReason.ELIGIBILITY_NOT_DECIDED,
        ),
        ({"eligibility": answer(allowed=False, reason=Reason.NOT_ALLOWED_BY_RULE)}, ReadyReason.NOT_ELIGIBLE),
        ({"eligibility": answer(cap=None)}, ReadyReason.CAP_NOT_SET),
        ({"eligibility": answer(cap=0)}, ReadyReason.CAP_IS_ZERO),
        ({"eligibility": answer(allowed=False, reason=Reason.CHANNEL_FORBIDS)}, ReadyReason.CHANNEL_FORBIDS),
        ({"handling_days": 6}, ReadyReason.HANDLING_TIME_TOO_SHORT),
    ],
)
def test_one_thing_missing_is_a_no_go_that_names_it(change: dict[str, Any], reason: ReadyReason) -> None:
    assert readiness(**{**READY, **change}) == Readiness(False, (reason,), ())


@pytest.mark.parametrize(
    "change",
    [
        {"handling_days": None},
        {"channel": ChannelPolicy()},
        {"ruling": Ruling("default", EligibilityTerms(decided_by="Ada"), default=True)},
    ],
)
def test_what_is_merely_not_measured_or_not_limited_stops_nothing(change: dict[str, Any]) -> None:
    assert readiness(**{**READY, **change}).go


def test_all_that_is_missing_is_named_at_once() -> None:
    found = readiness(
        **{
            **READY,
            "lead_time_known": False,
            "lead_time": UNSTABLE,
            "confirmed_inbound_qty": 0,
            "eligibility": answer(cap=None),
        }
    )
    assert found.reasons == (
        ReadyReason.LEAD_TIME_UNKNOWN,
        ReadyReason.INBOUND_NOT_CONFIRMED,
        ReadyReason.CAP_NOT_SET,
    )


def test_a_lead_time_known_but_not_measured_warns() -> None:
    found = readiness(**{**READY, "lead_time": UNKNOWN})
    assert found == Readiness(True, (), (ReadyReason.STABILITY_NOT_MEASURED,))


@pytest.mark.parametrize(("day", "warns"), [(22, True), (23, False)])
def test_a_rule_past_its_date_warns_and_stops_nothing(day: int, warns: bool) -> None:
    due = date(2026, 11, day)
    found = readiness(
        **{
            **READY,
            "channel": ChannelPolicy(check_again_on=due),
            "ruling": Ruling("sku:A", EligibilityTerms(review_on=due)),
        }
    )
    both = (ReadyReason.CHANNEL_RULE_OUTDATED, ReadyReason.RULE_REVIEW_DUE)
    assert found == Readiness(True, (), both if warns else ())


def test_the_page_explains_every_code() -> None:
    page = (RULES / "eligibility.md").read_text(encoding="utf-8")
    codes = [*Reason, *Criterion, *ReadyReason]
    assert [code for code in codes if f"`{code.value}`" not in page] == []
