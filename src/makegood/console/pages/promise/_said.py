"""What was said of a purchase order and what came of it, the last first: one entry for what was said of several lines
at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from makegood.queries.purchase_order import Ordered, OrderedLot
from makegood.wording.tables_events import actor_said


@dataclass(frozen=True, slots=True)
class Entry:
    """One moment: about which lines, what was said or came, and who wrote it down."""

    at: datetime
    about: str
    said: str
    day: object
    who: str
    why: str
    came: bool


def entries(ordered: Ordered) -> list[Entry]:
    """All of it, the last first."""
    found = [*_said(ordered), *_came(ordered)]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _said(ordered: Ordered) -> list[Entry]:
    together: defaultdict[tuple[object, ...], list[tuple[OrderedLot, int]]] = defaultdict(list)
    for lot in ordered.lots:
        for word in lot.words:
            key = (word.at, word.eta, word.confirmed, word.by, word.why)
            together[key].append((lot, word.quantity))
    sure = {True: "confirmed", False: "not confirmed", None: "not confirmed yet"}
    return [
        Entry(
            at,  # type: ignore[arg-type]
            _about([lot for lot, _ in lots], ordered),
            f"{_units(sum(qty for _, qty in lots))}, {sure[confirmed]}",  # type: ignore[index]
            eta,
            actor_said(str(by), {}),
            str(why),
            False,
        )
        for (at, eta, confirmed, by, why), lots in together.items()
    ]


def _came(ordered: Ordered) -> list[Entry]:
    return [
        Entry(
            came.at,
            _about([lot], ordered),
            f"{_units(came.counted_qty)} came"
            + (f", {came.damaged_qty:,} of them damaged" if came.damaged_qty else "")
            + ("; mistyped, and undone" if came.undone else ""),
            came.received_on,
            "",
            "",
            True,
        )
        for lot in ordered.lots
        for came in lot.receipts
    ]


def _about(lots: Sequence[OrderedLot], ordered: Ordered) -> str:
    if len(lots) == 1:
        return lots[0].sku
    return "All lines" if len(lots) == len(ordered.lots) else f"{len(lots)} lines"


def _units(qty: int) -> str:
    return f"{qty:,} unit" if qty == 1 else f"{qty:,} units"
