"""A supplier's new word as it is typed: for one line of a purchase order, or for all that is still to come."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from django.http import HttpRequest

from makegood.console.records import typed
from makegood.queries.purchase_order import Ordered, OrderedLot
from makegood.services.receipt.expect import NewEta

EVERY = "all"
_CONFIRMED = {"yes": True, "no": False, "unsaid": None}
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed, and what is wrong with it, by field. What is empty stays as it is; `no_day` = the supplier names
    none."""

    ordered: Ordered
    line: str
    eta: str = ""
    no_day: bool = False
    quantity: str = ""
    confirmed: str = ""
    why: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    refusal: tuple[str, ...] = ()

    @classmethod
    def of(cls, ordered: Ordered, *, line: str) -> Wish:
        """Nothing typed yet, about a line; without one, about the only line that is open, or all of them. What is known
        of a line stands in no field: it would go along to another line."""
        wish = cls(ordered, line)
        if line in {str(each.line) for each in wish.lines}:
            return wish
        there = wish.open or wish.lines[:1]
        return replace(wish, line=str(there[0].line) if len(there) == 1 else EVERY)

    @property
    def open(self) -> list[OrderedLot]:
        """Lines of which units are still to come."""
        return [each for each in self.ordered.lots if each.open_qty]

    @property
    def lines(self) -> list[OrderedLot]:
        """Lines that there may be a word about: those of which nothing more was to come too."""
        return [each for each in self.ordered.lots if each.open_qty or each.short_qty]

    @property
    def day(self) -> date | None:
        """The day that was typed."""
        return typed.day_of(self.eta)

    def refused(self, why: list[str]) -> Wish:
        """The same, with the reasons why it was not done."""
        return replace(self, refusal=tuple(why))

    def changes(self) -> tuple[NewEta, ...]:
        """The word about each line that it is about."""
        about = (
            self.open if self.line == EVERY else [each for each in self.lines if str(each.line) == self.line]
        )
        return tuple(
            NewEta(
                po=self.ordered.number,
                line=lot.line,
                eta=None if self.no_day else self.day or lot.eta,
                confirmed=_CONFIRMED[self.confirmed] if self.confirmed else lot.confirmed,
                quantity=int(self.quantity) if self.quantity else None,
                why=self.why,
            )
            for lot in about
        )


def wish_of(request: HttpRequest, ordered: Ordered) -> Wish:
    """What a form says, with what is wrong in it."""
    told = {
        name: request.POST.get(name, "").strip() for name in ("line", "eta", "quantity", "confirmed", "why")
    }
    confirmed = told["confirmed"] if told["confirmed"] in _CONFIRMED else ""
    wish = Wish(
        ordered,
        told["line"],
        told["eta"],
        request.POST.get("no_day") == "1",
        told["quantity"],
        confirmed,
        told["why"],
    )
    return replace(wish, wrong=_wrong(wish))


def _wrong(wish: Wish) -> dict[str, str]:
    wrong: dict[str, str] = {}
    closed = {str(each.line) for each in wish.lines if not each.open_qty}
    if wish.line not in {str(each.line) for each in wish.lines} | {EVERY}:
        wrong["line"] = "Choose a line of which units are still to come."
    if wish.eta and wish.day is None:
        wrong["eta"] = f"Found {wish.eta[:40]}; expected a day such as 2026-12-31, or nothing."
    elif wish.eta and wish.no_day:
        wrong["eta"] = "Expected a day, or that the supplier names none; found both."
    elif wish.line == EVERY and not wish.eta:
        wrong["eta"] = "Expected a day: for all lines together one is needed."
    elif not (wish.eta or wish.no_day or wish.quantity or wish.confirmed):
        wrong["eta"] = "Found nothing new; expected a day, units, or whether it is sure."
    if wish.quantity and not (
        wish.quantity.isascii() and wish.quantity.isdecimal() and len(wish.quantity) <= _MOST_DIGITS
    ):
        wrong["quantity"] = f"Found {wish.quantity[:40]}; expected a whole number from 0."
    elif wish.quantity and wish.line == EVERY:
        wrong["quantity"] = "Found units for all lines together; expected none: choose the line they are of."
    elif not wish.quantity and wish.line in closed:
        wrong["quantity"] = "Nothing more of this line was to come; expected how many units come in all."
    return wrong
