"""What customers of imported orders are told is chosen per group, and many messages wait for the owner (5.9, 5.10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.db.models import Event, Letter, Notice, Order, OrderLine
from makegood.domain.terms.errors import DomainError
from makegood.queries.muted import Group, held_notices, muted_groups
from makegood.queries.shop import shop_now
from makegood.services.cutover import Approve, Choose, Chosen
from makegood.services.cutover.telling import Telling
from makegood.services.notice import OweUpdates
from makegood.services.policy import SetPolicy
from tests.domain import facts
from tests.services.cutover.test_import import imported, shop, wants
from tests.services.notice.post import post
from tests.services.shop import NOW, TODAY, do, everything


def bring(count: int, *, first: int = 1, **rest: Any) -> None:
    """So many imported orders that wait."""
    imported(shop(*(wants(str(number), 1, **rest) for number in range(first, first + count))))


def choose(
    how: Telling, channel: str = facts.line("x", "A", 1).channel, *, days: int = 0, **rest: Any
) -> Chosen:
    """The owner says what a group is told."""
    found = do(Choose(channel=channel, how=how, **rest), days=days)
    assert isinstance(found, Chosen)
    return found


def notices() -> list[tuple[str, str, str, str]]:
    """State, why not, what holds it and digest of every notice, in order."""
    return list(Notice.objects.order_by("pk").values_list("state", "why_not", "held_for", "digest"))


def test_groups_show_orders_and_what_would_go() -> None:
    bring(3, email="kim@example.org")
    bring(2, first=10, email="lee@example.org", notified_on=TODAY)
    channel = Order.objects.earliest("pk").channel.name
    assert muted_groups(shop_now(year=NOW.year), now=NOW) == [
        Group(channel, False, 3, 3, 3, 1, True),
        Group(channel, True, 2, 2, 2, 1, True),
    ]


def test_already_told_keeps_them_silent_and_says_why() -> None:
    bring(2)
    assert choose(Telling.ALREADY_TOLD) == Chosen(2, 0, False)
    assert notices() == [("withheld", "already_told", "", "")] * 2
    assert not Order.objects.filter(muted=True).exists()
    assert Event.objects.filter(kind="notice.chosen").count() == 2
    assert muted_groups(shop_now(year=NOW.year), now=NOW) == []


def test_who_was_told_before_us_hears_from_us_after_the_usual_time() -> None:
    bring(1, email="kim@example.org", notified_on=TODAY - timedelta(days=3))
    bring(1, first=10, email="lee@example.org", notified_on=TODAY - timedelta(days=30))
    choose(Telling.ALREADY_TOLD)
    days = dict(OrderLine.objects.values_list("order__number", "next_update_on"))
    assert days == {"1": TODAY + timedelta(days=4), "10": TODAY + timedelta(days=1)}
    assert [do(OweUpdates(), days=day).queued for day in range(6)] == [0, 1, 0, 0, 1, 0]
    assert len(post(at=NOW + timedelta(days=4, hours=1))) == 2


def test_send_now_queues_each_first_notice_of_the_chosen_group_only() -> None:
    bring(2)
    bring(1, first=10, notified_on=TODAY)
    assert choose(Telling.SEND_NOW, told=False) == Chosen(2, 2, False)
    assert notices() == [("queued", "", "", "")] * 2 + [("withheld", "muted", "", "")]


def test_one_digest_goes_to_each_customer() -> None:
    bring(25, email="kim@example.org")
    assert choose(Telling.DIGEST) == Chosen(25, 1, False)
    assert set(notices()) == {("queued", "", "", f"cutover:{TODAY}")}


def test_more_than_twenty_messages_wait_for_the_owner() -> None:
    bring(21)
    assert choose(Telling.SEND_NOW) == Chosen(21, 21, True)
    assert set(notices()) == {("queued", "", "brake", "")}
    assert len(held_notices()) == 21
    first = held_notices()[0]
    assert do(Approve(notices=(first,))) == [first]
    assert len(do(Approve())) == 20
    assert (held_notices(), set(notices())) == ([], {("queued", "", "", "")})
    before = everything()
    assert do(Approve()) == []
    assert everything() == before


def test_twenty_messages_go() -> None:
    bring(20)
    assert choose(Telling.SEND_NOW) == Chosen(20, 20, False)


def test_a_channel_without_muted_orders_is_refused_and_changes_nothing() -> None:
    bring(1)
    before = everything()
    with pytest.raises(DomainError) as error:
        choose(Telling.SEND_NOW, channel="moon")
    assert error.value.code == "channel_unknown"
    assert everything() == before


def test_a_digest_is_one_message_for_each_customer() -> None:
    bring(3, email="kim@example.org")
    bring(2, first=10, email="lee@example.org")
    assert choose(Telling.DIGEST) == Chosen(5, 2, False)
    assert sorted((each.to, each.text.count("\nORDER ")) for each in post()) == [
        ("kim@example.org", 3),
        ("lee@example.org", 2),
    ]
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}
    assert Letter.objects.filter(kind="several").count() == 2


def test_a_digest_that_waited_for_the_owner_is_still_one_message() -> None:
    for number in range(21):
        bring(1, first=number + 1, email=f"kim{number}@example.org")
        bring(1, first=number + 101, email=f"kim{number}@example.org")
    assert choose(Telling.DIGEST) == Chosen(42, 21, True)
    assert post() == []
    do(Approve())
    assert [each.text.count("\nORDER ") for each in post()] == [2] * 21


def test_sent_now_each_order_has_a_message_of_its_own() -> None:
    bring(2, email="kim@example.org")
    choose(Telling.SEND_NOW)
    assert len(post()) == 2


def test_what_comes_after_a_digest_goes_by_order_again() -> None:
    bring(2, email="kim@example.org")
    choose(Telling.DIGEST)
    post()
    assert do(OweUpdates(), days=7).queued == 2
    assert len(post(at=NOW + timedelta(days=7, hours=1))) == 2


def test_where_nothing_may_be_mailed_each_order_is_a_message() -> None:
    bring(2, email="kim@example.org", channel="amazon")
    do(SetPolicy(document="[channels.amazon]\nemail_allowed = false\noptions_allowed = false\n"))
    assert choose(Telling.DIGEST, channel="amazon") == Chosen(2, 2, False)
    assert post() == []
    assert Letter.objects.filter(way="person", kind="first").count() == 2
