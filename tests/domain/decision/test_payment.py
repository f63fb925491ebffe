"""What a decision asks of finance, and whose word it needs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from makegood.domain.decision.case import OrderCase
from makegood.domain.decision.outcome import Choice
from makegood.domain.decision.payment import Due, authority, finance_needs, parcel_needs
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.money import MoneyLine, MoneyPart, due, refund, split_money, spread
from makegood.domain.terms.policy.decision import AuthorityPolicy, DecisionPolicy
from tests.domain.decision.orders import on, order, part
from tests.domain.facts import TODAY
from tests.domain.tables import table

LINE = MoneyLine(line_id="1", quantity=3, unit_price=999, discount=500, tax=200)


NOTHING = Due(0, 0)


def needs(
    case: OrderCase, choice: Choice, due: Due = NOTHING, *, several_captures: bool = False
) -> list[tuple[object, ...]]:
    policy = DecisionPolicy(several_captures=several_captures)
    found = finance_needs(case=case, choice=choice, due=due, policy=policy, today=TODAY)
    assert all(need.currency == "USD" for need in found)
    return [(need.action.value, need.amount, need.due_on, need.why) for need in found]


def paid(*, until: int | None = 5, captured: int | None = None, reserved: int = 1) -> OrderCase:
    day = None if until is None else on(until)
    line = part(
        reserved=reserved, short=2, authorised_amount=6500, authorised_until=day, captured_amount=captured
    )
    return order(line)


def test_holding_past_the_authorisation_renews_it() -> None:
    assert needs(paid(), Choice.HOLD, Due(0, 6500)) == [
        ("renew_authorisation", 6500, on(5), "authorisation_ends_first")
    ]


def test_an_authorisation_that_has_ended_is_due_today() -> None:
    assert needs(paid(until=-3, captured=2000), Choice.HOLD, Due(0, 4500)) == [
        ("renew_authorisation", 4500, TODAY, "authorisation_ends_first")
    ]


@pytest.mark.parametrize(
    ("case", "later"), [(paid(until=10), 6500), (paid(until=None), 6500), (paid(captured=6500), 0)]
)
def test_holding_asks_nothing_when_the_money_is_safe(case: OrderCase, later: int) -> None:
    assert needs(case, Choice.HOLD, Due(0, later)) == []


def test_splitting_captures_what_ships_and_renews_the_rest() -> None:
    assert needs(paid(until=30), Choice.SPLIT, Due(2000, 4500)) == [
        ("partial_capture", 2000, TODAY, "first_shipment"),
        ("renew_authorisation", 4500, TODAY, "capture_ends_it"),
    ]


def test_where_several_captures_are_possible_only_an_ending_authorisation_is_renewed() -> None:
    two = Due(2000, 4500)
    assert needs(paid(until=30), Choice.SPLIT, two, several_captures=True) == [
        ("partial_capture", 2000, TODAY, "first_shipment")
    ]
    assert needs(paid(until=5), Choice.SPLIT, two, several_captures=True) == [
        ("partial_capture", 2000, TODAY, "first_shipment"),
        ("renew_authorisation", 4500, on(5), "authorisation_ends_first"),
    ]


def test_splitting_renews_what_no_parcel_needs_yet_where_it_ends_first() -> None:
    assert needs(paid(until=5), Choice.SPLIT, Due(0, 4500)) == [
        ("renew_authorisation", 4500, on(5), "authorisation_ends_first")
    ]
    assert needs(paid(until=30), Choice.SPLIT, Due(0, 4500)) == []


def test_splitting_captures_nothing_when_nothing_is_left() -> None:
    assert needs(paid(captured=6500), Choice.SPLIT, NOTHING) == []


def test_a_later_part_says_so() -> None:
    (need,) = parcel_needs(case=paid(), due=Due(4500, 0), policy=DecisionPolicy(), today=TODAY, first=False)
    assert (need.action.value, need.amount, need.why) == ("partial_capture", 4500, "next_shipment")


@pytest.mark.parametrize(
    "authorised, captured, amount",
    [(6000, 6000, 4000), (6000, 2000, None), (6000, 3000, 1000), (None, 6000, 4000), (None, 0, None)],
)
def test_cancelling_refunds_captured_money_of_the_short_units(
    authorised: int | None, captured: int | None, amount: int | None
) -> None:
    case = order(part(reserved=1, short=2, authorised_amount=authorised, captured_amount=captured))
    expected = [] if amount is None else [("refund", amount, TODAY, "short_units")]
    assert needs(case, Choice.CANCEL) == expected


def test_where_nobody_told_what_was_captured_the_short_units_are_the_most_that_goes_back() -> None:
    case = order(part(reserved=1, short=2, authorised_amount=6000))
    assert needs(case, Choice.CANCEL) == [("refund", 4000, TODAY, "captured_unknown")]


@pytest.mark.parametrize("choice, task", [(Choice.SPLIT, "partial_capture"), (Choice.CANCEL, "refund")])
def test_without_a_price_there_is_no_amount(choice: Choice, task: str) -> None:
    case = order(part(reserved=1, unit_price=None, authorised_amount=4000, captured_amount=1000))
    assert needs(case, choice, Due(None, 3000)) == [(task, None, TODAY, "price_unknown")]


def test_a_substitute_asks_finance_for_nothing_yet() -> None:
    assert needs(paid(), Choice.SUBSTITUTE) == []


@pytest.mark.parametrize(
    "choice, goodwill, roles",
    [
        (Choice.HOLD, 0, ("support",)),
        (Choice.HOLD, 400, ("support", "operations_lead")),
        (Choice.SPLIT, 0, ("warehouse",)),
        (Choice.SUBSTITUTE, 0, ("support", "customer")),
        (Choice.CANCEL, 400, ("operations_lead", "customer")),
    ],
)
def test_each_way_has_those_who_must_agree(choice: Choice, goodwill: int, roles: tuple[str, ...]) -> None:
    policy = DecisionPolicy(authority=AuthorityPolicy(split="warehouse", cancel="operations_lead"))
    assert authority(choice=choice, goodwill=goodwill, policy=policy) == roles


def cents(text: str) -> int:
    return int(Decimal(text) * 100)


def test_parcels_add_up_to_the_cent() -> None:
    parts = split_money(lines=[LINE], parts=[{"1": 1}, {"1": 1}, {"1": 1}], shipping=490)
    rows = table("decision", "parcels")
    names = ("goods", "discount", "tax", "shipping", "total")
    assert [[getattr(parcel, name) for name in names] for parcel in parts] == [
        [cents(row[name]) for name in names] for row in rows
    ]


@pytest.mark.parametrize("row", table("decision", "refunds"))
def test_a_refund_is_what_was_captured_above_what_is_kept(row: dict[str, str]) -> None:
    back = refund(
        lines=[LINE], cancelled={"1": int(row["cancelled"])}, captured=cents(row["captured"]), shipping=490
    )
    assert (back.refund, back.not_captured) == (cents(row["refund"]), cents(row["not captured"]))


def test_a_discount_of_the_whole_is_shared_by_all_to_the_cent() -> None:
    lines = [MoneyLine(line_id=name, quantity=1, unit_price=333) for name in "123"]
    lines.append(MoneyLine(line_id="4", quantity=2, unit_price=0))
    assert [line.discount for line in spread(lines=lines, discount=100)] == [33, 33, 34, 0]
    assert [line.discount for line in spread(lines=lines, discount=999)] == [333, 333, 333, 0]
    assert spread(lines=lines[3:], discount=0) == lines[3:]
    with pytest.raises(DomainError, match="discount_above_price"):
        spread(lines=lines, discount=1000)


def test_what_is_due_for_some_units_has_all_shipping_and_their_share_of_the_discount() -> None:
    assert [due(lines=[LINE], units={"1": qty}, shipping=490) for qty in (0, 1, 2, 3)] == [
        0,
        1389,
        2288,
        3187,
    ]


def test_what_was_captured_by_parcel_pays_for_the_units_of_these_parcels() -> None:
    lines = [MoneyLine(line_id=name, quantity=1, unit_price=5000) for name in "12"]

    def back(cancelled: str, captured: int) -> int:
        gone = {cancelled: 1}
        return refund(lines=lines, cancelled=gone, captured=captured, shipping=490, paid_for={"1": 1}).refund

    assert (back("1", 5490), back("2", 5490), back("2", 10490)) == (5000, 0, 5000)


def test_a_line_that_ships_in_one_part_leaves_the_other_alone() -> None:
    other = MoneyLine(line_id="2", quantity=1, unit_price=0)
    assert split_money(lines=[LINE, other], parts=[{"2": 1}, {"1": 3}], shipping=100) == [
        MoneyPart(0, 0, 0, 100),
        MoneyPart(2997, 500, 200, 0),
    ]


@pytest.mark.parametrize(
    "parts, code",
    [
        ([{"1": 2}], "parts_do_not_add_up"),
        ([{"1": 4}], "parts_do_not_add_up"),
        ([{"1": 4}, {"1": -1}], "parts_do_not_add_up"),
        ([], "parts_do_not_add_up"),
        ([{"1": 3, "9": 1}], "line_unknown"),
    ],
)
def test_parts_that_are_not_the_order_are_refused(parts: list[dict[str, int]], code: str) -> None:
    with pytest.raises(DomainError, match=code):
        split_money(lines=[LINE], parts=parts)


@pytest.mark.parametrize(
    "facts, code",
    [
        ({"quantity": 0}, "money_line_invalid"),
        ({"unit_price": -1}, "money_line_invalid"),
        ({"tax": -1}, "money_line_invalid"),
        ({"discount": 301}, "discount_above_price"),
    ],
)
def test_money_that_cannot_be_is_refused(facts: dict[str, int], code: str) -> None:
    with pytest.raises(DomainError, match=code):
        MoneyLine(**{"line_id": "1", "quantity": 3, "unit_price": 100, **facts})  # type: ignore[arg-type]


def test_the_same_line_twice_is_refused() -> None:
    with pytest.raises(DomainError, match="line_unknown"):
        split_money(lines=[LINE, LINE], parts=[{"1": 3}])


def test_shipping_below_zero_is_refused() -> None:
    with pytest.raises(DomainError, match="shipping_negative"):
        split_money(lines=[LINE], parts=[{"1": 3}], shipping=-1)


def test_a_line_may_be_given_away_whole() -> None:
    gift = MoneyLine(line_id="1", quantity=3, unit_price=100, discount=300)
    assert [part.total for part in split_money(lines=[gift], parts=[{"1": 1}, {"1": 2}])] == [0, 0]
