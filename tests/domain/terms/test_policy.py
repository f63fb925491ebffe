"""A policy file: what it may leave out, what it may not say, and that nothing is lost on the way."""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.terms.dates import DayRange
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Policy, area_to_toml, differences, from_toml, to_toml, version
from makegood.domain.terms.policy.shop import ChannelPolicy, ShopPolicy
from makegood.domain.terms.policy.supply import AllocationPolicy, EligibilityPolicy, EligibilityRule
from tests.domain.policies import policies


def problems(text: str) -> list[tuple[str, str, str, str]]:
    with pytest.raises(DomainError) as caught:
        from_toml(text)
    assert caught.value.code == "policy_invalid"
    found: Any = caught.value.data["problems"]
    return [(each["where"], each["code"], each["value"], each["expected"]) for each in found]


@given(policies())
def test_a_policy_written_and_read_again_is_the_same_policy_of_the_same_version(policy: Policy) -> None:
    again = from_toml(to_toml(policy))
    assert again == policy
    assert version(again) == version(policy)
    assert to_toml(again) == to_toml(policy)


@given(policies(), st.permutations([field.name for field in fields(Policy)]))
def test_areas_written_apart_are_the_same_policy_in_any_order(policy: Policy, areas: list[str]) -> None:
    assert from_toml("\n".join(area_to_toml(policy, area) for area in areas)) == policy


@given(policies(), policies())
def test_two_policies_have_the_same_version_only_when_they_are_written_alike(
    one: Policy, other: Policy
) -> None:
    assert (version(one) == version(other)) == (to_toml(one) == to_toml(other))


def test_channels_are_read_without_regard_to_case_as_in_orders() -> None:
    policy = from_toml(
        '[channels.Amazon]\nlisting_weight = 2\n[channels.Wholesale]\n[locations.main]\nchannels = ["eBay"]\n'
        '[[eligibility.rules]]\nchannel = "AMAZON"\n[[decision.rules]]\nchannels = ["Wholesale"]'
    )
    assert list(policy.channels) == ["store", "amazon", "ebay", "wholesale"]
    assert (policy.channels["amazon"].listing_weight, policy.channels["amazon"].email_allowed) == (2, False)
    assert policy.locations["main"].channels == ("ebay",)
    assert policy.eligibility.rules[0].channel == "amazon"
    assert policy.decision.rules[0].channels == ("wholesale",)
    assert "amazon" not in from_toml("[channels]\nAmazon = false").channels


def test_a_channel_written_twice_in_different_case_is_refused() -> None:
    assert problems("[channels.amazon]\n[channels.Amazon]") == [
        ("channels.Amazon", "repeated", "table", "each once; case does not matter")
    ]


def test_an_empty_document_is_the_default_policy() -> None:
    assert from_toml("") == Policy()
    assert from_toml("\ufeff# with a byte order mark, as Windows writes it\r\n") == Policy()


def test_what_a_document_leaves_out_keeps_its_default() -> None:
    policy = from_toml(
        """
        shop.currency = "EUR"
        promise.receiving = [1, 4]
        [locations.main]
        cut_off = 14:00:00
        calendar = "de"
        [calendars.de]
        holidays = [2026-12-24]
        [channels.amazon]
        listing_weight = 3
        [channels.shopify]
        [allocation]
        value_line = 250.5
        """
    )
    assert policy.shop == ShopPolicy(currency="EUR")
    assert policy.promise.receiving == DayRange(1, 4)
    assert policy.locations["main"].cut_off == time(14)
    assert policy.calendars["de"].holidays == (date(2026, 12, 24),)
    assert policy.channels["amazon"] == replace(Policy().channels["amazon"], listing_weight=3)
    assert policy.channels["shopify"] == ChannelPolicy()
    assert list(policy.channels) == ["store", "amazon", "ebay", "shopify"]
    assert policy.allocation == AllocationPolicy(value_line=25050)
    assert policy.eligibility == EligibilityPolicy()


def test_false_takes_away_a_default_entry_and_a_setting_that_has_a_default() -> None:
    policy = from_toml(
        "channels.ebay = false\nallocation.value_line = false\ndecision.goodwill.after_days = false"
    )
    assert list(policy.channels) == ["store", "amazon"]
    assert policy.allocation.value_line is None
    assert policy.decision.goodwill.after_days is None
    assert from_toml(to_toml(policy)) == policy


def test_a_list_of_rules_replaces_the_default_list() -> None:
    policy = from_toml("[[review.buckets]]\nfrom_days = 0\nreview_every_days = 9")
    assert [bucket.review_every_days for bucket in policy.review.buckets] == [9]


def test_money_is_written_in_the_shops_own_decimals() -> None:
    assert from_toml('shop.currency = "JPY"\nallocation.value_line = 250').allocation.value_line == 250
    assert from_toml('shop.currency = "KWD"\nallocation.value_line = 2.505').allocation.value_line == 2505
    assert problems('shop.currency = "JPY"\nallocation.value_line = 2.5') == [
        ("allocation.value_line", "out_of_range", "2.5", "at most 0 decimals in JPY")
    ]


ONE_PROBLEM = [
    ("hop.name = 'x'", "hop", "unknown_setting", "table", "shop"),
    ("promise.servce = 'x'", "promise.servce", "unknown_setting", "x", "service"),
    ("shop = 3", "shop", "wrong_type", "3", "table"),
    ("channels = 3", "channels", "wrong_type", "3", "table of named tables"),
    ("channels.amazon = 'no'", "channels.amazon", "wrong_type", "no", "table"),
    ("channels.'' = {}", "channels", "empty", "", "name"),
    ("channels.'a.b'.strict = 1", 'channels."a.b".strict', "wrong_type", "1", "true or false"),
    ("eligibility.rules = {}", "eligibility.rules", "wrong_type", "table", "list"),
    ("eligibility.rules = [1]", "eligibility.rules[1]", "wrong_type", "1", "table"),
    ("shop.name = ''", "shop.name", "empty", "", "text"),
    ("shop.currency = 'UDS'", "shop.currency", "unknown_name", "UDS", "ISO 4217 currency as in USD"),
    ("shop.zone = 'Berlin'", "shop.zone", "unknown_name", "Berlin", "time zone as in Europe/Berlin"),
    ("shop.zone = 'Europe'", "shop.zone", "unknown_name", "Europe", "time zone as in Europe/Berlin"),
    ("shop.zone = '../UTC'", "shop.zone", "unknown_name", "../UTC", "time zone as in Europe/Berlin"),
    ("shop.zone = 1", "shop.zone", "unknown_name", "1", "time zone as in Europe/Berlin"),
    ("shop.colour = 'blue'", "shop.colour", "wrong_type", "blue", "colour as in #1f5f8b"),
    ("shop.colour = '#1f5f8b;x'", "shop.colour", "wrong_type", "#1f5f8b;x", "colour as in #1f5f8b"),
    ("promise.service_level = 0.4", "promise.service_level", "out_of_range", "0.4", "0.5 to 0.999"),
    ("promise.service_level = 1", "promise.service_level", "out_of_range", "1", "0.5 to 0.999"),
    ("promise.service_level = nan", "promise.service_level", "out_of_range", "NaN", "0.5 to 0.999"),
    ("promise.service_level = true", "promise.service_level", "wrong_type", "true", "number"),
    ("promise.service = 'fast'", "promise.service", "unknown_name", "fast", "one of services: standard"),
    ("promise.receiving = 2", "promise.receiving", "wrong_type", "2", "two whole numbers of days, as in [1, 2]"),
    ("promise.receiving = [2, 1]", "promise.receiving", "reversed", "[2, 1]", "the smaller number first"),
    ("promise.receiving = [-1, 1]", "promise.receiving", "out_of_range", "[-1, 1]", "at least 0"),
    ("promise.receiving = [0, 9999]", "promise.receiving", "out_of_range", "[0, 9999]", "0 to 3650"),
    ("allocation.need_by_horizon_days = -1", "allocation.need_by_horizon_days", "out_of_range", "-1", "0 to 3650"),
    ("allocation.need_by_horizon_days = 7.0", "allocation.need_by_horizon_days", "wrong_type", "7.0", "whole number"),
    ("allocation.minimum_fill = 0", "allocation.minimum_fill", "out_of_range", "0", "at least 1"),
    ("allocation.method = 'luck'", "allocation.method", "not_allowed", "luck", "rank, fair_share"),
    ("allocation.value_line = 10.005", "allocation.value_line", "out_of_range", "10.005", "at most 2 decimals in USD"),
    ("allocation.value_line = -1", "allocation.value_line", "out_of_range", "-1", "at least 0"),
    ("allocation.value_line = inf", "allocation.value_line", "out_of_range", "Infinity", "at most 1000000000000"),
    ("allocation.value_line = '9'", "allocation.value_line", "wrong_type", "9", "amount of money"),
    ("calendars.default.weekdays = []", "calendars.default.weekdays", "empty", "[]", "at least one entry"),
    ("calendars.default.holidays_of = ''", "calendars.default.holidays_of", "empty", "", "text"),
    ("locations.main.calendar = 'de'", "locations.main.calendar", "unknown_name", "de", "one of calendars: default"),
    ("calendars.default = false", "calendars.default", "needed", "", "it counts where no other is named"),
    ("channels = false", "channels", "wrong_type", "false", "table of named tables"),
    ("locations.a.cut_off = 9", "locations.a.cut_off", "wrong_type", "9", "time of day as in 14:00:00"),
    ("eligibility.default.review_on = 2026-01-01T00:00:00", "eligibility.default.review_on", "wrong_type",
     "2026-01-01 00:00:00", "date as in 2026-12-31"),
    ("eligibility.default.sku = 'A'", "eligibility.default.sku", "unknown_setting", "A", None),
    ("allocation.protected_skus = ['']", "allocation.protected_skus[1]", "empty", "", "text"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "where", "code", "value", "expected"), ONE_PROBLEM)
def test_a_problem_says_where_what_was_found_and_what_was_expected(
    text: str, where: str, code: str, value: str, expected: str | None
) -> None:
    [found] = problems(text)
    assert found[:3] == (where, code, value)
    assert expected is None or found[3] == expected


def test_all_problems_come_at_once_each_at_its_place() -> None:
    found = problems(
        """
        allocation.tiers = ["priority", "priority", "vip"]
        calendars.default.weekdays = ["mon", "mon", "mo"]
        locations.main = {countries = ["UK", "US"], calendar = "de"}
        [[eligibility.rules]]
        sku = "A"
        cap_units = -3
        [[eligibility.rules]]
        sku = "A"
        [[eligibility.rules]]
        cap_inbound_share = 0.5
        [[eligibility.rules]]
        sku = "B"
        family = "toys"
        [[eligibility.rules]]
        sku = 5
        """
    )
    assert [(where, code) for where, code, _, _ in found] == [
        ("allocation.tiers[2]", "repeated"),
        ("allocation.tiers[3]", "not_allowed"),
        ("calendars.default.weekdays[2]", "repeated"),
        ("calendars.default.weekdays[3]", "not_allowed"),
        ("locations.main.countries[1]", "unknown_name"),
        ("eligibility.rules[1].cap_units", "out_of_range"),
        ("eligibility.rules[5].sku", "wrong_type"),
        ("eligibility.rules[2]", "rule_duplicate"),
        ("eligibility.rules[3]", "rule_of_nothing"),
        ("eligibility.rules[4]", "rule_unclear"),
        ("locations.main.calendar", "unknown_name"),
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[shop]\nname = ", "line 2, column 8"),
        ("[shop]\nname = 'a'\nname = 'b'", "line 3, column 11"),
        ("[shop", "line 1, column 6"),
        ("a = 2026-02-30", "line 1, column 5"),
        ("a = " + "9" * 5000, ""),
        ("a = 1e99999999999999999999", ""),
        ("a = " + "[" * 9000, ""),
    ],
)
def test_what_is_no_toml_is_refused_with_line_and_column(text: str, where: str) -> None:
    [(place, code, _, expected)] = problems(text)
    assert (place, code) == (where, "syntax")
    assert expected


@given(st.text(max_size=40))
def test_any_text_is_a_policy_or_a_list_of_problems(text: str) -> None:
    try:
        found = version(from_toml(text))
    except DomainError as error:
        found = error.code
    assert found == "policy_invalid" or len(found) == 12


def test_codes_that_a_setting_takes_stand_in_the_document() -> None:
    written = to_toml(Policy())
    assert (
        "# By rank, one after the other; or in equal shares within a tier. One of: rank, fair_share.\n"
        in written
    )
    assert (
        "A short line is any of these; empty = any item. Of: fragile, unique, seasonal, past_season"
        in written
    )


def test_every_setting_is_explained_in_the_document() -> None:
    lines = to_toml(Policy()).splitlines()
    settings = [
        i for i, line in enumerate(lines) if " = " in line.replace("# ", "") and not line.startswith("# The")
    ]
    assert tomllib.loads("\n".join(lines))
    assert all(lines[i - 1].lstrip().startswith("#") for i in settings if lines[i - 1].startswith("# "))
    assert (
        "# Most units that may wait at once, all channels together; absent = no cap.\n# cap_units = 10"
        in "\n".join(lines)
    )


def test_the_version_is_twelve_digits_of_the_content_alone() -> None:
    first = from_toml("shop.name = 'A'\nnotice.answer_days = 4")
    same = from_toml("notice.answer_days = 4\n# a comment\nshop = {name = 'A'}")
    assert version(first) == version(same)
    assert len(version(first)) == 12
    assert version(first) != version(Policy())


def test_the_order_of_locations_is_part_of_the_version() -> None:
    assert version(from_toml("locations = {a = {}, b = {}}")) != version(
        from_toml("locations = {b = {}, a = {}}")
    )


def test_differences_name_each_setting_that_is_not_at_its_default() -> None:
    policy = from_toml(
        "channels.ebay = false\nallocation.value_line = 99.9\npromise.service_level = 0.95\n"
        "[[eligibility.rules]]\nsku = 'A'\ncap_units = 3"
    )
    found = {each.where: (each.value, each.before) for each in differences(policy)}
    assert found["promise.service_level"] == ("0.95", "0.9")
    assert found["allocation.value_line"] == ("99.90", "false")
    assert found["eligibility.rules[1].cap_units"] == ("3", None)
    assert found["channels.ebay.strict"] == (None, "true")
    assert "shop.name" not in found
    assert differences(Policy()) == ()


def test_differences_between_two_policies_are_told_in_the_money_of_each() -> None:
    before = from_toml("shop.currency = 'EUR'\ndecision.costs.parcel = 8.5\n")
    after = from_toml("shop.currency = 'JPY'\ndecision.costs.parcel = 900\n")
    found = {each.where: (each.value, each.before) for each in differences(after, since=before)}
    assert (found["shop.currency"], found["decision.costs.parcel"]) == (('"JPY"', '"EUR"'), ("900", "8.50"))
    assert differences(before, since=before) == ()


def test_ten_thousand_rules_are_read_and_written() -> None:
    rules = tuple(EligibilityRule(sku=f"SKU-{i}", cap_units=i) for i in range(10_000))
    policy = Policy(eligibility=EligibilityPolicy(rules=rules))
    assert from_toml(to_toml(policy)) == policy
