"""Customers who were told elsewhere, before the import: a slip reaches them as anybody else, and nobody is passed over
in silence (spec 5.5, 5.10)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from makegood.db.models import Notice, OrderLine, Promise
from makegood.queries.audit import audit
from makegood.services.cutover.telling import Approve, Telling
from makegood.services.notice import OweUpdates
from makegood.services.promise import Publish
from makegood.services.receipt.expect import ChangeEta, NewEta
from tests.domain import facts
from tests.services.cutover.test_import import imported, shop, wants
from tests.services.cutover.test_telling import choose
from tests.services.notice.post import LATER, post
from tests.services.shop import NOW, TODAY, do

WINDOW = {"promised_from": date(2026, 12, 3), "promised_to": date(2026, 12, 8)}


def bring(**rest: Any) -> None:
    """An imported order that waits for a lot."""
    line = wants("1", 1, email="kim@example.org", country="GB", **rest)
    imported(shop(line, lots=(facts.lot("A", 5, eta=date(2026, 11, 30)),)))


def slip(to: date, *, days: int) -> None:
    """The lot comes later; the owner publishes what follows from it."""
    do(ChangeEta(changes=(NewEta(po="PO-1", line=1, eta=to),)), days=days)
    found = list(Promise.objects.filter(state="proposed").values_list("pk", flat=True))
    do(Publish(proposals=tuple(found)), days=days)


def test_whoever_was_told_a_window_before_us_hears_at_once_that_it_slips() -> None:
    bring(**WINDOW, notified_on=TODAY - timedelta(days=1))
    choose(Telling.ALREADY_TOLD)
    slip(date(2026, 12, 21), days=1)
    (ready,) = post(at=NOW + timedelta(days=1) + LATER)
    assert Notice.objects.get(state="sent").kind == "moved"
    assert ready.subject == "Order 1, later than we said: ships between 23 December and 8 January"


def test_whoever_was_told_elsewhere_on_a_day_that_nobody_noted_is_counted_as_told_at_the_import() -> None:
    bring()
    choose(Telling.ALREADY_TOLD)
    row = OrderLine.objects.get()
    assert (row.notified_on, row.next_update_on) == (TODAY, TODAY + timedelta(days=7))
    assert [do(OweUpdates(), days=day).queued for day in (6, 7)] == [0, 1]
    assert len(post(at=NOW + timedelta(days=7) + LATER)) == 1


def test_a_choice_that_comes_late_gives_no_day_that_is_over() -> None:
    bring()
    choose(Telling.ALREADY_TOLD, days=9)
    row = OrderLine.objects.get()
    assert (row.notified_on, row.next_update_on) == (TODAY, TODAY + timedelta(days=10))


@pytest.mark.parametrize("how", list(Telling))
def test_a_day_named_elsewhere_that_has_gone_by_becomes_the_next_one(how: Telling) -> None:
    over = {"notified_on": TODAY - timedelta(days=9), "next_update_on": TODAY - timedelta(days=2)}
    imported(shop(wants("1", 1, **over), facts.line("2", "B", 1, **over), stock=(facts.stock("B", 1),)))
    choose(how)
    rows = dict(OrderLine.objects.values_list("order__number", "next_update_on"))
    assert rows == {
        "1": TODAY + timedelta(days=1) if how is Telling.ALREADY_TOLD else TODAY,
        "2": TODAY + timedelta(days=1),
    }
    assert audit(today=TODAY) == []
    assert do(OweUpdates(), days=1).queued == (2 if how is Telling.ALREADY_TOLD else 1)


def test_whoever_has_what_waits_in_time_is_told_first_when_it_slips() -> None:
    bring(promised_from=date(2026, 12, 3), promised_to=date(2026, 12, 15))
    choose(Telling.ALREADY_TOLD)
    assert OrderLine.objects.get().notified_on is None
    assert Notice.objects.get().why_not == "on_time"
    slip(date(2026, 12, 21), days=1)
    (ready,) = post(at=NOW + timedelta(days=1) + LATER)
    assert Notice.objects.get(state="sent").kind == "first"
    assert "delayed" in ready.text


@pytest.mark.parametrize("how", [Telling.SEND_NOW, Telling.DIGEST])
def test_what_is_sent_now_reaches_those_who_were_told_before_us_too(how: Telling) -> None:
    bring(**WINDOW, notified_on=TODAY - timedelta(days=1))
    assert choose(how).messages == 1
    (ready,) = post()
    assert ready.text.count("still waiting") == 1
    assert OrderLine.objects.get().next_update_on == TODAY + timedelta(days=7)
    assert do(OweUpdates(), days=1).queued == 0
    assert do(OweUpdates(), days=7).queued == 1


def test_and_so_it_does_when_it_waited_for_the_owner() -> None:
    lines = [
        wants(str(number), 1, email=f"kim{number}@example.org", notified_on=TODAY) for number in range(21)
    ]
    imported(shop(*lines))
    assert choose(Telling.SEND_NOW).held
    assert do(OweUpdates(), days=1).queued == 0, "no update goes past the brake"
    do(Approve(), days=1)
    assert len(post(at=NOW + timedelta(days=1) + LATER)) == 21
    assert set(OrderLine.objects.values_list("next_update_on", flat=True)) == {TODAY + timedelta(days=8)}
