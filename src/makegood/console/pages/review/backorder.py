"""One backorder: what is missing, until when and why, what may be done, and what happened so far."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.clock import shop_today
from makegood.console.door import caller, page
from makegood.console.links import case_at
from makegood.console.pages.intake.order import after, forms, status_of
from makegood.console.records.acting import Acted, act
from makegood.console.records.loading import Record, bucket_of, record
from makegood.console.records.windows import answers, windows
from makegood.domain.terms.errors import DomainError
from makegood.queries.actors import names_of
from makegood.queries.people import who_may_own
from makegood.queries.story import Part
from makegood.queries.why_not import waits_for

MANY = 500
"""Of so many waiting units of a SKU on, why one waits is worked out when somebody asks: its whole queue is read."""
_PARTS: tuple[Part, ...] = ("kept", "windows", "tasks")


@page("backorders/<int:backorder>", verb="story", name="backorder", methods=("GET", "HEAD", "POST"))
def backorder(request: HttpRequest, backorder: int) -> HttpResponseBase:
    """One backorder; what a form of it asks for is done."""
    found = _record(request, backorder)
    done = Acted()
    if request.method == "POST":
        done = act(request, found.story, to=case_at(backorder))
        if done.answer is not None:
            return done.answer
        found = _record(request, backorder)
    told = forms(found, **after(request, found, done), **_told(request, found, backorder))
    return render(request, "console/backorder.html", told, status=status_of(done))


@page("backorders/<int:backorder>/why", verb="story", name="why_not")
def why_not(request: HttpRequest, backorder: int) -> HttpResponseBase:
    """Why it waits, and what would change that: everybody who waits for the same SKU is ranked for the answer."""
    shop, today = shop_today()
    wait = waits_for([backorder], shop=shop, today=today).get(backorder) if backorder < 2**63 else None
    told = {"backorder": backorder, "answers": answers(wait, today) if wait else []}
    return render(request, "console/why_not.html", told)


def _record(request: HttpRequest, backorder: int) -> Record:
    which = Q(backorders=backorder) if backorder < 2**63 else Q(pk=None)
    found = record(request, which, parts=_PARTS, backorder=backorder)
    if found is None:
        raise DomainError("backorder_unknown", {"backorders": [backorder]})
    return found


def _told(request: HttpRequest, found: Record, backorder: int) -> dict[str, Any]:
    line, case = next(
        (line, case) for line in found.lines for case in line.story.cases if case.row.pk == backorder
    )
    owner = case.row.owner
    return {
        "line": line,
        "owner": names_of([owner]).get(owner, ""),
        "people": who_may_own() if caller(request).may("AssignCases") else (),
        "case": case,
        "others": [each for each in line.story.cases if each is not case],
        "bucket": bucket_of(line, found.shop),
        "windows": windows(line.story, found.story.names, found.today),
        "many": line.story.waiting_units > MANY,
    }
