"""What the history of an order says of questions between colleagues: what was asked, and what came of it."""

from __future__ import annotations

from datetime import date

from makegood.queries.access import with_its_words
from makegood.wording.events import event_said

TODAY = date(2026, 11, 23)


def test_an_answer_says_what_was_answered_and_a_wish_what_was_asked_for() -> None:
    def answer(kind: str, said: str, note: str = "") -> str:
        tasks = [{"id": 1, "kind": kind, "role": "manager"}]
        return event_said("review.answered", {"tasks": tasks, "answer": said, "note": note}, today=TODAY)

    assert answer("goodwill", "yes") == "the credit is granted"
    assert answer("goodwill", "no", "too much") == "the credit is refused; “too much”"
    assert answer("deed_asked", "yes") == "what a colleague asked for is done"
    asked = {"task": 1, "verb": "Withdraw", "choice": "", "line": "2", "role": "operations_lead", "why": ""}
    said = event_said("review.deed_asked", with_its_words(asked), today=TODAY)
    assert said == "operations lead: take units from a line for others; line 2"
