"""What a purchase order breaks when it slips (spec 3.7): promises, orders and the money of what waits for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count

from makegood.db import locks
from makegood.db.models import IncomingLot, OrderLine, Promise, Task
from makegood.db.tasks import DATE_WITHOUT_SUPPLY
from makegood.domain.terms.dates import Window
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.pegging import Source


class Late(NamedTuple):
    """A lot of the purchase order: what the supplier said first and says now. `words` = how often that changed."""

    sku: str
    open_qty: int
    first_eta: date | None
    eta: date | None
    words: int


class Broken(NamedTuple):
    """A line that rests on the purchase order, or would.

    `promised` = the window its customer holds (None = no date yet), `proposed` = the one that waits for the owner of
    dates as `proposal` (None = all stays as it is, or nothing credible is left: then to publish withdraws the date).
    `breaks` = the promise cannot hold. `value` = what the missing units cost the customer, minor units of `currency`;
    None = no price is known.
    """

    proposal: int | None
    order: str
    channel: str
    line: str
    sku: str
    qty: int
    value: int | None
    currency: str
    promised: Window | None
    proposed: Window | None
    days_later: int | None
    breaks: bool


@dataclass(frozen=True, slots=True)
class Slip:
    """A purchase order and everything that rests on it, what breaks first. `at_risk` = value of what breaks, by
    currency; `unpriced` = lines that break and have no price."""

    po: str
    supplier: str
    lots: tuple[Late, ...]
    lines: tuple[Broken, ...]
    orders: int
    at_risk: Mapping[str, int]
    unpriced: int


def slip(po: str) -> Slip:
    """The blast radius of a purchase order. Raises DomainError('po_unknown')."""
    lots = _lots(po)
    if not lots:
        raise DomainError("po_unknown", {"po": po})
    lines = sorted(_lines(po, {item_id for item_id, *_ in lots}), key=_worst_first)
    broken = [each for each in lines if each.breaks]
    at_risk: Counter[str] = Counter()
    for each in broken:
        at_risk[each.currency] += each.value or 0
    return Slip(
        po=po,
        supplier=lots[0][1],
        lots=tuple(Late(*rest) for _, _, *rest in lots),
        lines=tuple(lines),
        orders=len({(each.channel, each.order) for each in broken}),
        at_risk={currency: amount for currency, amount in at_risk.items() if amount},
        unpriced=sum(each.value is None for each in broken),
    )


def _worst_first(each: Broken) -> tuple[bool, bool, int, str, str]:
    undated = each.breaks and each.proposed is None
    return (not each.breaks, not undated, -(each.days_later or 0), each.order, each.line)


def _lots(po: str) -> list[tuple[Any, ...]]:
    """Item, supplier and what was said of each lot."""
    rows = (
        IncomingLot.objects.filter(purchase_order__number=po)
        .annotate(words=Count("revisions"))
        .order_by("pk")
    )
    names = (
        "item_id", "purchase_order__supplier__name", "item__sku", "open_qty", "first_eta", "eta", "words",
    )  # fmt: skip
    return list(rows.values_list(*names))


def _lines(po: str, item_ids: Collection[int]) -> list[Broken]:
    names = (
        "pk", "order__number", "order__channel__name", "line_id", "item__sku", "backordered_qty", "unit_price",
        "order__currency", "published_from", "published_to",
    )  # fmt: skip
    waiting = OrderLine.objects.filter(item_id__in=locks.family(item_ids), backordered_qty__gt=0).order_by(
        "pk"
    )
    rows = list(waiting.values_list(*names))
    windows = _windows([row[0] for row in rows])
    undated = set(
        Task.objects.filter(kind=DATE_WITHOUT_SUPPLY, done_at=None, line_id__in=windows).values_list(
            "line_id", flat=True
        )
    )
    found = []
    for pk, order, channel, line, sku, qty, price, currency, published_from, published_to in rows:
        own = windows.get(pk, [])
        if not any(_rests_on(po, row) for row in own):
            continue
        proposal = next((row for row in own if row.state == "proposed"), None)
        promised = Window(published_from, published_to) if published_to else None
        proposed = _window(proposal)
        later = (proposed.to_on - promised.to_on).days if proposed and promised else None
        found.append(
            Broken(
                proposal=proposal.pk if proposal else None,
                order=order,
                channel=channel,
                line=line,
                sku=sku,
                qty=qty,
                value=None if price is None else price * qty,
                currency=currency,
                promised=promised,
                proposed=proposed,
                days_later=later,
                breaks=bool(promised) and (pk in undated or (later or 0) > 0),
            )
        )
    return found


class _Window(NamedTuple):
    line_id: int
    state: str
    pk: int
    ship_from: date | None
    ship_to: date | None
    basis: Sequence[Sequence[Any]]


def _windows(line_ids: Sequence[int]) -> dict[int, list[_Window]]:
    """The published window of each line that is in force, and the one that is proposed."""
    rows = Promise.objects.filter(line_id__in=line_ids, state__in=("published", "proposed")).order_by("pk")
    found: dict[int, dict[str, _Window]] = {}
    for row in rows.values_list(*_Window._fields):
        window = _Window(*row)
        found.setdefault(window.line_id, {})[window.state] = window
    return {pk: list(own.values()) for pk, own in found.items()}


def _window(row: _Window | None) -> Window | None:
    return Window(row.ship_from, row.ship_to) if row and row.ship_from and row.ship_to else None


def _rests_on(po: str, row: _Window) -> bool:
    return any(source != Source.STOCK and ref == po for source, ref, *_ in row.basis)
