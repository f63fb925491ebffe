"""Why a line became a backorder (spec 8.1)."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """The cause of a backorder. `UNKNOWN` may stand while a case is open; it cannot close one."""

    SUPPLIER_DELAY = "supplier_delay"
    INBOUND_SHORTAGE = "inbound_shortage"
    SYNC_ISSUE = "sync_issue"
    DEMAND_SPIKE = "demand_spike"
    DAMAGED = "damaged"
    COUNT_ERROR = "count_error"
    POLICY_EXCEPTION = "policy_exception"
    PLANNED_BACKORDER = "planned_backorder"
    PREORDER = "preorder"
    OTHER = "other"
    UNKNOWN = "unknown"
