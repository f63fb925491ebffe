"""The proof that every number holds: each invariant is a check that must find nothing."""

from __future__ import annotations

from makegood.queries.audit.check import Check, Finding
from makegood.queries.audit.run import Audit, audit, run
from makegood.queries.audit.table import CHECKS

__all__ = ["CHECKS", "Audit", "Check", "Finding", "audit", "run"]
