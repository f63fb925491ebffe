"""What purchasing asks a supplier, ready to be copied into a mail or read out on the phone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from makegood.domain.receipt.chase import Ask, Chase
from makegood.wording.clean import one_line
from makegood.wording.sentences import day_of, units_of

_LONGEST = 200
_ASKED = {
    Ask.NEW_DATE: "your date has passed. On which day will it arrive?",
    Ask.CONFIRM_DATE: "we have no date. On which day will it arrive?",
    Ask.CONFIRM_QUANTITY: "please confirm the day and the quantity.",
    Ask.EXPEDITE: "our customers wait already. Can it come sooner, or a part of it?",
    Ask.KEEP_DATE: "our customers rely on this day. Please tell us at once if it moves.",
    Ask.ORDER_MORE: "nothing is on order. How many can you deliver, and when?",
}


def letter_to(supplier: str, asks: Iterable[Chase], *, shop: str, today: date) -> str:
    """One message with every question to a supplier, the one with most waiting money first."""
    lines = "\n".join(f"- {_ask(each, today)}" for each in asks)
    name = one_line(supplier, longest=_LONGEST)
    return (
        f"Dear {name},\n\nplease answer these questions about our orders:\n\n{lines}\n\nKind regards\n{shop}"
    )


def _ask(each: Chase, today: date) -> str:
    return f"{', '.join(_about(each, today))}: {_ASKED[each.ask]}"


def _about(each: Chase, today: date) -> Iterator[str]:
    if each.po:
        yield f"order {one_line(each.po, longest=_LONGEST)}"
    yield one_line(each.sku, longest=_LONGEST)
    if each.eta:
        yield f"due {day_of(each.eta, today)}"
    yield f"{units_of(each.units_waiting)} waited for"
