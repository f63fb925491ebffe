"""The plan as one JSON file, a row per line of text, so that two plans compare well."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from makegood.spreadsheet.writing.json_text import JsonText, by_column, object_template
from makegood.spreadsheet.writing.place import new_file
from makegood.spreadsheet.writing.records import JSON_SHEETS, SUMMARY, Output, Sheet


def write_json(output: Output, *, to: Path) -> list[Path]:
    """Write the plan to `to`; the same plan gives the same bytes. Returns the files written."""
    with (
        new_file(to) as part,
        part.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file,
    ):
        file.writelines(_text(output))
    return [to]


def _text(output: Output) -> Iterator[str]:
    texts = JsonText()
    yield "{\n" + _head(output, texts)
    for sheet in JSON_SHEETS:
        yield f',\n"{sheet.key}": ['
        yield from _rows(sheet, output, texts)
        yield "]"
    yield "\n}\n"


def _head(output: Output, texts: JsonText) -> str:
    """`today` and `policy_version` stand at the top, the other fields of the Summary sheet under `summary`."""
    (row,) = by_column(SUMMARY.rows(output), [texts.of(column.shape) for column in SUMMARY.fields])
    today, version, *figures = row
    summary = object_template(SUMMARY.fields[2:]) % tuple(figures)
    return f'"today": {today},\n"policy_version": {version},\n"{SUMMARY.key}": {summary}'


def _rows(sheet: Sheet, output: Output, texts: JsonText) -> Iterator[str]:
    template = object_template(sheet.fields)
    rows = by_column(sheet.rows(output), [texts.of(column.shape) for column in sheet.fields])
    for between, row in zip(chain(["\n"], _for_ever(",\n")), rows, strict=False):
        yield between + template % row


def _for_ever(text: str) -> Iterator[str]:
    while True:
        yield text
