"""One backorder: what is missing, until when and why, what may be done, and what happened so far."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console import doing
from makegood.console.door import caller, page
from makegood.console.links import case_at
from makegood.console.pages.intake.order import REFUSED, forms
from makegood.console.records.acting import Acted, act
from makegood.console.records.loading import Line, Record, bucket_of, record
from makegood.console.records.windows import answers, windows
from makegood.queries.actors import names_of
from makegood.queries.finding import line_of_case
from makegood.queries.people import who_may_own
from makegood.queries.story import CaseStory
from makegood.queries.why_not import waits_for

MANY = 500
"""Of so many waiting units of a SKU on, why one waits is worked out when somebody asks: its whole queue is read."""


@page("backorders/<int:backorder>", verb="story", name="backorder", methods=("GET", "HEAD", "POST"))
def backorder(request: HttpRequest, backorder: int) -> HttpResponseBase:
    """One backorder; what a form of it asks for is done."""
    order_id, line = line_of_case(backorder)
    found = record(request, order_id, line=line)
    done = Acted()
    if request.method == "POST":
        done = act(request, found.story, to=case_at(backorder))
        if done.answer is not None:
            return done.answer
        found = record(request, order_id, line=line)
    refused = doing.why(done.refusal) if done.refusal else None
    told = forms(found, refused=refused, link=done.link, **_told(request, found, line, backorder))
    return render(request, "console/backorder.html", told, status=REFUSED if refused else 200)


def _told(request: HttpRequest, found: Record, name: str, backorder: int) -> dict[str, Any]:
    line = next(each for each in found.lines if each.name == name)
    case = next(each for each in line.story.cases if each.row.pk == backorder)
    owner = case.row.owner
    return {
        "line": line,
        "owner": names_of([owner]).get(owner, ""),
        "people": who_may_own() if caller(request).may("AssignCases") else (),
        "case": case,
        "others": [each for each in line.story.cases if each is not case],
        "bucket": bucket_of(line, found.shop),
        "windows": windows(line.story, found.story.names, found.today),
        **_why(request, found, line, case),
    }


def _why(request: HttpRequest, found: Record, line: Line, case: CaseStory) -> dict[str, Any]:
    """Why it waits; left to be asked for where many wait for the same SKU."""
    if case.row.state != "open":
        return {}
    if line.story.waiting_units > MANY and request.GET.get("why") != "1":
        return {"why_on_request": True}
    wait = waits_for([case.row.pk], shop=found.shop, today=found.today).get(case.row.pk)
    return {"answers": answers(wait, found.today) if wait else []}
