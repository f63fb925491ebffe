"""A message as it is laid out, and as plain text: for mail, files and the messages of marketplaces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


class Heading(NamedTuple):
    """The heading of a section; `below` = of a part of one that has its own heading."""

    said: str
    below: bool = False


class Sentence(NamedTuple):
    """A paragraph."""

    said: str


class Points(NamedTuple):
    """A list of short lines."""

    each: list[str]


class Button(NamedTuple):
    """A link that is easy to hit: what it says, and the whole address that it opens."""

    label: str
    address: str


Block = Heading | Sentence | Points | Button
Section = list[Block]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Sections with room between them. `sender` = the shop's name; `preview` = what a list of mails shows of it.

    `language` = the one it is written in. Every text is one line, not escaped.
    """

    subject: str
    language: str
    sender: str
    preview: str
    sections: list[Section]

    @property
    def direction(self) -> str:
        """`rtl` where the language is written from right to left, else `ltr`, as HTML names it."""
        return "rtl" if self.language.lower().partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def plain(message: Message) -> str:
    """The message without its subject: sections with an empty line between; ends with a line break."""
    return "\n\n".join(["\n".join(_lines(section)) for section in message.sections]) + "\n"


def _lines(section: Section) -> Iterator[str]:
    for block in section:
        if isinstance(block, Sentence):
            yield block.said
        elif isinstance(block, Points):
            yield from [f"- {point}" for point in block.each]
        elif isinstance(block, Heading):
            yield block.said if block.below else block.said.upper()
        else:
            # An address has a line of its own: nothing sticks to it where it is made a link.
            yield f"{block.label}:"
            yield block.address
