"""All twelve words over one snapshot."""

from __future__ import annotations

from makegood.domain.plan.compute import plan
from makegood.domain.plan.outcome import Plan
from makegood.domain.plan.snapshot import Snapshot

__all__ = ["Plan", "Snapshot", "plan"]
