"""The policy at a glance: its areas, and who changed what last."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.door import page
from makegood.console.pages.policy.revisions import TABLE, rows_of
from makegood.domain.terms.policy import Policy, differences, to_toml
from makegood.domain.terms.policy.schema import settings_of
from makegood.queries.actors import names_of
from makegood.queries.policy import Revision, current, history, policy_of
from makegood.wording.policy_areas import AREAS, GROUPS
from makegood.wording.tables_events import actor_said

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Area:
    """An area as it is offered: what it decides, how much of it is the shop's own, and who changed it last."""

    name: str
    title: str
    says: str
    own: int
    last: Revision | None
    by: str


@page("policies", verb="policy", name="policies")
def policies(request: HttpRequest) -> HttpResponseBase:
    """Every area."""
    revision, policy = current()
    changes = list(history())
    last: dict[str, Revision] = {}
    for each in reversed(changes):
        last |= dict.fromkeys(each.areas, each)
    own: dict[str, int] = {}
    for difference in differences(policy):
        area = difference.where.partition(".")[0].partition("[")[0]
        own[area] = own.get(area, 0) + 1
    names = names_of(each.author for each in last.values())
    told = {
        "revision": revision,
        "groups": [
            (title, [_area(name, own.get(name, 0), last.get(name), names) for name in areas])
            for title, areas in GROUPS
        ],
        "sheet": TABLE.page(rows_of(changes[:_SHOWN])),
        "changes": len(changes),
    }
    return render(request, "console/policy/policies.html", told)


@page("policies/file", verb="policy", name="policy_file")
def policy_file(request: HttpRequest) -> HttpResponseBase:
    """The whole policy as TOML, every setting explained."""
    asked = request.GET.get("revision", "")
    policy = policy_of(int(asked)) if asked.isdecimal() and len(asked) < 10 else current()[1]
    answer = HttpResponse(to_toml(policy), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="policy.toml"'
    return answer


def _area(name: str, own: int, last: Revision | None, names: dict[str, str] | object) -> Area:
    assert isinstance(names, dict)
    by = actor_said(last.author, names) if last else ""
    title, says = AREAS[name], settings_of(Policy)[name].doc
    # What the title says already is not said twice.
    return Area(name, title, "" if says == f"{title}." else says, own, last, by)
