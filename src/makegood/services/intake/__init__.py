"""Intake: what did the channel ask for?"""

from __future__ import annotations

from makegood.services.intake.adding import Addition, Joining, add_lines, draft_lines, instead
from makegood.services.intake.commands import NewCustomer, NewLine, NewOrder, TakeOrders
from makegood.services.intake.drafting import Draft, draft, look
from makegood.services.intake.recording import record

__all__ = [
    "Addition",
    "Draft",
    "Joining",
    "NewCustomer",
    "NewLine",
    "NewOrder",
    "TakeOrders",
    "add_lines",
    "draft",
    "draft_lines",
    "instead",
    "look",
    "record",
]
