"""Who keeps which units when the queue is run anew: as few as possible change their place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple


class Claimed(NamedTuple):
    """Units of one SKU, by place, that a line had and that the run gave it; `reach` = places that may serve it."""

    before: Mapping[str, int]
    after: Mapping[str, int]
    reach: Collection[str]


def settle(claims: Sequence[Claimed]) -> list[Counter[str]]:
    """Where each line's units lie in the end, as many as the run gave it: those it had, then those of its share.

    Each place gives as many units as in the run, and a line wins units only where the run gave it some: what is fair
    stays fair. Where that does not work out, all lie as the run says. `claims` in rank order.
    """
    left: Counter[str] = Counter()
    for claim in claims:
        left.update(claim.after)
    kept = [_kept(claim, left) for claim in claims]
    for claim, own in zip(claims, kept, strict=True):
        missing = sum(claim.after.values()) - own.total()
        for place, given in claim.after.items():
            part = min(missing, left[place], given - own[place])
            if part > 0:
                own[place] += part
                left[place] -= part
                missing -= part
        if missing:
            return [Counter(each.after) for each in claims]
    return kept


def _kept(claim: Claimed, left: Counter[str]) -> Counter[str]:
    """What the line had and keeps, best where the run wants it anyway."""
    kept: Counter[str] = Counter()
    wanted = sum(claim.after.values())
    for place in sorted(claim.before, key=lambda name: (name not in claim.after, name)):
        part = min(wanted, claim.before[place], left[place]) if place in claim.reach else 0
        if part > 0:
            kept[place] += part
            left[place] -= part
            wanted -= part
    return kept
