"""The policy and its history: what holds now, who changed what when and why, and what two revisions differ in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from makegood.db import facts
from makegood.db.models import PolicyVersion
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Difference, Policy, differences
from makegood.queries.pages import Listing
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


def history(*, area: str | None = None) -> Listing[Revision]:
    """Every change, the newest first; `area` = only those that made this area different."""
    changed = PolicyVersion.objects.all() if area is None else PolicyVersion.objects.filter(area=area)
    return Listing(found=changed.distinct(), order=("-revision",), names=("revision",), make=_revisions)


def _revisions(found: Sequence[tuple[Any, ...]]) -> list[Revision]:
    """Revisions with all the areas that each changed."""
    changed: dict[int, list[PolicyVersion]] = {number: [] for (number,) in found}
    for row in PolicyVersion.objects.filter(revision__in=changed).defer("document").order_by("number"):
        changed[row.revision].append(row)
    return [
        Revision(number, tuple(row.area for row in rows), first.digest, first.author, first.at, first.note)
        for number, rows in changed.items()
        for first in rows[:1]
    ]


def diff(before: int, after: int) -> tuple[Difference, ...]:
    """The settings that differ between two revisions. Raises DomainError('revision_unknown')."""
    return differences(policy_of(after), since=policy_of(before))
