"""A message as it would be in words that are not kept yet, and the words to begin with."""

from __future__ import annotations

from makegood.domain.notice.outcome import Notice
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.template import TemplatePolicy
from makegood.wording.english import ENGLISH
from makegood.wording.german import GERMAN
from makegood.wording.laid_out import usual
from makegood.wording.notice import NoticeWriter, RenderedNotice
from makegood.wording.template import Template
from makegood.wording.templates import LANGUAGES, faults, name_of


def usual_of(language: str) -> Template:
    """What a message says in one of our languages where the shop has no words of its own.

    Raises DomainError('language_unknown').
    """
    if language not in LANGUAGES:
        raise DomainError("language_unknown", {"language": language, "expected": ", ".join(LANGUAGES)})
    return usual(GERMAN if language == "de" else ENGLISH)


def previewed(policy: Policy, notice: Notice, words: Template | None) -> RenderedNotice:
    """The message in these words, None = in those that the shop has.

    Raises DomainError('policy_invalid') for words that no message may be in.
    """
    return _writer(policy, notice, words).text(notice)


def previewed_page(policy: Policy, notice: Notice, words: Template | None) -> str:
    """The same as the HTML of a mail. Raises DomainError('policy_invalid')."""
    return _writer(policy, notice, words).html(notice)


def _writer(policy: Policy, notice: Notice, words: Template | None) -> NoticeWriter:
    templates = dict(policy.templates)
    if words is not None:
        own = TemplatePolicy(subject=words.subject, body=words.body)
        for language in LANGUAGES:
            templates[name_of(notice.kind.value, language, notice.channel)] = own
        found = faults(policy, templates)
        if found:
            raise DomainError("policy_invalid", {"problems": found})
    return NoticeWriter(shop=policy.shop, templates=templates)
