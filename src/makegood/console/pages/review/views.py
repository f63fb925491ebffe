"""Views that somebody keeps: what a list is asked now, under a name."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from makegood.console import doing
from makegood.console.door import caller, page
from makegood.console.records import typed
from makegood.services.people import DropView, KeepView


@page("views", verb="KeepView", name="views", methods=("POST",))
def views(request: HttpRequest) -> HttpResponseBase:
    """Keep the list as it is asked now, or drop a view."""
    who, form = caller(request), request.POST
    to = doing.back_to(request, reverse("backorders"))
    name, of = typed.text(form, "name"), form.get("page", "")
    if form.get("do") == "drop":
        return doing.done(
            request, DropView(person=who.email, page=of, name=name), said=f"“{name}” is dropped.", to=to
        )
    command = KeepView(person=who.email, page=of, name=name, query=form.get("query", ""))
    return doing.done(request, command, said=f"“{name}” is kept, for you alone.", to=to)
