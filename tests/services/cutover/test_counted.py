"""How many messages an import's customers would get is what they get, whatever the choice (spec 5.10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from makegood.db.models import Letter
from makegood.queries import muted
from makegood.queries.muted import Group, muted_groups
from makegood.queries.shop import shop_now
from makegood.services.cutover import Approve
from makegood.services.cutover.telling import Telling
from makegood.services.notice import Erase
from makegood.services.policy import SetPolicy
from tests.domain import facts
from tests.services.cutover.test_import import imported, shop, wants
from tests.services.cutover.test_telling import choose
from tests.services.notice.post import post
from tests.services.shop import NOW, TODAY, do

KIM: dict[str, Any] = {"email": "kim@example.org", "country": "GB"}
LEE: dict[str, Any] = {"email": "lee@example.org", "country": "GB", "business": True}


def bring(*orders: dict[str, Any], lots: Sequence[Any] = ()) -> None:
    """Imported orders that wait, one for each set of facts."""
    lines = (wants(str(number), 1, **each) for number, each in enumerate(orders, 1))
    imported(shop(*lines, lots=tuple(lots)))


def groups() -> list[Group]:
    """What the page shows."""
    return muted_groups(shop_now(year=NOW.year), now=NOW)


def sent() -> int:
    """How many messages went, or were given to a person, in the days after."""
    for hours in range(1, 37):
        post(at=NOW + timedelta(hours=hours))
    return Letter.objects.count()


def both(how: Telling, expected: int) -> None:
    """What is shown, what the choice says, and what goes: all the same."""
    (group,) = groups()
    shown = group.digests if how is Telling.DIGEST else group.notices
    chosen = choose(how, channel=group.channel)
    assert (shown, chosen.messages, sent()) == (expected, expected, expected)


@pytest.mark.parametrize("how", [Telling.SEND_NOW, Telling.DIGEST])
@pytest.mark.parametrize(
    ("orders", "now", "digest"),
    [
        pytest.param([KIM] * 3, 3, 1, id="one customer"),
        pytest.param([KIM, {**KIM, "language": "de"}], 2, 2, id="two languages"),
        pytest.param([KIM, {**KIM, "language": "fr"}], 2, 2, id="a language that nobody writes"),
        pytest.param([KIM, {**KIM, "language": "EN"}], 2, 1, id="one language, spelt in two ways"),
        pytest.param([KIM, {"country": "GB"}, {"country": "GB"}], 3, 3, id="nobody knows whose"),
        pytest.param([LEE] * 3, 1, 1, id="a business"),
        pytest.param([LEE, {**LEE, "language": "de"}], 2, 2, id="a business in two languages"),
        pytest.param([LEE, {**LEE, "country": "US"}], 2, 2, id="a business where it is night"),
    ],
)
def test_what_goes_is_what_was_said(
    how: Telling, orders: list[dict[str, Any]], now: int, digest: int
) -> None:
    bring(*orders)
    both(how, digest if how is Telling.DIGEST else now)


@pytest.mark.parametrize("how", [Telling.SEND_NOW, Telling.DIGEST])
def test_no_message_tells_of_more_orders_than_anybody_reads(how: Telling) -> None:
    do(SetPolicy(document="[notice]\nbrake = 100\n"))
    bring(*[LEE] * 41)
    both(how, 2)


@pytest.mark.parametrize("how", [Telling.SEND_NOW, Telling.DIGEST])
def test_where_nothing_may_be_mailed_a_person_passes_on_each_order(how: Telling) -> None:
    do(SetPolicy(document="[channels.amazon]\nemail_allowed = false\noptions_allowed = false\n"))
    bring({**KIM, "channel": "amazon"}, {**KIM, "channel": "amazon"})
    both(how, 2)


@pytest.mark.parametrize("how", [Telling.SEND_NOW, Telling.DIGEST])
def test_who_waits_but_will_have_it_in_time_is_told_nothing(how: Telling) -> None:
    window = {"promised_from": date(2026, 12, 14), "promised_to": date(2026, 12, 18)}
    bring({**KIM, **window}, {**LEE, **window}, lots=[facts.lot("A", 10, date(2026, 12, 1))])
    both(how, 0)


@pytest.mark.parametrize("how", [Telling.SEND_NOW, Telling.DIGEST])
def test_who_was_told_before_is_told_how_it_stands(how: Telling) -> None:
    told = {"notified_on": TODAY - timedelta(days=1)}
    bring({**KIM, **told}, {**KIM, **told})
    both(how, 1 if how is Telling.DIGEST else 2)


@pytest.mark.parametrize("how", [Telling.SEND_NOW, Telling.DIGEST])
def test_what_must_not_wait_goes_before_the_day_s_message(how: Telling) -> None:
    """The US rule counts the day on which a customer is told: they are not told tomorrow."""
    do(SetPolicy(document="[notice]\ndigest_at = 08:00:00\nquiet_from = 02:00:00\nquiet_until = 02:00:00\n"))
    bring({**LEE, "country": "US"}, LEE)
    both(how, 1 if how is Telling.DIGEST else 2)


def test_whoever_is_forgotten_is_told_nothing() -> None:
    bring(KIM, {**KIM, "email": "pat@example.org"})
    do(Erase(customers=("pat@example.org",)))
    both(Telling.SEND_NOW, 1)


def test_what_the_brake_held_goes_as_it_was_counted() -> None:
    do(SetPolicy(document="[notice]\nbrake = 1\n"))
    bring(KIM, {**KIM, "language": "de"}, LEE)
    (group,) = groups()
    assert choose(Telling.DIGEST, channel=group.channel).held
    do(Approve())
    assert (group.digests, sent()) == (3, 3)


@pytest.mark.parametrize("how", [Telling.SEND_NOW, Telling.DIGEST])
def test_of_more_than_are_counted_no_fewer_are_held_than_would_go(
    monkeypatch: pytest.MonkeyPatch, how: Telling
) -> None:
    do(SetPolicy(document="[notice]\nbrake = 2\n"))
    bring(KIM, KIM, KIM)
    (group,) = groups()
    assert (group.notices, group.digests, group.exact) == (3, 1, True)
    monkeypatch.setattr(muted, "COUNTED", 2)
    (group,) = groups()
    assert (group.notices, group.digests, group.exact) == (3, 3, False)
    assert choose(how, channel=group.channel).messages == 3
    assert sent() == 0
    do(Approve())
    assert sent() == (1 if how is Telling.DIGEST else 3)
