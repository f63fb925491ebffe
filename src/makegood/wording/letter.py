"""A message in parts, before it becomes text, a page, or what a shop's own template makes of it.

Nothing in it is escaped yet, and nothing in it breaks a line: names, titles and ids went through `clean.one_line`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from makegood.domain.notice.elements import Element
from makegood.wording.message import Block, Button, Heading, Message, Points, Section, Sentence


class Part(NamedTuple):
    """A heading, points below it, and a sentence before and after them where there is something to say.

    `element` = which of the five elements of a notice it tells; None = something else. `buttons` stand before the
    points. `more` = further points, each with what is said before them.
    """

    heading: str
    points: list[str]
    after: str
    before: str = ""
    element: Element | None = None
    buttons: tuple[Button, ...] = ()
    more: tuple[tuple[str, list[str]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message. `order` and `customer` = what and whom it is about; `when` = its window in a few words, or empty.

    `language` = the one it is written in, two letters. `closing` = the shop's name.
    """

    language: str
    subject: str
    order: str
    customer: str
    when: str
    greeting: str
    opening: str
    parts: list[Part]
    closing: str


def arranged(letter: Letter) -> Message:
    """The letter in its usual order: greeting, opening, one section for each part, the shop's name."""
    sections: list[Section] = [[Sentence(letter.greeting)], [Sentence(letter.opening)]]
    sections += map(section, letter.parts)
    sections.append([Sentence(letter.closing)])
    return Message(
        subject=letter.subject,
        language=letter.language,
        sender=letter.closing,
        preview=preview(letter),
        sections=sections,
    )


def section(part: Part, *, below: bool = False) -> Section:
    """A part with its heading, where it has one; `below` = what it is a part of has one too."""
    return [*([Heading(part.heading, below)] if part.heading else []), *blocks(part)]


def blocks(part: Part) -> list[Block]:
    """What stands below a part's heading."""
    found: list[Block] = [Sentence(part.before)] if part.before else []
    found += part.buttons
    if part.points:
        found.append(Points(part.points))
    for said, points in part.more:
        found += [Sentence(said), Points(points)]
    if part.after:
        found.append(Sentence(part.after))
    return found


def preview(letter: Letter) -> str:
    """What a list of mails shows after the subject: the first thing the customer wants to know."""
    return next((part.points[0] for part in letter.parts if part.points), letter.opening)
