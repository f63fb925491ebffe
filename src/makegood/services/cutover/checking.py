"""What no shop can mean, named by its place before anything is looked up. Files are read by the same rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any

from makegood.domain.intake import LineFault, LotFault, line_fault, lot_fault, made_of
from makegood.domain.terms.demand import Item, OrderLine
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.limits import Fault
from makegood.domain.terms.policy.names import CURRENCIES
from makegood.domain.terms.stock import IncomingLot, StockPosition
from makegood.services.cutover.commands import ImportShop
from makegood.shapes import TOLD

_FROM_0, _FROM_1 = "0 or more", "at least 1"
_LINE: Mapping[LineFault, tuple[tuple[str, ...], str]] = {
    LineFault.QUANTITY_NOT_POSITIVE: (("quantity",), _FROM_1),
    LineFault.QUANTITY_NEGATIVE: (("shipped_qty", "picked_qty", "cancelled_qty"), _FROM_0),
    LineFault.MORE_DONE_THAN_ORDERED: (
        ("shipped_qty", "cancelled_qty"),
        "no more units shipped and cancelled than were ordered",
    ),
    LineFault.MORE_PICKED_THAN_OPEN: (("picked_qty",), "no more units picked than are open"),
    LineFault.PROMISE_REVERSED: (("promised_to",), "a day not before promised_from"),
}
_LOT: Mapping[LotFault, tuple[tuple[str, ...], str]] = {
    LotFault.QUANTITY_NOT_POSITIVE: (("quantity",), _FROM_1),
    LotFault.QUANTITY_NEGATIVE: (("received_qty", "cancelled_qty"), _FROM_0),
    LotFault.MORE_CANCELLED_THAN_ORDERED: (
        ("cancelled_qty",),
        "no more units cancelled than were ordered",
    ),
    LotFault.RECEIVED_IN_FUTURE: (("received_on",), "today or before"),
    LotFault.RECEIVED_BEFORE_ORDERED: (("received_on",), "a day not before ordered_on"),
}
"""Of each fault the fields it may lie in, and what they should hold."""


def check(command: ImportShop, *, today: date) -> None:
    """Raises DomainError('entry_invalid') as for JSON that is wrong: the first fault in front, `problems` = at most
    twenty of them."""
    _refuse(_faults(command, today))


def check_goods(command: ImportShop, catalogue: Mapping[str, Item]) -> None:
    """Raises the same for units of bundles themselves. `catalogue` = ours, and what is new in it."""
    _refuse(_goods_faults(command, catalogue))


def _refuse(faults: Iterator[Fault]) -> None:
    problems = [each._asdict() for each in islice(faults, TOLD)]
    if problems:
        raise DomainError("entry_invalid", {**problems[0], "problems": problems})


def _goods_faults(command: ImportShop, catalogue: Mapping[str, Item]) -> Iterator[Fault]:
    told = [(f"stock[{number}]", each.sku, each.on_hand) for number, each in enumerate(command.stock, 1)]
    told += [(f"lots[{number}]", each.sku, each.open_qty) for number, each in enumerate(command.lots, 1)]
    for at, sku, units in told:
        parts = catalogue[sku].bundle_of
        if units and parts:
            yield Fault(f"{at}.sku", _shown(sku), f"its components, for it is {made_of(parts)}")


def _faults(command: ImportShop, today: date) -> Iterator[Fault]:
    seen: set[tuple[str, str, str]] = set()
    for number, line in enumerate(command.lines, 1):
        yield from _line_faults(line, f"lines[{number}]")
        name = line.channel, line.order_id, line.line_id
        if name in seen:
            yield _fault(line, f"lines[{number}]", "line_id", "each line of an order once")
        seen.add(name)
    for sku, item in command.items.items():
        yield from _item_faults(sku, item, f"items[{sku}]")
    for number, position in enumerate(command.stock, 1):
        yield from _stock_faults(position, f"stock[{number}]")
    for number, lot in enumerate(command.lots, 1):
        yield from _lot_faults(lot, f"lots[{number}]", today)


def _line_faults(line: OrderLine, at: str) -> Iterator[Fault]:
    yield from _blanks(line, at, "order_id", "line_id", "sku", "channel", "location")
    if line.currency not in CURRENCIES:
        yield _fault(line, at, "currency", "an ISO 4217 code")
    # One moment has two days on earth, and after the cut-off it is still the day before.
    if abs(line.placed_on - line.placed_at.date()) > timedelta(days=1):
        yield _fault(line, at, "placed_on", "the day of placed_at in the shop's zone")
    found = line_fault(
        quantity=line.quantity,
        shipped_qty=line.shipped_qty,
        picked_qty=line.picked_qty,
        cancelled_qty=line.cancelled_qty,
        promised_from=line.promised_from,
        promised_to=line.promised_to,
        closed=line.closed,
    )
    if found is not None:
        yield _of(line, at, *_LINE[found])


def _item_faults(sku: str, item: Item, at: str) -> Iterator[Fault]:
    yield from _blanks(item, at, "sku")
    if item.sku != sku:
        yield _fault(item, at, "sku", "the SKU that it stands under")
    for number, other in enumerate(item.substitutes, 1):
        if not other.strip():
            yield Fault(f"{at}.substitutes[{number}]", _shown(other), "a SKU")
    parts = [part for part, _ in item.bundle_of]
    for number, (part, per) in enumerate(item.bundle_of, 1):
        place = f"{at}.bundle_of[{number}]"
        if not part.strip():
            yield Fault(f"{place}[1]", _shown(part), "a SKU")
        if part in parts[: number - 1]:
            yield Fault(f"{place}[1]", _shown(part), "each component once")
        if per < 1:
            yield Fault(f"{place}[2]", _shown(per), _FROM_1)


def _stock_faults(position: StockPosition, at: str) -> Iterator[Fault]:
    yield from _blanks(position, at, "sku", "location")
    for name in ("on_hand", "safety_stock"):
        if getattr(position, name) < 0:
            yield _fault(position, at, name, _FROM_0)


def _lot_faults(lot: IncomingLot, at: str, today: date) -> Iterator[Fault]:
    yield from _blanks(lot, at, "po", "sku", "supplier", "location")
    found = lot_fault(
        today=today,
        quantity=lot.quantity,
        received_qty=lot.received_qty,
        cancelled_qty=lot.cancelled_qty,
        ordered_on=lot.ordered_on,
        received_on=lot.received_on,
    )
    if found is not None:
        yield _of(lot, at, *_LOT[found])


def _blanks(fact: Any, at: str, *names: str) -> Iterator[Fault]:
    for name in names:
        value = getattr(fact, name)
        if value is not None and not value.strip():
            yield _fault(fact, at, name, "text")


def _of(fact: Any, at: str, names: tuple[str, ...], expected: str) -> Fault:
    """The fault lies in the field that is below 0, else in the first that says anything."""
    said = [name for name in names if getattr(fact, name)]
    below = [name for name in said if expected == _FROM_0 and getattr(fact, name) < 0]
    return _fault(fact, at, (*below, *said, *names)[0], expected)


def _fault(fact: Any, at: str, name: str, expected: str) -> Fault:
    return Fault(f"{at}.{name}", _shown(getattr(fact, name)), expected)


def _shown(value: object) -> str:
    return str(value)[:80] or '""'
