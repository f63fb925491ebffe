"""An order as its customer sees it by themselves: how it stands, what may be chosen, what was, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import Notice


class Chosen(NamedTuple):
    """What was chosen for what is late, or was late last; `by_customer` False = by us."""

    decision: int
    choice: Choice
    on: date
    by_customer: bool


class Offer(NamedTuple):
    """What may be chosen. `instead` = (line id, SKU) that would go."""

    choice: Choice
    instead: tuple[tuple[str, str], ...] = ()


class Step(Enum):
    """What a customer remembers of an order."""

    PLACED = "placed"
    WRITTEN_TO = "written_to"
    CHOSEN = "chosen"
    SENT = "sent"
    CONTACTED = "contacted"


class Happened(NamedTuple):
    """One step of an order's history. `on` None = nobody told us when. `parcel` = carrier and tracking number."""

    on: date | None
    step: Step
    choice: Choice | None = None
    parcel: tuple[str, str] = ("", "")


class Ended(NamedTuple):
    """Units of an item that are with the customer or on their way, or will not come; title None = only its SKU is
    known."""

    sku: str
    title: str | None
    shipped_qty: int
    cancelled_qty: int
    substituted_qty: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the page shows. `lines` = those a choice is about; none = all that is short. `late_value` = price of
    what is late, minor units, None = not known. `history` = in the order of time. `seen` = a digest of the offer: what
    is chosen is chosen as it was seen. `by_writing` = they may cancel, but nothing is known by which they could show
    who they are: they write to us. `held` = units of it are still to be sent, and somebody stopped it.
    """

    number: str
    placed_on: date
    currency: str
    language: str | None
    notice: Notice
    offers: tuple[Offer, ...]
    lines: tuple[str, ...]
    late_value: int | None
    chosen: Chosen | None
    ended: tuple[Ended, ...]
    history: tuple[Happened, ...]
    seen: str
    by_writing: bool = False
    held: bool = False

    def offer(self, choice: Choice) -> Offer | None:
        """The offer of a choice; None = it may not be made."""
        return next((each for each in self.offers if each.choice is choice), None)

    @property
    def is_open(self) -> bool:
        """True while something of the order is still to be sent."""
        return bool(self.notice.delayed or self.notice.on_track)

    @property
    def stands(self) -> Choice | None:
        """The customer's choice that all that is late goes by. No yes stands that is asked for anew: who is silent
        would be cancelled."""
        if self.chosen is None or not self.chosen.by_customer or self._is_asked_anew:
            return None
        return self.chosen.choice

    @property
    def _is_asked_anew(self) -> bool:
        return bool(self.notice.delayed) and self.notice.answer.silent_default is Choice.CANCEL
