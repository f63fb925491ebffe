"""No page asks the database much, and none asks more of a larger shop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.db.models import Item, Substitute
from makegood.queries.measures import kept
from makegood.queries.shop import forget_supply
from makegood.services._orders import OrderName
from makegood.services.intake import NewCustomer
from makegood.services.notice import ContactKind, LogContacts, NewContact
from makegood.services.policy import SetPolicy, SetTemplate
from makegood.services.receipt.expect import ChangeEta, NewEta
from makegood.services.receipt.receive import Delivered, Receive
from scripts.console_pages import addresses, bring_files
from tests.console.team import signed_in
from tests.console.test_templates import BODY
from tests.services.shop import arrive, do, goods, let_go, lot, send, take

MOST = 15


@pytest.fixture(autouse=True)
def _counted_anew() -> Iterator[None]:
    kept.forget()
    yield
    kept.forget()


def a_day(number: int) -> None:
    """A little of everything that pages show, as it might happen on one day."""
    mug, cup, kettle, set_ = (f"{sku}{number}" for sku in ("MUG", "CUP", "KETTLE", "SET"))
    for sku in (mug, cup, kettle):
        goods(sku)
    parts: dict[str, Any] = {mug: 1, kettle: 1}
    goods(set_, **parts)
    Substitute.objects.create(item=Item.objects.get(sku=mug), substitute=Item.objects.get(sku=cup), place=1)
    do(SetPolicy(document=f"[promise]\npublish_within_days = {60 + number}\n", note="so it is"))
    do(SetTemplate(kind="first", language="en", subject=f"Hello {number}", body=BODY))
    arrive(kettle, 3)
    arrive(cup, 4)
    lot(mug, 9, eta=date(2026, 12, 1), number=f"PO{number}")
    lot(kettle, 9, eta=date(2026, 11, 20), number=f"PO{number}", confirmed=False)
    ann = NewCustomer(email=f"ann{number}@example.org", name="Ann Lee", language="en")
    take(
        f"O{number}1", (mug, 3), (kettle, 1), (set_, 1), customer=ann, country="GB", each={"unit_price": 900}
    )
    take(f"O{number}2", (kettle, 2), (cup, 1), customer=ann, country="GB")
    take(f"O{number}3", (mug, 2), (kettle, 4), customer=ann, country="DE")
    let_go(f"O{number}2")
    send(f"O{number}2", f"P{number}", lines={"1": 1}, carrier="DHL", tracking="00340")
    do(ChangeEta(changes=(NewEta(po=f"PO{number}", line=1, eta=date(2026, 12, 15)),)))
    do(Receive(deliveries=(Delivered(sku=mug, counted_qty=1, po=f"PO{number}"),)))
    contact = NewContact(
        order=OrderName(f"O{number}1"), kind=ContactKind.PHONE, text="where is it?", answer=True
    )
    do(LogContacts(contacts=(contact,)))


def asked(client: Client) -> dict[str, int]:
    """How much each page asks, whoever looks being in every role."""
    found = {}
    # What is learned of suppliers and customers once a day is learned by the first page that needs it, and not before.
    forget_supply()
    for address in addresses():
        kept.forget()
        with CaptureQueriesContext(connection) as questions:
            answer = client.get(address)
        assert answer.status_code == 200, address
        found[address] = len(questions)
    return found


def test_a_page_asks_at_most_15_questions_and_no_more_of_a_larger_shop() -> None:
    a_day(1)
    client = signed_in()
    bring_files(client)
    few = asked(client)
    assert {page: number for page, number in few.items() if number > MOST} == {}
    a_day(2)
    a_day(3)
    many = asked(client)
    assert {page: (few[page], number) for page, number in many.items() if number > few[page]} == {}
