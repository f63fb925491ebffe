"""Every use-case of the flow as one endpoint: POST /<word>/<use-case>, with the command itself as body."""

from __future__ import annotations

import json
import re
import typing
from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, NinjaAPI, Query
from pydantic import BaseModel, ConfigDict, create_model

from makegood import flow
from makegood.api import queried
from makegood.api.keys import Key, moment, who
from makegood.api.outcomes import REFUSED, TELLERS
from makegood.domain.terms.errors import DomainError
from makegood.flow.drafts import Draft
from makegood.flow.steps import STEPS
from makegood.queries.access import VERBS
from makegood.queries.allocations import Gain, Loss, Wait
from makegood.services.once import Once, Replayed
from makegood.shapes import data_of, made, shape

MOST = 10_000
"""Entries of a list in one request: a batch holds the writer's turn as long as it takes."""

_TOLD_ONCE = {verb.name for verb in VERBS.values() if verb.word == "people"} | {"GiveLinks"}
"""What holds passwords, keys and links: nothing of its requests and answers is kept, so it takes no key."""

KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[!-~]+$",
        description="The same key again within 7 days gets the same answer, and has no second effect.",
    ),
]
Preview = Annotated[
    bool,
    Query(
        description="Show the outcome, who would get units, who would still wait and what customers would read; "
        "write nothing."
    ),
]


def register(api: NinjaAPI) -> None:
    """One endpoint for each use-case of the flow."""
    for command in STEPS:
        verb = VERBS[command.__name__]
        api.post(
            f"/{verb.word}/{path_of(command.__name__)}",
            auth=Key(command.__name__),
            response={200: _answer(command)},
            tags=[verb.word],
            operation_id=command.__name__,
            summary=verb.says[:1].upper() + verb.says[1:],
            description=f"{(command.__doc__ or '').strip()}\n\nFor: {', '.join(verb.roles)}.",
        )(_view(command))


def path_of(name: str) -> str:
    """`TakeOrders` as it stands in a path: `take-orders`."""
    return re.sub(r"(?<!^)([A-Z])", r"-\1", name).lower()


def _view(command: type) -> Callable[..., HttpResponse]:
    view = _told_once(command) if command.__name__ in _TOLD_ONCE else _told_again(command)
    view.__annotations__ |= {"request": HttpRequest, "body": shape(command, most=MOST)}
    return view


def _told_again(command: type) -> Callable[..., HttpResponse]:
    def view(
        request: HttpRequest, body: Any, key: KeyHeader = None, preview: Preview = False
    ) -> HttpResponse:
        queried.check(request, {"preview": False})
        if preview:
            return _previewed(request, command, made(body))
        return _done(request, command, made(body), key)

    view.__annotations__ |= {"key": KeyHeader, "preview": Preview}
    return view


def _told_once(command: type) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, body: Any) -> HttpResponse:
        if "Idempotency-Key" in request.headers or "preview" in request.GET:
            raise DomainError("key_not_taken", {"verb": command.__name__})
        queried.check(request, {})
        return _done(request, command, made(body), None)

    return view


def _done(request: HttpRequest, command: type, meant: Any, key: str | None) -> HttpResponse:
    now, caller = moment(), who(request)

    def told(outcome: Any) -> str:
        return _json({"outcome": _told(command, outcome)})

    refused = REFUSED.get(command, lambda _: False)
    once = Once(caller.actor, key, _digest(request), now, told, refused) if key else None
    outcome = flow.run(meant, actor=caller.actor, now=now, roles=caller.roles, bracket=once)
    if isinstance(outcome, Replayed):
        answer = HttpResponse(outcome.answer, content_type="application/json")
        answer["Idempotency-Replayed"] = "true"
        return answer
    return HttpResponse(once.answer if once else told(outcome), content_type="application/json")


def _previewed(request: HttpRequest, command: type, meant: Any) -> HttpResponse:
    caller = who(request)
    found = flow.preview(meant, actor=caller.actor, now=moment(), roles=caller.roles)
    told = {
        "outcome": _told(command, found.outcome),
        "gains": found.gains,
        "losses": found.losses,
        "waits": found.waits,
        "letters": found.letters,
        "messages": found.messages,
        "held": found.held,
    }
    return HttpResponse(_json(data_of(told)), content_type="application/json")


def _digest(request: HttpRequest) -> str:
    """Of what is asked: the address and the body, byte for byte."""
    return sha256(request.get_full_path().encode() + b"\n" + request.body).hexdigest()


def _json(data: Any) -> str:
    return json.dumps(data, default=str)


def _told(command: type, outcome: Any) -> Any:
    _, tell = TELLERS.get(command, (None, None))
    return data_of(tell(outcome) if tell else outcome)


def _answer(command: type) -> type[BaseModel]:
    """The shape of an answer: the outcome, and of a preview what would be allocated and what customers would read."""
    kind = TELLERS[command][0] if command in TELLERS else typing.get_type_hints(STEPS[command])["return"]
    return create_model(
        f"{command.__name__}Answer",
        __config__=ConfigDict(extra="forbid"),
        outcome=(shape(kind), ...),
        gains=(shape(list[Gain]), []),
        losses=(shape(list[Loss]), []),
        waits=(shape(list[Wait]), []),
        letters=(shape(list[Draft]), []),
        messages=(int, 0),
        held=(int, 0),
    )
