"""What a form does: one command, in the roles of whoever sent it, and a sentence about what came of it.

A form carries `once`, so that a double click has one effect (I20), and `seen`, how long the histories were that its
page showed, so that nobody overwrites what somebody else did meanwhile. Both are made by `console/parts/guard.html`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from makegood import flow
from makegood.console import clock
from makegood.console.door import caller
from makegood.console.shown import Otherwise, Told, as_shown
from makegood.db.streams import STREAMS
from makegood.domain.terms.errors import DomainError
from makegood.queries.actors import names_of
from makegood.services.once import Once, Replayed, was_answered
from makegood.services.seen import AsSeen
from makegood.wording import words
from makegood.wording.failures import sentences
from makegood.wording.fields import place_said
from makegood.wording.told import who_is_told

_ONCE = re.compile(r"[0-9a-f]{32}")
_SEEN = re.compile(r"([a-z_]+):([0-9]{1,18}):([0-9]{1,9})")
_HANDS_OFF = 303
Said = str | Callable[[Any], str]


class Looked(NamedTuple):
    """How long histories were that somebody looked at, by stream and primary key, and the `kinds` of events that one
    must not be overtaken by; none = all."""

    histories: Mapping[tuple[str, int], int]
    kinds: tuple[str, ...] = ()


Kept = Callable[[Any], str]


def _done_already(_: Any) -> str:
    return "done"


def done(
    request: HttpRequest, command: Any, *, said: Said, to: str, looked: Looked | None = None
) -> HttpResponseRedirect:
    """Do it and go on to `to`, with a sentence of what came of it, or why nothing did: `said`, or of its outcome.
    `looked` = at what, where the form says it otherwise than by `seen`."""
    return _done(request, lambda: (carry_out(request, command, looked=looked), said), to=to)


def _done(request: HttpRequest, do: Callable[[], tuple[Any, Said]], *, to: str) -> HttpResponseRedirect:
    try:
        outcome, said = do()
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return not_done(request, refusal, to=to)
    return told(request, outcome, said=said, to=to)


def told(request: HttpRequest, outcome: Any, *, said: Said, to: str) -> HttpResponseRedirect:
    """On to `to`, with a sentence of what came of it."""
    tell(request, outcome, said)
    return went(to)


def tell(request: HttpRequest, outcome: Any, said: Said) -> None:
    """What came of it, on the page that is shown next."""
    if isinstance(outcome, Replayed):
        messages.info(request, "That was done already; it was not done twice.")
    else:
        messages.success(request, _said(said, outcome))


def not_done(request: HttpRequest, refusal: DomainError, *, to: str) -> HttpResponseRedirect:
    """Back to `to`, with the reason why nothing was done."""
    messages.error(request, " ".join(why(refusal)))
    return went(to)


def carry_out(request: HttpRequest, command: Any, *, looked: Looked | None = None) -> Any:
    """The command's outcome; Replayed when this very form was sent before. Raises DomainError."""
    who, now = caller(request), clock.now()
    bracket = _bracket(request, now, looked=looked)
    return flow.run(command, actor=who.actor, now=now, roles=who.roles, bracket=bracket)


def carry_out_as_shown(
    request: HttpRequest, command: Any, told_of: Callable[[flow.Effect], Told], *, kept: Kept = _done_already
) -> Any:
    """The same, of what a preview showed: raises Otherwise where something else would come of it by now. `kept` = of
    the outcome, for whoever sends the form twice."""
    who, now = caller(request), clock.now()
    found = flow.run_and_tell(
        command,
        actor=who.actor,
        now=now,
        roles=who.roles,
        bracket=_bracket(request, now, kept),
        approve=as_shown(request, told_of),
    )
    return found.outcome


def done_as_shown(
    request: HttpRequest, command: Any, told_of: Callable[[flow.Effect], Told], *, said: Said, to: str
) -> HttpResponseRedirect:
    """The same as `done`, of what a page showed where its form says so: where something else would come of it by now,
    back to `to` with what that is."""
    if "shown" not in request.POST:
        return done(request, command, said=said, to=to)
    try:
        return _done(request, lambda: (carry_out_as_shown(request, command, told_of), said), to=to)
    except Otherwise as otherwise:
        messages.warning(request, " ".join(otherwise.said))
        return went(to)


def done_before(request: HttpRequest, *, to: str) -> HttpResponseRedirect | None:
    """On to `to` where this very form was sent before and done: what is otherwise since then is so by itself."""
    who, key = caller(request), _key(request)
    if not (key and was_answered(who.actor, key, _digest(request))):
        return None
    return told(request, Replayed("done"), said="", to=to)


def _bracket(
    request: HttpRequest, now: datetime, kept: Kept = _done_already, looked: Looked | None = None
) -> AsSeen:
    """Once for each form that was sent, and only while what it showed is as it was."""
    who, key = caller(request), _key(request)
    once = Once(who.actor, key, _digest(request), now, kept) if key else None
    at, kinds = looked or Looked(seen(request))
    return AsSeen(seen=at, actor=who.actor, now=now, around=once, kinds=kinds)


def _key(request: HttpRequest) -> str:
    """What the form is known by; empty where it says nothing of ours."""
    key = request.POST.get("once", "")
    return f"form:{key}" if _ONCE.fullmatch(key) else ""


def done_and_told(request: HttpRequest, command: Any, *, said: Said, to: str) -> HttpResponseRedirect:
    """The same as `done`, and how many customers are told by it and how many messages the brake holds."""

    def do() -> tuple[Any, Said]:
        found = _effect(request, command)
        more = who_is_told(found.messages, found.held, would=False)
        return found.outcome, lambda outcome: f"{_said(said, outcome)} {more}"

    return _done(request, do, to=to)


def _said(said: Said, outcome: Any) -> str:
    return said if isinstance(said, str) else said(outcome)


def _effect(request: HttpRequest, command: Any) -> flow.Effect:
    who, now = caller(request), clock.now()
    bracket = _bracket(request, now)
    return flow.run_and_tell(
        command, actor=who.actor, now=now, roles=who.roles, bracket=bracket, letters=True
    )


def in_their_roles(request: HttpRequest, command: Any) -> Any:
    """What follows from what the form did already: it is under no guard of its own. Raises DomainError."""
    who = caller(request)
    return flow.run(command, actor=who.actor, now=clock.now(), roles=who.roles)


def unless_changed(request: HttpRequest, command: Any, *, seen: Mapping[tuple[str, int], int]) -> Any:
    """One of several commands of a form, each under its own look at histories. Raises DomainError."""
    who, now = caller(request), clock.now()
    bracket = AsSeen(seen=seen, actor=who.actor, now=now, around=None)
    return flow.run(command, actor=who.actor, now=now, roles=who.roles, bracket=bracket)


def for_oneself(request: HttpRequest, command: Any) -> Any:
    """What people do about their own way in: no role's, and only ever about whoever asks. Raises DomainError."""
    return flow.run(command, actor=caller(request).actor, now=clock.now())


def previewed(request: HttpRequest, command: Any, *, look: flow.Look | None = None) -> flow.Effect:
    """What it would do; nothing is written. `look` = asked of the shop as it would be. Raises DomainError."""
    who = caller(request)
    return flow.preview(command, actor=who.actor, now=clock.now(), roles=who.roles, look=look)


def why(refusal: DomainError) -> list[str]:
    """A refusal in sentences; of what changed meanwhile, who did what."""
    if refusal.code != "changed_since_seen":
        return sentences(placed(refusal))
    changes = refusal.data["changes"]
    assert isinstance(changes, list)
    names = names_of(each["actor"] for each in changes)
    told = [f"{words(each['kind'])}, by {names.get(each['actor'], each['actor'])}" for each in changes]
    return [*sentences(refusal), f"Since then: {'; '.join(told)}.", "Look again, then decide."]


_PLACED = ("entry_invalid", "value_invalid")
"""Refusals that say first where something wrong stands; others say it inside a sentence of their own."""


def placed(refusal: DomainError) -> DomainError:
    """The same, its place in the words of the form: a person has no `contacts[1].text` before them."""
    if refusal.code not in _PLACED or not isinstance(refusal.data.get("at"), str):
        return refusal
    return DomainError(refusal.code, {**refusal.data, "at": place_said(str(refusal.data["at"]))})


def problems_of(
    refusal: DomainError, *, number: str, known: Collection[str] = ()
) -> Iterator[tuple[int, str]]:
    """What is wrong with which part of a command, in sentences: `number` = what its parts are counted by, `known` =
    what need not be said where it is read."""
    listed = refusal.data.get("problems")
    for each in listed if isinstance(listed, list) else ():
        about = {name: value for name, value in each.items() if name not in ("problem", number, *known)}
        yield int(each.get(number, 1)), " ".join(sentences(placed(DomainError(str(each["problem"]), about))))


def seen(request: HttpRequest) -> Mapping[tuple[str, int], int]:
    """The histories that the form's page showed; what was never ours is left out."""
    found = (_SEEN.fullmatch(each) for each in request.POST.getlist("seen"))
    streams = set(STREAMS.values())
    return {(each[1], int(each[2])): int(each[3]) for each in found if each and each[1] in streams}


def went(to: str) -> HttpResponseRedirect:
    """Whoever loads the page again sends nothing again."""
    return HttpResponseRedirect(to, status=_HANDS_OFF)


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The page that the form stands on, when it is one of ours."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else otherwise


def _digest(request: HttpRequest) -> str:
    told = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    for name in request.FILES:
        file: Any = request.FILES[name]
        told[f"file:{name}"] = [sha256(b"".join(file.chunks())).hexdigest()]
        file.seek(0)
    return sha256(json.dumps([request.path, told], sort_keys=True).encode()).hexdigest()


def nothing_chosen(request: HttpRequest, *, to: str) -> HttpResponseRedirect:
    """Back to the list, of which nothing was chosen."""
    messages.warning(request, "Nothing was chosen.")
    return went(to)
