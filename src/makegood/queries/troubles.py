"""What stands still and is nobody's own task to see: releases that should have left, customers whose mail was refused
and whom nobody has reached since, and messages of which nobody knows whether they went. Each number is the length of
its list."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from makegood.db.models import Notice
from makegood.db.tasks import CUSTOMER_NOT_REACHED, STUCK_RELEASE, UNCLEAR_MESSAGE
from makegood.queries.access import may
from makegood.queries.affairs import TasksOf
from makegood.queries.releases import stuck
from makegood.queries.shop import Shop


class Still(StrEnum):
    """What stands still."""

    STUCK = "stuck"
    UNREACHED = "unreached"
    UNCLEAR = "unclear"


TASK_OF = {
    Still.STUCK: STUCK_RELEASE,
    Still.UNREACHED: CUSTOMER_NOT_REACHED,
    Still.UNCLEAR: UNCLEAR_MESSAGE,
}
"""What one role is asked to do about it: who sees the whole of it needs no second list of these."""


class Trouble(NamedTuple):
    """So many of them."""

    what: Still
    number: int


def troubles(shop: Shop, *, roles: Collection[str], today: date, asked: Iterable[TasksOf]) -> list[Trouble]:
    """What these roles need to know of: releases are for both ends of the handoff to the warehouse and who watches it,
    messages for those who say what became of them. `asked` = every open task, counted by its kind."""
    handoff = shop.policy.handoffs.support_to_warehouse
    watch = {handoff.owner, handoff.backup, "support", "manager", *may("FlagStuck")}
    found: list[Trouble] = []
    if watch & set(roles):
        late = stuck(policy=shop.policy, steps=shop.steps, today=today)
        found += [Trouble(Still.STUCK, late.number())]
    if set(may("SettleLetters")) & set(roles):
        # A message that was refused stays so for ever; its customer does not stay unreached.
        unreached = sum(each.number for each in asked if each.kind == CUSTOMER_NOT_REACHED)
        unclear = Notice.objects.filter(state="uncertain").count()
        found += [Trouble(Still.UNREACHED, unreached), Trouble(Still.UNCLEAR, unclear)]
    return [each for each in found if each.number]
