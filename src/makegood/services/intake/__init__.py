"""Intake: what did the channel ask for?"""

from __future__ import annotations

from makegood.services.intake.adding import Addition, Joining, add_lines, draft_lines, draft_waiting, instead
from makegood.services.intake.commands import (
    AddedLine,
    Edited,
    EditLine,
    EditOrder,
    EditOrders,
    NewCustomer,
    NewLine,
    NewOrder,
    TakeOrders,
)
from makegood.services.intake.drafting import Draft, draft, look
from makegood.services.intake.editing import Edit, additions, edited, less_wanted, plan_edits
from makegood.services.intake.recording import record

__all__ = [
    "AddedLine",
    "Addition",
    "Draft",
    "Edit",
    "EditLine",
    "EditOrder",
    "EditOrders",
    "Edited",
    "Joining",
    "NewCustomer",
    "NewLine",
    "NewOrder",
    "TakeOrders",
    "add_lines",
    "additions",
    "draft",
    "draft_lines",
    "draft_waiting",
    "edited",
    "instead",
    "less_wanted",
    "look",
    "plan_edits",
    "record",
]
