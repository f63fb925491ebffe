"""The views that a person keeps of the console's lists."""

from __future__ import annotations

from typing import NamedTuple

from makegood.db.models import SavedView, Token


class Kept(NamedTuple):
    """A view: of which page, its name, and what that is asked, as an address has it."""

    page: str
    name: str
    query: str


def views(person: int) -> list[Kept]:
    """Those of a person, by page and name."""
    rows = SavedView.objects.filter(person=person).order_by("page", "name")
    return [Kept(*row) for row in rows.values_list("page", "name", "query")]


def views_for(actor: str) -> list[Kept]:
    """Those of the person whom history names so, or whose key it is; none for whoever is no person."""
    kind, _, number = actor.partition(":")
    if not number.isdecimal():
        return []
    if kind == "person":
        return views(int(number))
    person = Token.objects.filter(pk=int(number)).values_list("person", flat=True).first()
    return views(person) if kind == "token" and person is not None else []
