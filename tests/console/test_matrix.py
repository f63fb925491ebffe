"""Every page, for every role and for nobody, by every method (spec 9.2): what has no row opens for none."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import get_resolver

import makegood.console.pages  # noqa: F401 - pages put themselves down
from makegood.console.door import ADDRESSES, ANYBODY, Address
from makegood.db.models import Event, Person
from makegood.db.models.access import ROLES
from makegood.queries import access
from tests.console.team import signed_in, text_of
from tests.services.shop import arrive, everything, goods, lot, take

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
NOT_ALLOWED, FORBIDDEN, SIGN_IN = 405, 403, 302
OPEN = {"about", "favicon.ico", "healthz", "readyz", "metrics", "hooks/mail/inbound", "hooks/mail/tracking"}
"""Addresses of machines, some of which prove who they are, and the page that says what runs here."""


def place_of(address: Address) -> str:
    """Where it is, for rows that are not there: numbers are 1, names are `x`."""
    filled = re.sub(r"<int:\w+>", "1", address.route)
    return "/" + re.sub(r"<\w+:\w+>", "x", filled)


def a_shop() -> None:
    """A little of everything."""
    goods("MUG")
    arrive("MUG", 2)
    lot("MUG", 5, eta=date(2026, 12, 1))
    take("1", ("MUG", 3))


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda each: each.name)
def test_a_page_opens_for_the_roles_of_its_verb_and_for_no_other(address: Address) -> None:
    a_shop()
    for role in ROLES:
        client = signed_in(role, name=role)
        found = client.get(place_of(address)).status_code if "GET" in address.methods else None
        opens = address.verb == ANYBODY or role in access.may(address.verb)
        assert (found == FORBIDDEN) is (found is not None and not opens), role
        assert found is None or found < 500, role


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda each: each.name)
def test_nobody_sees_anything_without_signing_in(address: Address) -> None:
    for method in address.methods:
        answer = Client().generic(method, place_of(address))
        assert (answer.status_code, answer["Location"].startswith("/account/sign-in")) == (SIGN_IN, True)


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda each: each.name)
def test_a_page_takes_the_methods_it_names_and_no_other(address: Address) -> None:
    client = signed_in()
    for method in METHODS:
        found = client.generic(method, place_of(address)).status_code
        assert (found == NOT_ALLOWED) is (method not in address.methods), method


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda each: each.name)
def test_looking_changes_nothing(address: Address) -> None:
    a_shop()
    client = signed_in()
    before = (everything(), Event.objects.count())
    client.get(place_of(address))
    assert (everything(), Event.objects.count()) == before


@pytest.mark.parametrize(
    "address", [each for each in ADDRESSES if "POST" in each.methods], ids=lambda each: each.name
)
def test_a_form_from_elsewhere_is_refused(address: Address) -> None:
    a_shop()
    client = Client(enforce_csrf_checks=True)
    signed_in(name="Eve")
    client.force_login(Person.objects.get(name="Eve"))
    before = Event.objects.count()
    assert client.post(place_of(address), {"row": "1"}).status_code == FORBIDDEN
    assert Event.objects.count() == before


def test_every_address_is_a_page_behind_the_door_or_known_to_be_open() -> None:
    found = {str(each.pattern) for each in get_resolver().url_patterns}
    prefixes = {"api/v1/", "o/", "account/"}
    assert found - {each.route for each in ADDRESSES} - prefixes == OPEN


def test_whoever_may_not_is_told_who_may() -> None:
    answer = signed_in("finance").post("/tasks", {"row": "1"})
    assert answer.status_code != FORBIDDEN  # tasks are everybody's
    answer = signed_in("finance", name="Fay").post("/proposals", {"row": "1", "do": "publish"})
    assert answer.status_code == FORBIDDEN
    assert "To publish proposed windows is for: Operations lead, Manager." in text_of(answer)
