"""What may be asked of closure. Quantities are units of the order line."""

from __future__ import annotations

from dataclasses import dataclass

from makegood.domain.closure.ending import Approval
from makegood.domain.terms.reason import Reason
from makegood.services._orders import OrderName


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelLine:
    """An order, one line of it, or some of that line's units: None = all that can still be cancelled."""

    order: OrderName
    line: str | None = None
    qty: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Cancel units that have not left the house. `approved_by` = whose word it is; a manager says why in `text`.

    `reason` None = what each case is thought to wait for; one that nobody knows ends as `other`, with the text.
    `confirms` = a person cancels and stands by that reason; False = customer or policy do, who know nothing of it.
    """

    lines: tuple[CancelLine, ...]
    reason: Reason | None
    approved_by: Approval
    text: str = ""
    confirms: bool = True

    @property
    def verb(self) -> str:
        """Nobody but a manager gives a manager's word."""
        return "CancelByManager" if self.approved_by is Approval.MANAGER else "Cancel"


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What was cancelled of a line, and what stays because it is with the warehouse or gone (units)."""

    order: str
    line: str
    qty: int
    released_qty: int
    shipped_qty: int

    @property
    def known(self) -> bool:
        """True when there was nothing left to cancel: it had been before."""
        return self.qty == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmReason:
    """A person says why these cases are there; `other` needs a text. Ended cases may be corrected too."""

    backorders: tuple[int, ...]
    reason: Reason
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenLine:
    """Cancelled units of a line that are wanted again; `qty` None = all of them."""

    order: OrderName
    line: str
    qty: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """Cancelled units are wanted after all. `our_error` = they should never have been cancelled: they keep their rank;
    otherwise they queue as a new order's would, and may wait only where those may."""

    lines: tuple[ReopenLine, ...]
    our_error: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reopened:
    """A line, and its units that wait again."""

    order: str
    line: str
    qty: int
