"""Errors in words: what, where, expected. No traceback; exit 2."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import cast

import typer

from makegood.cli import NO_PLAN, STOPPED
from makegood.cli.problems import problems_in_words
from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet.problems import Problem

_WORDS = {
    "busy": "Somebody else held the same rows for {waited_seconds} seconds. Nothing has changed; try again later.",
    "database_missing": "There is no database {file}; expected the shop's, by --database or MAKEGOOD_DATABASE.",
    "database_refused": "The database refused: {found}. `makegood doctor` looks for the cause.",
    "shop_not_empty": "There is another shop in {database}, and it stays as it is; expected {expected}.",
    "entry_invalid": "{at}: found {found}; expected {expected}.",
    "environment_invalid": "{variable}: found {found}; expected {expected}.",
    "file_unreadable": "{file}: found {found}; expected {expected}.",
    "file_columns_missing": "{file}: found {found}; expected {expected}.",
    "file_columns_twice": "{file}: found {found}; expected {expected}.",
    "file_missing": "There is {found}; expected {expected}.",
    "last_engineer": "Nobody would be left who may let people in; expected {expected}.",
    "not_allowed": "{verb} is not for {roles}; it is for {may}.",
    "nothing_to_plan": "{file}: no row can be planned; expected at least one order line.",
    "option_invalid": "{option}: found {found!r}; expected {expected}.",
    "order_unknown": "There is no order {order!r}; numbers are compared exactly.",
    "output_folder_not_ours": "--out {path}: the folder holds {found!r}; expected a new folder, or a plan of ours.",
    "output_holds_input": "--out {path}: this folder holds {file}, which is read as {option}; expected another place.",
    "output_is_file": "--out {path}: a file is there; expected .xlsx, .json or a folder.",
    "output_is_folder": "--out {path}: a folder is there; expected the name of a file.",
    "output_is_input": "--out {path}: this file is read as {option}; expected another place.",
    "output_kind_unknown": "--out {path}: expected {expected}.",
    "output_not_writable": "--out {path}: cannot be written ({why}); expected a place you may write to.",
    "person_unknown": "There is nobody of the address {people}; expected somebody who works here.",
    "proposal_settled": "Proposals {proposals}: found none that waits; expected ones that nobody settled yet.",
    "preset_unknown": "--preset: found {preset!r}; expected one of {expected}.",
    "token_refused": "This key opens nothing: it is unknown, expired or revoked, or its person has left.",
    "zone_unknown": "policy, shop.zone: found {zone!r}; expected {expected}.",
}
_SAID_LAST = frozenset({"problem", "found", "expected"})


@contextmanager
def in_words() -> Iterator[None]:
    """Ends the command with exit 2 and plain words on stderr when something cannot be done."""
    try:
        yield
    except typer.Exit:
        raise
    except DomainError as error:
        _stop(*sentences(error))
    except KeyboardInterrupt:
        _stop(STOPPED)
    except BrokenPipeError:
        # The reader of our output has left, as `head` does: nobody is there to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        _stop(f"The computer refused: {error.strerror or error}{where}.")
    except MemoryError:
        _stop("There is not enough memory for so many rows.")
    except Exception as fault:
        # A fault of ours must not look like exit 1, which means that rows were left out.
        if os.environ.get("MAKEGOOD_TRACEBACK"):
            raise
        _stop(
            f"This is a fault of Makegood, not of your files: {type(fault).__name__}: {fault}",
            "MAKEGOOD_TRACEBACK=1 shows where it happened; please report it.",
        )


def sentences(error: DomainError) -> list[str]:
    """A domain error for people. A policy says all that is wrong with it at once."""
    if error.code == "policy_invalid":
        found = cast("Sequence[Mapping[str, str]]", error.data["problems"])
        return [
            f"{error.data.get('file', 'The policy')} does not hold:",
            *(f"  {_setting(problem)}" for problem in found),
        ]
    template = _WORDS.get(error.code)
    if template is None and "problems" in error.data:
        listed = cast("Sequence[Mapping[str, object] | str]", error.data["problems"])
        return [f"{_readable(error.code).capitalize()}:", *(f"  {_problem(each)}" for each in listed)]
    if template is None:
        data = ", ".join(f"{_readable(name)} {said(value)}" for name, value in error.data.items())
        return [
            f"{_readable(error.code).capitalize()}: {data}" if data else _readable(error.code).capitalize()
        ]
    told = [template.format(**{name: _named(value) for name, value in error.data.items()})]
    if error.code == "nothing_to_plan":
        told += problems_in_words(
            cast("Sequence[Problem]", error.data["problems"]),
            rows_left_out=cast("int", error.data["rows_left_out"]),
        )
    return told


def _problem(problem: Mapping[str, object] | str) -> str:
    """One thing that is wrong: where it stands, what it is, what was found and what was expected."""
    if isinstance(problem, str):
        return _readable(problem)
    where = ", ".join(
        f"{_readable(name)} {said(value)}" for name, value in problem.items() if name not in _SAID_LAST
    )
    found = f"; found {said(problem['found'])}" if "found" in problem else ""
    expected = f"; expected {said(problem['expected'])}" if "expected" in problem else ""
    return f"{where}: {_readable(str(problem.get('problem', 'refused')))}{found}{expected}"


def _readable(code: str) -> str:
    return code.replace("_", " ")


def _named(value: object) -> object:
    """What a sentence of ours names: lists as names, everything else as it is, for the sentence says how."""
    return (", ".join(map(str, value)) if value else "nobody") if isinstance(value, (list, tuple)) else value


def said(value: object) -> str:
    """A value for people, on one line: no brackets, no quotes, moments to the minute."""
    if value is None or value == "" or value == [] or value == () or value == {}:
        return "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {said(each)}" for name, each in value.items())
    if isinstance(value, (list, tuple)):
        nested = any(isinstance(each, (Mapping, list, tuple)) for each in value)
        return ("; " if nested else ", ").join(said(each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return str(value)


def _setting(problem: Mapping[str, str]) -> str:
    where, value = problem.get("where") or "file", problem.get("value")
    found = f"found {value!r}; " if value else ""
    return f"{where}: {problem['code'].replace('_', ' ')}; {found}expected {problem['expected']}"


def _stop(*lines: str) -> None:
    for line in lines:
        typer.echo(shown(line), err=True)
    raise typer.Exit(NO_PLAN)


def shown(line: str) -> str:
    """Names out of files may hold what a terminal obeys, or line breaks: they are shown, on one line."""
    if line.isprintable():
        return line
    return "".join(_shown_character(character) for character in line)


def _shown_character(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else character.encode("unicode_escape").decode("ascii")
