"""A list as a workbook shows times as the screen does, and says of each amount in which currency it is."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

from django.test import RequestFactory
from django.utils import timezone
from python_calamine import CalamineWorkbook

from makegood.console.tables import Column, Money, Table

LATE = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
TABLE: Table[Any] = Table(
    name="all",
    columns=(Column("at", "At", lambda row: row[0]), Column("worth", "Worth", lambda row: row[1])),
)


def workbook(*rows: Any) -> io.BytesIO:
    """The workbook of these rows."""
    with timezone.override("Europe/Berlin"):
        answer: Any = TABLE.file(RequestFactory().get("/?as=xlsx"), rows)
    return io.BytesIO(answer.content)


def cells(book: io.BytesIO) -> list[list[Any]]:
    """What stands in it below the headings."""
    return CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).to_python()[1:]


def test_a_time_is_the_shops() -> None:
    assert cells(workbook((LATE, None)))[0][0] == datetime(2026, 11, 26, 0, 30)  # noqa: DTZ001 - a workbook has none


def test_an_amount_stays_a_number_and_says_its_currency() -> None:
    book = workbook((LATE, Money(1999, "USD")), (LATE, Money(14400, "JPY")))
    assert [row[1] for row in cells(book)] == [19.99, 14400]
    styles = zipfile.ZipFile(book).read("xl/styles.xml").decode()
    assert re.findall(r'formatCode="(#[^"]*)"', styles) == [
        "#,##0.00 &quot;USD&quot;",
        "#,##0 &quot;JPY&quot;",
    ]
