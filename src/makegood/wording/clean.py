"""Other people's text made safe to set among ours: names, titles and order ids come from outside."""

from __future__ import annotations

import unicodedata

_LONGEST = 120
# What keeps emoji and some scripts whole: joiners are invisible but harmless.
_JOINERS = "\u200c\u200d"


def one_line(text: str, *, longest: int = _LONGEST) -> str:
    """The text on one line, without control, direction and other invisible characters, cut to `longest` characters.

    Line breaks and tabs become blanks, so that nothing can pose as a line of ours or as a mail header.
    """
    if not text.isprintable():
        text = "".join([_visible(character) for character in text])
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing of it."""
    return not any(each.isprintable() and not each.isspace() for each in text)


def _visible(character: str) -> str:
    if character.isprintable() or character in _JOINERS:
        return character
    return " " if character.isspace() or unicodedata.category(character) == "Cc" else ""
