"""Which rule answers, what the cap is, and that a channel only narrows."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.eligibility.outcome import Eligibility, Reason
from makegood.domain.eligibility.rules import EligibilityRules, window_fits
from makegood.domain.terms.policy import Policy, from_toml
from makegood.domain.terms.policy.shop import ChannelPolicy
from makegood.domain.terms.policy.supply import EligibilityPolicy, EligibilityRule, EligibilityTerms
from tests.domain.tables import RULES, table

PAGE = (RULES / "eligibility.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]


def number(cell: str) -> int | None:
    return int(cell) if cell else None


def ask(
    policy: Policy,
    sku: str,
    *,
    family: str | None = None,
    channel: str | None = None,
    inbound: int = 0,
    preorder: bool = False,
) -> Eligibility:
    return EligibilityRules(policy=policy).decide(
        sku=sku, family=family, channel=channel, confirmed_inbound_qty=inbound, preorder=preorder
    )


@pytest.mark.parametrize("row", table("eligibility", "which rule"))
def test_the_most_specific_rule_answers_and_is_named(row: dict[str, str]) -> None:
    found = ask(from_toml(EXAMPLE), row["SKU"], family=row["family"] or None, channel=row["channel"] or None)
    assert found == Eligibility(
        allowed={"yes": True, "no": False}[row["may wait"]],
        rule=row["rule"],
        reasons=tuple(row["reasons"].replace("`", "").split()),
        cap=number(row["cap"]),
        longest_window_days=number(row["window days"]),
    )


@pytest.mark.parametrize("row", table("eligibility", "caps"))
def test_the_lower_cap_binds_and_a_preorder_has_its_own(row: dict[str, str]) -> None:
    terms = EligibilityTerms(
        cap_units=number(row["cap_units"]),
        cap_inbound_share=float(row["cap_inbound_share"]) if row["cap_inbound_share"] else None,
        preorder_cap_units=number(row["preorder_cap_units"]),
    )
    policy = Policy(eligibility=EligibilityPolicy(default=terms))
    found = ask(policy, "A", inbound=int(row["confirmed"]), preorder=row["preorder"] == "yes")
    assert (found.cap, found.reasons[1:]) == (number(row["cap"]), (row["which"],) if row["which"] else ())


def test_nothing_is_decided_by_default_but_that_all_may_wait_without_limit() -> None:
    assert ask(Policy(), "A", channel="amazon") == Eligibility(
        True, "default", (Reason.ALLOWED_BY_DEFAULT,), None, None
    )


def test_a_family_of_none_is_not_the_family_of_anyone() -> None:
    policy = from_toml("[[eligibility.rules]]\nchannel = 'store'\nallowed = false")
    assert ask(policy, "A", family=None, channel="store").rule == "default channel:store"
    assert ask(policy, "A", family=None, channel="amazon").rule == "default"


def test_names_that_read_alike_are_not_mixed_up() -> None:
    rules = (
        EligibilityRule(sku="A channel:store", cap_units=1),
        EligibilityRule(sku="A", channel="store", cap_units=2),
    )
    asked = EligibilityRules(policy=Policy(eligibility=EligibilityPolicy(rules=rules)))
    caps = [
        asked.decide(sku=sku, family=None, channel="store", confirmed_inbound_qty=0, preorder=False).cap
        for sku in ("A channel:store", "A")
    ]
    assert caps == [1, 2]


def test_one_answer_does_not_leak_into_the_next_one() -> None:
    policy = from_toml("[eligibility.default]\ncap_inbound_share = 0.5\npreorder_cap_units = 7")
    asked = EligibilityRules(policy=policy)
    caps = [
        asked.decide(sku="A", family=None, channel=None, confirmed_inbound_qty=inbound, preorder=preorder).cap
        for inbound, preorder in [(10, False), (20, False), (10, True), (10, False)]
    ]
    assert caps == [5, 10, 7, 5]


def test_skus_under_the_same_rule_share_one_answer() -> None:
    asked = EligibilityRules(policy=Policy())
    answers = [
        asked.decide(sku=sku, family=None, channel="store", confirmed_inbound_qty=qty, preorder=False)
        for sku, qty in (("A", 1), ("B", 2))
    ]
    assert answers[0] is answers[1]


SCOPES = st.builds(
    EligibilityRule,
    sku=st.sampled_from([None, "A"]),
    family=st.sampled_from([None, "f"]),
    channel=st.sampled_from([None, "x", "y"]),
    allowed=st.booleans(),
    cap_units=st.none() | st.integers(0, 9),
    cap_inbound_share=st.none() | st.floats(0, 1),
    longest_window_days=st.none() | st.integers(0, 9),
)


@given(
    st.lists(SCOPES, max_size=8, unique_by=lambda rule: (rule.sku, rule.family, rule.channel)),
    st.booleans(),
    st.integers(0, 30),
)
def test_a_channel_only_narrows_what_holds_for_all(
    rules: list[EligibilityRule], forbids: bool, inbound: int
) -> None:
    sound = tuple(rule for rule in rules if (rule.sku is None) != (rule.family is None) or rule.channel)
    sound = tuple(rule for rule in sound if rule.sku is None or rule.family is None)
    policy = Policy(
        eligibility=EligibilityPolicy(rules=sound),
        channels={"x": ChannelPolicy(backorder_allowed=not forbids)},
    )
    whole = ask(policy, "A", family="f", inbound=inbound)
    there = ask(policy, "A", family="f", channel="x", inbound=inbound)
    assert there.allowed <= (whole.allowed and not forbids)
    for wide, narrow in [(whole.cap, there.cap), (whole.longest_window_days, there.longest_window_days)]:
        assert wide is None or (narrow is not None and narrow <= wide)


@pytest.mark.parametrize(
    ("longest", "days", "fits"), [(30, 30, True), (30, 31, False), (0, 0, True), (None, 9999, True)]
)
def test_a_window_fits_up_to_and_on_the_longest_day(longest: int | None, days: int, fits: bool) -> None:
    today = date(2026, 3, 1)
    answer = Eligibility(True, "default", (), None, longest)
    assert window_fits(answer, today=today, ship_to=today + timedelta(days=days)) is fits
