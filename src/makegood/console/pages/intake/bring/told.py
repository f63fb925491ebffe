"""Who of the imported orders' customers is told what: chosen once for each group (spec 5.10)."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.clock import now, shop_today
from makegood.console.door import page
from makegood.console.pages.notice import _held
from makegood.console.pages.notice._sending import off
from makegood.console.tables import Column, Table
from makegood.domain.terms.errors import DomainError
from makegood.queries.muted import Group, held_notices, muted_groups
from makegood.services.cutover import Choose, Chosen
from makegood.services.cutover.telling import Telling
from makegood.spreadsheet.writing.phrases import counted

_TABLE: Table[Group] = Table(
    name="muted",
    columns=(
        Column("channel", "Channel", lambda row: row.channel),
        Column("told", "Told before", lambda row: row.told),
        Column("orders", "Orders", lambda row: row.orders),
        Column("waiting", "Waiting", lambda row: row.waiting),
        Column("notices", "Notices", lambda row: row.notices),
        Column("digests", "Digests", lambda row: row.digests),
    ),
)


@page("import/told", verb="muted", name="cutover", methods=("GET", "HEAD", "POST"))
def told(request: HttpRequest) -> HttpResponseBase:
    """Groups of muted orders, what would go to them, and what the brake holds."""
    if request.method == "POST":
        return _choose(request)
    shop, _ = shop_today()
    groups = muted_groups(shop, now=now())
    file = _TABLE.file(request, groups)
    if file is not None:
        return file
    held = held_notices()
    shown = {
        "groups": groups,
        "held": len(held),
        "shown": _held.shown(held),
        "brake": shop.policy.notice.brake,
        "off": off(),
    }
    return render(request, "console/import_told.html", shown)


def _choose(request: HttpRequest) -> HttpResponseBase:
    to = reverse("cutover")
    if request.POST.get("do") == "approve":
        return _held.let_go(request, said=lambda found: f"{counted(len(found), 'notice')} may go now.", to=to)
    how = request.POST.get("do", "")
    if how == "preview":
        return _letters(request)
    if how not in set(Telling):
        refusal = DomainError(
            "option_invalid", {"option": "do", "found": how, "expected": ", ".join(Telling)}
        )
        return doing.not_done(request, refusal, to=to)
    return doing.done(request, _command(request, Telling(how)), said=_said, to=to)


def _command(request: HttpRequest, how: Telling) -> Choose:
    before = {"yes": True, "no": False}.get(request.POST.get("told", ""))
    return Choose(channel=request.POST.get("channel", ""), how=how, told=before)


def _letters(request: HttpRequest) -> HttpResponseBase:
    """What the group's customers would read; nothing is sent."""
    command = _command(request, Telling.SEND_NOW)
    try:
        effect = doing.previewed(request, command)
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return doing.not_done(request, refusal, to=reverse("cutover"))
    shown = {"effect": effect, "channel": command.channel, "told": request.POST.get("told", "")}
    return render(request, "console/import_letters.html", shown)


def _said(found: Chosen) -> str:
    if not found.messages:
        return f"{counted(found.orders, 'order')} settled; nobody is written to."
    waits = " They wait for your yes, below." if found.held else " They go out as they become due."
    return f"{counted(found.orders, 'order')} settled; {counted(found.messages, 'message')} queued.{waits}"
