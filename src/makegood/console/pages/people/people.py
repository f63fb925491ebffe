"""Who works here: a list, and how somebody is let in."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.door import page
from makegood.console.pages.people.inviting import shown_once
from makegood.console.tables import Column, Table
from makegood.domain.terms.errors import DomainError
from makegood.queries.access import ROLES
from makegood.queries.people import TeamMember, address, keys, team
from makegood.services.once import Replayed
from makegood.services.people import AddPeople, Invite, NewPerson
from makegood.wording import words

_UNPROCESSABLE = 422
TABLE: Table[TeamMember] = Table(
    name="people",
    columns=(
        Column(
            "name",
            "Name",
            lambda row: row.name or row.email,
            link=lambda row: reverse("person", args=[row.person]),
            note=lambda row: row.email if row.name else "",
        ),
        Column("roles", "Roles", lambda row: ", ".join(words(role) for role in row.roles) or "none"),
        Column("state", "State", lambda row: state_of(row), tone=lambda row: _tone(row)),
        Column("second_factor", "Second factor", lambda row: row.second_factor, wide=True),
        Column("last_login", "Last signed in", lambda row: row.last_login, wide=True),
    ),
)


@page("people", verb="people", name="people", methods=("GET", "HEAD", "POST"))
def people(request: HttpRequest) -> HttpResponseBase:
    """Everybody; somebody new is added and invited."""
    if request.method == "POST":
        return _add(request)
    found = team()
    return TABLE.file(request, found) or _shown(request, found)


def _add(request: HttpRequest) -> HttpResponseBase:
    email, typed = request.POST.get("email", ""), request.POST
    new = NewPerson(email=email, name=typed.get("name", ""), roles=tuple(typed.getlist("role")))
    try:
        outcome = doing.carry_out(request, AddPeople(people=(new,)))
        # A form that came twice made its link the first time; it cannot be shown again.
        made = [] if isinstance(outcome, Replayed) else doing.in_their_roles(request, Invite(people=(email,)))
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return _shown(request, team(), wrong=doing.why(refusal))
    return shown_once(request, made, email=address(email), back=reverse("people"))


def _shown(
    request: HttpRequest, found: list[TeamMember], *, wrong: list[str] | None = None
) -> HttpResponseBase:
    told = {
        "sheet": TABLE.page(found, exports=True),
        "number": len(found),
        "protected": sum(each.second_factor for each in found if each.active),
        "active": sum(each.active for each in found),
        "keys": sum(1 for each in keys() if each.revoked_at is None),
        "roles": ROLES,
        "wrong": wrong,
        "typed": request.POST,
        "chosen": request.POST.getlist("role"),
    }
    return render(request, "console/people/people.html", told, status=_UNPROCESSABLE if wrong else 200)


def state_of(row: TeamMember) -> str:
    """Whether they may come in, and whether they ever could."""
    if not row.active:
        return "shut out"
    return "active" if row.signs_in else "invited"


def _tone(row: TeamMember) -> str:
    return {"shut out": "bad", "active": "good", "invited": "late"}[state_of(row)]
