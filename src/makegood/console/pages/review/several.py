"""What is done to several waiting lines at once: decided with a look first, looked at, taken over, or given a
reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.door import caller, page
from makegood.console.records import chosen, several, typed
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.queries.finding import histories_of_cases, looks_of_cases
from makegood.services.closure import ConfirmReason
from makegood.services.once import Replayed
from makegood.services.review import AssignCases, CloseTasks
from makegood.spreadsheet.writing.phrases import counted

MOST = 500
"""So many rows are taken at once: what is shown before stays small enough to be read."""
_TOLD = 5
_KEY = 19


@page("backorders/several", verb="cases", name="several", methods=("POST",))
def several_at_once(request: HttpRequest) -> HttpResponseBase:
    """Do what the bar below the list asks for."""
    to = doing.back_to(request, reverse("backorders"))
    cases = tuple(chosen.looked_at(request.POST.getlist("row")))
    wanted = request.POST.get("do", "")
    if not cases and wanted != "undo":
        return doing.nothing_chosen(request, to=to)
    if len(cases) > MOST:
        return doing.not_done(request, _wrong("row", str(len(cases)), f"at most {MOST}"), to=to)
    do = _DO.get(wanted)
    if do is None:
        return doing.not_done(request, _wrong("do", wanted, ", ".join(_DO)), to=to)
    try:
        return do(request, cases, to)
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return doing.not_done(request, refusal, to=to)


def _preview(request: HttpRequest, cases: tuple[int, ...], to: str) -> HttpResponseBase:
    """What would be decided, and what customers would read; nothing is written."""
    way = _way(request)
    planned = chosen.plan(cases, way)
    told: dict[str, Any] = {"planned": planned, "cases": cases, "way": way, "next": to}
    told["number"] = sum(1 for each in planned if each.choice is not None)
    told["same"] = sum(1 for each in planned if each.choice is not None and each.choice == each.stands)
    if told["number"]:
        told["effect"] = doing.previewed(request, chosen.command(planned))
    return render(request, "console/several.html", told)


def _decide(request: HttpRequest, cases: tuple[int, ...], to: str) -> HttpResponseBase:
    way = _way(request)
    planned = chosen.plan(cases, way)
    changed: list[str] = []
    if way == chosen.RECOMMENDED:
        # What is recommended moves with stock, dates and costs: what was shown is done, or nothing.
        planned, changed = chosen.as_shown(planned, _shown(request))
        known = doing.done_before(request, to=to) if changed else None
        if known is not None:
            return known
    _say_left(request, changed)
    command = chosen.command(planned)
    if not command.choices:
        return doing.went(to) if changed else doing.nothing_chosen(request, to=to)
    outcome = doing.carry_out(request, command)
    if isinstance(outcome, Replayed):
        messages.info(request, "That was done already; it was not done twice.")
    else:
        several.remember(request, planned, outcome)
        _say_decided(request, sum(not each.known for each in outcome), len(outcome))
    return doing.went(to)


def _say_decided(request: HttpRequest, new: int, number: int) -> None:
    said = [f"{counted(new, 'order')} decided."] if new else ["Nothing changed."]
    if number > new:
        said.append(f"{counted(number - new, 'order')} stood so before.")
    messages.success(request, " ".join(said))


def _say_left(request: HttpRequest, changed: Sequence[str]) -> None:
    if changed:
        more = f", and {len(changed) - _TOLD} more" if len(changed) > _TOLD else ""
        said = "; ".join(changed[:_TOLD])
        messages.warning(request, f"Left out, because something else is recommended by now: {said}{more}.")


def _shown(request: HttpRequest) -> dict[int, str]:
    """By order the way that the page showed."""
    found = (each.partition(":") for each in request.POST.getlist("shown"))
    return {int(pk): way for pk, _, way in found if pk.isascii() and pk.isdecimal() and len(pk) < _KEY}


def _undo(request: HttpRequest, _: tuple[int, ...], to: str) -> HttpResponseBase:
    if not several.undoable(request):
        return doing.nothing_chosen(request, to=to)
    found = several.put_back(request)
    if found.number:
        messages.success(request, f"{counted(found.number, 'order')} put back as before.")
    if found.left:
        more = len(found.left) - _TOLD
        said = [*found.left[:_TOLD], *([f"And {more} more."] if more > 0 else [])]
        messages.warning(request, " ".join(said))
    return doing.went(to)


def _looked(request: HttpRequest, cases: tuple[int, ...], to: str) -> HttpResponseBase:
    roles = caller(request).roles
    tasks = looks_of_cases(cases, roles=None if "manager" in roles else roles)
    if not tasks:
        messages.warning(request, "Nobody in your roles is asked to look at these.")
        return doing.went(to)
    command = CloseTasks(tasks=tuple(tasks), note=typed.text(request.POST, "note"))
    return doing.done(
        request, command, said=f"{counted(len(tasks), 'look')} done; each line has its next day.", to=to
    )


def _mine(request: HttpRequest, cases: tuple[int, ...], to: str) -> HttpResponseBase:
    command = AssignCases(backorders=cases, person=caller(request).email)
    said = f"You look after {counted(len(cases), 'backorder')}."
    return doing.done(request, command, said=said, to=to, looked=_looked_for(request, "review.assigned"))


def _reason(request: HttpRequest, cases: tuple[int, ...], to: str) -> HttpResponseBase:
    reason = typed.code(request.POST, "reason", Reason) or Reason.UNKNOWN
    command = ConfirmReason(backorders=cases, reason=reason, text=typed.text(request.POST, "note"))
    said = f"The reason of {counted(len(cases), 'line')} is confirmed."
    looked = _looked_for(request, "closure.reason_confirmed")
    return doing.done(request, command, said=said, to=to, looked=looked)


def _looked_for(request: HttpRequest, kind: str) -> doing.Looked:
    """What the list showed: what others did of just this since then is not overwritten."""
    shown = chosen.looked_at(request.POST.getlist("row"))
    return doing.Looked(histories_of_cases(shown), (kind,))


def _way(request: HttpRequest) -> str:
    found = request.POST.get("way", "")
    if found not in chosen.WAYS:
        raise _wrong("way", found, ", ".join(chosen.WAYS))
    return found


def _wrong(at: str, found: str, expected: str) -> DomainError:
    return DomainError("entry_invalid", {"at": at, "found": found[:80], "expected": expected})


_DO: Mapping[str, Callable[[HttpRequest, tuple[int, ...], str], HttpResponseBase]] = {
    "undo": _undo,
    "preview": _preview,
    "decide": _decide,
    "looked": _looked,
    "mine": _mine,
    "reason": _reason,
}
