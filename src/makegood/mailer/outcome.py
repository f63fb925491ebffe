"""What became of a mail that was to be handed over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from makegood.wording.clean import one_line

_LONGEST_WORDS = 300


class Handed(StrEnum):
    """Whether somebody else has the mail now.

    ACCEPTED = they said so. LATER = they have not: to try again is safe. REFUSED = they never will. UNCLEAR = the
    line was cut while they had it or part of it: it may have been sent, so nobody but a person sends it again.
    """

    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED = "refused"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`said` = what the other side answered, or the code of our own refusal; one line, never the customer's address."""

    handed: Handed
    said: str


def words(error: BaseException) -> str:
    """An error as one line, its kind first: a timeout says nothing else."""
    return one_line(f"{type(error).__name__}: {error}", longest=_LONGEST_WORDS)


def answer(code: int, said: bytes | str) -> str:
    """A server's answer as one line."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return one_line(f"{code} {text}", longest=_LONGEST_WORDS)
