"""A question as an endpoint: GET, behind its row of the role table, and nothing changes."""

from __future__ import annotations

import functools
import inspect
import json
import typing
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from pydantic import BaseModel, ConfigDict, create_model

from makegood.api import queried
from makegood.api.keys import Key
from makegood.domain.terms import limits
from makegood.domain.terms.errors import DomainError
from makegood.queries.access import VERBS
from makegood.shapes import data_of, shape

Ask = TypeVar("Ask", bound=Callable[..., Any])


class Question(NamedTuple):
    """One endpoint: its address below its word, its row of the role table, and the shape of its answer."""

    path: str
    verb: str
    answer: Any
    ask: Callable[..., Any]


QUESTIONS: list[Question] = []


def question(path: str, *, verb: str, answer: Any) -> Callable[[Ask], Ask]:
    """The function below answers GET /<word>/<path>; the word is that of its row."""

    def keep(ask: Ask) -> Ask:
        QUESTIONS.append(Question(path, verb, answer, ask))
        return ask

    return keep


def rows_of(kind: Any) -> type[BaseModel]:
    """The shape of an answer that is a list of such rows, all at once."""
    rows: Any = list[shape(kind)]  # type: ignore[misc]
    return create_model(f"{kind.__name__}Rows", __config__=ConfigDict(extra="forbid"), rows=(rows, ...))


def register(api: NinjaAPI) -> None:
    """One endpoint for each question."""
    for each in QUESTIONS:
        verb = VERBS[each.verb]
        said = (each.ask.__doc__ or "").strip()
        api.get(
            f"/{verb.word}/{each.path}",
            auth=Key(each.verb),
            response={200: each.answer},
            tags=[verb.word],
            operation_id=each.ask.__name__,
            summary=said.splitlines()[0].rstrip("."),
            description=f"{said}\n\nFor: {', '.join(verb.roles)}.",
        )(_view(each))


def _view(asked: Question) -> Callable[..., HttpResponse]:
    # The types themselves: their names are known where the question is written, not here.
    signature = inspect.signature(asked.ask, eval_str=True)
    known = {
        name: typing.get_origin(typing.get_args(each.annotation)[0]) is list
        for name, each in signature.parameters.items()
        if name != "request"
    }

    @functools.wraps(asked.ask)
    def view(request: HttpRequest, **wanted: Any) -> HttpResponse:
        queried.check(request, known)
        for name, value in wanted.items():
            fault = limits.fault_of(value, at=name)
            if fault is not None:
                raise DomainError("entry_invalid", fault._asdict())
        told = json.dumps(data_of(asked.ask(request, **wanted)), default=str)
        return HttpResponse(told, content_type="application/json")

    view.__signature__ = signature  # type: ignore[attr-defined]
    return view
