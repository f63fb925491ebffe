"""Why a case is there, as a person says it (spec 8.1, 8.3)."""

from __future__ import annotations

from makegood.db.models import Backorder
from makegood.db.rows import load
from makegood.db.sql import among
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.services._holdings import hold
from makegood.services._work import Work
from makegood.services.closure.commands import ConfirmReason


def confirm_reason(work: Work, command: ConfirmReason) -> list[Backorder]:
    """Write the confirmed reason on the cases; the same again changes nothing.

    Raises DomainError('backorder_unknown'), ('reason_required') for `unknown`, ('text_required') for `other` alone.
    """
    wanted = set(command.backorders)
    if command.reason is Reason.UNKNOWN:
        raise DomainError("reason_required", {"reason": command.reason.value})
    if command.reason is Reason.OTHER and not command.text.strip():
        raise DomainError("text_required", {"reason": command.reason.value, "approved_by": None})
    found = load(Backorder.objects.filter(pk__in=among(wanted)))
    if len(found) < len(wanted):
        raise DomainError("backorder_unknown", {"backorders": sorted(wanted - {row.pk for row in found})})
    holdings = hold(row.order_id for row in found)
    changed: dict[int, list[int]] = {}
    rows = load(Backorder.objects.filter(pk__in=among(wanted)).order_by("pk"))
    for row in rows:
        if (row.reason, row.reason_text, row.reason_confirmed) != (command.reason.value, command.text, True):
            work.set(row, reason=command.reason.value, reason_text=command.text, reason_confirmed=True)
            changed.setdefault(row.order_id, []).append(row.pk)
    for order_id, cases in changed.items():
        data = {"cases": cases, "reason": command.reason.value, "text": command.text}
        work.tell(holdings.orders[order_id].order, "closure.reason_confirmed", data)
    return rows
