"""Units that wait leave the queue because something else goes instead (spec 4.1, 4.3); the customer agreed."""

from __future__ import annotations

from collections.abc import Sequence

from makegood.db.models import Order
from makegood.domain.closure.ending import Approval
from makegood.domain.terms.state import BackorderState
from makegood.services._holdings import hold
from makegood.services._swap import Swap
from makegood.services._work import Work
from makegood.services.closure._ending import End, Part, end, waiting_cases, waits_of


def substitute(work: Work, swaps: Sequence[Swap]) -> dict[int, Order]:
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
            confirms=each.confirms,
            also={"instead": each.new_line_id},
        )
        end(work, holdings, waits, parts, how)
    return {pk: holding.order for pk, holding in holdings.orders.items()}
