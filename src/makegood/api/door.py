"""The API as one object: its document, its page, and every endpoint behind a key."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI, Swagger
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.openapi.schema import OpenAPISchema

from makegood import __version__
from makegood.api import commands, problems, question, questions  # noqa: F401 - questions put themselves down
from makegood.api.keys import Rate
from makegood.api.problems import TYPE

_ABOUT = """\
Every use-case and every question of a live shop, by the words of the house.

Each request carries `Authorization: Bearer <key>`; keys are given out by `makegood tokens issue`. A use-case takes a
batch and is done whole or not at all. Repeat a request safely with an `Idempotency-Key`. Refusals are
`application/problem+json` with a stable `code`.
"""


_DOCUMENTS: dict[str | None, OpenAPISchema] = {}


class Api(NinjaAPI):
    """Its document says of refusals what they are, and is made once."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, **how: Any) -> OpenAPISchema:
        """The OpenAPI document."""
        known = _DOCUMENTS.get(path_prefix)
        if known is not None:
            return known
        document = _DOCUMENTS[path_prefix] = super().get_openapi_schema(path_prefix=path_prefix, **how)
        for address in document["paths"].values():
            for operation in address.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= HTTPStatus.BAD_REQUEST and "content" in answer:
                        answer["content"] = {TYPE: answer["content"].pop("application/json")}
        return document

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """What was wrong and where, with what was found there, which Ninja leaves out."""
        return ValidationError(
            [
                {**each, "loc": (context.model.__ninja_param_source__, *each["loc"])}
                for context in error_contexts
                for each in context.pydantic_validation_error.errors(include_url=False)
            ]
        )


api = Api(
    title="Makegood",
    version=__version__,
    description=_ABOUT,
    throttle=Rate(),
    urls_namespace="api",
    docs=Swagger(settings={"persistAuthorization": True}),
)
problems.register(api)
commands.register(api)
question.register(api)
problems.describe(api)
