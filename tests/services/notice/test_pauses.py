"""Sending is paused for one SKU or one channel: what is about those waits, everybody else is told (spec 5.9)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from makegood.db.models import Event, Notice, Switch, Task
from makegood.domain.terms.errors import DomainError
from makegood.queries.sending import Pause, sending
from makegood.services.intake import NewCustomer
from makegood.services.notice import OweUpdates
from makegood.services.notice.claiming import FEW
from makegood.services.sending import PauseSending, ResumeSending
from tests.services.notice.post import LATER, post
from tests.services.shop import NOW, do, goods, take

WEEK = 7


@pytest.fixture(autouse=True)
def _three_wait(db: None) -> None:
    goods("KETTLE")
    goods("MUG")
    a_customer("1", "KETTLE")
    a_customer("2", "KETTLE", "MUG", channel="outlet")
    a_customer("3", "MUG")


def a_customer(number: str, *skus: str, channel: str = "store") -> None:
    ann = NewCustomer(name="Ann Lee", email=f"ann{number}@example.org", language="en")
    take(number, *((sku, 1) for sku in skus), customer=ann, country="GB", channel=channel)


def told(*, days: int = 0) -> list[str]:
    """The orders whose customers are written to on a day."""
    after = timedelta(hours=3) if days else LATER
    return sorted(ready.to[3] for ready in post(at=NOW + timedelta(days=days) + after))


def test_of_a_paused_sku_nobody_hears_and_of_the_others_everybody() -> None:
    do(PauseSending(why="a recall", sku="KETTLE"))
    assert told() == ["3"]
    do(ResumeSending(sku="KETTLE"))
    assert told() == ["1", "2"]


def test_of_a_paused_channel_nobody_hears_and_of_the_others_everybody() -> None:
    do(PauseSending(why="they asked us to", channel="outlet"))
    assert told() == ["1", "3"]
    do(ResumeSending(channel="outlet"))
    assert told() == ["2"]


def test_each_pause_ends_by_itself() -> None:
    do(PauseSending(why="a recall", sku="KETTLE"))
    do(PauseSending(why="a flood"))
    do(ResumeSending())
    assert told() == ["3"]
    assert do(ResumeSending()) is False
    assert do(ResumeSending(sku="KETTLE")) is True


def test_many_that_are_paused_keep_nobody_waiting_behind_them() -> None:
    do(PauseSending(why="a recall", sku="KETTLE"))
    Notice.objects.filter(order__number="3").update(due_at=NOW + timedelta(minutes=30, seconds=1))
    for number in range(FEW):
        a_customer(f"1{number}", "KETTLE")
    assert told() == ["3"]


def test_a_person_is_warned_of_the_updates_that_wait() -> None:
    told()
    do(PauseSending(why="a recall", sku="KETTLE"), days=1)
    assert not Task.objects.filter(kind="update_at_risk").exists(), "there is time"
    do(OweUpdates(), days=WEEK - 3)
    warned = Task.objects.filter(kind="update_at_risk").order_by("order__number")
    assert list(warned.values_list("order__number", "due_on")) == [
        ("1", date(2026, 11, 30)),
        ("2", date(2026, 11, 30)),
    ]
    assert {each.data["why"] for each in warned} == {"paused"}


def test_and_at_once_where_they_are_due() -> None:
    told()
    do(OweUpdates(), days=WEEK)
    do(PauseSending(why="they asked us to", channel="outlet"), days=WEEK)
    warned = Task.objects.filter(kind="update_at_risk", done_at=None)
    assert list(warned.values_list("order__number", flat=True)) == ["2"]
    assert told(days=WEEK) == ["1", "3"]


def test_what_is_paused_is_told_and_its_history_names_it() -> None:
    do(PauseSending(why="a recall", sku="KETTLE"))
    do(PauseSending(why="they asked us to", channel="outlet"))
    found = sending()
    assert (found.paused, found.parts) == (
        False,
        (
            Pause("KETTLE", None, "a recall", NOW, "test"),
            Pause(None, "outlet", "they asked us to", NOW, "test"),
        ),
    )
    (event,) = Event.objects.filter(kind="machine.paused", data__contains="KETTLE")
    assert event.actor == "test"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (PauseSending(why="why", sku="CUP"), "sku_unknown"),
        (PauseSending(why="why", channel="moon"), "channel_unknown"),
        (ResumeSending(sku="CUP"), "sku_unknown"),
    ],
)
def test_what_nobody_knows_cannot_be_paused(command: object, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        do(command)
    assert (refused.value.code, Switch.objects.exists()) == (code, False)
