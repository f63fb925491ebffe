"""A place in a command, said as the label and the row that a person sees; and events as sentences of the past."""

from __future__ import annotations

import re

import pytest

from makegood.domain.terms.limits import LONGEST_TEXT
from makegood.flow.steps import STEPS
from makegood.wording.fields import field_said, place_said
from makegood.wording.tables_events import CAUSES
from tests.architecture.source import ROOT


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("contacts[1].text", "What was said"),
        ("lines[2].quantity", "Line 2, quantity"),
        ("orders[3].lines[2].unit_price", "Order 3, line 2, unit price"),
        ("orders[3].lines[2].sku", "Order 3, line 2, SKU"),
        ("edits[1].text", "Note"),
        ("need_by", "Need by"),
        ("why", "Why"),
        ("lines[4]", "Line 4"),
        ("qty", "Quantity"),
        ("", ""),
    ],
)
def test_a_place_is_said_as_its_label_and_its_row(at: str, said: str) -> None:
    assert place_said(at) == said


@pytest.mark.parametrize(
    ("name", "of", "said"),
    [
        ("approved_by", "", "Whose word it is"),
        ("qty:0", "edit", "Quantity, row 1"),
        ("came2", "", "Came back, row 3"),
        ("text", "contact", "What was said"),
        ("text", "cancel", "Note"),
        ("note", "tasks", "What was done"),
        ("tracking", "one_release", "Tracking number"),
        ("tier2", "reallocate", "Then"),
        ("promise.publish_within_days", "policy_change", "Publish first windows at once within (days)"),
        ("decision.rules.2.channel", "policy_change", "Rules, row 2, on this channel only"),
        ("ordered_on", "", "Ordered on"),
        ("??", "", "??"),
    ],
)
def test_a_field_of_a_form_is_said_by_its_label(name: str, of: str, said: str) -> None:
    assert field_said(name, of) == said


def test_what_sets_something_off_has_words_for_every_use_case() -> None:
    assert sorted(step.__name__ for step in STEPS if step.__name__ not in CAUSES) == []


def test_a_field_for_a_note_takes_as_much_as_the_use_case_does() -> None:
    fields = {
        f"{path.name}: {tag}": re.findall(r'maxlength="(\d+)"', tag)
        for path in (ROOT / "src/makegood/console/templates").rglob("*.html")
        for tag in re.findall(r'<(?:input|textarea)\b(?:[^>"]|"[^"]*")*>', path.read_text(encoding="utf-8"))
        if re.search(r'name="(why|note|text|stopped)"', tag) and "hidden" not in tag
    }
    assert len(fields) > 20
    assert {name: found for name, found in fields.items() if found != [str(LONGEST_TEXT)]} == {}
