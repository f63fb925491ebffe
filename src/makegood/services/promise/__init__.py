"""Promise: from when to when, how sure, resting on which supply?"""

from __future__ import annotations

from makegood.services.promise.asking import AskForDates, DateWish, ask_for_dates
from makegood.services.promise.first import estimate, held, publish_first
from makegood.services.promise.moving import propose, publishes_at_once
from makegood.services.promise.settling import Publish, Published, Reject, publish, put_idle_aside, reject

__all__ = [
    "AskForDates",
    "DateWish",
    "Publish",
    "Published",
    "Reject",
    "ask_for_dates",
    "estimate",
    "held",
    "propose",
    "publish",
    "publish_first",
    "publishes_at_once",
    "put_idle_aside",
    "reject",
]
