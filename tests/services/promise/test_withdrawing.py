"""A published date that nothing supports any more is withdrawn by its owner, and by nobody else (spec 3.3, 3.4)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from makegood import flow
from makegood.db.models import Event, Letter, Notice, OrderLine, Promise, Task
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.dates import Window
from makegood.domain.terms.errors import DomainError
from makegood.queries.affairs import affairs
from makegood.queries.audit import audit
from makegood.queries.orders import orders
from makegood.queries.portal import page_of
from makegood.queries.shop import shop_now
from makegood.queries.slip import slip
from makegood.services._orders import OrderName
from makegood.services.decision import Decide, DecidedBy, OrderChoice
from makegood.services.intake import NewCustomer
from makegood.services.notice import OweUpdates
from makegood.services.policy import SetPolicy
from makegood.services.promise import Publish, Reject
from makegood.services.review import Review
from tests.services.notice.post import LATER, post
from tests.services.promise.test_moving import FIRST, published
from tests.services.receipt.test_expect import eta, expected
from tests.services.shop import NOW, TODAY, do, everything, goods, take

MORNING = timedelta(hours=9)
"""By then it is no longer night anywhere in the United States."""
ANN = NewCustomer(name="Ann Lee", email="ann@example.org", language="en")

IN_TIME = {"promised_from": date(2026, 12, 10), "promised_to": date(2026, 12, 20)}
"""A window that the order came with."""


def told(country: str = "GB", **rest: Any) -> None:
    """Ann waits for five units of PO1, and was told from when to when."""
    goods("A")
    expected()
    take("1", ("A", 5), customer=ANN, country=country, **rest)
    post(at=NOW + MORNING)


def gone() -> int:
    """The supplier will send nothing after all; the proposal that says so."""
    eta(date(2026, 12, 1), confirmed=True, quantity=0)
    return Promise.objects.get(state="proposed").pk


def withdrawn(country: str = "GB") -> None:
    told(country)
    do(Publish(proposals=(gone(),)))


def letter() -> str:
    """What goes an hour later says, without its greeting and its link."""
    (ready,) = post(at=NOW + MORNING + LATER)
    return ready.subject + "\n" + ready.text


def test_supply_that_is_gone_proposes_no_date_and_moves_none() -> None:
    told()
    row = Promise.objects.get(pk=gone())
    assert (row.ship_from, row.ship_to, row.deliver_from, row.deliver_to, row.basis) == (
        None,
        None,
        None,
        None,
        [],
    )
    assert (published(), row.why) == (FIRST, "ChangeEta")
    assert Notice.objects.filter(state="queued").count() == 0, "nothing is sent before"


def test_no_allowance_of_the_policy_withdraws_a_date() -> None:
    document = "[promise]\npublish_within_days = 400\nrepublish_within_days = 400\n"
    do(SetPolicy(document=document, note="all moves are allowed"))
    told()
    gone()
    assert published() == FIRST


def test_its_owner_withdraws_it_and_every_version_is_kept() -> None:
    told()
    number = gone()
    (done,) = do(Publish(proposals=(number,)))
    assert (done.version, done.ship_from, done.ship_to, published()) == (2, None, None, (None, None))
    kept = Promise.objects.order_by("version").values_list("version", "ship_from", "ship_to", "approved_by")
    assert list(kept) == [(1, *FIRST, "policy"), (2, None, None, "test")]
    event = Event.objects.filter(kind="promise.published").latest("pk")
    assert json.loads(event.data) == {
        "promise": number,
        "line": "1",
        "version": 2,
        "ship": None,
        "approved_by": "test",
        "why": "ChangeEta",
    }
    assert not Task.objects.filter(kind="date_without_supply", done_at=None).exists()


def test_only_the_owner_of_dates_does() -> None:
    told()
    command = Publish(proposals=(gone(),))
    before = everything()
    with pytest.raises(DomainError) as refused:
        flow.run(command, actor="person:2", now=NOW, roles=["support"])
    assert (refused.value.code, everything()) == ("not_allowed", before)


def test_the_first_promise_stays_what_it_was_also_for_the_hit_rate() -> None:
    withdrawn()
    (row,) = orders(policy=shop_now(year=2026).policy)
    assert (row.lines[0].promise, row.lines[0].first_promise and row.lines[0].first_promise.ship) == (
        None,
        Window(*FIRST),
    )
    week = FIRST[1] + timedelta(days=7)
    kept = affairs(shop_now(year=2026), today=week).hits.kept
    assert (kept.numerator, kept.denominator) == (0, 1), "it was due that week, and missed"


def test_the_customer_hears_that_there_is_no_date_when_more_comes_and_that_they_may_leave() -> None:
    withdrawn()
    said = letter()
    assert said.startswith("Order 1, our date does not hold: no date yet\n")
    for each in (
        "5 × A: no date yet",
        "We told you when your order 1 would ship. That date does not hold, and we have no new one yet.",
        "We do not have a date yet: no delivery to us is certain enough to promise you one.",
        "- CANCEL: we cancel the delayed items, free of charge; anything you have already paid for them is refunded.",
        "We will write again by Monday 30 November, even if nothing has changed.",
    ):
        assert each in said, each
    assert OrderLine.objects.get().next_update_on == date(2026, 11, 30)
    assert Letter.objects.latest("pk").told == {str(OrderLine.objects.get().order_id): {"1": None}}


def test_nothing_is_told_while_it_waits_for_its_owner() -> None:
    told()
    gone()
    assert post(at=NOW + MORNING + LATER) == []


def test_in_the_united_states_a_delay_without_a_date_needs_a_yes() -> None:
    withdrawn("US")
    said = letter()
    assert said.startswith("Order 1: do you still want to wait?\n")
    row = Notice.objects.filter(state="sent").latest("pk")
    assert (row.law, row.silent_default) == ("ftc", "cancel")
    assert "We need your yes to keep waiting." in said


def test_a_yes_to_the_date_is_none_to_no_date() -> None:
    told("US")
    do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=Choice.HOLD, by=DecidedBy.CUSTOMER),)))
    assert len(post(at=NOW + MORNING)) == 1, "their choice is confirmed"
    do(Publish(proposals=(gone(),)))
    assert letter().startswith("Order 1: do you still want to wait?\n")


def test_the_page_shows_no_date_and_the_way_out() -> None:
    withdrawn()
    page = page_of(OrderLine.objects.get().order_id, shop=shop_now(year=2026), today=TODAY)
    assert [line.ship for line in page.notice.delayed] == [None]
    assert page.offer(Choice.CANCEL) is not None


def test_what_a_purchase_order_breaks_names_the_proposal_that_withdraws() -> None:
    told()
    number = gone()
    (line,) = slip("PO1").lines
    assert (line.proposal, line.promised, line.proposed, line.breaks) == (number, Window(*FIRST), None, True)


def test_a_rejected_one_leaves_the_date_and_the_question() -> None:
    told()
    do(Reject(proposals=(gone(),), why="another supplier has them"))
    assert published() == FIRST
    assert Task.objects.filter(kind="date_without_supply", done_at=None).count() == 1
    assert post(at=NOW + MORNING + LATER) == []


def test_supply_that_comes_back_puts_it_aside() -> None:
    told()
    number = gone()
    eta(date(2026, 12, 1), confirmed=True, quantity=30)
    assert (Promise.objects.get(pk=number).state, published()) == ("superseded", FIRST)
    with pytest.raises(DomainError) as refused:
        do(Publish(proposals=(number,)))
    assert refused.value.code == "proposal_settled"


def test_the_same_word_again_proposes_nothing_new() -> None:
    told()
    number = gone()
    eta(date(2026, 12, 2), confirmed=True, quantity=0)
    assert list(Promise.objects.filter(state="proposed").values_list("pk", flat=True)) == [number]


def test_whoever_has_no_date_any_more_is_looked_after_like_all_who_have_none() -> None:
    withdrawn()
    do(Review(), days=1)
    assert Task.objects.filter(kind="no_date", done_at=None).count() == 1


def test_a_date_that_is_found_again_is_the_next_version_and_not_a_first_one() -> None:
    withdrawn()
    expected("PO2", eta=date(2027, 3, 1))
    row = Promise.objects.get(state="proposed")
    assert (row.why, published()) == ("Expect", (None, None))
    (done,) = do(Publish(proposals=(row.pk,)))
    assert done.version == 3


def test_whoever_was_told_nothing_because_it_came_in_time_is_told_when_their_window_moves() -> None:
    goods("A")
    expected()
    take("1", ("A", 5), each=IN_TIME, customer=ANN, country="GB")
    assert list(Notice.objects.values_list("state", "why_not")) == [("withheld", "on_time")]
    do(Publish(proposals=(gone(),)))
    assert letter().startswith("Order 1 is delayed: no date yet\n")


def test_and_not_when_it_still_comes_in_time() -> None:
    goods("A")
    expected()
    take("1", ("A", 5), each=IN_TIME, customer=ANN, country="GB")
    eta(date(2026, 12, 4), confirmed=True)
    do(Publish(proposals=tuple(Promise.objects.filter(state="proposed").values_list("pk", flat=True))))
    assert post(at=NOW + MORNING + LATER) == []


@pytest.mark.unaudited
def test_a_date_that_was_withdrawn_and_is_shown_all_the_same_is_found() -> None:
    withdrawn()
    OrderLine.objects.update(published_from=FIRST[0], published_to=FIRST[1])
    found = [each for each in audit() if each.code == "I8"]
    assert [(each.expected, each.found) for each in found] == [
        ("published no day to no day", "2026-12-03 to 2026-12-10")
    ]


def test_a_yes_to_no_date_is_one_to_whatever_comes() -> None:
    withdrawn("US")
    letter()
    do(
        Decide(choices=(OrderChoice(order=OrderName("1"), choice=Choice.HOLD, by=DecidedBy.CUSTOMER),)),
        days=1,
    )
    post(at=NOW + timedelta(days=1) + MORNING)
    expected("PO2", eta=date(2027, 3, 1))
    do(Publish(proposals=(Promise.objects.get(state="proposed").pk,)))
    do(OweUpdates(), days=8)
    (ready,) = post(at=NOW + timedelta(days=8) + MORNING)
    row = Notice.objects.filter(state="sent").latest("pk")
    assert (ready.subject, row.silent_default, row.law) == (
        "Order 1, our update: ships between March 3 and 10",
        "hold",
        "ftc",
    )
