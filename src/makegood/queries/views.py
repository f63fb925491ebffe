"""The views that a person keeps of the console's lists."""

from __future__ import annotations

from typing import NamedTuple

from makegood.db.models import SavedView


class Kept(NamedTuple):
    """A view: of which page, its name, and what that is asked, as an address has it."""

    page: str
    name: str
    query: str


def views(person: int) -> list[Kept]:
    """Those of a person, by page and name."""
    rows = SavedView.objects.filter(person=person).order_by("page", "name")
    return [Kept(*row) for row in rows.values_list("page", "name", "query")]
