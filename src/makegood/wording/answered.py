"""Which choice an answer begins with, in any language that our messages ask in."""

from __future__ import annotations

import re

from makegood.domain.decision.outcome import Choice
from makegood.wording.english import ENGLISH
from makegood.wording.german import GERMAN

_CHOICES = {
    word.casefold(): choice for words in (ENGLISH, GERMAN) for choice, word in words.option_words.items()
}


def choice_named(text: str) -> Choice | None:
    """The choice whose word is the first one of a text; None = another word is. What is named is not yet chosen."""
    found = re.search(r"\w+", text)
    return _CHOICES.get(found[0].casefold()) if found else None
