"""A link that somebody comes in by: mailed to them where mails leave the shop, and shown this once to its maker."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console import clock
from makegood.mailer.invitation import mail_invitation
from makegood.queries.invitations import posted
from makegood.services.people import Invitation


def shown_once(
    request: HttpRequest, made: Sequence[Invitation], *, email: str, back: str
) -> HttpResponseBase:
    """The page with the link, and what became of the mail; nothing in `made` = the form came twice."""
    mailed, said = False, ""
    for each in made:
        about = posted(each.email, until=each.expires_at, now=clock.now())
        mailed, said = mail_invitation(**about._asdict(), link=each.link, at=clock.now())
    told = {"made": made, "email": email, "back": back, "mailed": mailed, "said": said}
    return render(request, "console/people/invited.html", told)
