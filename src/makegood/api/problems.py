"""What went wrong, as RFC 9457 has it: a stable code, a sentence, and the figures it rests on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, Throttled, ValidationError
from pydantic import BaseModel

from makegood.domain.terms.errors import DomainError
from makegood.shapes import TOLD, data_of, invalid
from makegood.wording.failures import sentences

TYPE = "application/problem+json"


class Problem(BaseModel):
    """A refusal. `code` stays the same from version to version; `title` is for people; `data` = what it rests on."""

    type: str
    title: str
    status: int
    code: str
    data: dict[str, Any]


_STATUS: Mapping[str, int] = {
    "request_invalid": 400,
    "token_refused": 401,
    "not_allowed": 403,
    "address_unknown": 404,
    "method_wrong": 405,
    "changed_meanwhile": 409,
    "policy_changed": 409,
    "already_decided": 409,
    "proposal_settled": 409,
    "key_used": 409,
    "length_missing": 411,
    "request_too_large": 413,
    "too_many_requests": 429,
    "fault": 500,
    "busy": 503,
    "database_away": 503,
}
"""The status of a code that has one of its own; all others are 422: understood, and not to be done."""

STATUSES = tuple(sorted({*_STATUS.values(), 422}))
"""Every refusal there may be, for the OpenAPI document."""

_RETRY_SECONDS = 5
_BODY = "body"


def refused(
    error: DomainError, *, title: str | None = None, retry_seconds: int | None = None
) -> HttpResponse:
    """A domain error as an answer."""
    status = _STATUS.get(error.code, 422)
    told = {
        "type": f"urn:makegood:error:{error.code}",
        "title": " ".join(sentences(error)),
        "status": status,
        "code": error.code,
        "data": data_of(error.data),
    }
    answer = HttpResponse(json.dumps(told, default=str), status=status, content_type=TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Bearer"
    if status == HTTPStatus.SERVICE_UNAVAILABLE or retry_seconds is not None:
        answer["Retry-After"] = str(retry_seconds or _RETRY_SECONDS)
    return answer


def register(api: NinjaAPI) -> None:
    """Every way in which a request may fail ends as a problem."""
    api.exception_handler(DomainError)(lambda _, error: refused(error))
    api.exception_handler(ValidationError)(_invalid)
    api.exception_handler(Throttled)(_throttled)
    api.exception_handler(HttpError)(_http)
    for away in (OperationalError, InterfaceError):
        api.exception_handler(away)(lambda *_: refused(DomainError("database_away")))
    api.exception_handler(RequestDataTooBig)(lambda *_: refused(DomainError("request_too_large")))


class _Refused(Schema):
    """The one shape of all refusals, as Ninja wraps an answer."""

    response: Problem


def describe(api: NinjaAPI) -> None:
    """Every endpoint that was registered may refuse. Told one by one, each would have a shape of its own made for each
    status, a thousand in all: half of the time that it takes to load the API."""
    for view in api.default_router.path_operations.values():
        for operation in view.operations:
            operation.response_models |= dict.fromkeys(STATUSES, _Refused)


def _invalid(_: HttpRequest, error: ValidationError) -> HttpResponse:
    return refused(invalid([{**each, "loc": _place(each)} for each in error.errors[:TOLD]]))


def _place(error: Mapping[str, Any]) -> list[str | int]:
    # Ninja says first whether it was a header, the query or the body, and of a body then what we call it.
    source, *place = error["loc"]
    within = place[1:] if source == _BODY else place
    return within or ([] if error["type"] == "unknown_name" else [_BODY])


def _throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    return refused(DomainError("too_many_requests"), retry_seconds=max(1, round(error.wait or 1)))


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    unknown = error.status_code == HTTPStatus.UNAUTHORIZED
    return refused(DomainError("token_refused") if unknown else DomainError("request_invalid"))
