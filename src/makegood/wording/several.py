"""What goes to a customer in one message: of one order as its notice says, of several each under its own heading
(spec 5.1, 5.10).

Of several it is said as usual: a shop's own words are about one order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import Kind, Notice
from makegood.wording.letter import Letter, arranged, section
from makegood.wording.message import Heading, Message, Section, Sentence, plain
from makegood.wording.notice import NoticeWriter, RenderedNotice


class Told(NamedTuple):
    """The notice of one order, and the address of the page where its customer chooses; empty = they answer."""

    notice: Notice
    options_at: str = ""


def written(writer: NoticeWriter, told: Sequence[Told]) -> RenderedNotice:
    """The message as subject and plain text."""
    if len(told) == 1:
        return writer.text(told[0].notice, options_at=told[0].options_at)
    message = _together(writer, told)
    return RenderedNotice(message.subject, plain(message), message.language)


def as_page(writer: NoticeWriter, told: Sequence[Told]) -> str:
    """The same message as one HTML page."""
    if len(told) == 1:
        return writer.html(told[0].notice, options_at=told[0].options_at)
    return writer.page(_together(writer, told))


def _together(writer: NoticeWriter, told: Sequence[Told]) -> Message:
    first = told[0].notice
    words = writer.phrases(first)
    # One message writes its dates in one way, wherever its orders go.
    alike = [replace(each.notice, language=first.language, country=first.country) for each in told]
    letters = [
        writer.letter(notice, options_at=each.options_at) for notice, each in zip(alike, told, strict=True)
    ]
    asks = any(map(_asks, alike))
    subject = words.several_ask if asks else words.several
    opening = words.several_opening.format(orders=", ".join(each.order for each in letters))
    frame = replace(
        letters[0], subject=subject.format(count=words.number(len(told))), opening=opening, parts=[]
    )
    message = arranged(frame)
    *before, closing = message.sections
    own = [part for letter in letters for part in _order(letter, words.heading_order)]
    return replace(message, sections=[*before, *own, closing])


def _asks(notice: Notice) -> bool:
    """True where no answer cancels."""
    silent = notice.answer.silent_default is Choice.CANCEL and bool(notice.options)
    return silent or notice.kind is Kind.CONSENT_NEEDED


def _order(letter: Letter, heading: str) -> Iterator[Section]:
    """All that a message would say of one order alone, below its number."""
    # After a heading a sentence begins as sentences do, and not as it does after a greeting.
    opening = letter.opening[:1].upper() + letter.opening[1:]
    yield [Heading(heading.format(order=letter.order)), Sentence(opening)]
    for part in letter.parts:
        yield section(part, below=True)
