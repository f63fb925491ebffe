"""One thing, one word. The list of words to avoid, with reasons, is the table in docs/develop/words.md."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, documents, name_of, python_files

WORD_LIST = ROOT / "docs" / "develop" / "words.md"

# Other systems' words, quoted from the files they export.
QUOTES_OTHERS = re.compile(r"src/makegood/spreadsheet/(presets|cells)|docs/reference/presets|docs/connect/")
# Terms of mathematics and of Python, where the word means something else.
TERMS = re.compile(r"product-limit|itertools\.product|import product", re.IGNORECASE)
CODE_IN_PROSE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
HOUSE_FILES = [path for path in documents() + python_files("src") if not QUOTES_OTHERS.search(name_of(path))]


@cache
def avoided_words() -> dict[str, str]:
    """Avoided word -> what to write, from the table's rows: `word`, `word` | instead | why."""
    rows = [
        line.split("|")
        for line in WORD_LIST.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    return {word: row[2].strip() for row in rows for word in re.findall(r"`([^`]+)`", row[1])}


def found_in(text: str) -> list[str]:
    """Avoided words in a text, whatever their case; `snake_case` parts count as words."""
    words = avoided_words()
    pattern = re.compile(rf"(?<![^\W_])({'|'.join(map(re.escape, words))})(?![^\W_])", re.IGNORECASE)
    return [f"{hit}: write {words[hit.lower()]}" for hit in pattern.findall(TERMS.sub("", text))]


@pytest.mark.parametrize("path", HOUSE_FILES, ids=name_of)
def test_the_house_words_are_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert found_in(CODE_IN_PROSE.sub("", text) if path.suffix == ".md" else text) == []


def test_an_avoided_word_is_found_in_prose_and_in_names() -> None:
    assert found_in("The variant of product_id; production goes on.") == [
        "variant: write item",
        "product: write item",
    ]
