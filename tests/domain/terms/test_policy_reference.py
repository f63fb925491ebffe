"""The reference of the policy says what the code says."""

from __future__ import annotations

from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.schema import settings_of
from scripts.policy_reference import PAGE, page


def test_the_reference_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make pages"


def test_every_setting_is_explained_in_a_plain_sentence() -> None:
    waiting: list[type] = [Policy]
    silent = []
    while waiting:
        area = waiting.pop()
        for setting in settings_of(area).values():
            kind = setting.kind.of or setting.kind
            waiting += [kind.type] if kind.name == "area" else []
            if not setting.doc.endswith("."):
                silent.append(f"{area.__name__}.{setting.name}")
    assert silent == []
