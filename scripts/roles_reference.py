"""Writes docs/reference/roles.md from the table of who may do what: each verb, and the roles that have it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from makegood.domain.terms.policy import Policy
from makegood.queries.access import VERBS
from makegood.queries.handoffs import handoffs
from makegood.wording import words

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "roles.md"
ROLES = {
    "operations_lead": "owns policies and the dates customers are told",
    "purchasing": "owns purchase orders and what suppliers say",
    "support": "owns customers: their orders, their answers, their cases",
    "warehouse": "owns counts, deliveries, releases and shipments",
    "finance": "owns refunds and captures of payments",
    "manager": "the shop's owner: stands in for dates and policy, agrees to exceptional cancellations",
    "engineer": "installs and watches the machine, adds people and gives out keys",
}
_TOP = """# Roles

Who may do what. A person wears one hat or several; a key for a program acts in those of its roles that its person has.
What is not in these tables is forbidden to everybody who signs in. Whoever works at the machine itself, at the command
line, may do everything, unless [`MAKEGOOD_AS`](settings.md#makegood_as) says who it is.

A command that none of a person's roles may do is refused with [`not_allowed`](errors.md#people) and changes nothing.
Verbs are named as in history: the `cause` of an event. This page is made from the table in
`src/makegood/queries/access.py`, and a test keeps it so.

| Role | What it is for |
|---|---|
"""
_HANDOFFS = """
## Handoffs

Where work goes from one role to another. Each crossing is a task of the owner with a day; owner, backup and days are
policy, [`[handoffs]`](policy.md#handoffs), and stand here as they are by default.

| Handoff | Crossed by | With | Owner | Backup | Working days |
|---|---|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    lines = [f"| `{role}` | {what} |" for role, what in ROLES.items()]
    rows = "".join(f"{line}\n" for line in _handoffs())
    return _TOP + "".join(f"{line}\n" for line in (*lines, *_tables())) + _HANDOFFS + rows


def _handoffs() -> Iterator[str]:
    for each in handoffs(Policy()):
        by = ", ".join(f"`{role}`" for role in each.roles)
        verbs = ", ".join(f"`{verb}`" for verb in each.verbs)
        yield f"| `{each.handoff}` | {by} | {verbs} | `{each.owner}` | `{each.backup}` | {each.react_days} |"


def _tables() -> Iterator[str]:
    heads = " | ".join(words(role) for role in ROLES)
    for word in dict.fromkeys(verb.word for verb in VERBS.values()):
        yield from ("", f"## {word.capitalize()}", "")
        yield f"| Verb | May | {heads} |"
        yield f"|---|---|{':-:|' * len(ROLES)}"
        for verb in VERBS.values():
            if verb.word == word:
                marks = " | ".join("yes" if role in verb.roles else "–" for role in ROLES)
                yield f"| `{verb.name}` | {verb.says} | {marks} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
