"""Which events hold what somebody typed, and the digest that stands for it. Needs no database: a file of an order is
proved by it too."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

TYPED: Mapping[str, str] = {
    "allocation.firmed": "why",
    "allocation.loosened": "why",
    "allocation.withdrawn": "why",
    "closure.cancelled": "text",
    "closure.reason_confirmed": "text",
    "closure.reopened": "text",
    "closure.substituted": "text",
    "decision.decided": "text",
    "decision.taken_back": "text",
    "intake.edited": "text",
    "notice.complained": "said",
    "notice.unblocked": "why",
    "promise.asked": "why",
    "promise.rejected": "why",
    "receipt.counted_short": "why",
    "release.recalled": "stopped",
    "review.answered": "note",
    "review.assigned": "note",
    "review.deed_asked": "why",
    "review.done": "note",
}
"""Under which name the data of an event hold what somebody typed, or a foreign program said: the one list of those."""


def digest_of(*, salt: str, text: str) -> str:
    """The digest of a text. Few words could be found again by trying: the salt prevents it, and goes with the text."""
    return sha256(f"{salt}\0{text}".encode()).hexdigest()
