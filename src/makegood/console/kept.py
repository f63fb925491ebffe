"""What was typed into a form that could not be sent, because a session had ended or somebody else had signed in: it is
shown again to whoever typed it, to be copied, and never sent by itself."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

_SESSION = "typed_before"
_MOST, _LONGEST = 40, 2_000
_OWN = frozenset(
    {
        "csrfmiddlewaretoken",
        "once",
        "seen",
        "next",
        "form",
        "do",
        "who",
        "row",
        "task",
        "case",
        "upto",
        "place",
    }
)
"""What a form says by itself: nobody typed it."""
_SECRET = ("password", "again", "code", "secret", "token")


class Typed(NamedTuple):
    """A field as it was typed."""

    name: str
    value: str


def page_of_form(request: HttpRequest, *, shows: bool = True) -> str:
    """The page of ours that a form stood on; empty where it does not say. `shows` = there is a page at the very address
    that was asked for."""
    wanted = request.POST.get("next", "") or _referred(request)
    if not wanted and shows:
        wanted = request.get_full_path()
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


def _referred(request: HttpRequest) -> str:
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc != request.get_host():
        return ""
    return f"{came.path}?{came.query}" if came.query else came.path


def typed_into(request: HttpRequest) -> list[Typed]:
    """What somebody typed into this form or chose; no secrets, and nothing of a page that is not ours."""
    origin = urlsplit(request.headers.get("Origin", "") or request.headers.get("Referer", "")).netloc
    if origin != request.get_host():
        return []
    found = [
        Typed(name.replace("_", " ").partition(":")[0].capitalize(), value[:_LONGEST])
        for name, values in request.POST.lists()
        if name not in _OWN and not any(part in name for part in _SECRET)
        for value in map(str, values)
        if value.strip()
    ]
    return found[:_MOST]


def keep(request: HttpRequest) -> None:
    """Until whoever typed it has signed in again."""
    who, typed = request.POST.get("who", ""), typed_into(request)
    if who.isdecimal() and typed:
        request.session[_SESSION] = {"who": who, "typed": [list(each) for each in typed]}


def kept(request: HttpRequest) -> list[Typed]:
    """What the person who is signed in typed before; it is shown once, and to nobody else."""
    caller = getattr(request, "caller", None)
    if caller is None or _SESSION not in request.session:
        return []
    found = request.session.pop(_SESSION)
    return [Typed(*each) for each in found["typed"]] if found["who"] == str(caller.person) else []
