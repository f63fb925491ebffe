"""All checks in one snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.apps import apps

from makegood.db.snapshot import snapshot
from makegood.queries.audit.check import Check, Finding, Scope
from makegood.queries.audit.table import CHECKS


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit came to: how many checks looked at how many rows, and everything they found."""

    checks: int
    rows: int
    findings: tuple[Finding, ...]


def audit(*, today: date | None = None, checks: Sequence[Check] = CHECKS) -> list[Finding]:
    """Everything that is not as it must be; nothing on a healthy database.

    `today` = the shop's day; None leaves out what only a day can tell, such as overdue reviews.
    """
    with snapshot():
        return _findings(today, checks)


def run(*, today: date | None) -> Audit:
    """The audit with how much it looked at."""
    with snapshot():
        findings = _findings(today, CHECKS)
        seen = sum(model._default_manager.count() for model in apps.get_app_config("makegood").get_models())
    return Audit(len(CHECKS), seen, tuple(findings))


def _findings(today: date | None, checks: Sequence[Check]) -> list[Finding]:
    scope = Scope(today)
    return [finding for each in checks for finding in each.findings(scope)]
