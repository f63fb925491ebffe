"""What goes instead of a line: decided by one word, ended by another, taken in by a third."""

from __future__ import annotations

from dataclasses import dataclass

from makegood.db.models import OrderLine
from makegood.domain.terms.reason import Reason


@dataclass(frozen=True, slots=True)
class Swap:
    """All that waits of a line leaves the queue, and as many units of `sku` go instead, at `unit_price` each.

    `location` = the only place that the line is served from, if there is one; `reason` = why the units were missing,
    None = as each case says; `text` is kept with them; `confirms` = a person stands by the reason.
    """

    order_id: int
    line: OrderLine
    new_line_id: str
    sku: str
    qty: int
    unit_price: int | None
    location: str | None
    reason: Reason | None
    text: str
    confirms: bool

    @property
    def line_id(self) -> str:
        """The line that waits no longer."""
        return self.line.line_id
