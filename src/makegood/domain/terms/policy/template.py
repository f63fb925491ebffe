"""The shop's own words for its messages, as they are kept; what they may hold is checked where words are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from makegood.domain.terms.policy.setting import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatePolicy:
    """A message in the shop's own words."""

    subject: str = setting(
        "{{ subject }}", "One line with placeholders; `subject` is the usual one.", filled=True
    )
    body: str = setting(
        "{{ greeting }}\n\n{{ opening }}\n\n{{ rest }}\n\n{{ shop }}",
        "Paragraphs with placeholders; each kind, language and channel of a message may have its own.",
        filled=True,
    )


Templates = Mapping[str, TemplatePolicy]
"""By kind, language and channel, as `first.de.store`; without a channel (`first.de`) of every channel."""
