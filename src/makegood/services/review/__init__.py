"""Review: how old, how late, who must look next?"""

from __future__ import annotations

from makegood.services.review.closing import Closed, CloseTasks, close_tasks
from makegood.services.review.daily import Review, Reviewed, review, stale
from makegood.services.review.looking import look, own

__all__ = ["CloseTasks", "Closed", "Review", "Reviewed", "close_tasks", "look", "own", "review", "stale"]
