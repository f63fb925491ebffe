"""Closure: how did it end, and for what reason?"""

from __future__ import annotations

from makegood.services.closure.cancelling import cancel
from makegood.services.closure.commands import (
    Cancel,
    Cancelled,
    CancelLine,
    ConfirmReason,
    Reopen,
    Reopened,
    ReopenLine,
)
from makegood.services.closure.reasons import confirm_reason
from makegood.services.closure.refunding import ask_refunds
from makegood.services.closure.reopening import flag, reopen, waiting_lines
from makegood.services.closure.substituting import substitute

__all__ = [
    "Cancel",
    "CancelLine",
    "Cancelled",
    "ConfirmReason",
    "Reopen",
    "ReopenLine",
    "Reopened",
    "ask_refunds",
    "cancel",
    "confirm_reason",
    "flag",
    "reopen",
    "substitute",
    "waiting_lines",
]
