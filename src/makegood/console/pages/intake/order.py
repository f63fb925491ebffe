"""One order: what was asked for, where its units are, what was decided, told and said, and what may be done."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.clock import now, shop_today
from makegood.console.door import caller, page
from makegood.console.links import case_at, order_at
from makegood.console.records.acting import Acted, act
from makegood.console.records.loading import Record, record
from makegood.console.records.sheet import sheets
from makegood.domain.terms.reason import Reason
from makegood.queries.decisions import standing
from makegood.queries.finding import named, only, order_of, order_row
from makegood.queries.story import Part
from makegood.reports.evidence import evidence_texts
from makegood.services.notice import ContactKind

REFUSED = 422
REASONS = [each.value for each in Reason if each is not Reason.UNKNOWN]
_PARTS: tuple[Part, ...] = ("notices", "decisions", "tasks", "shipments")


@page("orders/one", verb="story", name="order", methods=("GET", "HEAD", "POST"))
def order(request: HttpRequest) -> HttpResponseBase:
    """One order by number and channel; what a form of it asks for is done."""
    if not request.GET.get("number"):
        return HttpResponseRedirect(reverse("orders"))
    order_id = asked_for(request)
    found = record(request, Q(pk=order_id), parts=_PARTS)
    assert found is not None
    if request.method != "POST":
        return render(request, "console/order.html", forms(found))
    done = act(request, found.story, to=found.address)
    if done.answer is not None:
        return done.answer
    found = record(request, Q(pk=order_id), parts=_PARTS)
    assert found is not None
    told = forms(found, **after(request, found, done))
    return render(request, "console/order.html", told, status=status_of(done))


@page("orders/ways", verb="story", name="ways")
def ways(request: HttpRequest) -> HttpResponseBase:
    """What may be done with a short order, what each way costs, and who may choose it. Its forms go to the order's
    page, or to that of the backorder from which it was asked."""
    if not request.GET.get("number"):
        return HttpResponseRedirect(reverse("orders"))
    shop, today = shop_today()
    asked, backorder = request.GET, request.GET.get("backorder", "")
    of_case = backorder.isascii() and backorder.isdecimal() and len(backorder) < 19
    row = order_row(asked["number"], asked.get("channel") or None)
    told = {
        "order": row,
        "reasons": REASONS,
        "of_case": of_case,
        "action": case_at(int(backorder)) if of_case else order_at(row.number, asked.get("channel", "")),
        "decisions": standing(row.pk),
        "sheets": sheets(row.pk, caller(request), shop=shop, today=today),
    }
    return render(request, "console/ways.html", told)


@page("orders/evidence", verb="evidence", name="evidence")
def evidence(request: HttpRequest) -> HttpResponseBase:
    """One order's file for a dispute, to be kept."""
    if not request.GET.get("number"):
        return HttpResponseRedirect(reverse("orders"))
    asked, channel = request.GET["number"], request.GET.get("channel") or None
    shop, _ = shop_today()
    text = only(evidence_texts(named(asked, channel), shop=shop, now=now()), asked, channel)
    answer = HttpResponse(text, content_type="application/json")
    number = "".join(each if each.isalnum() or each in "-_" else "_" for each in asked)
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
        "reasons": REASONS,
        "kinds": [each.value for each in ContactKind],
        **more,
    }


def after(request: HttpRequest, found: Record, done: Acted) -> dict[str, Any]:
    """What a page shows after a form that leads nowhere else: a link that was made, or why it was refused. Then what
    was typed stands there again, also in the four ways."""
    if done.doubt is not None:
        return {"doubt": done.doubt, "refused": [done.doubt.said]}
    if done.refusal is None:
        return {"link": done.link}
    shown = sheets(found.story.order.pk, caller(request), shop=found.shop, today=found.today)
    stands, here = standing(found.story.order.pk), request.get_full_path()
    return {"refused": doing.why(done.refusal), "sheets": shown, "decisions": stands, "action": here}


def status_of(done: Acted) -> int:
    """The status of such a page."""
    return REFUSED if done.refusal or done.doubt else 200
