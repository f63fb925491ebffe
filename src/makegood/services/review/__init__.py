"""Review: how old, how late, who must look next?"""

from __future__ import annotations

from makegood.services.review.assigning import (
    AssignCases,
    Assigned,
    AssignTasks,
    assign_cases,
    assign_tasks,
)
from makegood.services.review.closing import Closed, CloseTasks, close_tasks
from makegood.services.review.daily import Review, Reviewed, review, stale
from makegood.services.review.looking import look, own

__all__ = [
    "AssignCases",
    "AssignTasks",
    "Assigned",
    "CloseTasks",
    "Closed",
    "Review",
    "Reviewed",
    "assign_cases",
    "assign_tasks",
    "close_tasks",
    "look",
    "own",
    "review",
    "stale",
]
