"""The OpenAPI document: what programs are made from."""

from __future__ import annotations

from typing import Any

from ninja.openapi.schema import OpenAPISchema

from makegood.api.door import api
from makegood.queries.access import VERBS


def test_each_name_in_the_document_is_that_of_one_shape() -> None:
    two: dict[str, list[Any]] = {}

    class Watched(OpenAPISchema):
        def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
            two.update(
                {
                    name: [known, shape]
                    for name, shape in definitions.items()
                    if (known := self.schemas.get(name, shape)) != shape
                }
            )
            super().add_schema_definitions(definitions)

    Watched(api, "/api/v1/")
    assert two == {}


def test_what_is_told_once_is_offered_neither_a_key_nor_a_preview() -> None:
    paths = api.get_openapi_schema()["paths"]
    offers = {
        operation["operationId"]: {each["name"] for each in operation["parameters"]}
        for address in paths.values()
        for operation in address.values()
        if "requestBody" in operation
    }
    once = {name for name in offers if VERBS[name].word == "people"} | {"GiveLinks"}
    assert {name for name, offered in offers.items() if offered != {"Idempotency-Key", "preview"}} == once
    assert all(not offers[name] for name in once)
