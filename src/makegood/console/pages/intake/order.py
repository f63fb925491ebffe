"""One order: what was asked for, where its units are, what was decided, told and said, and what may be done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.clock import now
from makegood.console.door import page
from makegood.console.records.acting import act
from makegood.console.records.loading import Record, record
from makegood.domain.terms.reason import Reason
from makegood.queries.finding import order_of
from makegood.reports.evidence import evidence_text
from makegood.services.notice import ContactKind

REFUSED = 422


@page("orders/one", verb="story", name="order", methods=("GET", "HEAD", "POST"))
def order(request: HttpRequest) -> HttpResponseBase:
    """One order by number and channel; what a form of it asks for is done."""
    if not request.GET.get("number"):
        return HttpResponseRedirect(reverse("orders"))
    order_id = asked_for(request)
    if request.method != "POST":
        return _shown(request, record(request, order_id))
    found = record(request, order_id)
    done = act(request, found.story, to=found.address)
    if done.answer is not None:
        return done.answer
    refused = doing.why(done.refusal) if done.refusal else None
    return _shown(request, record(request, order_id), refused=refused, link=done.link)


@page("orders/evidence", verb="evidence", name="evidence")
def evidence(request: HttpRequest) -> HttpResponseBase:
    """One order's file for a dispute, to be kept."""
    if not request.GET.get("number"):
        return HttpResponseRedirect(reverse("orders"))
    order_id = asked_for(request)
    answer = HttpResponse(evidence_text(order_id, now=now()), content_type="application/json")
    number = "".join(
        each if each.isalnum() or each in "-_" else "_" for each in request.GET.get("number", "")
    )
    answer["Content-Disposition"] = f'attachment; filename="order-{number[:60]}.json"'
    return answer


def asked_for(request: HttpRequest) -> int:
    """The order that the address names. Raises DomainError('order_unknown'), ('order_ambiguous')."""
    return order_of(request.GET.get("number", ""), request.GET.get("channel") or None)


def forms(found: Record, **more: Any) -> dict[str, Any]:
    """What the forms of a record need."""
    return {
        "record": found,
        "order": found.story.order,
        "reasons": [each.value for each in Reason if each is not Reason.UNKNOWN],
        "kinds": [each.value for each in ContactKind],
        **more,
    }


def _shown(request: HttpRequest, found: Record, **more: Any) -> HttpResponseBase:
    told = forms(found, **more)
    status = REFUSED if more.get("refused") else 200
    return render(request, "console/order.html", told, status=status)
