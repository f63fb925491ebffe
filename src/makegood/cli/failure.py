"""Errors in words: what, where, expected. No traceback; exit 2."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import cast

import typer

from makegood.cli import NO_PLAN, STOPPED
from makegood.cli.problems import problems_in_words
from makegood.cli.refusals import SENTENCES, expected, named, sentence_begins, title
from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet.problems import Problem

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
    template = SENTENCES.get(error.code)
    if template is None and "problems" in error.data:
        listed = cast("Sequence[Mapping[str, object] | str]", error.data["problems"])
        return [f"{sentence_begins(title(error.code))}:", *(f"  {_problem(each)}" for each in listed)]
    if template is None and "problem" in error.data:
        return [f"{sentence_begins(title(error.code))}: {_problem(error.data)}"]
    if template is None:
        where = _fields(error.data)
        told = f"{title(error.code)}: {where}" if where else title(error.code)
        return [sentence_begins(told + _found_and_expected(error.code, error.data))]
    lines = [template.format(**{name: _named(value) for name, value in error.data.items()})]
    if error.code == "nothing_to_plan":
        lines += problems_in_words(
            cast("Sequence[Problem]", error.data["problems"]),
            rows_left_out=cast("int", error.data["rows_left_out"]),
        )
    return lines


def _problem(problem: Mapping[str, object] | str) -> str:
    """One thing that is wrong: where it stands, what it is, what was found and what was expected."""
    if isinstance(problem, str):
        return title(problem)
    code = str(problem.get("problem", "refused"))
    where = _fields(problem)
    told = f"{where}: {title(code)}" if where else title(code)
    return told + _found_and_expected(code, problem)


def _found_and_expected(code: str, data: Mapping[str, object]) -> str:
    found = f"; found {said(data['found'])}" if "found" in data else ""
    meant = f"; expected {said(expected(code, data['expected']))}" if "expected" in data else ""
    return found + meant


def _fields(data: Mapping[str, object]) -> str:
    return ", ".join(f"{named(name)} {said(value)}" for name, value in data.items() if name not in _SAID_LAST)


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
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return str(value)


def _setting(problem: Mapping[str, str]) -> str:
    where, value = problem.get("where") or "file", problem.get("value")
    found = f"found {value!r}; " if value else ""
    return f"{where}: {title(problem['code'])}; {found}expected {problem['expected']}"


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
