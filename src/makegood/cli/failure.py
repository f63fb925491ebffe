"""Errors in words: what, where, expected. No traceback; exit 2."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

import typer

from makegood.cli import NO_PLAN, STOPPED
from makegood.cli.problems import problems_in_words
from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet.problems import Problem
from makegood.wording.failures import sentences


@contextmanager
def in_words() -> Iterator[None]:
    """Ends the command with exit 2 and plain words on stderr when something cannot be done."""
    try:
        yield
    except typer.Exit:
        raise
    except DomainError as error:
        _stop(*sentences(error), *_rows_left_out(error))
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


def _rows_left_out(error: DomainError) -> list[str]:
    """Why there is nothing to plan."""
    if error.code != "nothing_to_plan":
        return []
    problems = cast("Sequence[Problem]", error.data["problems"])
    return list(problems_in_words(problems, rows_left_out=cast("int", error.data["rows_left_out"])))


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
