"""Small files and short functions: a reader holds one in the head."""

from __future__ import annotations

from statistics import median

from tests.architecture.source import functions, name_of, python_files

LONGEST_FILE = 400
USUAL_FILE = 200
LONGEST_FUNCTION = 50
USUAL_FUNCTION = 30


def test_no_file_is_longer_than_400_lines_and_most_are_under_200() -> None:
    lengths = {
        name_of(path): path.read_text(encoding="utf-8").count("\n")
        for path in python_files("src", "tests", "scripts")
        # Lists of columns, written by Django: nobody holds them in the head.
        if path.parent.name != "migrations"
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}
    assert median(lengths.values()) < USUAL_FILE


def test_no_function_is_longer_than_50_lines_and_nearly_all_are_under_30() -> None:
    lengths = {
        f"{name_of(path)}:{function.lineno} {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in python_files("src")
        for function in functions(path)
    }
    long = {name: length for name, length in lengths.items() if length > USUAL_FUNCTION}
    assert {name: length for name, length in long.items() if length > LONGEST_FUNCTION} == {}
    assert len(long) <= 0.05 * len(lengths), long
