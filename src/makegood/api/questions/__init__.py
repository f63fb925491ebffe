"""Every question to the shop, by the words of the house. Each module puts its own down when it is imported."""

from __future__ import annotations

from makegood.api.questions import (
    allocation,
    decision,
    intake,
    machine,
    metrics,
    notice,
    people,
    policy,
    promise,
    receipt,
    release,
    review,
)

__all__ = [
    "allocation",
    "decision",
    "intake",
    "machine",
    "metrics",
    "notice",
    "people",
    "policy",
    "promise",
    "receipt",
    "release",
    "review",
]
