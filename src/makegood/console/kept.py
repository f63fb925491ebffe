"""What was typed into a form that could not be sent, because a session had ended or somebody else had signed in: it is
shown again to whoever typed it, to be copied, and never sent by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from makegood.queries.sessions import TYPED_BEFORE
from makegood.wording import words
from makegood.wording.fields import field_said

_MOST, _LONGEST = 200, 2_000
_MOST_KEPT, _KEPT_SECONDS = 20_000, 3_600
_OWN = frozenset(
    {
        "csrfmiddlewaretoken",
        "once",
        "seen",
        "next",
        "form",
        "do",
        "shown",
        "sure",
        "all",
        "since",
        "area",
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


_CHOSEN = frozenset({"approved_by", "kind", "method", "reason", "role", "shelf", "to", "to_shelf", "way"})
"""Fields in which one of several is chosen: a page shows its name."""
_TICKED = frozenset({"answer", "hand", "last", "no_day", "our_error"})


class Typed(NamedTuple):
    """A field as it was typed, by its label."""

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
    match = request.resolver_match
    of = request.POST.get("form", "") or (match.url_name if match else None) or ""
    fields = {
        name: [_value(name, str(value)[:_LONGEST]) for value in values]
        for name, values in request.POST.lists()
        if name not in _OWN and not any(part in name for part in _SECRET)
    }
    labels = {name: field_said(name, of) for name in fields}
    found = [each for each in (*_alone(fields, labels), *_rows(fields, labels)) if each.value.strip()]
    if len(found) > _MOST:
        return [*found[:_MOST], Typed("Not shown", f"{len(found) - _MOST:,} more")]
    return found


def _value(name: str, value: str) -> str:
    """As the page showed it."""
    if name in _CHOSEN and value:
        return words(value)
    line, _, of = value.partition(":")
    if name == "lot" and of:
        return f"{of}, line {line}"
    return "yes" if name in _TICKED else value


def _columns(fields: Mapping[str, list[str]]) -> list[str]:
    """Fields that stand once in each row of a list, such as what was counted beside its SKU."""
    lengths = Counter(len(values) for values in fields.values() if len(values) > 1)
    rows = max(lengths, key=lambda length: (lengths[length], length), default=0)
    several = lengths[rows] > 1 if rows else False
    return [name for name, values in fields.items() if len(values) == rows] if several else []


def _alone(fields: Mapping[str, list[str]], labels: Mapping[str, str]) -> Iterator[Typed]:
    columns = _columns(fields)
    for name, values in fields.items():
        if name not in columns:
            yield from (Typed(labels[name], value) for value in values)


def _rows(fields: Mapping[str, list[str]], labels: Mapping[str, str]) -> Iterator[Typed]:
    """A row together: a count says nothing without its SKU."""
    columns = _columns(fields)
    for number, row in enumerate(zip(*(fields[name] for name in columns), strict=True), 1):
        told = [f"{labels[name]} {value}" for name, value in zip(columns, row, strict=True) if value.strip()]
        yield Typed(f"Row {number}", "; ".join(told))


def keep(request: HttpRequest) -> None:
    """Until whoever typed it has signed in again, for an hour: who that is nobody knows yet, so it is not much."""
    who, typed = request.POST.get("who", ""), list(_beginning(typed_into(request)))
    if who.isdecimal() and typed:
        request.session[TYPED_BEFORE] = {"who": who, "typed": [list(each) for each in typed]}
        request.session.set_expiry(_KEPT_SECONDS)


def _beginning(typed: Iterable[Typed]) -> Iterator[Typed]:
    left = _MOST_KEPT
    for each in typed:
        left -= len(each.name) + len(each.value)
        if left < 0:
            return
        yield each


def kept(request: HttpRequest) -> list[Typed]:
    """What the person who is signed in typed before; it is shown once, and to nobody else."""
    caller = getattr(request, "caller", None)
    if caller is None or TYPED_BEFORE not in request.session:
        return []
    found = request.session.pop(TYPED_BEFORE)
    return [Typed(*each) for each in found["typed"]] if found["who"] == str(caller.person) else []
