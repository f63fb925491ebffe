"""Rules have no clock, no luck and no outside world: the same facts give the same outcome, always."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.source import imports, name_of, python_files, tree

CLOCKS = {"today", "now", "utcnow", "monotonic", "perf_counter", "time_ns", "localtime", "gmtime"}
OUTSIDE_CALLS = {"open", "print", "input", "hash", "eval", "exec"}
OUTSIDE_MODULES = {
    "asyncio", "http", "io", "locale", "logging", "multiprocessing", "os", "pathlib", "random", "secrets",
    "shutil", "socket", "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip
RULE_FILES = python_files("src/makegood/domain")


@pytest.mark.parametrize("path", RULE_FILES, ids=name_of)
def test_a_rule_asks_no_clock_and_touches_nothing_outside(path: Path) -> None:
    reached = sorted(_reached(path))
    assert reached == []


@pytest.mark.parametrize(
    "path", python_files("src/makegood/wording", "src/makegood/spreadsheet"), ids=name_of
)
def test_words_and_spreadsheets_take_today_as_an_argument(path: Path) -> None:
    assert sorted(_clock_calls(path)) == []


def test_the_check_sees_a_clock_when_there_is_one(tmp_path: Path) -> None:
    guilty = tmp_path / "guilty.py"
    guilty.write_text("import random\nfrom datetime import date\nbegin = date.today()\nprint(begin)\n")
    assert sorted(_reached(guilty)) == ["print()", "random", "today()"]


def _reached(path: Path) -> set[str]:
    modules = {module for module in imports(path) if module.split(".")[0] in OUTSIDE_MODULES}
    calls = {f"{name}()" for name in _plain_calls(path) & OUTSIDE_CALLS}
    return modules | calls | _clock_calls(path)


def _plain_calls(path: Path) -> set[str]:
    calls = (node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
    return {function.id for function in calls if isinstance(function, ast.Name)}


def _clock_calls(path: Path) -> set[str]:
    # `date.today` handed on as a function is a clock too, so the name counts, called or not.
    return {
        f"{node.attr}()"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCKS
        and isinstance(node.value, ast.Name)
        and node.value.id in {"date", "datetime", "time", "dt"}
    }
