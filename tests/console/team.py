"""People who are signed in, and what they see."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

from makegood.db.models import Person
from makegood.db.models.access import ROLES
from makegood.services.people import AddPeople, NewPerson
from tests.services.shop import do

PASSWORD = "backorders made good"


def person(*roles: str, name: str = "Olivia", password: str | None = None) -> Person:
    """Somebody in these roles; none = all of them."""
    new = NewPerson(
        email=f"{name.lower()}@example.org", name=name, roles=roles or tuple(ROLES), password=password
    )
    (row,) = do(AddPeople(people=(new,)))
    return Person.objects.get(pk=row.pk)


def signed_in(*roles: str, name: str = "Olivia") -> Client:
    """A browser in which somebody in these roles is signed in; none = all of them."""
    client = Client()
    client.force_login(person(*roles, name=name))
    return client


def text_of(answer: object) -> str:
    """What stands on a page, without its marks."""
    page = answer.content.decode()  # type: ignore[attr-defined]
    main = page[page.find("<main") :]
    said = " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
    return re.sub(r" ([.,;:])", r"\1", said)


def told(client: Client, answer: object) -> str:
    """What the page says that an answer leads to."""
    return text_of(client.get(answer["Location"]))  # type: ignore[index]
