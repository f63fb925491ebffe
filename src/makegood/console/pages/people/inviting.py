"""A link that somebody comes in by: mailed to them where mails leave the shop, and shown this once to its maker."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console import clock
from makegood.flow.inviting import mail_invitations
from makegood.services.people import Invitation


def shown_once(
    request: HttpRequest, made: Sequence[Invitation], *, email: str, back: str
) -> HttpResponseBase:
    """The page with the link, and what became of the mail; nothing in `made` = the form came twice."""
    told = {"made": mail_invitations(made, now=clock.now()), "email": email, "back": back}
    return render(request, "console/people/invited.html", told)
