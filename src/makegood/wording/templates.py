"""Which of a shop's templates a message takes, and whether they may be used at all (spec 5.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from makegood.domain.notice.elements import Element
from makegood.domain.notice.outcome import Kind
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.shop import ChannelPolicy, may_ask
from makegood.domain.terms.policy.template import Templates
from makegood.wording.template import Template, check, problem_said

LANGUAGES = ("de", "en")
"""The languages that the parts of a message are written in."""
NAME = "kind.language or kind.language.channel, as first.de or first.de.store"
# How a delay stands: such a message tells all it must. Others tell what happened, and of a delay if there is one.
_OF_A_DELAY = frozenset(
    {Kind.FIRST, Kind.DATE_LATER, Kind.DATE_EARLIER, Kind.STILL_WAITING, Kind.CONSENT_NEEDED}
)


class Chosen(NamedTuple):
    """The template of a message and the name it is kept under."""

    name: str
    template: Template


def name_of(kind: str, language: str, channel: str | None = None) -> str:
    """The name of a template; without a channel it is of every channel."""
    return ".".join((kind, language, *([channel.lower()] if channel else ())))


def chosen(templates: Templates, *, kind: str, language: str, channel: str) -> Chosen | None:
    """The template of such a message: the channel's own, else that of every channel; None = it is said as usual."""
    for name in (name_of(kind, language, channel), name_of(kind, language)):
        if name in templates:
            own = templates[name]
            return Chosen(name, Template(subject=own.subject, body=own.body))
    return None


def faults(policy: Policy, templates: Templates) -> list[Mapping[str, str]]:
    """All that is wrong with templates beside a policy, each by its place, as problems of a policy are told."""
    return list(_faults(policy, templates))


def _faults(policy: Policy, templates: Templates) -> Iterator[Mapping[str, str]]:
    for name, own in templates.items():
        kind, _, rest = name.partition(".")
        language, _, channel = rest.partition(".")
        place = f'templates."{name}"'
        if kind not in set(Kind) or language not in LANGUAGES or (channel and channel not in policy.channels):
            yield {"where": place, "code": "unknown_name", "value": name, "expected": NAME}
            continue
        template = Template(subject=own.subject, body=own.body)
        for each in check(template, tells=must_tell(Kind(kind), policy.channels.get(channel))):
            where, said = f"{place}.{each.where}", problem_said(each)
            yield {"where": where, "code": each.fault.value, "value": each.found, "expected": said}


def must_tell(kind: Kind, channel: ChannelPolicy | None) -> tuple[Element, ...]:
    """What a message must tell. Where the channel lets nobody be asked, there are no options."""
    if kind not in _OF_A_DELAY:
        return ()
    asks = channel is None or may_ask(channel)
    return tuple(each for each in Element if asks or each is not Element.OPTIONS)
