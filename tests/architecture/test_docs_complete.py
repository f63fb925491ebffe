"""Whatever a user can meet, set, type or read has its place in docs/reference."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
import re
import typing
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache
from typing import Any

import pytest
import typer

import makegood.domain
from makegood.cli.app import app
from makegood.config.env import VARIABLES
from makegood.domain.terms.policy import Policy
from makegood.spreadsheet.columns import TABLES
from makegood.spreadsheet.writing.records import SHEETS
from makegood.spreadsheet.writing.shape import Field, Record, Shape
from tests.architecture.source import ROOT, python_files, tree

CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
NAME = re.compile(r"-{0,2}[A-Za-z0-9_]+(?:[-_][A-Za-z0-9_]+)*")


@cache
def documented() -> frozenset[str]:
    """Every name that stands in code type on a reference page."""
    pages = sorted((ROOT / "docs" / "reference").rglob("*.md"))
    code = (span for page in pages for span in CODE.findall(page.read_text(encoding="utf-8")))
    return frozenset(name for span in code for name in NAME.findall(span))


def settings(area: type = Policy) -> Iterator[str]:
    """The names of an area's settings and of the areas inside it; by default of the whole policy."""
    hints = typing.get_type_hints(area)
    for field in dataclasses.fields(area):
        yield field.name
        for inner in _areas_in(hints[field.name]):
            yield from settings(inner)


def codes() -> Iterator[str]:
    """Every value of every set of codes that the rules speak in."""
    for module in pkgutil.walk_packages(makegood.domain.__path__, "makegood.domain."):
        for thing in vars(importlib.import_module(module.name)).values():
            if isinstance(thing, type) and issubclass(thing, StrEnum):
                yield from (member.value for member in thing)
            elif typing.get_origin(thing) is typing.Literal:
                yield from (value for value in typing.get_args(thing) if isinstance(value, str))


def columns() -> Iterator[str]:
    """The input columns of the four tables."""
    for table in TABLES.values():
        yield from (column.name for column in table.columns)


def output_fields() -> Iterator[str]:
    """The plan's sheets, their fields, and the fields inside those."""
    for sheet in SHEETS:
        for field in sheet.fields:
            yield field.name
            yield from _names_in(field.shape)


def verbs() -> Iterator[str]:
    """Commands, the commands below them, and their options."""
    waiting: list[Any] = [typer.main.get_command(app)]
    while waiting:
        command = waiting.pop()
        for parameter in command.params:
            yield from (option for option in parameter.opts if option.startswith("--"))
        for name, inner in getattr(command, "commands", {}).items():
            yield name
            waiting.append(inner)


def variables() -> Iterator[str]:
    """The variables of the environment, wherever the code names one."""
    for path in python_files("src"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from re.findall(r"\bMAKEGOOD_[A-Z_]+", node.value)


def errors() -> Iterator[str]:
    """The code of every error that the program can raise: the first argument wherever one is made."""
    for path in python_files("src"):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            maker, code = ast.unparse(node.func), node.args[0]
            if (maker == "DomainError" or maker.endswith("_error")) and isinstance(code, ast.Constant):
                yield str(code.value)


@pytest.mark.parametrize("collect", [settings, codes, columns, output_fields, verbs, variables])
def test_everything_a_user_meets_is_in_the_reference(collect: Callable[[], Iterator[str]]) -> None:
    met = set(collect())
    assert met
    assert sorted(met - documented()) == []


def test_the_page_of_errors_lists_those_that_exist_and_no_other() -> None:
    page = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    listed = [
        code
        for row in re.findall(r"^\| (`.+?) \|", page, re.MULTILINE)
        for code in re.findall(r"`(\w+)`", row)
    ]
    assert sorted(listed) == sorted(set(errors()))


def test_the_page_of_settings_has_a_chapter_for_each_variable_and_no_other() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^## `(\w+)`$", page, re.MULTILINE)) == sorted(set(variables()))
    assert set(VARIABLES) <= set(variables())


def _areas_in(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        yield hint
    for part in typing.get_args(hint):
        yield from _areas_in(part)


def _names_in(shape: Shape | Field) -> Iterator[str]:
    if isinstance(shape, Record):
        for field in shape.fields:
            yield field.name
            yield from _names_in(field.shape)
    elif hasattr(shape, "of"):
        yield from _names_in(shape.of)
