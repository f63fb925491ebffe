"""One area of the policy as a form, or as TOML for whoever prefers that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import available_timezones

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.door import missing, page
from makegood.console.policy_fields import SUGGESTIONS, Form
from makegood.console.policy_lines import with_lines
from makegood.console.policy_state import State, of_policy, of_post, pressed
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Policy, area_to_toml, from_toml
from makegood.queries.actors import names_of
from makegood.queries.policy import current, history
from makegood.queries.shop import document_with
from makegood.wording.policy_areas import AREAS
from makegood.wording.tables_events import actor_said

_MOST_ROWS = 100
"""More rules than these are no form any more."""
_BUTTONS = ("up|", "down|", "add|", "remove|")


@page("policies/<str:area>", verb="policy", name="policy", methods=("GET", "HEAD", "POST"))
def area_page(request: HttpRequest, area: str) -> HttpResponseBase:
    """The form. A button in it that saves nothing is answered with the form again."""
    if area not in AREAS or area == "templates":
        return missing(request, LookupError(area))
    revision, policy = current()
    if request.method != "POST":
        if request.GET.get("as") == "toml" or _too_long(policy, area):
            document = area_to_toml(policy, area)
            return toml_form(request, area, document, since=revision, long=_too_long(policy, area))
        return form(request, area, of_policy(policy, area), policy, since=revision)
    since = since_of(request, revision)
    button = request.POST.get("do", "")
    if "document" in request.POST:
        return _edited_again(request, area, policy, since)
    state = of_post(request.POST, area)
    if button.startswith(_BUTTONS):
        state = pressed(state, area, button, policy.shop.currency)
    return form(request, area, state, policy, since=since)


def _edited_again(request: HttpRequest, area: str, policy: Policy, since: int) -> HttpResponseBase:
    """Back from the preview, with what was typed."""
    document = request.POST.get("document", "")
    try:
        typed = from_toml(document_with(document))
    except DomainError:
        return toml_form(request, area, document, since=since)
    if request.POST.get("as") == "toml" or _too_long(typed, area):
        return toml_form(request, area, document, since=since)
    return form(request, area, of_policy(typed, area), policy, since=since)


def form(
    request: HttpRequest,
    area: str,
    state: State,
    policy: Policy,
    *,
    since: int,
    problems: Sequence[Mapping[str, str]] = (),
    status: int = 200,
) -> HttpResponseBase:
    """The fields, with what was typed and what is wrong with it."""
    made = Form(policy, problems)
    parts = made.parts(area, state)
    told = _around(area, since) | {
        "parts": parts,
        "wrong": made.untold(),
        "problems": len(problems),
        "suggestions": [
            *SUGGESTIONS.items(),
            *((("zones", sorted(available_timezones())),) if area == "shop" else ()),
        ],
    }
    return render(request, "console/policy/area.html", told, status=status)


def toml_form(
    request: HttpRequest,
    area: str,
    document: str,
    *,
    since: int,
    problems: Sequence[Mapping[str, str]] = (),
    long: bool = False,
    status: int = 200,
) -> HttpResponseBase:
    """The document, with each mistake by its line."""
    told = _around(area, since) | {
        "document": document,
        "problems": with_lines(document, problems),
        "long": long,
        "lines": max(12, min(40, document.count("\n") + 2)),
    }
    return render(request, "console/policy/toml.html", told, status=status)


def since_of(request: HttpRequest, newest: int) -> int:
    """The version that the form's page showed."""
    text = request.POST.get("since", "")
    return int(text) if text.isdecimal() and len(text) < 10 else newest


def _around(area: str, since: int) -> dict[str, Any]:
    last = history(area=area).first(1) if area in AREAS else []
    names = names_of(each.author for each in last)
    return {
        "area": area,
        "title": AREAS.get(area, "The policy"),
        "since": since,
        "last": last[0] if last else None,
        "by": actor_said(last[0].author, names) if last else "",
        "shop": current()[1].shop,
    }


def _too_long(policy: Policy, area: str) -> bool:
    own = getattr(policy, area)
    rules = getattr(own, "rules", own if isinstance(own, Mapping) else ())
    return len(rules) > _MOST_ROWS
