"""Tests that can be trusted: they can fail, they need no luck, no network and no waiting."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.source import functions, imports, name_of, python_files, tree

NOT_IN_TESTS = {"http", "random", "requests", "socket", "time", "urllib", "unittest"}
ALLOWED = {
    # Actors of a race each throw dice of their own, with a seed: the same actor does the same every time.
    "tests/races/busy_day.py": {"random"},
    # Tokens are made up with a seed, and written into addresses of our own.
    "tests/portal/test_forged.py": {"random", "urllib"},
    # A server of our own, on this computer.
    "tests/mailer/api.py": {"http"},
    "tests/mailer/rude.py": {"socket"},
    "tests/races/served.py": {"http", "socket"},
    # A pair of sockets, between two processes of ours.
    "tests/warm.py": {"socket"},
    "tests/races/test_http_crash.py": {"http"},
    # Addresses are taken apart, and none is called.
    "tests/console/test_browser.py": {"urllib"},
    "tests/console/test_hostile.py": {"urllib"},
    # How long it takes is measured, and never judged.
    "tests/soaked.py": {"time"},
}
TEST_FILES = [path for path in python_files("tests") if path.name.startswith("test_")]


@pytest.mark.parametrize("path", python_files("tests"), ids=name_of)
def test_nothing_sleeps_rolls_dice_or_calls_out(path: Path) -> None:
    forbidden = NOT_IN_TESTS - ALLOWED.get(name_of(path), set())
    assert {module for module in imports(path) if module.split(".")[0] in forbidden} == set()


@pytest.mark.parametrize("path", TEST_FILES, ids=name_of)
def test_every_test_can_fail(path: Path) -> None:
    idle = [
        function.name
        for function in functions(path)
        if function.name.startswith("test_")
        and not _asserts(function)
        and not _asserting() & set(_called(function))
    ]
    assert idle == []


@pytest.mark.parametrize("path", TEST_FILES, ids=name_of)
def test_the_profile_says_how_many_examples_not_the_test(path: Path) -> None:
    # A number of its own would make a property deaf to `make soak`.
    keywords = {node.arg for node in ast.walk(tree(path)) if isinstance(node, ast.keyword)}
    assert "max_examples" not in keywords


@pytest.mark.parametrize("path", TEST_FILES, ids=name_of)
def test_no_test_hides_another_of_the_same_name(path: Path) -> None:
    names = [node.name for node in tree(path).body if isinstance(node, ast.FunctionDef)]
    assert len(names) == len(set(names))


@cache
def _asserting() -> set[str]:
    return {
        function.name for path in python_files("tests") for function in functions(path) if _asserts(function)
    }


def _asserts(function: ast.AST) -> bool:
    return any(isinstance(node, ast.Assert) for node in ast.walk(function)) or "raises" in set(
        _called(function)
    )


def _called(function: ast.AST) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr
