"""What is known on one day: the facts a plan is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.demand import Item, OrderLine
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.stock import IncomingLot, StockPosition


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Accepted rows of all tables, the policy, and its calendars by name (public holidays filled in)."""

    today: date
    lines: Sequence[OrderLine]
    items: Mapping[str, Item]
    stock: Sequence[StockPosition]
    lots: Sequence[IncomingLot]
    policy: Policy
    calendars: Mapping[str, WorkCalendar]
