"""Intake: what did the channel ask for?"""

from __future__ import annotations

from makegood.services.intake.commands import NewCustomer, NewLine, NewOrder, TakeOrders
from makegood.services.intake.drafting import Draft, draft, look
from makegood.services.intake.recording import record

__all__ = ["Draft", "NewCustomer", "NewLine", "NewOrder", "TakeOrders", "draft", "look", "record"]
