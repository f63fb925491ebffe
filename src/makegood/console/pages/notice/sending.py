"""Sending is paused and goes on: everything, what is about a SKU, what comes from a channel."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.door import page
from makegood.console.pages.notice._sending import off
from makegood.domain.terms.errors import DomainError
from makegood.queries.finding import find
from makegood.queries.sending import channels
from makegood.services.sending import PauseSending, ResumeSending

_WRONG = 422


@page("notices/sending", verb="sending", name="sending", methods=("GET", "HEAD", "POST"))
def pause(request: HttpRequest) -> HttpResponseBase:
    """Whether anything is sent; it is paused with a reason, or goes on."""
    if request.method != "POST":
        return _form(request)
    sku, channel = (request.POST.get(name, "").strip() or None for name in ("sku", "channel"))
    if request.POST.get("do") == "resume":
        said = "Messages are sent again as they become due."
        return doing.done(request, ResumeSending(sku=sku, channel=channel), said=said, to=reverse("notices"))
    why = request.POST.get("why", "").strip()
    wrong = [] if why else ["Nobody would know why nothing is sent: say it."]
    if sku and channel:
        wrong.append("A SKU and a channel are two pauses: name one of them.")
    if not wrong:
        try:
            outcome = doing.carry_out(request, PauseSending(why=why, sku=sku, channel=channel))
        except DomainError as refusal:
            if refusal.code == "not_allowed":
                raise
            wrong = doing.why(refusal)
        else:
            doing.tell(request, outcome, "Paused: nothing of it is sent until somebody says so.")
            return doing.went(reverse("notices"))
    return _form(request, wrong=wrong)


def _form(request: HttpRequest, *, wrong: list[str] | None = None) -> HttpResponseBase:
    typed = request.POST if request.method == "POST" else request.GET
    told = {
        "off": off(),
        "channels": channels(),
        "wrong": wrong or [],
        "typed": {name: typed.get(name, "") for name in ("why", "sku", "channel")},
        "near": find(typed.get("sku", "").strip()).items[:8] if wrong else [],
    }
    return render(request, "console/sending.html", told, status=_WRONG if wrong else 200)
