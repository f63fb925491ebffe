"""Which notice is owed today, and what is in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import AnswerReason, Kind, NoticeLine, NotOwed, Swap
from makegood.domain.terms.dates import Window
from makegood.domain.terms.demand import Item
from makegood.domain.terms.law import Law
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.decision import CostPolicy, DecisionPolicy
from makegood.domain.terms.policy.notice import DelayLawPolicy
from tests.domain.facts import TODAY
from tests.domain.notice.orders import SHIPS_FROM, line_case, notifier, order, recommend
from tests.domain.tables import date_in, table

TOLD: dict[str, Any] = {"notified_on": date(2026, 11, 20), "next_update_on": TODAY}


@pytest.mark.parametrize("row", table("notice", "owed"), ids=lambda row: row["owed"])
def test_a_notice_is_owed_as_the_page_says(row: dict[str, str]) -> None:
    case = line_case(
        short=int(row["short"]),
        reserved=int(row["set aside"]),
        on_hold=row["on hold"] == "yes",
        notified_on=date_in(row["told on"]),
        next_update_on=date_in(row["update said for"]),
        baseline=date.fromisoformat(row["baseline"]),
        ship_to=date_in(row["now ships by"]),
    )
    held = {}
    if row["told window"]:
        first, last = map(date.fromisoformat, row["told window"].split("/"))
        held = {("1001", "1"): Window(first, last)}
    found = notifier(held=held).verdict(order(case))
    assert found.occasion == row["owed"]
    assert (notifier(held=held).notice(found, recommend()) is None) == isinstance(found.occasion, NotOwed)


@pytest.mark.parametrize("row", table("notice", "agreed"), ids=lambda row: " ".join(row.values()))
def test_a_yes_holds_until_the_date_gets_worse(row: dict[str, str]) -> None:
    case = line_case(
        country=row["country"],
        promised_to=date(2026, 11, 20),
        notified_on=date(2026, 11, 16),
        next_update_on=TODAY,
        ship_to=date_in(row["now ships by"]),
    )
    said = row["last message said"]
    held = {} if said == "no date" else {("1001", "1"): Window(SHIPS_FROM, date.fromisoformat(said))}
    agreed = {("1001", "1")} if row["agreed"] == "yes" else ()
    found = notifier(held=held, agreed=agreed).verdict(order(case))
    answer = found.answer
    assert (found.occasion, answer.silent_default, answer.answer_by, answer.reason) == (
        row["message"],
        row["silence"],
        date_in(row["answer by"]),
        row["reason"],
    )


def test_news_that_was_promised_is_good_when_everything_is_set_aside() -> None:
    writer = notifier()
    case = order(line_case(short=0, reserved=2, country="US", ship_to=date(2026, 11, 25), **TOLD))
    notice = writer.notice(writer.verdict(case), None)
    assert notice is not None
    assert (notice.kind, notice.delayed, notice.options, notice.late) == (Kind.READY, (), (), False)
    assert [(line.qty, line.ship) for line in notice.on_track] == [
        (2, Window(date(2026, 11, 25), date(2026, 11, 25)))
    ]
    assert notice.line_ids == ["1"]
    assert notice.answer.silent_default is None
    assert notice.next_update_on == date(2026, 11, 25), "should it still be here then"


def test_promised_news_of_one_line_comes_although_the_other_was_told_recently() -> None:
    waiting = line_case("1", notified_on=date(2026, 11, 20), next_update_on=date(2026, 11, 26))
    ready = line_case("2", sku="M", short=0, reserved=1, **TOLD)
    writer = notifier()
    notice = writer.notice(writer.verdict(order(waiting, ready)), recommend())
    assert notice is not None
    assert notice.kind is Kind.READY
    assert [line.line_id for line in notice.delayed] == ["1"]
    assert [(line.line_id, line.ship) for line in notice.on_track] == [("2", None)]
    assert notice.line_ids == ["2"]


@pytest.mark.parametrize("row", table("notice", "next update"), ids=lambda row: row["next update"])
def test_the_next_update_is_when_the_page_says(row: dict[str, str]) -> None:
    writer = notifier()
    verdict = writer.verdict(order(line_case(ship_to=date_in(row["now ships by"]))))
    verdict = replace(verdict, answer=replace(verdict.answer, answer_by=date_in(row["answer by"])))
    notice = writer.notice(verdict, recommend())
    assert notice is not None
    assert notice.next_update_on == date.fromisoformat(row["next update"])


def test_one_notice_tells_of_every_line_of_the_order() -> None:
    late = line_case("1", short=3, reserved=4)
    in_time = line_case("2", sku="M", short=2, ship_to=date(2026, 11, 20))
    here = line_case("3", sku="X", short=0, reserved=1, ship_to=date(2026, 11, 24))
    on_hold = line_case("4", sku="M", short=1, on_hold=True)
    writer = notifier()
    notice = writer.notice(writer.verdict(order(late, in_time, here, on_hold)), recommend())
    assert notice is not None
    assert [(line.line_id, line.title, line.qty) for line in notice.delayed] == [("1", "Blue kettle", 3)]
    assert [(line.line_id, line.title, line.qty) for line in notice.on_track] == [
        ("1", "Blue kettle", 4),
        ("2", "Mug", 2),
        ("3", None, 1),
    ]
    assert notice.on_track[0].ship is None
    assert notice.on_track[2].ship == Window(date(2026, 11, 24), date(2026, 11, 24))


def test_the_message_is_named_by_what_is_most_pressing_of_all_lines() -> None:
    verdict = notifier().verdict(order(line_case("1", **TOLD), line_case("2", sku="M")))
    assert verdict.occasion is Kind.FIRST
    assert [case.line.line_id for case in verdict.delayed] == ["1", "2"]


@pytest.mark.parametrize(
    ("assume_moved", "occasion", "silence"),
    [(True, Kind.CONSENT_NEEDED, Choice.CANCEL), (None, Kind.STILL_WAITING, Choice.HOLD)],
)
def test_a_due_update_in_the_us_asks_for_a_yes_only_where_dates_are_said_to_have_moved(
    assume_moved: bool | None, occasion: Kind, silence: Choice
) -> None:
    policy = Policy(delay_law=DelayLawPolicy(assume_date_moved=assume_moved)) if assume_moved else Policy()
    case = order(line_case(country="US", promised_to=date(2026, 11, 20), **TOLD))
    verdict = notifier(policy).verdict(case)
    assert (verdict.occasion, verdict.answer.silent_default) == (occasion, silence)


@pytest.mark.parametrize(
    ("ship_to", "occasion", "reason"),
    [
        (None, Kind.CONSENT_NEEDED, AnswerReason.FTC_NO_DATE),
        (date(2026, 12, 31), Kind.STILL_WAITING, AnswerReason.FTC_LONG_DELAY),
        (date(2026, 12, 9), Kind.STILL_WAITING, AnswerReason.FTC_SHORT_DELAY),
    ],
)
def test_a_us_update_asks_anew_only_without_a_date_and_keeps_open_what_was_asked(
    ship_to: date | None, occasion: Kind, reason: AnswerReason
) -> None:
    case = order(line_case(country="US", promised_to=date(2026, 11, 20), ship_to=ship_to, **TOLD))
    verdict = notifier().verdict(case)
    assert (verdict.occasion, verdict.answer.reason) == (occasion, reason)


def test_a_us_date_that_is_known_to_hold_is_no_second_delay() -> None:
    case = order(line_case(country="US", promised_to=date(2026, 11, 20), **TOLD))
    held = {("1001", "1"): Window(date(2026, 12, 3), date(2026, 12, 9))}
    verdict = notifier(held=held).verdict(case)
    assert (verdict.occasion, verdict.answer.silent_default) == (Kind.STILL_WAITING, Choice.HOLD)


def test_an_order_told_recently_keeps_its_answer_date() -> None:
    told: dict[str, Any] = {"notified_on": date(2026, 11, 20), "next_update_on": date(2026, 11, 26)}
    verdict = notifier().verdict(order(line_case(country="DE", **told)))
    assert verdict.occasion is NotOwed.TOLD_RECENTLY
    assert verdict.answer.answer_by == date(2026, 11, 27)


@pytest.mark.parametrize("channel", ["amazon", "ebay"])
def test_a_marketplace_buyer_is_told_without_address_choice_or_question(channel: str) -> None:
    case = order(
        line_case("1", channel=channel, country="US", ship_by=date(2026, 12, 1)),
        line_case("2", channel=channel, country="US", ship_by=date(2026, 11, 30)),
    )
    writer = notifier()
    notice = writer.notice(writer.verdict(case), recommend())
    assert notice is not None
    assert (notice.to, notice.options, notice.answer.silent_default) == (None, (), None)
    assert notice.answer.reason is AnswerReason.CHANNEL_ASKS_NOBODY
    assert notice.answer.answer_by == date(2026, 11, 27)


def test_our_own_decision_does_not_bring_a_marketplace_buyers_next_update_forward() -> None:
    writer = notifier()
    case = order(line_case(channel="amazon", ship_by=date(2026, 11, 24), customer="Amazon buyer"))
    notice = writer.notice(writer.verdict(case), recommend())
    assert notice is not None
    assert notice.answer.answer_by == TODAY
    assert notice.next_update_on == date(2026, 11, 30)
    assert notice.customer is None, "what stands there is seldom a name"


@pytest.mark.parametrize(
    ("channel", "email", "to", "mailable"),
    [
        ("store", "ana@example.com", "ana@example.com", True),
        ("store", None, None, True),
        ("amazon", "x@example.com", None, False),
    ],
)
def test_who_cannot_be_mailed_has_no_address_or_a_channel_that_forbids_it(
    channel: str, email: str | None, to: str | None, mailable: bool
) -> None:
    writer = notifier()
    notice = writer.notice(writer.verdict(order(line_case(channel=channel, email=email))), recommend())
    assert notice is not None
    assert (notice.to, notice.mailable) == (to, mailable)


@pytest.mark.parametrize(
    ("baseline", "late"), [(date(2026, 11, 22), True), (TODAY, False), (date(2026, 12, 1), False)]
)
def test_an_order_is_late_once_its_day_has_gone_by(baseline: date, late: bool) -> None:
    writer = notifier()
    notice = writer.notice(writer.verdict(order(line_case(baseline=baseline))), recommend())
    assert notice is not None
    assert notice.late is late


def test_a_preorder_is_told_as_one() -> None:
    writer = notifier()
    waits = line_case()._replace(preorder=True)
    notice = writer.notice(writer.verdict(order(waits, line_case("2"))), recommend())
    assert notice is not None
    assert [line.preorder for line in notice.delayed] == [True, False]


def test_a_marketplace_decision_whose_day_has_passed_is_due_today() -> None:
    verdict = notifier().verdict(order(line_case(channel="amazon", ship_by=date(2026, 11, 18))))
    assert verdict.answer.answer_by == TODAY


def test_nobody_is_asked_about_an_order_on_hold() -> None:
    answer = notifier().verdict(order(line_case(on_hold=True, country="US"))).answer
    assert (answer.silent_default, answer.answer_by, answer.reason) == (None, None, AnswerReason.ON_HOLD)


def test_an_order_in_time_is_simply_kept() -> None:
    answer = notifier().verdict(order(line_case(baseline=date(2026, 12, 31), country="DE"))).answer
    assert (answer.law, answer.silent_default, answer.answer_by) == (Law.EU, Choice.HOLD, None)


@pytest.mark.parametrize(
    ("by_right", "options"), [(False, (Choice.HOLD,)), (True, (Choice.HOLD, Choice.CANCEL))]
)
def test_cancelling_is_offered_where_it_is_the_customers_right(
    by_right: bool, options: tuple[Choice, ...]
) -> None:
    writer = notifier()
    verdict = writer.verdict(order(line_case()))
    notice = writer.notice(verdict, recommend(Choice.HOLD, Choice.HOLD, by_right=by_right))
    assert notice is not None
    assert notice.options == options


def test_a_substitute_is_named_only_where_it_may_be_offered() -> None:
    writer = notifier()
    verdict = writer.verdict(order(line_case()))
    swaps = (("1", "M"),)
    offered = writer.notice(verdict, recommend(Choice.HOLD, *Choice, substitutes=swaps))
    silent = writer.notice(verdict, recommend(Choice.HOLD, Choice.HOLD, substitutes=swaps))
    assert offered is not None
    assert silent is not None
    window = verdict.delayed[0].promise
    assert window is not None
    assert offered.delayed == (
        NoticeLine(
            "1", "K", "Blue kettle", 3, window.ship, window.deliver, substitute=Swap("Mug", None, "USD")
        ),
    )
    assert silent.delayed[0].substitute is None


@pytest.mark.parametrize(
    ("paid", "currency", "at_lower_price", "price", "more"),
    [
        (1900, "USD", True, 1900, 0),
        (2900, "USD", True, 2400, -500),
        (1900, "USD", False, 2400, 500),
        (None, "USD", True, 2000, 0),
        (1900, "EUR", True, None, None),
    ],
)
def test_the_price_of_a_substitute_is_what_the_customer_would_pay(
    paid: int | None, currency: str, at_lower_price: bool, price: int | None, more: int | None
) -> None:
    items = {"K": Item(sku="K", unit_price=2000), "M": Item(sku="M", title="Mug", unit_price=2400)}
    costs = CostPolicy(substitute_at_lower_price=at_lower_price)
    writer = notifier(Policy(decision=DecisionPolicy(costs=costs)), items=items)
    case = order(line_case(unit_price=paid, currency=currency))
    notice = writer.notice(writer.verdict(case), recommend(Choice.HOLD, *Choice, substitutes=(("1", "M"),)))
    assert notice is not None
    assert notice.delayed[0].substitute == Swap("Mug", price, currency, more)


@pytest.mark.parametrize(
    ("choice", "allowed"),
    [
        (Choice.SPLIT, tuple(Choice)),
        (Choice.SPLIT, (Choice.SPLIT, Choice.CANCEL)),
        (Choice.HOLD, tuple(Choice)),
    ],
)
def test_what_is_offered_is_what_may_be_chosen_however_the_order_goes(
    choice: Choice, allowed: tuple[Choice, ...]
) -> None:
    writer = notifier()
    notice = writer.notice(writer.verdict(order(line_case(reserved=1))), recommend(choice, *allowed))
    assert notice is not None
    assert notice.options == allowed


@pytest.mark.parametrize(
    ("choice", "ship_complete", "together"),
    [(Choice.HOLD, False, True), (Choice.SPLIT, False, False), (Choice.SPLIT, True, True)],
)
def test_what_is_ready_waits_unless_the_order_is_split(
    choice: Choice, ship_complete: bool, together: bool
) -> None:
    writer = notifier()
    case = order(line_case(reserved=1, ship_complete=ship_complete))
    notice = writer.notice(writer.verdict(case), recommend(choice))
    assert notice is not None
    assert notice.together is together
