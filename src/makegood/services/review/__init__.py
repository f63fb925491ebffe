"""Review: how old, how late, who must look next?"""

from __future__ import annotations

from makegood.services.review.answering import Answered, AnswerTasks, TaskAnswer, answer_tasks
from makegood.services.review.assigning import (
    AssignCases,
    Assigned,
    AssignTasks,
    assign_cases,
    assign_tasks,
)
from makegood.services.review.closing import Closed, CloseTasks, close_tasks
from makegood.services.review.daily import Review, Reviewed, review, stale
from makegood.services.review.fulfilled import deeds_done
from makegood.services.review.looking import look, own
from makegood.services.review.wishing import AskForDeeds, DeedAsked, DeedWish, ask_for_deeds

__all__ = [
    "AnswerTasks",
    "Answered",
    "AskForDeeds",
    "AssignCases",
    "AssignTasks",
    "Assigned",
    "CloseTasks",
    "Closed",
    "DeedAsked",
    "DeedWish",
    "Review",
    "Reviewed",
    "TaskAnswer",
    "answer_tasks",
    "ask_for_deeds",
    "assign_cases",
    "assign_tasks",
    "close_tasks",
    "deeds_done",
    "look",
    "own",
    "review",
    "stale",
]
