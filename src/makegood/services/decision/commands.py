"""What may be asked of decision. Quantities are units of the order line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice, FinanceNeed
from makegood.domain.terms.reason import Reason
from makegood.services._orders import OrderName


class DecidedBy(StrEnum):
    """Whose choice it is. A customer who answers has approved it; silence, and what the policy decides beforehand, is
    the policy's choice."""

    CUSTOMER = "customer"
    PERSON = "person"
    POLICY = "policy"


class Instead(NamedTuple):
    """The SKU that goes instead of a line."""

    line: str
    sku: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChoice:
    """One order's choice: `hold` (wait for all of it), `split`, `substitute` or `cancel` what is short.

    `lines` = only these short lines, none = all; of a customer who cancels or swaps, those that they were told are
    late, as their messages and page offer it. `approved_by` = whose word a person passes on, a manager says why in
    `text`. `instead` = which substitute for which line; the first that is free where none is named. `reason` = why the
    units were missing, where they end; None = as each case says.
    """

    order: OrderName
    choice: Choice
    by: DecidedBy = DecidedBy.PERSON
    lines: tuple[str, ...] = ()
    approved_by: Approval | None = None
    instead: tuple[Instead, ...] = ()
    reason: Reason | None = None
    text: str = ""

    @property
    def approval(self) -> Approval | None:
        """Whose word there is. Nobody gives the customer's by being silent."""
        if self.by is DecidedBy.CUSTOMER:
            return Approval.CUSTOMER
        if self.by is DecidedBy.POLICY and self.approved_by is not Approval.LAW:
            return None
        return self.approved_by

    @property
    def confirms(self) -> bool:
        """A person who decides stands by the reason that units are missing for; others know nothing of it."""
        return self.by is DecidedBy.PERSON

    @property
    def said(self) -> str:
        """What is kept with units that end: the text, or whose choice it was."""
        return self.text.strip() or f"{self.choice.value}, chosen by {self.by.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """Decide about short orders, each once. All of it is done, or nothing."""

    choices: tuple[OrderChoice, ...]

    @property
    def verb(self) -> str:
        """Nobody but a manager gives a manager's word."""
        manager = any(each.approval is Approval.MANAGER for each in self.choices)
        return "CancelByManager" if manager else "Decide"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, by its number. `known` = it had been made before, and nothing changed. `lines` = what it is about;
    `instead` = new line and SKU by old line; `finance` = what finance has to do."""

    order: str
    lines: tuple[str, ...]
    choice: Choice
    recommended: Choice
    known: bool
    decision: int
    instead: tuple[tuple[str, str, str], ...] = ()
    finance: tuple[FinanceNeed, ...] = ()
