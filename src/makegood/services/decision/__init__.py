"""Decision: hold, split, substitute or cancel, and at what cost?"""

from __future__ import annotations

from makegood.services.decision.by_link import AskedFor, ChooseByLink, ChosenByLink, NotProved, asked_for
from makegood.services.decision.capturing import ask_captures, capture_what_went, not_alone
from makegood.services.decision.commands import Decide, Decided, DecidedBy, Instead, OrderChoice
from makegood.services.decision.deciding import Chosen, Word, decide
from makegood.services.decision.undeciding import Undecide, Undecided, came_of, undecide

__all__ = [
    "AskedFor",
    "ChooseByLink",
    "Chosen",
    "ChosenByLink",
    "Decide",
    "Decided",
    "DecidedBy",
    "Instead",
    "NotProved",
    "OrderChoice",
    "Undecide",
    "Undecided",
    "Word",
    "ask_captures",
    "asked_for",
    "came_of",
    "capture_what_went",
    "decide",
    "not_alone",
    "undecide",
]
