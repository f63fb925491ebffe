"""Units that wait leave the queue because something else goes instead (spec 4.1, 4.3); the customer agreed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from makegood.db.models import Order, OrderLine
from makegood.domain.closure.ending import Approval
from makegood.domain.terms.reason import Reason
from makegood.domain.terms.state import BackorderState
from makegood.services._holdings import hold
from makegood.services._work import Work
from makegood.services.closure._ending import End, Part, end, waiting_cases, waits_of


class Swapped(Protocol):
    """All that waits of a line, and the line and SKU that go instead."""

    @property
    def order_id(self) -> int:
        """Its order's primary key."""

    @property
    def line(self) -> OrderLine:
        """The line, as it was read."""

    @property
    def new_line_id(self) -> str:
        """What goes instead."""

    @property
    def reason(self) -> Reason | None:
        """Why the units were missing; None = as each case says."""

    @property
    def text(self) -> str:
        """What is kept with them."""


def substitute(work: Work, swaps: Sequence[Swapped]) -> dict[int, Order]:
    """End all that waits of these lines; their orders, locked and read anew.

    Raises what domain `close` raises for a reason.
    """
    holdings = hold(each.order_id for each in swaps)
    waiting = waiting_cases([each.order_id for each in swaps])
    waits = waits_of(holdings)
    for each in swaps:
        holding = holdings.orders[each.order_id]
        line = holding.lines[each.line.line_id]
        parts = [Part(holding, line, row.qty, waiting=row) for row in waiting.get(line.pk, ())]
        how = End(
            state=BackorderState.SUBSTITUTED,
            counter="substituted",
            kind="closure.substituted",
            reason=each.reason,
            approved_by=Approval.CUSTOMER,
            text=each.text,
            also={"instead": each.new_line_id},
        )
        end(work, holdings, waits, parts, how)
    return {pk: holding.order for pk, holding in holdings.orders.items()}
