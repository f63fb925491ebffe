"""Closure: how did it end, and for what reason?"""

from __future__ import annotations

from makegood.services.closure.cancelling import cancel
from makegood.services.closure.commands import Cancel, Cancelled, CancelLine, ConfirmReason
from makegood.services.closure.reasons import confirm_reason

__all__ = ["Cancel", "CancelLine", "Cancelled", "ConfirmReason", "cancel", "confirm_reason"]
