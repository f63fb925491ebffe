"""The shop's own words for one kind of message, in one language, on one channel or all: set, and set back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import area_to_toml
from makegood.domain.terms.policy.template import TemplatePolicy
from makegood.queries.shop import policy_at
from makegood.services._work import Work
from makegood.services.policy.areas import PolicySet, known_revision, unchanged_since, write
from makegood.wording.templates import name_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTemplate:
    """Messages of this kind and language are in these words from now on; `channel` None = on every channel that has
    none of its own. `note` = why. `since` = the revision of the policy that the author looked at."""

    kind: str
    language: str
    channel: str | None = None
    subject: str
    body: str
    note: str = ""
    since: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreTemplate:
    """The words are as they were at a revision of the policy; 0, or one before there were any, = as usual. `since` = as
    of SetTemplate."""

    kind: str
    language: str
    channel: str | None = None
    revision: int
    note: str = ""
    since: int | None = None


def set_template(work: Work, command: SetTemplate) -> PolicySet:
    """A new version of the words. What is said again unchanged changes nothing.

    Raises DomainError('policy_invalid') with all that is wrong with them, ('policy_changed').
    """
    unchanged_since(work, command.since)
    body = command.body.replace("\r\n", "\n").strip("\n")
    own = TemplatePolicy(subject=command.subject.strip(), body=body)
    name = name_of(command.kind, command.language, command.channel)
    return _write(work, {**work.shop.policy.templates, name: own}, command.note)


def restore_template(work: Work, command: RestoreTemplate) -> PolicySet:
    """Raises DomainError('revision_unknown'), ('template_unknown') where there are no such words, now or then, and
    ('policy_changed')."""
    unchanged_since(work, command.since)
    known_revision(work, command.revision)
    name = name_of(command.kind, command.language, command.channel)
    now, then = work.shop.policy.templates, policy_at(command.revision).templates
    if name not in now and name not in then:
        raise DomainError("template_unknown", {"template": name, "revision": command.revision})
    others = {each: own for each, own in now.items() if each != name}
    return _write(work, others | ({name: then[name]} if name in then else {}), command.note)


def _write(work: Work, templates: Mapping[str, TemplatePolicy], note: str) -> PolicySet:
    document = area_to_toml(replace(work.shop.policy, templates=templates), "templates")
    return write(work, document, {"templates"}, note)
