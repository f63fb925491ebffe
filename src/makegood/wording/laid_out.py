"""A letter laid out as a shop's own template says; and the template that says what is usual."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from makegood.domain.notice.elements import Element
from makegood.wording.clean import one_line
from makegood.wording.letter import Letter, arranged, blocks, section
from makegood.wording.message import Block, Heading, Message, Section, Sentence
from makegood.wording.phrases import Phrases
from makegood.wording.template import BLOCKS, Filled, Template

_LONGEST_SUBJECT = 200
_LONGEST_LINE = 5000
_PLACES = {
    Element.DELAYED: "delayed",
    Element.ON_TRACK: "on_track",
    Element.OPTIONS: "options",
    Element.NEXT_UPDATE: "next_update",
}
_HEADING = "# "


def usual(words: Phrases) -> Template:
    """The template of what a notice is without one, in one language: where a shop begins to write its own."""
    body = (
        "{{ greeting }}",
        "{{ opening }}",
        "{{ rest }}",
        f"# {words.heading_delayed}\n{{{{ delayed }}}}",
        f"# {words.heading_on_track}\n{{{{ on_track }}}}",
        f"# {words.heading_options}\n{{{{ options }}}}",
        f"# {words.heading_next}\n{{{{ next_update }}}}",
        "{{ shop }}",
    )
    return Template(subject="{{ subject }}", body="\n\n".join(body))


def write(letter: Letter, template: Template) -> Message:
    """The letter in the template's words and order; the template passed its check.

    What the template places nowhere still stands in the message, at its end: a customer misses nothing because of it.
    """
    return _Writer(letter, template).message()


class _Writer:
    def __init__(self, letter: Letter, template: Template) -> None:
        self._letter = letter
        self._template = template
        self._parts = {_PLACES[part.element]: part for part in letter.parts if part.element in _PLACES}
        self._words = {
            "customer": letter.customer,
            "greeting": letter.greeting,
            "next_update": self._parts["next_update"].after if "next_update" in self._parts else "",
            "opening": letter.opening,
            "order": letter.order,
            "shop": letter.closing,
            "window": letter.when,
        }
        names = set(Filled(template.body).names())
        self._rest = [
            part for part in letter.parts if part.element is None or _PLACES.get(part.element) not in names
        ]
        self._rest_is_placed = "rest" in names

    def message(self) -> Message:
        """The message."""
        sections: list[Section] = []
        for paragraph in _paragraphs(self._template.body):
            sections += self._sections(paragraph)
        if not self._rest_is_placed:
            sections += map(section, self._rest)
        subject = Filled(self._template.subject).substitute(self._words, subject=self._letter.subject)
        return replace(
            arranged(self._letter), subject=one_line(subject, longest=_LONGEST_SUBJECT), sections=sections
        )

    def _sections(self, lines: list[str]) -> Iterator[Section]:
        """One paragraph; nothing where all that was to be filled in is empty."""
        names = {name for line in lines for name in Filled(line).names()}
        if names and not any(map(self._says, names)):
            return
        found: Section = []
        for line in lines:
            if "rest" in Filled(line).names():
                yield from [found] if found else []
                yield from map(section, self._rest)
                found = []
            else:
                found += self._line(line)
        if found:
            yield found

    def _says(self, name: str) -> bool:
        if name in BLOCKS:
            return bool({"link": self._buttons(), "rest": self._rest}.get(name, name in self._parts))
        return bool(self._words[name])

    def _line(self, line: str) -> list[Block]:
        for name in Filled(line).names():
            if name == "link":
                return self._buttons()
            if name in BLOCKS:
                return blocks(self._parts[name]) if name in self._parts else []
        said = one_line(Filled(line.removeprefix(_HEADING)).substitute(self._words), longest=_LONGEST_LINE)
        # Headings are the template's: no name that is filled in makes or ends one.
        return [] if not said else [Heading(said) if line.startswith(_HEADING) else Sentence(said)]

    def _buttons(self) -> list[Block]:
        return [button for part in self._letter.parts for button in part.buttons]


def _paragraphs(body: str) -> Iterator[list[str]]:
    """The lines between empty ones; a heading that stands alone belongs to the paragraph that follows."""
    lines: list[str] = []
    for line in [*map(str.strip, body.splitlines()), ""]:
        if line:
            lines.append(line)
        elif lines and not (len(lines) == 1 and lines[0].startswith(_HEADING)):
            yield lines
            lines = []
    if lines:
        yield lines
