"""Imported orders are muted until the owner says what their customers are told (spec 5.10)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.clock import now, shop_today
from makegood.console.door import page
from makegood.console.pages.notice._sending import off
from makegood.queries.muted import muted_groups
from makegood.services.cutover import Choose
from makegood.services.cutover.telling import Telling
from makegood.spreadsheet.writing.phrases import counted


@page("notices/imported", verb="muted", name="imported", methods=("GET", "HEAD", "POST"))
def imported(request: HttpRequest) -> HttpResponseBase:
    """Muted orders by channel and by what their customers knew; for each group it is said what they are told."""
    if request.method == "POST":
        return _choose(request)
    shop, _ = shop_today()
    told = {"groups": muted_groups(shop, now=now()), "off": off(), "brake": shop.policy.notice.brake}
    return render(request, "console/imported.html", told)


def _choose(request: HttpRequest) -> HttpResponseBase:
    how = request.POST.get("how", "")
    to = reverse("imported")
    if how not in set(Telling):
        return doing.nothing_chosen(request, to=to)
    command = Choose(
        channel=request.POST.get("channel", ""), how=Telling(how), told=request.POST.get("told") == "yes"
    )
    return doing.done(request, command, said=_said, to=to)


def _said(found: Any) -> str:
    said = f"{counted(found.orders, 'order')} muted no longer; {counted(found.messages, 'message')} to go."
    return f"{said} They wait for the brake: look at them, then let them go." if found.held else said
