"""Refusals name what stands before whoever typed: the label and the row, and never a place in a program."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from makegood.db.models import Contact, Event
from tests.console.team import signed_in, text_of
from tests.services.shop import goods, take

ORDER = "/orders/one?number=1&channel=store"
INDEX = re.compile(r"\w+\[\d+\]")


def refused(client: Client, **form: str) -> str:
    """What the order's page says to a form that it does not take; nothing has changed."""
    before = Event.objects.count()
    answer = client.post(ORDER, {"form": form["do"], **form})
    assert answer.status_code == 422
    assert Event.objects.count() == before
    return text_of(answer)


@pytest.fixture
def desk() -> Client:
    """Support, with an order before it."""
    goods("MUG")
    take("1", ("MUG", 2))
    return signed_in("support", "operations_lead", "manager")


@pytest.mark.parametrize("text", ["", "  \n "])
def test_a_call_of_which_nothing_is_said_is_not_kept(desk: Client, text: str) -> None:
    said = refused(desk, do="contact", kind="phone", text=text)
    assert "Order 1: found nothing that was said; expected it in a few words." in said
    assert not Contact.objects.exists()


def test_what_is_too_long_is_told_by_the_label_of_its_field(desk: Client) -> None:
    said = refused(desk, do="contact", kind="phone", text="x" * 2001)
    assert "What was said: found x" in said and "expected at most 2,000 characters." in said
    assert INDEX.search(said) is None
    assert (
        desk.post(
            ORDER, {"do": "contact", "form": "contact", "kind": "phone", "text": "x" * 2000}
        ).status_code
        == 303
    )


def test_a_quantity_that_is_none_is_told_by_its_label(desk: Client) -> None:
    said = refused(desk, do="cancel", line="1", qty="many", approved_by="customer")
    assert "Quantity: found many; expected a whole number from 0." in said
