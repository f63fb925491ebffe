"""Decision: hold, split, substitute or cancel, and at what cost?"""

from __future__ import annotations

from makegood.services.decision.commands import Choose, Decide, Decided, DecidedBy, Instead
from makegood.services.decision.deciding import Chosen, Word, decide

__all__ = ["Choose", "Chosen", "Decide", "Decided", "DecidedBy", "Instead", "Word", "decide"]
