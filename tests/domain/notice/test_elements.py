"""Every notice says its five things, whatever the order looks like."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.decision.case import LineCase, OrderCase
from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.elements import Element, missing_elements
from makegood.domain.notice.outcome import Kind, Notice, NotOwed
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.dates import Window
from makegood.domain.terms.law import Law
from makegood.domain.terms.policy.decision import DecisionRule
from makegood.domain.terms.policy.shop import ChannelPolicy
from tests.domain.decision.orders import decide, shop
from tests.domain.facts import TODAY
from tests.domain.notice.orders import line_case, notifier, order, recommend

STORE = ChannelPolicy()
MARKETPLACE = ChannelPolicy(email_allowed=False, options_allowed=False)
CASE = order(line_case("1", reserved=4), line_case("2", sku="M", short=0, reserved=1))


def complete() -> Notice:
    writer = notifier()
    notice = writer.notice(writer.verdict(CASE), recommend())
    assert notice is not None
    return notice


def test_a_complete_notice_lacks_nothing() -> None:
    assert missing_elements(notice=complete(), case=CASE, channel=STORE) == ()


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"delayed": ()}, (Element.DELAYED, Element.ON_TRACK)),
        ({"on_track": ()}, (Element.ON_TRACK,)),
        ({"options": ()}, (Element.OPTIONS,)),
        ({"next_update_on": TODAY}, (Element.NEXT_UPDATE,)),
        ({"kind": Kind.READY}, (Element.OPTIONS,)),
    ],
)
def test_what_is_left_out_is_named(change: dict[str, object], lacks: tuple[Element, ...]) -> None:
    notice = replace(complete(), **change)  # type: ignore[arg-type]
    assert missing_elements(notice=notice, case=CASE, channel=STORE) == lacks


def test_a_ship_window_without_a_delivery_window_is_half_a_window() -> None:
    notice = complete()
    half = replace(notice, delayed=(notice.delayed[0]._replace(deliver=None),))
    assert missing_elements(notice=half, case=CASE, channel=STORE) == (Element.WINDOW,)


def test_on_a_marketplace_offering_a_choice_is_the_fault() -> None:
    assert missing_elements(notice=complete(), case=CASE, channel=MARKETPLACE) == (Element.OPTIONS,)


days = st.dates(date(2026, 9, 1), date(2027, 3, 31))
future = st.dates(TODAY, date(2027, 3, 31))


@st.composite
def line_cases(draw: st.DrawFn, line_id: str, channel: str, country: str | None, business: bool) -> LineCase:
    return line_case(
        line_id,
        short=draw(st.integers(0, 5)),
        reserved=draw(st.integers(0, 5)),
        ship_to=draw(st.none() | future),
        baseline=draw(days),
        on_hold=draw(st.booleans()),
        channel=channel,
        country=country,
        business=business,
        placed_on=draw(st.dates(date(2026, 8, 1), TODAY)),
        promised_to=draw(st.none() | days),
        ship_by=draw(st.none() | days),
        notified_on=draw(st.none() | st.dates(date(2026, 9, 1), TODAY)),
        next_update_on=draw(st.none() | days),
    )


@st.composite
def orders(draw: st.DrawFn) -> OrderCase:
    channel = draw(st.sampled_from(["store", "amazon", "wholesale"]))
    country, business = draw(st.sampled_from([None, "US", "DE", "CH"])), draw(st.booleans())
    count = draw(st.integers(1, 4))
    return order(*[draw(line_cases(str(n), channel, country, business)) for n in range(count)])


choices: st.SearchStrategy[list[Any]] = st.lists(st.sampled_from(list(Choice)), unique=True, max_size=4)
held_windows = st.dictionaries(
    st.tuples(st.just("1001"), st.sampled_from("0123")),
    st.builds(lambda start, width: Window(start, start + timedelta(width)), days, st.integers(0, 30)),
)


@given(orders(), choices, held_windows)
def test_every_notice_owed_says_its_five_things_on_its_channel(
    case: OrderCase, forbidden: list[Any], held: dict[tuple[str, str], Window]
) -> None:
    writer = notifier(held=held)
    verdict = writer.verdict(case)
    rules = shop(DecisionRule(name="never", forbid=tuple(forbidden)))
    notice = writer.notice(verdict, decide(case, policy=rules) if case.short else None)
    channel = MARKETPLACE if case.head.channel == "amazon" else STORE
    assert (notice is None) == isinstance(verdict.occasion, NotOwed)
    if notice is None:
        return
    assert missing_elements(notice=notice, case=case, channel=channel) == ()
    assert notice.next_update_on is not None
    assert WorkCalendar().is_working(notice.next_update_on)
    assert (notice.to is None) == (channel is MARKETPLACE)
    # Good news asks nothing: what silence means was asked, and said, in an earlier letter about the other lines.
    if notice.answer.silent_default is Choice.CANCEL and notice.kind is not Kind.READY:
        assert Choice.CANCEL in notice.options
        assert notice.answer.answer_by is not None
        assert notice.answer.answer_by > TODAY


@given(orders())
def test_silence_never_splits_or_substitutes_and_cancels_only_under_the_ftc_rule(case: OrderCase) -> None:
    answer = notifier().verdict(case).answer
    assert answer.silent_default in {None, Choice.HOLD, Choice.CANCEL}
    if answer.silent_default is Choice.CANCEL:
        assert answer.law is Law.FTC


@given(orders())
def test_a_line_that_was_never_told_and_is_late_is_told_today(case: OrderCase) -> None:
    owing = [
        each
        for each in case.short
        if not each.line.on_hold
        and each.line.notified_on is None
        and (each.promise is None or each.promise.ship.to_on > each.baseline)
    ]
    occasion = notifier().verdict(case).occasion
    if owing:
        assert occasion in {Kind.FIRST, Kind.CONSENT_NEEDED}
