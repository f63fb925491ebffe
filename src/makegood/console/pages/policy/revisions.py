"""Every version of the policy: who changed what, when and why; what two differ in; and how one is made again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console.door import missing, page
from makegood.console.tables import Column, Table
from makegood.domain.terms.policy import differences
from makegood.queries.actors import names_of
from makegood.queries.pages import Listing
from makegood.queries.policy import Revision, current, history, policy_of
from makegood.wording.policy_areas import AREAS, area_said
from makegood.wording.tables_events import actor_said


class Told(NamedTuple):
    """A change of the policy, with its author as people call them."""

    change: Revision
    by: str


TABLE: Table[Told] = Table(
    name="versions",
    columns=(
        Column(
            "revision",
            "Version",
            lambda row: str(row.change.revision),
            link=lambda row: reverse("policy_version", args=[row.change.revision]),
        ),
        Column("areas", "Changed", lambda row: ", ".join(map(area_said, row.change.areas))),
        Column("note", "Why", lambda row: row.change.note, wide=True),
        Column("by", "By", lambda row: row.by),
        Column("at", "When", lambda row: row.change.at),
    ),
)


def rows_of(changes: Sequence[Revision]) -> list[Told]:
    """With names."""
    names = names_of(each.author for each in changes)
    return [Told(each, actor_said(each.author, names)) for each in changes]


class _Named:
    """A list of changes that is told with names, page by page."""

    def __init__(self, found: Listing[Revision]) -> None:
        self._found = found

    def listing(self) -> Listing[Told]:
        """The same rows."""
        found = self._found
        return Listing(
            found=found.found,
            order=found.order,
            names=found.names,
            make=lambda rows: rows_of(found.make(rows)),
        )


@page("policies/versions", verb="policy", name="policy_versions")
def versions(request: HttpRequest) -> HttpResponseBase:
    """All of them, the newest first."""
    area = request.GET.get("area", "")
    found = _Named(history(area=area if area in AREAS else None)).listing()
    told = {"area": area, "areas": AREAS.items()}
    file = TABLE.file(request, found)
    return file or render(
        request, "console/policy/versions.html", told | {"sheet": TABLE.listed(request, found)}
    )


@page("policies/versions/<int:revision>", verb="policy", name="policy_version")
def version(request: HttpRequest, revision: int) -> HttpResponseBase:
    """One: what it changed, and what has changed since."""
    newest, now = current()
    if revision > newest:
        return missing(request, LookupError(revision))
    then = policy_of(revision)
    since = differences(now, since=then)
    told_all = {
        "revision": revision,
        "newest": newest,
        "told": next(iter(rows_of(_at(revision))), None),
        "changed": differences(then, since=policy_of(revision - 1)) if revision else (),
        "since": since,
        "areas": _areas(each.where for each in since),
    }
    return render(request, "console/policy/version.html", told_all)


def _at(revision: int) -> list[Revision]:
    found = history()
    return found.make([(revision,)]) if revision else []


def _areas(places: Iterable[str]) -> list[tuple[str, str]]:
    """The areas that these settings belong to, each once."""
    names = dict.fromkeys(place.partition(".")[0].partition("[")[0] for place in places)
    return [(name, area_said(name)) for name in names]
