"""The five-part check, part by part: which of what a message must tell its words tell."""

from __future__ import annotations

from typing import NamedTuple

from makegood.domain.notice.elements import Element
from makegood.domain.notice.outcome import Kind
from makegood.domain.terms.policy.shop import ChannelPolicy
from makegood.wording.template import Fault, Template, check
from makegood.wording.templates import must_tell

_SAID = {
    Element.DELAYED: "what is delayed",
    Element.ON_TRACK: "what is on track",
    Element.WINDOW: "the new window",
    Element.OPTIONS: "what the customer may choose",
    Element.NEXT_UPDATE: "when we write again",
}


class Part(NamedTuple):
    """One thing that the message must tell, and whether it does."""

    said: str
    there: bool


def parts_of(template: Template, *, kind: Kind, channel: ChannelPolicy | None) -> list[Part]:
    """All that a message of this kind must tell; nothing for one that tells what happened."""
    needed = must_tell(kind, channel)
    missing = {each.found for each in check(template, tells=needed) if each.fault is Fault.ELEMENT_MISSING}
    return [Part(_SAID[each], each.value not in missing) for each in needed]
