"""The demo shop's story in the database of MAKEGOOD_DATABASE, as far as it is told."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.management import call_command

from makegood.cli.status import as_data
from makegood.db.sql import count_anew
from makegood.demo import story
from makegood.queries.affairs import affairs
from makegood.queries.shop import shop_now

TODAY = date(2026, 11, 23)


def state() -> Any:
    """The state of affairs as programs read it."""
    return json.loads(json.dumps(as_data(affairs(shop_now(year=TODAY.year), today=TODAY)), default=str))


def tell(**how: Any) -> story.Told:
    """The story; PostgreSQL cannot count by itself what a transaction that is still open has written."""

    def on_day(done: int, of: int) -> None:
        if done in (2, 7, 14, 30, 60):
            count_anew()

    return story.tell(**how, on_day=on_day)


def first_weeks(number: int, *, days: int) -> Any:
    """The state of affairs after so many days, in a database that is empty; for a process of its own."""
    call_command("migrate", verbosity=0)
    tell(today=TODAY, days=days)
    return state()
