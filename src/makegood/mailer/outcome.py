"""What became of a mail that was to be handed over."""

from __future__ import annotations

import re
from dataclasses import dataclass

from makegood.domain.notice.outcome import Handed
from makegood.wording.clean import one_line

_LONGEST_WORDS = 300


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


def without_address(address: str, said: str) -> str:
    """Servers repeat whom they refuse; what they said outlives the day the customer is forgotten."""
    return re.sub(re.escape(address.strip()), "…", said, flags=re.IGNORECASE) if address.strip() else said
