"""Long lists in pages: a cursor says where the last page ended."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Query
from pydantic import BaseModel, ConfigDict, create_model

from makegood.shapes import shape

Limit = Annotated[int, Query(ge=1, le=1000, description="Rows in a page.")]
Cursor = Annotated[str | None, Query(max_length=4000, description="`next` of the page before.")]


class Page(BaseModel):
    """Rows, and the cursor of the next page; `next` null = this is the last one."""

    model_config = ConfigDict(extra="forbid")


def page_of(kind: Any) -> type[BaseModel]:
    """The shape of pages of such rows."""
    rows: Any = list[shape(kind)]  # type: ignore[misc]
    return create_model(f"{kind.__name__}Page", __base__=Page, rows=(rows, ...), next=(str | None, ...))
