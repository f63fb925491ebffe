"""The OpenAPI document: what programs are made from."""

from __future__ import annotations

from typing import Any

from ninja.openapi.schema import OpenAPISchema

from makegood.api.door import api


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
