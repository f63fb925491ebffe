"""What customers sent back: it counts after inspection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.door import page
from makegood.console.pages.receipt._typed import whole
from makegood.domain.terms.errors import DomainError
from makegood.queries.releases import ShippedLine, shipped_lines
from makegood.queries.stock import places
from makegood.services._orders import OrderName
from makegood.services.receipt.returns import Return, Returned, ReturnedLine
from makegood.spreadsheet.writing.phrases import counted

_WRONG = 422


@page("receive/returns", verb="Return", name="returns", methods=("GET", "HEAD", "POST"))
def returns(request: HttpRequest) -> HttpResponseBase:
    """An order is named, then what came back of each line, and how much of it is good."""
    order = (request.POST if request.method == "POST" else request.GET).get("order", "").strip()[:200]
    lines = shipped_lines(order) if order else []
    if request.method != "POST":
        return _form(request, order, lines)
    wrong = [said for at, line in enumerate(lines) if (said := _mistyped(request, at, line))]
    if wrong:
        return _form(request, order, lines, wrong=wrong)
    command = Return(lines=tuple(_meant(request, lines)), number=request.POST.get("number", "").strip()[:200])
    if not command.lines:
        return _form(request, order, lines, wrong=["Nothing was typed: say how many came back."])
    try:
        doing.tell(request, doing.carry_out(request, command), _said)
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return _form(request, order, lines, wrong=_wrong(refusal))
    return doing.went(reverse("returns"))


def _mistyped(request: HttpRequest, at: int, line: ShippedLine) -> str:
    """What is wrong with the counts of a line; an empty good count is none."""
    came, good = (request.POST.get(f"{name}{at}", "").strip() for name in ("came", "good"))
    if whole(came or "0") is None:
        return f"{line.sku}: found {came[:40]!r} that came back; expected a whole number of units."
    if whole(good or "0") is None:
        return f"{line.sku}: found {good[:40]!r} good; expected a whole number of units."
    if good and not came:
        return f"{line.sku}: found {good} good, and not how many came back."
    return ""


def _meant(request: HttpRequest, lines: Sequence[ShippedLine]) -> Iterator[ReturnedLine]:
    for at, line in enumerate(lines):
        came = request.POST.get(f"came{at}", "").strip()
        if not came:
            continue
        good = request.POST.get(f"good{at}", "").strip()
        yield ReturnedLine(
            order=OrderName(line.order, line.channel),
            line=line.line,
            returned_qty=whole(came) or 0,
            sellable_qty=whole(good or "0") or 0,
            location=request.POST.get("location", ""),
        )


def _wrong(refusal: DomainError) -> list[str]:
    found = doing.problems_of(refusal, number="return", known=("order",))
    return [said for _, said in found] or doing.why(refusal)


def _said(found: Sequence[Returned]) -> str:
    came = sum(each.returned_qty for each in found)
    good = sum(each.sellable_qty for each in found)
    if all(each.known for each in found):
        return "This return was told before; it counts once."
    return f"{counted(came, 'unit')} came back, {good:,} good; the others are set apart."


def _form(
    request: HttpRequest, order: str, lines: Sequence[ShippedLine], *, wrong: Sequence[str] = ()
) -> HttpResponseBase:
    typed = request.POST
    told = {
        "order": order,
        "lines": [
            (line, typed.get(f"came{at}", ""), typed.get(f"good{at}", "")) for at, line in enumerate(lines)
        ],
        "number": typed.get("number", ""),
        "location": typed.get("location", ""),
        "places": places(),
        "wrong": wrong,
    }
    return render(request, "console/returns.html", told, status=_WRONG if wrong else 200)
