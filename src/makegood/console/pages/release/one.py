"""One release: what is in it, and parcels that leave of it, whole or in part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.clock import shop_today
from makegood.console.door import page
from makegood.console.pages.receipt._typed import whole
from makegood.console.pages.release.warehouse import recalled, shipped
from makegood.domain.terms.errors import DomainError
from makegood.queries.releases import OpenRelease, ReleasedLine, open_releases, released_lines, stuck_among
from makegood.services._orders import OrderName
from makegood.services.release import Parcel, ParcelLine, Recall, RecallLine, Ship, StartPicking

_WRONG = 422


@page("releases/<int:release>", verb="releases", name="one_release", methods=("GET", "HEAD", "POST"))
def one(request: HttpRequest, release: int) -> HttpResponseBase:
    """What is in it; a parcel of it leaves, picking begins, or units are taken back."""
    found = open_releases(among=[release]).first(1) if release < 2**53 else []
    if not found:
        if request.method == "POST":
            return doing.went(reverse("open_releases"))
        raise Http404
    lines = released_lines([release])
    if request.method != "POST":
        return _form(request, found[0], lines)
    wanted = request.POST.get("do", "")
    to = reverse("one_release", args=[release])
    if wanted == "pick":
        said = "Picking has begun: nobody takes these units now."
        return doing.done(request, StartPicking(releases=(release,)), said=said, to=to)
    return _act(request, found[0], lines, wanted)


def _act(
    request: HttpRequest, release: OpenRelease, lines: Sequence[ReleasedLine], wanted: str
) -> HttpResponseBase:
    """Ship or recall the units that were typed; what was typed stays where it was refused."""
    wrong = list(_faults(request.POST, lines))
    typed = {
        each.line: qty for at, each in enumerate(lines) if (qty := whole(request.POST.get(f"qty{at}", "")))
    }
    if wrong or not typed:
        return _form(request, release, lines, wrong=wrong or ["No units were typed."])
    try:
        if wanted == "recall":
            recalls = tuple(
                RecallLine(release=release.release, line=line, qty=qty) for line, qty in typed.items()
            )
            command = Recall(recalls=recalls, stopped=request.POST.get("stopped", "").strip())
            doing.tell(request, doing.carry_out(request, command), recalled)
        else:
            doing.tell(
                request, doing.carry_out(request, Ship(parcels=(_parcel(request, release, typed),))), shipped
            )
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return _form(request, release, lines, wrong=doing.why(refusal))
    still = open_releases(among=[release.release]).first(1)
    return doing.went(reverse("one_release", args=[release.release]) if still else reverse("open_releases"))


def _parcel(request: HttpRequest, release: OpenRelease, typed: Mapping[str, int]) -> Parcel:
    return Parcel(
        order=OrderName(release.order, release.channel),
        release=release.release,
        lines=tuple(ParcelLine(line=line, qty=qty) for line, qty in typed.items()),
        number=request.POST.get("number", "").strip(),
        carrier=request.POST.get("carrier", "").strip(),
        tracking=request.POST.get("tracking", "").strip(),
    )


def _faults(typed: Mapping[str, str], lines: Sequence[ReleasedLine]) -> Iterator[str]:
    for at, each in enumerate(lines):
        text = typed.get(f"qty{at}", "").strip()
        if text and whole(text) is None:
            yield f"{each.sku}: found {text!r}; expected a whole number of units."


def _form(
    request: HttpRequest, release: OpenRelease, lines: Sequence[ReleasedLine], *, wrong: Sequence[str] = ()
) -> HttpResponseBase:
    shop, day = shop_today()
    late = stuck_among([release], policy=shop.policy, steps=shop.steps, today=day)
    typed = request.POST
    back = typed.get("do") == "recall"
    whole_of = [str(each.qty) for each in lines]
    sent = [typed.get(f"qty{at}", own) for at, own in enumerate(whole_of)]
    told = {
        "release": release,
        "days": (day - release.released_on).days,
        "late": bool(late) or release.flagged_on is not None,
        "lines": list(zip(lines, *((whole_of, sent) if back else (sent, whole_of)), strict=True)),
        "takes_back": back,
        "typed": {name: typed.get(name, "") for name in ("number", "carrier", "tracking", "stopped")},
        "wrong": wrong,
    }
    return render(request, "console/one_release.html", told, status=_WRONG if wrong else 200)
