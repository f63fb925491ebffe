"""Writes docs/reference/codes.md from the tables of words: every code, its words and where it is met."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from makegood.wording import words
from makegood.wording.codes import TABLES

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "reference" / "codes.md"
_TOP = """# Codes and their words

`plan.json` and the folder of CSV files carry codes, which never change. The workbook, `makegood explain` and the
notices show the words beside them. This page is made from the tables in `src/makegood/wording`, and a test keeps it so.

`lines.label` means the field `label` of each entry of `lines` in [the plan](plan.md). What is wrong with a policy has
[codes of its own](policy.md#what-can-be-wrong-with-it), and so have [errors](errors.md).
"""
_EXPLAIN = "Told in words by `makegood explain`"
_RULES = "Known to the rules; no file carries it yet"

# Kind of code -> heading and where it is met, in the order of the page.
PLACES: Mapping[str, tuple[str, str]] = {
    "SellState": ("Sell states", "In `lines.sell_state`, `items.sell_state`, `items.channels.sell_state`"),
    "Label": ("Labels", "In `lines.label`, `summary.by_label`"),
    "terms.Reason": ("Reasons", "In `lines.reason`"),
    "Clue": ("Clues to the reason", _RULES),
    "eligibility.Reason": (
        "Eligibility reasons",
        "In `lines.eligibility.reasons`, `items.eligibility.reasons`",
    ),
    "Criterion": ("Evidence", "In `items.evidence.criterion`"),
    "Source": ("Supplies", "In `lines.promise.basis.source`"),
    "Choice": ("Choices", "In `orders.recommendation`, `orders.options.option`, `orders.silent_default`"),
    "decision.Why": ("Why of an option", "In `orders.options.why`"),
    "allocation.Why": ("Why of an allocation", "In `allocations.why`"),
    "Kind": ("Kinds of notice", "In `notices.kind`"),
    "Ask": ("Questions to a supplier", "In `purchasing.ask`"),
    "LineFault": ("Faults of an order line", "Told in words in `problems.expected`"),
    "LotFault": ("Faults of an incoming lot", "Told in words in `problems.expected`"),
    "Blocker": ("Blockers", _EXPLAIN),
    "Change": ("Changes that would help", _EXPLAIN),
    "NotOwed": ("No notice", _EXPLAIN),
    "AnswerReason": ("What silence rests on", _EXPLAIN),
    "Handed": ("Whether a message went", "In `notices.outcome`"),
    "Settled": ("What became of a message", "In `makegood settle --as`"),
    "Law": ("Delay laws", "Told in words in `notices.text`"),
    "Element": ("Elements of a notice", _RULES),
    "Action": ("Actions of a bucket", "In `review.buckets` of the policy"),
    "Escalation": ("Escalations", _RULES),
    "ReviewDue": ("Next review", _RULES),
    "ReadyReason": ("Readiness", _RULES),
    "FinanceAction": ("Tasks for finance", _RULES),
    "Finding": ("Findings at a receipt", _RULES),
    "Shelf": ("Shelves", _RULES),
    "Hold": ("Holds", _RULES),
    "BackorderState": ("States of a backorder", _RULES),
    "Approval": ("Approvals", _RULES),
    "Origin": ("Origins of a window", _RULES),
}
# Codes that are no enum: heading -> what they are, where they are met, and the codes themselves.
PLAIN_PLACES: Mapping[str, tuple[str, str, str]] = {
    "Steps of a promise": (
        "The parts a window is made of",
        "In `lines.promise.components.name`",
        "lateness lead_time receiving ship_complete processing transit",
    ),
    "Sources of a step": (
        "Where the length of a step comes from",
        "In `lines.promise.components.source`",
        "supplier pooled default policy order service:NAME",
    ),
    "Named rules": (
        "A policy's own rule, in the why of an option",
        "In `orders.options.why`",
        "rule:NAME rule_forbids:NAME rule_blocked:NAME",
    ),
    "Parts of a cost": (
        "What the cost of an option is made of",
        _EXPLAIN,
        (
            "parcel handling margin_at_risk customer_at_risk contacts storage goodwill "
            "margin_difference refusal margin_lost payment_fee recovery"
        ),
    ),
    "Why finance must act": (
        "The cause of a task for finance",
        _RULES,
        "first_shipment next_shipment less_wanted dearer_instead short_units capture_ends_it",
    ),
    "Roles": (
        "Who decides, and who looks next",
        "In `decision.authority` and `review.buckets` of the policy",
        "operations operations_lead purchasing support warehouse finance manager owner customer",
    ),
    "How a tier is served": (
        "How units are given to the lines of one tier; the other way is `fair_share`",
        "In `allocation.method` of the policy",
        "rank",
    ),
}


def page() -> str:
    """The whole page: one table per kind of code, with what it is and where it is met."""
    kinds = {name_of(kind): kind for kind in TABLES}
    parts = [_TOP]
    for name, (heading, where) in PLACES.items():
        kind = kinds[name]
        parts.append(_section(heading, f"{_sentence(kind)}. {where}.{_page_of(kind)}", TABLES[kind]))
    for heading, (what, where, codes) in PLAIN_PLACES.items():
        parts.append(_section(heading, f"{what}. {where}.", {code: words(code) for code in codes.split()}))
    return "\n".join(parts)


def name_of(kind: type[StrEnum]) -> str:
    """The kind's own name, behind its word where two words have a kind of that name."""
    shared = [other for other in TABLES if other.__name__ == kind.__name__]
    return f"{_word(kind)}.{kind.__name__}" if len(shared) > 1 else kind.__name__


def _word(kind: type[StrEnum]) -> str:
    return kind.__module__.split(".")[2]


def _sentence(kind: type[StrEnum]) -> str:
    """The first sentence of the kind's docstring, without its paragraph of the spec."""
    sentence = re.split(r"\.(?:\s|$)", kind.__doc__ or "")[0]
    return re.sub(r" \(spec [\d., ]+\)", "", " ".join(sentence.split()))


def _page_of(kind: type[StrEnum]) -> str:
    word = _word(kind)
    rules = DOCS / "rules" / f"{word}.md"
    return f" See [{word}](../rules/{word}.md)." if rules.exists() else ""


def _section(heading: str, what: str, table: Mapping[str, str]) -> str:
    return "\n".join([f"## {heading}", "", what, "", "| Code | Words |", "|---|---|", *_rows(table), ""])


def _rows(table: Mapping[str, str]) -> Iterator[str]:
    for code, said in table.items():
        yield f"| `{code}` | {said} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
