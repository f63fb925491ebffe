"""A shop's own words for a message (spec 5.2): a subject and a body with placeholders, and what may be wrong with them.

In the body an empty line begins a paragraph, `# ` at its start makes a line a heading, and there is no HTML.
`{{ delayed }}` and its like are filled in; a paragraph whose placeholders are all empty is left out.
"""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from makegood.domain.notice.elements import Element
from makegood.wording.clean import is_blank

LONGEST_SUBJECT = 150
LONGEST_BODY = 5000

WORDS = frozenset({"customer", "greeting", "next_update", "opening", "order", "shop", "window"})
"""Placeholders that become words; they may stand inside a sentence."""
BLOCKS = frozenset({"delayed", "link", "on_track", "options", "rest"})
"""Placeholders that become lists and buttons; each stands on a line of its own. `rest` = what stands nowhere else."""
IN_SUBJECT = frozenset({"customer", "order", "shop", "subject", "window"})
"""Placeholders of a subject; `subject` is the usual one."""
# What `string.Template` asks for: a name, or what begins like a placeholder and is none; nothing else of its own.
_PLACEHOLDER = (
    r"\{\{(?:[ \t]*(?P<named>[^{}\s][^{}\r\n]*?)[ \t]*\}\}|(?P<invalid>)|(?P<escaped>(?!))|(?P<braced>(?!)))"
)
# Which placeholders tell an element; what is delayed is told with its window.
_TELL = {
    Element.DELAYED: {"delayed"},
    Element.ON_TRACK: {"on_track"},
    Element.WINDOW: {"delayed", "window"},
    Element.OPTIONS: {"options"},
    Element.NEXT_UPDATE: {"next_update"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What the shop wrote, as it wrote it."""

    subject: str
    body: str


class Fault(StrEnum):
    """What may be wrong with a template."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    LINE_BREAK = "line_break"
    BRACES_UNBALANCED = "braces_unbalanced"
    PLACEHOLDER_UNKNOWN = "placeholder_unknown"
    PLACEHOLDER_TWICE = "placeholder_twice"
    NOT_IN_SUBJECT = "not_in_subject"
    NOT_ALONE = "not_alone"
    ELEMENT_MISSING = "element_missing"


class Problem(NamedTuple):
    """One thing that is wrong. `where` = `subject` or `body`; `found` = what it is about, as it was written."""

    fault: Fault
    where: str
    found: str = ""


class Filled(string.Template):
    """Text whose placeholders are filled in, all at once: what is filled in is never read for more of them."""

    flags = re.NOFLAG
    pattern = _PLACEHOLDER  # type: ignore[assignment]  # compiled by the class itself

    def names(self) -> list[str]:
        """Its placeholders, each once, in their order."""
        return self.get_identifiers()

    def bare(self) -> str:
        """The text without its placeholders."""
        return re.sub(_PLACEHOLDER, lambda found: "" if found["named"] else found[0], self.template)


def check(template: Template, *, tells: Collection[Element] = tuple(Element)) -> list[Problem]:
    """All that is wrong with a template; empty = it may be used. `tells` = the elements its messages must have."""
    subject, body = Filled(template.subject), Filled(template.body)
    return [
        *_text("subject", subject, LONGEST_SUBJECT),
        *_subject(subject),
        *_text("body", body, LONGEST_BODY),
        *_body(template.body),
        *_elements(set(body.names()), tells),
    ]


def _text(where: str, text: Filled, longest: int) -> Iterator[Problem]:
    if is_blank(text.template):
        yield Problem(Fault.EMPTY, where)
    if len(text.template) > longest:
        yield Problem(Fault.TOO_LONG, where, f"{len(text.template):,}")
    bare = text.bare()
    brace = re.search(r".{0,20}(?:\{\{|\}\}).{0,20}", bare)
    if brace or not text.is_valid():
        yield Problem(Fault.BRACES_UNBALANCED, where, brace[0].strip() if brace else "")
    for name in text.names():
        if name not in WORDS | BLOCKS | IN_SUBJECT:
            yield Problem(Fault.PLACEHOLDER_UNKNOWN, where, name)


def _subject(subject: Filled) -> Iterator[Problem]:
    if len(subject.template.splitlines()) > 1:
        yield Problem(Fault.LINE_BREAK, "subject")
    for name in subject.names():
        if name in (WORDS | BLOCKS) - IN_SUBJECT:
            yield Problem(Fault.NOT_IN_SUBJECT, "subject", name)


def _body(body: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for line in body.splitlines():
        for name in Filled(line).names():
            if name in BLOCKS and Filled(line).bare().strip():
                yield Problem(Fault.NOT_ALONE, "body", name)
            if name in BLOCKS and name in seen:
                yield Problem(Fault.PLACEHOLDER_TWICE, "body", name)
            seen.add(name)
    if "subject" in seen:
        yield Problem(Fault.PLACEHOLDER_UNKNOWN, "body", "subject")


def _elements(names: set[str], tells: Collection[Element]) -> Iterator[Problem]:
    for element, placeholders in _TELL.items():
        if element in tells and not names & (placeholders | {"rest"}):
            yield Problem(Fault.ELEMENT_MISSING, "body", element.value)


_SAID = {
    Fault.EMPTY: "The {where} is empty.",
    Fault.TOO_LONG: "The {where} has {found} characters; at most {longest:,} will do.",
    Fault.LINE_BREAK: "The subject has more than one line.",
    Fault.BRACES_UNBALANCED: "Braces in the {where} do not close, or never opened: “{found}”. Write {{{{ order }}}}.",
    Fault.PLACEHOLDER_UNKNOWN: "The {where} has no placeholder “{found}”; there are {known}.",
    Fault.PLACEHOLDER_TWICE: "“{found}” stands in the {where} more than once.",
    Fault.NOT_IN_SUBJECT: "“{found}” is too long for a subject; there are {known}.",
    Fault.NOT_ALONE: "“{found}” becomes a list or a button; it needs a line of its own.",
    Fault.ELEMENT_MISSING: "The body does not tell: {element}. Write {{{{ {found} }}}} on a line of its own.",
}
_ELEMENTS = {
    Element.DELAYED: "what is delayed",
    Element.ON_TRACK: "what is on track",
    Element.WINDOW: "when it ships",
    Element.OPTIONS: "what the customer may choose",
    Element.NEXT_UPDATE: "when we write again",
}


def problem_said(problem: Problem) -> str:
    """What is wrong with a template, as a sentence for whoever writes it."""
    subject = problem.where == "subject"
    return _SAID[problem.fault].format(
        where=problem.where,
        found=problem.found,
        longest=LONGEST_SUBJECT if subject else LONGEST_BODY,
        known=", ".join(sorted(IN_SUBJECT if subject else WORDS | BLOCKS)),
        element=_ELEMENTS[Element(problem.found)] if problem.fault is Fault.ELEMENT_MISSING else "",
    )
