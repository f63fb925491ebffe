"""Whoever answers customers reads what they wrote, and mails again whom they asked to."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from makegood import flow
from makegood.cli.app import app
from makegood.db.models import Contact, Event, Letter, Suppression, TypedText
from makegood.domain.terms.errors import DomainError
from makegood.queries.contacts import contacts_of
from makegood.queries.shop import shop_now
from makegood.services._orders import OrderName
from makegood.services.intake import NewCustomer
from makegood.services.notice import (
    Complain,
    ContactKind,
    Erase,
    LogContacts,
    NewContact,
    OweUpdates,
    Unblock,
    Unblocked,
)
from tests.api.door import Program, key
from tests.services.notice.post import post
from tests.services.shop import NOW, do, everything, goods, take

ANN = "ann@example.org"
WHY = "rang on Monday and wants mail"
WEEK = timedelta(days=7, hours=2)


@pytest.fixture(autouse=True)
def _ann_was_written_to(db: None) -> None:
    goods("MUG")
    take("1", ("MUG", 2), customer=NewCustomer(name="Ann", email=ANN), country="GB")
    post()


def complained() -> None:
    do(Complain(letter=Letter.objects.latest("pk").pk))


def test_whoever_complained_and_wants_mail_again_is_mailed_again() -> None:
    complained()
    assert do(Unblock(addresses=(" Ann@Example.org",), why=WHY)) == Unblocked(1)
    assert not Suppression.objects.exists()
    do(OweUpdates(), days=7)
    (ready,) = post(at=NOW + WEEK)
    assert ready.to == ANN


def test_until_somebody_says_so_they_are_not() -> None:
    complained()
    do(OweUpdates(), days=7)
    assert post(at=NOW + WEEK) == []


def test_who_wished_it_stands_in_the_history_of_the_order() -> None:
    complained()
    do(Unblock(addresses=(ANN,), why=WHY))
    event = Event.objects.latest("pk")
    assert (event.kind, event.stream) == ("notice.unblocked", "order")
    assert json.loads(event.data)["letter"] == Letter.objects.get().pk
    assert TypedText.objects.get().text == WHY


@pytest.mark.parametrize(
    ("command", "code", "data"),
    [
        (Unblock(addresses=(ANN,), why=" "), "text_required", {"expected": "who wished it, and when"}),
        (Unblock(addresses=(ANN, "bob@example.org"), why=WHY), "address_not_blocked", {"addresses": 1}),
    ],
)
def test_nothing_is_unblocked_without_a_reason_or_that_was_not_blocked(
    command: Unblock, code: str, data: dict[str, Any]
) -> None:
    complained()
    before = everything()
    with pytest.raises(DomainError) as refused:
        do(command)
    assert (refused.value.code, refused.value.data, everything()) == (code, data, before)
    assert Suppression.objects.count() == 1


@pytest.mark.parametrize("role", ["warehouse", "finance", "purchasing", "engineer"])
def test_the_others_may_not(role: str) -> None:
    complained()
    with pytest.raises(DomainError) as refused:
        flow.run(Unblock(addresses=(ANN,), why=WHY), actor="person:1", now=NOW, roles=[role])
    assert refused.value.code == "not_allowed"


def wrote(text: str, *, days: int = 0) -> None:
    contact = NewContact(order=OrderName("1"), kind=ContactKind.PHONE, text=text)
    do(LogContacts(contacts=(contact,)), days=days)


def texts(*, days: int = 0) -> list[str | None]:
    """What is shown of the order's contacts so many days later."""
    now = NOW + timedelta(days=days)
    orders = Contact.objects.values_list("order_id", flat=True)
    return [each.text for each in contacts_of(orders, shop=shop_now(year=now.year), now=now)]


def test_what_they_wrote_is_read_the_newest_first() -> None:
    wrote("where is it?")
    wrote("hello?", days=3)
    assert texts(days=3) == ["hello?", "where is it?"]


def test_it_is_read_as_long_as_the_policy_keeps_it_and_no_day_longer() -> None:
    wrote("where is it?")
    keep = shop_now(year=2026).policy.notice.keep_contacts_days
    assert texts(days=keep) == ["where is it?"]
    assert texts(days=keep + 1) == [None], "also before a worker has dropped it"


def test_of_whoever_is_forgotten_nothing_is_read() -> None:
    wrote("where is it?")
    do(Erase(customers=(ANN,)))
    assert texts() == [None]


def test_support_reads_it_and_unblocks_through_the_api() -> None:
    wrote("where is it?")
    complained()
    support = Program(key("support"))
    status, said = support.ask("notice/contacts?order=1")
    assert (status, [(each["order"], each["text"]) for each in said["rows"]]) == (
        200,
        [("1", "where is it?")],
    )
    status, said = support.do("notice/unblock", {"addresses": [ANN], "why": WHY})
    assert (status, said["outcome"]) == (200, {"addresses": 1})


def test_the_warehouse_reads_nothing_of_it() -> None:
    wrote("where is it?")
    status, said = Program(key("warehouse")).ask("notice/contacts?order=1")
    assert (status, said["code"]) == (403, "not_allowed")
    assert "where" not in json.dumps(said)


def test_both_are_done_at_the_command_line() -> None:
    wrote("where is it?")
    complained()
    read = CliRunner().invoke(app, ["contacts", "1", "--json"])
    assert [each["kind"] for each in json.loads(read.output)] == ["phone"]
    done = CliRunner().invoke(app, ["unblock", ANN, "--why", WHY])
    assert (done.exit_code, done.output) == (0, "Mailed again: 1.\n")
    again = CliRunner().invoke(app, ["unblock", ANN, "--why", WHY])
    assert (again.exit_code, again.stderr) == (
        2,
        "Of the addresses that were named 1 get mail already; expected ones whose owners wanted none.\n",
    )


def test_what_a_person_passes_on_asks_for_no_reply_that_would_not_reach_us() -> None:
    complained()
    do(OweUpdates(), days=7)
    post(at=NOW + WEEK)
    letter = Letter.objects.latest("pk")
    assert letter.way == "person"
    assert "Tell us what you choose, with one of these words:" in letter.text
    assert "Reply" not in letter.text
