"""What a shop front says of an item: its sell state, with the window where one may be promised (spec 1.5)."""

from __future__ import annotations

from datetime import date

from makegood.domain.terms.dates import Window
from makegood.domain.terms.state import SellState
from makegood.wording.sentences import between


def sell_message(state: SellState, next_unit: Window | None, *, today: date) -> str:
    """One sentence for whoever is about to buy. Out of stock shows no date (spec 0)."""
    if state is SellState.OUT_OF_STOCK:
        return "Out of stock."
    if next_unit is None:
        return _UNDATED[state]
    return _DATED[state].format(window=between(next_unit, today))


_DATED = {
    SellState.IN_STOCK: "In stock: ships {window}.",
    SellState.BACKORDER: "On backorder: ships {window}.",
    SellState.PREORDER: "Preorder: ships {window}.",
}
_UNDATED = {
    SellState.IN_STOCK: "In stock.",
    SellState.BACKORDER: "On backorder: no date yet.",
    SellState.PREORDER: "Preorder: no date yet.",
}
