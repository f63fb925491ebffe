"""The shop's logo, brought or taken away: the one setting that no field can hold."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from makegood.console import doing
from makegood.console.door import page
from makegood.console.pages.policy.settings import since_of
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.picture import check_size
from makegood.queries.policy import current
from makegood.services.policy import PolicySet, SetLogo
from makegood.services.policy.logo import as_text


@page("policies/shop/logo", verb="SetLogo", name="policy_logo", methods=("POST",))
def logo(request: HttpRequest) -> HttpResponseBase:
    """Saved at once: it moves no unit and no date."""
    to = reverse("policy", args=["shop"]) + "#logo"
    try:
        picture = "" if "none" in request.POST else _brought(request)
    except DomainError as refusal:
        return doing.not_done(request, refusal, to=to)
    command = SetLogo(picture=picture, since=since_of(request, current()[0]))
    return doing.done(request, command, said=_said, to=to)


def _brought(request: HttpRequest) -> str:
    """The file that was chosen; none is an empty one."""
    sent = request.FILES.get("picture")
    if sent is None:
        return as_text(b"")
    check_size(sent.size or 0)
    return as_text(sent.read())


def _said(outcome: PolicySet) -> str:
    if not outcome.areas:
        return "Nothing was different: the logo stays as it is."
    return f"Saved as version {outcome.revision}. Customers see it when they open their page next."
