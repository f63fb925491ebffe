"""Makes docs/reference/codes.md from the tables of words: `.venv/bin/python -m tests.wording.codes_page`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from makegood.wording.codes import PLAIN, TABLES

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "codes.md"
_TOP = """# Codes and their words

Files carry codes, which never change; people read the words beside them. This page is made from the tables in
`src/makegood/wording`, and a test keeps it so.
"""


def page() -> str:
    """The whole page: one table per kind of code, headed by what the kind is."""
    parts = [_TOP]
    for kind, table in TABLES.items():
        parts.append(_section(_heading(kind), table))
    parts.append(_section("Other names: steps of a promise, parts of a cost, roles", PLAIN))
    return "\n".join(parts)


def _heading(kind: type[StrEnum]) -> str:
    """The first sentence of the kind's docstring, without its paragraph of the spec."""
    sentence = re.split(r"\.(?:\s|$)", kind.__doc__ or kind.__name__)[0]
    return re.sub(r" \(spec [\d., ]+\)", "", sentence.replace("`", ""))


def _section(heading: str, table: Mapping[str, str]) -> str:
    return "\n".join([f"## {heading}", "", "| Code | Words |", "|---|---|", *_rows(table), ""])


def _rows(table: Mapping[str, str]) -> Iterator[str]:
    for code, said in table.items():
        yield f"| `{code}` | {said} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
