"""Goods at the dock: scanned or chosen, shown with who would get them, and taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.charts import Bar, bars
from makegood.console.clock import shop_today
from makegood.console.door import page
from makegood.console.pages.receipt import _typed
from makegood.console.pages.receipt._shown import GAINS, WAITS, to_orders
from makegood.console.shown import Otherwise, mark, units
from makegood.console.sure import Doubt, doubt
from makegood.domain.receipt.arrival import Finding
from makegood.domain.terms.errors import DomainError
from makegood.flow import Effect
from makegood.queries.allocations import MOST_REASONED
from makegood.queries.arrivals import came_before, last_receipts, next_arrivals
from makegood.queries.stock import places
from makegood.queries.usual import usual_units
from makegood.services.once import Replayed
from makegood.services.receipt.receive import Delivered, Receive, Received
from makegood.wording import words

_EXPECTED = 40
_LAST = 5
_LONGEST = 200
_WRONG, _CONFLICT = 422, 409


@page("receive", verb="Receive", name="receive", methods=("GET", "HEAD", "POST"))
def receive(request: HttpRequest) -> HttpResponseBase:
    """What is expected, and lines as they are scanned; then who would get them; then they are taken in."""
    if request.method != "POST":
        return _form(request, _typed.followed(request.GET.get("po", "")[:_LONGEST]))
    sheet = _typed.read(request.POST)
    wanted = request.POST.get("do", "add")
    if wanted in ("preview", "receive"):
        return _meant(request, sheet, wanted)
    sheet = _typed.changed(sheet, request.POST)
    return _form(request, sheet, status=_WRONG if sheet.unknown or sheet.wrong else 200)


def _form(request: HttpRequest, sheet: _typed.Sheet, *, status: int = 200) -> HttpResponse:
    _, today = shop_today()
    lines = sheet.shown()
    chosen = {(line.typed.sku, line.typed.lot) for line in lines}
    due = next_arrivals(until=today).first(_EXPECTED + len(chosen))
    told = {
        "sheet": sheet,
        "lines": lines,
        "uncounted": sum(line.lot is not None and not line.typed.counted for line in lines),
        "expected": [(lot, _typed.key_of(lot)) for lot in due if (lot.sku, _typed.key_of(lot)) not in chosen][
            :_EXPECTED
        ],
        "today": today,
        "places": places(),
        "last": last_receipts().first(_LAST),
    }
    return render(request, "console/receive.html", told, status=status)


def _meant(request: HttpRequest, sheet: _typed.Sheet, wanted: str) -> HttpResponseBase:
    """Show what would happen, or do it; what cannot be is said where it stands."""
    if _typed.problems(sheet):
        return _form(request, sheet, status=_WRONG)
    lines = _typed.counted(sheet)
    if not lines:
        sheet.said = "Nothing was counted yet: scan something, or type how many came."
        return _form(request, sheet, status=_WRONG)
    command = Receive(deliveries=tuple(map(_delivered, lines)))
    usual = usual_units({each.sku for each in command.deliveries})
    asked = doubt(request, ((each.sku, each.counted_qty, usual.get(each.sku)) for each in command.deliveries))
    try:
        if wanted == "receive" and asked is None:
            return _taken_in(request, command)
        return _preview(request, sheet, doing.previewed(request, command), asked)
    except Otherwise as otherwise:
        return _preview(request, sheet, doing.previewed(request, command), asked, otherwise.said)
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return _refused(request, sheet, refusal)


def _delivered(each: _typed.Typed) -> Delivered:
    return Delivered(
        sku=each.sku,
        counted_qty=_typed.whole(each.counted) or 0,
        damaged_qty=_typed.whole(each.damaged) or 0,
        location=each.location,
        po=each.po,
        line=each.po_line if each.po else None,
        last=each.last and each.po is not None,
    )


def _taken_in(request: HttpRequest, command: Receive) -> HttpResponseBase:
    outcome = doing.carry_out_as_shown(request, command, _told, kept=_numbers)
    numbers = outcome.answer if isinstance(outcome, Replayed) else _numbers(outcome)
    return doing.went(f"{reverse('received')}?receipts={numbers}")


def _numbers(found: Sequence[Received]) -> str:
    return ",".join(str(each.receipt_id) for each in found)


def _told(effect: Effect) -> dict[str, str]:
    """What a delivery comes to, line by line, after how much that came before, and who gets units of it."""
    found: Sequence[Received] = effect.outcome
    before = came_before(min(each.receipt_id for each in found), {each.sku for each in found})
    lines = {
        f"{each.sku} at {each.location}, line {number}": _came(each, before.get(each.sku, 0))
        for number, each in enumerate(found, 1)
    }
    return lines | units(effect)


def _came(each: Received, before: int) -> str:
    good = each.filled_qty + each.over_qty
    parts = (
        f"{good:,} good, {each.damaged_qty:,} damaged",
        f"{each.over_qty:,} more than announced, {each.open_qty:,} to come",
        f"{before:,} came before",
    )
    return ", ".join(parts)


def _preview(
    request: HttpRequest,
    sheet: _typed.Sheet,
    effect: Effect,
    asked: Doubt | None,
    otherwise: Sequence[str] = (),
) -> HttpResponse:
    """Who would get it; nothing is written. `otherwise` = what is not as it was shown before."""
    told = {
        "shown": mark(_told(effect)),
        "otherwise": otherwise,
        "doubt": asked,
        "stood_by": () if asked else request.POST.getlist("sure"),
        "sheet": sheet,
        "effect": effect,
        "found": [(each, [_finding(code) for code in each.findings]) for each in effect.outcome],
        "amounts": where_they_go(effect),
        "more_wait": max(0, len(effect.waits) - MOST_REASONED),
        "gains": GAINS.page(effect.gains, empty="Nobody who waits gets any of it: it goes on the shelf."),
        "waits": WAITS.page(effect.waits[:MOST_REASONED], empty="Nobody waits for these SKUs after this."),
    }
    return render(request, "console/receive_preview.html", told, status=_CONFLICT if otherwise else 200)


def _finding(code: str) -> tuple[str, str]:
    """A finding in words, and its colour."""
    found = Finding(code)
    tone = {Finding.EXACT: "good", Finding.PARTIAL: "info"}.get(found, "late")
    return words(found), tone


def where_they_go(effect: Effect) -> list[Bar]:
    """Units of all deliveries: to whom they go, what goes with them, and what does not come."""
    found = effect.outcome
    good: Counter[tuple[str, str]] = Counter()
    for each in found:
        good[each.sku, each.location] += each.filled_qty + each.over_qty
    served, beside = to_orders(good, effect.gains)
    rows = [
        ("To orders that wait", served, "good"),
        *([("Lay there, go with them", beside, "good")] if beside else []),
        ("On the shelf", good.total() - served, "info"),
        ("Set apart, damaged", sum(each.damaged_qty for each in found), "late"),
        ("Still to come", sum(each.open_qty for each in found), "quiet"),
        ("Will never come", sum(each.short_qty for each in found), "bad"),
    ]
    return bars([(name, float(qty), f"{qty:,}", tone, "") for name, qty, tone in rows])


def _refused(request: HttpRequest, sheet: _typed.Sheet, refusal: DomainError) -> HttpResponse:
    """Each problem stands at its line."""
    told = dict(doing.problems_of(refusal, number="delivery", known=("sku",)))
    _typed.refused(sheet, told)
    sheet.said = "Nothing was taken in." if told else " ".join(doing.why(refusal))
    return _form(request, sheet, status=_WRONG)
