"""Views of a list: named questions, ours for everybody and each person's own."""

from __future__ import annotations

from typing import NamedTuple

from makegood.queries.views import views


class View(NamedTuple):
    """A name, and what the list is asked; `own` = somebody keeps it for themselves."""

    name: str
    query: str
    own: bool = False


BUILT_IN = (
    View("All", ""),
    View("Past their window", "which=broken"),
    View("Without a date", "which=undated"),
    View("Oversold", "which=oversold"),
    View("Undecided", "which=undecided"),
    View("To look at", "which=review"),
)


def built_in(*, board: bool) -> list[View]:
    """Those of everybody; from a board each leads to a board."""
    if not board:
        return list(BUILT_IN)
    return [each._replace(query="&".join(filter(None, (each.query, "as_board=1")))) for each in BUILT_IN]


def views_of(person: int, page: str) -> list[View]:
    """Those that a person keeps of a page."""
    return [View(each.name, each.query, own=True) for each in views(person) if each.page == page]
