"""What the business decides beforehand: changed area by area, each change checked against the whole (design rule 8)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields

from makegood.db import facts
from makegood.db.models import Picture, PolicyVersion
from makegood.db.rows import new
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Policy, area_to_toml, areas_of, from_toml, version
from makegood.queries.shop import policy_at, shop_under
from makegood.services._work import Work
from makegood.wording.templates import faults


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPolicy:
    """The areas that a TOML document names are as it has them from now on; what it leaves out in them is its default.

    `note` = why. `since` = the revision that the author looked at: what others changed after it is not overwritten.
    """

    document: str
    note: str = ""
    since: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePolicy:
    """One area is as it was at a revision; 0 = as no shop has changed it. The versions between stay in the history.

    `since` = as of SetPolicy."""

    area: str
    revision: int
    note: str = ""
    since: int | None = None


_ABOUT_WORDS = frozenset(
    {"eligibility", "decision", "notice", "templates", "delay_law", "review", "closure", "handoffs"}
)
"""Areas that say neither who gets units nor when they can leave."""


def moves_units(areas: Collection[str]) -> bool:
    """True when a change of these areas lets the queue be served and every window be looked at again."""
    return not _ABOUT_WORDS.issuperset(areas)


@dataclass(frozen=True, slots=True)
class PolicySet:
    """The policy's revision now, and the areas that this made different."""

    revision: int
    areas: tuple[str, ...]

    @property
    def moves_units(self) -> bool:
        """True when somebody may get units now, or other windows, who did not before."""
        return moves_units(self.areas)


def set_policy(work: Work, command: SetPolicy) -> PolicySet:
    """Change the policy; what is told again unchanged changes nothing.

    Raises DomainError('policy_invalid') with every problem of the whole policy, ('policy_changed'),
    ('revision_unknown').
    """
    unchanged_since(work, command.since)
    return write(work, command.document, areas_of(command.document), command.note)


def restore_policy(work: Work, command: RestorePolicy) -> PolicySet:
    """Make an area what it was, whatever others became meanwhile.

    Raises DomainError('area_unknown'), ('revision_unknown'), ('policy_changed'), and ('policy_invalid') where it no
    longer fits the others.
    """
    unchanged_since(work, command.since)
    if command.area not in _AREAS:
        raise DomainError("area_unknown", {"area": command.area, "expected": ", ".join(_AREAS)})
    known_revision(work, command.revision)
    # As it was written: amounts stand in the money of that day, and are read in that of today.
    document = area_to_toml(policy_at(command.revision), command.area)
    return write(work, document, {command.area}, command.note)


def unchanged_since(work: Work, seen: int | None) -> None:
    """Raises DomainError('policy_changed') where the policy is not what the author looked at, ('revision_unknown') for
    one that nobody can have seen; None = they do not say."""
    if seen is None:
        return
    known_revision(work, seen)
    now = work.shop.revision
    if seen != now:
        raise DomainError("policy_changed", {"revision": now, "seen": seen})


def known_revision(work: Work, revision: int) -> None:
    """Raises DomainError('revision_unknown')."""
    newest = work.shop.revision
    if not 0 <= revision <= newest:
        raise DomainError("revision_unknown", {"revision": revision, "expected": f"0 to {newest}"})


_AREAS = tuple(field.name for field in fields(Policy))


def write(work: Work, document: str, areas: Collection[str], note: str) -> PolicySet:
    """A new revision of the areas that the document makes different, when it holds together with all others."""
    before = work.shop
    others = facts.policy_documents(up_to=before.revision, without=areas)
    policy = from_toml("\n".join((document, *others)))
    # Only when they are written: words that hold today are not lost because a channel changes.
    found = faults(policy, policy.templates) if "templates" in areas else []
    found += _no_picture(policy) if "shop" in areas else []
    if found:
        raise DomainError("policy_invalid", {"problems": found})
    revision = before.revision + 1
    # Public holidays too: a country that nobody knows is found here, not by the first order.
    shop_under(policy, revision=revision, year=work.now.year)
    # Compared as written: the same minor units of another money are another amount.
    written = {area: area_to_toml(policy, area) for area in _AREAS if area in areas}
    changed = tuple(area for area, text in written.items() if text != area_to_toml(before.policy, area))
    if not changed:
        return PolicySet(before.revision, ())
    rows = [
        new(
            PolicyVersion,
            revision=revision,
            number=number,
            area=area,
            document=written[area],
            digest=version(policy),
            author=work.actor,
            at=work.now,
            note=note,
        )
        for number, area in enumerate(changed, 1)
    ]
    PolicyVersion.objects.bulk_create(rows)
    return PolicySet(revision, changed)


def _no_picture(policy: Policy) -> list[dict[str, str]]:
    """A logo that nobody brought here."""
    logo = policy.shop.logo
    if logo is None or Picture.objects.filter(digest=logo).exists():
        return []
    expected = "a picture that this shop has: `makegood policy logo` or the page of the shop's name brings it"
    return [{"where": "shop.logo", "code": "unknown_name", "value": logo, "expected": expected}]
