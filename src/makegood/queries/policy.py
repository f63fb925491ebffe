"""The policy and its history: what holds now, who changed what when and why, and what two revisions differ in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from makegood.db import facts
from makegood.db.models import PolicyVersion
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Difference, Policy, differences
from makegood.queries.shop import policy_at


@dataclass(frozen=True, slots=True)
class Revision:
    """A change of the policy: the areas it made different, and the version of the whole that came of it."""

    revision: int
    areas: tuple[str, ...]
    version: str
    author: str
    at: datetime
    note: str


def current() -> tuple[int, Policy]:
    """The revision that holds now (0 = all at its defaults), and the policy."""
    revision, _ = facts.newest_revision()
    return revision, policy_at(revision)


def policy_of(revision: int) -> Policy:
    """The policy as it was at a revision. Raises DomainError('revision_unknown')."""
    newest, _ = facts.newest_revision()
    if not 0 <= revision <= newest:
        raise DomainError("revision_unknown", {"revision": revision, "expected": f"0 to {newest}"})
    return policy_at(revision)


def history(*, area: str | None = None) -> list[Revision]:
    """Every change, the newest first; `area` = only those that made this area different."""
    found: dict[int, list[PolicyVersion]] = {}
    for row in PolicyVersion.objects.order_by("-revision", "number"):
        found.setdefault(row.revision, []).append(row)
    return [
        Revision(
            revision,
            tuple(row.area for row in rows),
            rows[0].digest,
            rows[0].author,
            rows[0].at,
            rows[0].note,
        )
        for revision, rows in found.items()
        if area is None or any(row.area == area for row in rows)
    ]


def diff(before: int, after: int) -> tuple[Difference, ...]:
    """The settings that differ between two revisions. Raises DomainError('revision_unknown')."""
    return differences(policy_of(after), since=policy_of(before))
