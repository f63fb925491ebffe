"""How order lines came to their end, as columns of a query about something that has a line."""

from __future__ import annotations

from django.db.models import Max, OuterRef, Q, Subquery, Sum

from makegood.db.models import Allocation, Backorder

GIVEN_UP = Q(state="substituted") | Q(state="cancelled", approved_by="customer")
"""Cases of which the customer gave the units up, or had them swapped."""


def left_on(line: str) -> Subquery:
    """The day on which the last unit of a line left. `line` = the query's name for it."""
    rows = Allocation.objects.filter(line=OuterRef(line), state="shipped").order_by().values("line")
    return Subquery(rows.annotate(last=Max("shipment__shipped_on")).values("last"))


def given_up(line: str, what: Sum | Max) -> Subquery:
    """Units of a line that its customer gave up, or when that was."""
    rows = Backorder.objects.filter(GIVEN_UP, line=OuterRef(line)).order_by().values("line")
    return Subquery(rows.annotate(found=what).values("found"))
