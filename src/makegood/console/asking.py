"""Where something was refused it can be asked for: what is meant, of whom, and the page it is about (spec 9.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.http import HttpRequest

from makegood.console import clock
from makegood.console.kept import page_of_form
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.limits import LONGEST_ID, LONGEST_TEXT
from makegood.queries.access import with_its_words
from makegood.queries.finding import orders_of_cases
from makegood.queries.wishes import whom_to_ask
from makegood.wording.tasks import deed_said, who_is

if TYPE_CHECKING:
    from makegood.console.door import Caller

_NOT_ASKED = frozenset({"AskForDeeds", "AnswerTasks", "CloseTasks", "AssignTasks", "KeepView", "DropView"})
"""What is refused because it is somebody else's own: there is nothing to ask for."""


def askable(request: HttpRequest, who: Caller, verb: str, *, shows: bool) -> dict[str, str] | None:
    """What can be asked for where this was refused, as the fields of its form; None = nothing."""
    if verb in _NOT_ASKED or not who.may("AskForDeeds"):
        return None
    shop, _ = clock.shop_today()
    form = request.POST
    choice = form.get("choice", "") if verb in ("Decide", "Undecide") else ""
    choice = choice if choice in {each.value for each in Choice} else ""
    may = whom_to_ask(verb, choice, shop.policy)
    if not may or who.roles & set(may):
        return None
    number, channel, line = _about(request)
    place = page_of_form(request, shows=shows)
    found = {
        "verb": verb,
        "choice": choice,
        # A list with many filters has a long address: without it the wish is still good.
        "place": place if len(place) <= LONGEST_ID else "",
        "role": who_is(may[0]),
    }
    found |= {"order": number, "channel": channel, "line": line, "sku": request.GET.get("sku", "")[:100]}
    return {
        **found,
        "detail": _detail(request),
        "says": deed_said(with_its_words({"verb": verb, "choice": choice})),
    }


def _about(request: HttpRequest) -> tuple[str, str, str]:
    """The order that the page was about, and the line that the form named."""
    number, channel = request.GET.get("number", ""), request.GET.get("channel", "")
    lines = request.POST.getlist("line")
    line = lines[0] if len(lines) == 1 else ""
    match = request.resolver_match
    case = match.kwargs.get("backorder") if match else None
    if case is not None and case < 2**63:
        for head in orders_of_cases([case]).values():
            number, channel = head.number, head.channel
    return number, channel, line if number and ":" not in line else ""


_TOLD: Sequence[tuple[str, str]] = (("qty", "units"), ("reason", "reason"), ("text", "note"), ("why", "why"))


def _detail(request: HttpRequest) -> str:
    """What was typed beside the deed itself, in plain words."""
    said = [
        f"{word}: {request.POST[name].strip()}" for name, word in _TOLD if request.POST.get(name, "").strip()
    ]
    lines = request.POST.getlist("line")
    if len(lines) > 1:
        said.append(f"lines {', '.join(each.partition(':')[2] or each for each in lines)}")
    rows = request.POST.getlist("row")
    if rows:
        said.append(f"{len(rows)} rows were chosen")
    # What one typed must not keep one from asking.
    told = "; ".join(said)
    return told if len(told) <= LONGEST_TEXT else f"{told[: LONGEST_TEXT - 1]}…"
