"""A backorder's state has one writer (design rule 4): `services/_transition.py`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import name_of, python_files, tree

WRITER = "src/makegood/services/_transition.py"
WRITES = {"new", "set", "set_by_id", "update", "create", "Backorder"}
# Released and shipped are states of an allocation too, which others write.
ONLY_OF_BACKORDERS = {"open", "allocated", "cancelled", "substituted"}
FILES = [path for path in python_files("src") if name_of(path) != WRITER and "migrations" not in path.parts]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_nobody_else_writes_the_state_of_a_backorder(path: Path) -> None:
    assert list(_written(tree(path))) == []


def test_the_check_sees_a_second_writer() -> None:
    writes = ["work.set(row, state='open')", "work.set(row, state=BackorderState.SHIPPED.value)"]
    assert list(_written(ast.parse("\n".join([*writes, "new(Allocation, state='held')"])))) == writes


def _written(module: ast.AST) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in WRITES:
            for keyword in node.keywords:
                if keyword.arg == "state" and _is_of_a_backorder(keyword.value):
                    yield ast.unparse(node)


def _is_of_a_backorder(value: ast.expr) -> bool:
    if isinstance(value, ast.Constant):
        return value.value in ONLY_OF_BACKORDERS
    return "BackorderState" in ast.unparse(value)
