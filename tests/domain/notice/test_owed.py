"""Which notice is owed today, and what is in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import AnswerReason, Kind, Law, NoticeLine, NotOwed
from makegood.domain.terms.dates import Window
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.notice import DelayLawPolicy
from tests.domain.facts import TODAY
from tests.domain.notice.orders import line_case, notifier, order, recommend
from tests.domain.tables import date_in, table

TOLD: dict[str, Any] = {"notified_on": date(2026, 11, 20), "next_update_on": TODAY}


@pytest.mark.parametrize("row", table("notice", "owed"), ids=lambda row: row["owed"])
def test_a_notice_is_owed_as_the_page_says(row: dict[str, str]) -> None:
    case = line_case(
        short=int(row["short"]),
        reserved=1,
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
    [(True, Kind.CONSENT_NEEDED, Choice.CANCEL), (False, Kind.STILL_WAITING, Choice.HOLD)],
)
def test_a_due_update_in_the_us_asks_for_a_yes_unless_dates_are_known_to_hold(
    assume_moved: bool, occasion: Kind, silence: Choice
) -> None:
    policy = Policy(delay_law=DelayLawPolicy(assume_date_moved=assume_moved))
    case = order(line_case(country="US", promised_to=date(2026, 11, 20), **TOLD))
    verdict = notifier(policy).verdict(case)
    assert (verdict.occasion, verdict.answer.silent_default) == (occasion, silence)


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
    ("country", "ship_to", "options"),
    [
        ("CH", date(2026, 12, 9), (Choice.HOLD,)),
        ("CH", None, (Choice.HOLD, Choice.CANCEL)),
        ("DE", date(2026, 12, 9), (Choice.HOLD, Choice.CANCEL)),
        ("US", date(2026, 12, 9), (Choice.HOLD,)),
        ("US", date(2026, 12, 14), (Choice.HOLD, Choice.CANCEL)),
    ],
)
def test_cancelling_is_offered_where_law_or_a_missing_date_gives_that_right(
    country: str, ship_to: date | None, options: tuple[Choice, ...]
) -> None:
    writer = notifier()
    case = order(line_case(country=country, ship_to=ship_to))
    notice = writer.notice(writer.verdict(case), recommend(Choice.HOLD, Choice.HOLD))
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
        NoticeLine("1", "K", "Blue kettle", 3, window.ship, window.deliver, substitute="Mug"),
    )
    assert silent.delayed[0].substitute is None


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
