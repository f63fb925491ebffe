"""Allocation: who gets it, and why not me? Free units go to those who wait, in one order (spec 7)."""

from __future__ import annotations

from makegood.services.allocation.reallocating import LineChange, Reallocate, Reallocated, reallocate
from makegood.services.allocation.serving import Allocate, ask_to_serve, hold_queue, named_items, serve
from makegood.services.allocation.withdrawing import (
    Firm,
    FirmLine,
    HeldLine,
    Withdraw,
    Withdrawn,
    firm,
    withdraw,
)

__all__ = [
    "Allocate",
    "Firm",
    "FirmLine",
    "HeldLine",
    "LineChange",
    "Reallocate",
    "Reallocated",
    "Withdraw",
    "Withdrawn",
    "ask_to_serve",
    "firm",
    "hold_queue",
    "named_items",
    "reallocate",
    "serve",
    "withdraw",
]
