"""Long lists in pages: a cursor says where the last page ended."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from ninja import Query
from pydantic import BaseModel, ConfigDict, create_model

from makegood.domain.terms.errors import DomainError
from makegood.shapes import shape

Row = TypeVar("Row")

Limit = Annotated[int, Query(ge=1, le=1000, description="Rows in a page.")]
Cursor = Annotated[str | None, Query(max_length=1000, description="`next` of the page before.")]


class Page(BaseModel):
    """Rows, and the cursor of the next page; `next` null = this is the last one."""

    model_config = ConfigDict(extra="forbid")


def page_of(kind: Any) -> type[BaseModel]:
    """The shape of pages of such rows."""
    rows: Any = list[shape(kind)]  # type: ignore[misc]
    return create_model(f"{kind.__name__}Page", __base__=Page, rows=(rows, ...), next=(str | None, ...))


def page(
    rows: Sequence[Row], *, key: Callable[[Row], object], limit: int, cursor: str | None
) -> dict[str, object]:
    """The rows after the cursor. A row that is gone meanwhile leaves its place to the next one.

    Raises DomainError('cursor_invalid').
    """
    start = 0 if cursor is None else _start(rows, key, cursor)
    end = start + limit
    last = rows[end - 1] if end < len(rows) else None
    return {"rows": rows[start:end], "next": None if last is None else _cursor(end, key(last))}


def _start(rows: Sequence[Row], key: Callable[[Row], object], cursor: str) -> int:
    try:
        place, _, last = base64.urlsafe_b64decode(cursor.encode()).decode().partition(":")
        end = int(place)
    except (binascii.Error, UnicodeError, ValueError):
        raise DomainError("cursor_invalid", {"found": cursor, "expected": "`next` of a page"}) from None
    if 0 < end <= len(rows) and str(key(rows[end - 1])) == last:
        return end
    return next((at for at, row in enumerate(rows, 1) if str(key(row)) == last), max(0, end - 1))


def _cursor(end: int, last: object) -> str:
    return base64.urlsafe_b64encode(f"{end}:{last}".encode()).decode()
