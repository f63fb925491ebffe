"""One purchase order: its lots, what its supplier said about each, and what breaks when that changes (spec 3.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.clock import shop_today
from makegood.console.door import caller, page
from makegood.console.links import page_at, po_at
from makegood.console.pages.promise._new_word import Wish, wish_of
from makegood.console.pages.promise._said import entries
from makegood.console.pages.promise._slip_tables import ordered_table, proposed, resting_table, told_of
from makegood.console.records import typed
from makegood.console.sure import Doubt, doubt
from makegood.domain.terms.errors import DomainError
from makegood.queries.purchase_order import Ordered, purchase_order
from makegood.queries.slip import Slip, slip
from makegood.queries.usual import usual_units
from makegood.services.once import Replayed
from makegood.services.promise import Publish, Reject
from makegood.services.receipt.expect import ChangeEta
from makegood.spreadsheet.writing.phrases import counted

_SHOWN = 100
_READ = 2


@page("inbound/one", verb="slip", name="purchase_order", methods=("GET", "HEAD", "POST"))
def one(request: HttpRequest) -> HttpResponseBase:
    """Its lots and what rests on them; a new word of its supplier, and the windows that follow."""
    if request.method == "POST":
        return _done(request, request.POST.get("po", ""))
    shop, today = shop_today()
    po = request.GET.get("po", "")
    if not po:
        return HttpResponseRedirect(reverse("inbound"))
    found = slip(po)
    ordered = purchase_order(po, shop=shop, today=today)
    if request.GET.get("list") == "ordered":
        file = ordered_table(ordered, today).file(request, ordered.lots)
    else:
        file = resting_table("resting", today).file(request, found.lines)
    if file is not None:
        return file
    wish = Wish.of(ordered, line=request.GET.get("line", ""))
    return _page(request, ordered, found, wish)


def _done(request: HttpRequest, po: str) -> HttpResponseBase:
    wanted = request.POST.get("do", "")
    if wanted in ("look", "change"):
        return _new_word(request, po, look=wanted == "look")
    return _settle(request, po, wanted)


def _new_word(request: HttpRequest, po: str, *, look: bool) -> HttpResponseBase:
    """See what the supplier's new word breaks, or write it down."""
    shop, today = shop_today()
    ordered = purchase_order(po, shop=shop, today=today)
    wish = wish_of(request, ordered)
    try:
        if wish.wrong:
            return _page(request, ordered, slip(po), wish, status=422)
        command = ChangeEta(changes=wish.changes())
        asked = _doubt(request, ordered, command)
        if asked is not None:
            return _page(request, ordered, slip(po), wish, status=422, asked=asked)
        if look:
            return _looked(request, ordered, wish, command)
        outcome = doing.carry_out(request, command)
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return _page(request, ordered, slip(po), wish.refused(doing.why(refusal)), status=422)
    _say(request, outcome, slip(po))
    return doing.went(po_at(po))


def _doubt(request: HttpRequest, ordered: Ordered, command: ChangeEta) -> Doubt | None:
    """Whether more units are announced of a line than anybody would mean."""
    skus = {lot.line: lot.sku for lot in ordered.lots}
    wanted = [(skus[each.line], each.quantity) for each in command.changes if each.quantity is not None]
    usual = usual_units({sku for sku, _ in wanted}) if wanted else {}
    return doubt(request, ((sku, qty, usual.get(sku)) for sku, qty in wanted))


def _say(request: HttpRequest, outcome: Any, found: Slip) -> None:
    if isinstance(outcome, Replayed):
        messages.info(request, "That was done already; it was not done twice.")
        return
    waits = len(proposed(found.lines))
    said = (
        f"{counted(waits, 'new window')} {'waits' if waits == 1 else 'wait'} below"
        if waits
        else "no promise moves"
    )
    messages.success(request, f"The supplier's new word is noted: {said}. Nothing was sent.")


def _looked(request: HttpRequest, ordered: Ordered, wish: Wish, command: ChangeEta) -> HttpResponseBase:
    """What would break, and what customers would read if every new window were published."""
    _, today = shop_today()

    def look() -> tuple[Slip, tuple[Any, ...]]:
        found = slip(ordered.number)
        waiting = tuple(each.proposal for each in proposed(found.lines) if each.proposal is not None)
        return found, (Publish(proposals=waiting),) if waiting else ()

    effect = doing.previewed(request, command, look=look)
    found: Slip = effect.seen
    told = {
        "ordered": ordered,
        "wish": wish,
        "slip": told_of(found),
        "sheet": resting_table("resting", today).page(
            found.lines[:_SHOWN], empty="Nobody's promise rests on it: nothing breaks."
        ),
        "hidden": max(0, len(found.lines) - _SHOWN),
        "first": effect.letters[:_READ],
        "others": effect.letters[_READ:],
        "drafted": len(effect.letters),
        "effect": effect,
        "sure": request.POST.getlist("sure"),
        "back": f"{po_at(ordered.number)}&{urlencode({'line': wish.line})}#word",
    }
    return render(request, "console/slip_preview.html", told)


def _page(
    request: HttpRequest,
    ordered: Ordered,
    found: Slip,
    wish: Wish,
    *,
    status: int = 200,
    asked: Doubt | None = None,
) -> HttpResponseBase:
    _, today = shop_today()
    receive = page_at("receive", caller(request))
    waiting = proposed(found.lines)
    others = [each for each in found.lines if each.proposal is None]
    told = {
        "ordered": ordered,
        "log": entries(ordered),
        "ordered_asked": urlencode({"po": ordered.number, "list": "ordered"}),
        "to_come": sum(each.open_qty for each in ordered.lots),
        "slip": told_of(found),
        "windows": resting_table("windows", today, chosen=True).page(waiting[:_SHOWN]),
        "windows_number": len(waiting),
        "upto": max((each.proposal or 0 for each in waiting), default=0),
        "others": resting_table("resting", today).page(
            others[:_SHOWN], asked=urlencode({"po": ordered.number}), exports=True
        ),
        "others_number": len(others),
        "shown": _SHOWN,
        "wish": wish,
        "doubt": asked,
        "today": today,
        "all_at": reverse("proposals"),
        "receive_at": f"{receive}?{urlencode({'po': ordered.number})}" if receive else "",
    }
    return render(request, "console/purchase_order.html", told, status=status)


def _settle(request: HttpRequest, po: str, wanted: str) -> HttpResponseBase:
    """Publish or reject windows: those that are chosen, or all that were there when the page was looked at."""
    to = po_at(po)
    chosen = _chosen(request, po)
    if not chosen:
        return doing.nothing_chosen(request, to=to)
    if wanted == "letters":
        return _letters(request, po, chosen, to)
    command: Any = Publish(proposals=chosen)
    said: Callable[[Any], str] = lambda found: f"{counted(len(found), 'window')} published."  # noqa: E731
    if wanted == "reject":
        command = Reject(proposals=chosen, why=request.POST.get("why", "").strip())
        said = lambda _: f"{counted(len(chosen), 'window')} rejected; what customers hold stands."  # noqa: E731
        return doing.done(request, command, said=said, to=to)
    return doing.done_and_told(request, command, said=said, to=to)


def _chosen(request: HttpRequest, po: str) -> tuple[int, ...]:
    if request.POST.get("all") != "1":
        return typed.numbers(request.POST, "row")
    most = max(typed.numbers(request.POST, "upto"), default=0)
    # What was proposed since then, nobody has looked at.
    return tuple(
        each.proposal
        for each in proposed(slip(po).lines)
        if each.proposal is not None and each.proposal <= most
    )


def _letters(request: HttpRequest, po: str, chosen: tuple[int, ...], to: str) -> HttpResponseBase:
    try:
        effect = doing.previewed(request, Publish(proposals=chosen))
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return doing.not_done(request, refusal, to=to)
    told = {
        "effect": effect,
        "chosen": chosen,
        "next": to,
        "action": reverse("purchase_order"),
        "crumb": po,
        "fields": [("po", po)],
    }
    return render(request, "console/publish_preview.html", told)
