"""The sell gate: may so many units be sold now, and with which window? The answer is what intake itself would do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from makegood.domain.terms.dates import Window
from makegood.services import promise
from makegood.services._desk import Desk
from makegood.services.intake.commands import NewLine, NewOrder, TakeOrders
from makegood.services.intake.drafting import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class MaySell:
    """May we sell so many units of a SKU now, through our own door? `country` and `service` as the order would say."""

    sku: str
    quantity: int
    channel: str = "store"
    country: str | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SellAnswer:
    """Yes or no. `reasons` = why not; units that are there and units that would wait; the window of the last unit,
    None = no date."""

    yes: bool
    reasons: tuple[str, ...]
    now_qty: int
    wait_qty: int
    ship: Window | None
    deliver: Window | None


def as_order(question: MaySell, *, now: datetime) -> TakeOrders:
    """The order that is asked about."""
    line = NewLine(sku=question.sku, quantity=question.quantity)
    order = NewOrder(
        number="?",
        placed_at=now,
        lines=(line,),
        channel=question.channel,
        country=question.country,
        service=question.service,
    )
    return TakeOrders(orders=(order,))


def answer(desk: Desk, found: Draft) -> SellAnswer:
    """What intake would make of it. Raises DomainError as intake refuses what makes no sense."""
    refusal = found.refusal
    if refusal is not None and refusal.data["problem"] != "may_not_wait":
        raise refusal
    (line,) = found.lines
    window = line.promise
    if window is None and not line.short_qty:
        window = desk.windows.promise(line=line.fact, pegs=promise.held(desk, line))
    return SellAnswer(
        yes=refusal is None,
        reasons=line.oversell,
        now_qty=line.reserved_qty,
        wait_qty=line.short_qty,
        ship=window.ship if window else None,
        deliver=window.deliver if window else None,
    )
