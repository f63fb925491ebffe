"""To cancel is the customer's right where the law or a missing date gives it, whatever the shop's rules say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from makegood.domain.terms.policy.decision import DecisionRule
from tests.domain.decision.orders import decide, option, order, part, shop
from tests.domain.facts import promise
from tests.domain.tables import date_in, table

NEVER = shop(DecisionRule(name="never", forbid=("cancel",)))
LATE = date(2026, 12, 14)


def cancel(ship_to: date | None = LATE, **facts: Any) -> Any:
    """To cancel an order that a rule lets nobody cancel; of 2 November, and due today."""
    case = part(**facts)
    window = promise(ship_to, ship_to) if ship_to else None
    return option(decide(order(case._replace(promise=window, told_to=ship_to)), policy=NEVER), "cancel")


@pytest.mark.parametrize("row", table("decision", "rights"), ids=lambda row: " ".join(row.values()))
def test_the_right_follows_the_destination_the_buyer_and_what_was_told(row: dict[str, str]) -> None:
    found = cancel(date_in(row["told"]), country=row["country"], business=row["buyer"] == "business")
    assert (found.allowed, found.offered) == (False, row["may cancel"] == "yes")
    assert ("customers_right" in found.why) == found.offered


def test_what_is_on_time_is_not_left() -> None:
    assert not cancel(date(2026, 11, 23), country="DE").offered


def test_who_was_told_of_a_delay_may_leave_also_when_the_date_became_good() -> None:
    assert cancel(date(2026, 11, 23), country="DE", notified_on=date(2026, 11, 9)).offered


def test_it_rests_on_what_the_customer_was_told_and_not_on_what_we_expect() -> None:
    told = part(country="CH")._replace(told_to=None)
    assert option(decide(order(told), policy=NEVER), "cancel").offered


def test_a_channel_that_lets_nobody_ask_and_an_order_on_hold_offer_nothing() -> None:
    assert not cancel(country="DE", channel="amazon").offered
    assert not cancel(None, country="DE", on_hold=True).offered


def test_where_no_rule_is_against_it_the_right_says_nothing() -> None:
    free = option(decide(order(part(country="DE"))), "cancel")
    assert (free.allowed, free.by_right, free.why) == (True, True, ("needs_customer_approval",))
