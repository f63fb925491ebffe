"""A supplier's new word as it is typed: for one line of a purchase order, or for all that is still to come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpRequest

from makegood.queries.purchase_order import Ordered, OrderedLot
from makegood.services.receipt.expect import NewEta

EVERY = "all"
_CONFIRMED = {"yes": True, "no": False, "": None}
_SAID = {True: "yes", False: "no", None: ""}
_MOST_DIGITS = 9
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed, and what is wrong with it, by field (`` = all of it)."""

    ordered: Ordered
    line: str
    eta: str
    quantity: str
    confirmed: str
    why: str
    wrong: dict[str, str]
    refusal: tuple[str, ...] = ()

    @classmethod
    def of(cls, ordered: Ordered, *, line: str) -> Wish:
        """What is known of a line now, to be changed; without one, of the only line that is open."""
        there = [each for each in ordered.lots if each.open_qty]
        lot = next((each for each in there if str(each.line) == line), None)
        if lot is None and (len(there) > 1 or not there):
            # What all of them share.
            days, sure = {each.eta for each in there}, {each.confirmed for each in there}
            eta = _text(days.pop()) if len(days) == 1 else ""
            return cls(ordered, EVERY, eta, "", _SAID[sure.pop()] if len(sure) == 1 else "", "", {})
        lot = lot or there[0]
        return cls(
            ordered, str(lot.line), _text(lot.eta), str(lot.expected_qty), _SAID[lot.confirmed], "", {}
        )

    @property
    def open(self) -> list[OrderedLot]:
        """Lines of which units are still to come."""
        return [each for each in self.ordered.lots if each.open_qty]

    @property
    def day(self) -> date | None:
        """The day that was typed."""
        return date.fromisoformat(self.eta) if self.eta else None

    def refused(self, why: list[str]) -> Wish:
        """The same, with the reasons why it was not done."""
        return replace(self, refusal=tuple(why))

    def changes(self) -> tuple[NewEta, ...]:
        """The word about each line that it is about."""
        about = [each.line for each in self.open if self.line in (EVERY, str(each.line))]
        return tuple(
            NewEta(
                po=self.ordered.number,
                line=line,
                eta=self.day,
                confirmed=_CONFIRMED[self.confirmed],
                quantity=int(self.quantity) if self.quantity and self.line != EVERY else None,
                why=self.why,
            )
            for line in about
        )


def wish_of(request: HttpRequest, ordered: Ordered) -> Wish:
    """What a form says, with what is wrong in it."""
    told = {
        name: request.POST.get(name, "").strip() for name in ("line", "eta", "quantity", "confirmed", "why")
    }
    wrong: dict[str, str] = {}
    lines = {str(each.line) for each in ordered.lots if each.open_qty} | {EVERY}
    if told["line"] not in lines:
        wrong["line"] = "Choose a line of which units are still to come."
    if told["eta"] and not _is_day(told["eta"]):
        wrong["eta"] = f"Found {told['eta'][:40]}; expected a day such as 2026-12-31, or nothing."
    if told["line"] == EVERY and not told["eta"]:
        wrong["eta"] = "Expected a day: for all lines together one is needed."
    quantity = told["quantity"]
    if quantity and not (quantity.isdecimal() and len(quantity) <= _MOST_DIGITS):
        wrong["quantity"] = f"Found {quantity[:40]}; expected a whole number from 0."
    confirmed = told["confirmed"] if told["confirmed"] in _CONFIRMED else ""
    return Wish(ordered, told["line"], told["eta"], quantity, confirmed, told["why"][:_LONGEST], wrong)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""
