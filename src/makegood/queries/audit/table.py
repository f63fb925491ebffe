"""Every check there is, in the order of the invariants."""

from __future__ import annotations

from makegood.queries.audit import history, lines, shelves
from makegood.queries.audit.check import Check

CHECKS: tuple[Check, ...] = (*shelves.CHECKS, *lines.CHECKS, *history.CHECKS)
