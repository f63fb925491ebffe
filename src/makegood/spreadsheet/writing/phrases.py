"""Nested outcomes as short readable cells. Codes become words through `makegood.wording`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from makegood.domain.decision.outcome import Choice, Option
from makegood.domain.eligibility.evidence import recommend
from makegood.domain.eligibility.outcome import Eligibility, Evidence
from makegood.domain.promise.outcome import Basis, Promise
from makegood.domain.promise.sell import ChannelSale
from makegood.domain.terms.pegging import Source
from makegood.domain.terms.quantity import to_major
from makegood.spreadsheet.writing.nested import amount, figure
from makegood.wording import words
from makegood.wording.sentences import told_of_way

YES, NO = "Yes", "No"
Priced = Sequence[tuple[Option, str]]
Measured = tuple[Evidence, str]


def yes_no(flag: bool) -> str:
    """True and False as people write them."""
    return YES if flag else NO


def day(on: date) -> str:
    """3 Dec 2026."""
    return f"{on.day} {on:%b %Y}"


def days(start: date, end: date) -> str:
    """A window without repeating what both ends share: 3–9 Dec 2026."""
    if start == end:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    return f"{start.day} {start:%b}–{day(end)}" if start.year == end.year else f"{day(start)}–{day(end)}"


def counted(number: int, thing: str) -> str:
    """1 line, 2,000 lines."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def money(minor: int, currency: str) -> str:
    """1,264.50 EUR; 14,400 JPY."""
    return f"{to_major(minor, currency):,} {currency}"


def short_name(text: str, most: int) -> str:
    """A name cut at its end where it is too long."""
    return text if len(text) <= most else text[: most - 1] + "…"


def short_id(text: str, most: int) -> str:
    """An ID cut in the middle where it is too long: IDs differ at their ends."""
    if len(text) <= most:
        return text
    return f"{text[: most - most // 2 - 1]}…{text[-(most // 2) :]}"


def listed(values: Sequence[Any]) -> str:
    """A list in one cell."""
    return ", ".join(map(str, values))


def reasons(answer: Eligibility) -> str:
    """Reason codes in words."""
    return all_words(answer.reasons)


def all_words(codes: Sequence[str]) -> str:
    """Codes in words, in one cell."""
    return "; ".join(map(words, codes))


def rule(answer: Eligibility) -> str:
    """The rule an answer came from."""
    return answer.rule


def allowed(answer: Eligibility) -> str:
    """May it wait at all?"""
    return yes_no(answer.allowed)


def ship_from(promise: Promise) -> date:
    """Earliest day it ships."""
    return promise.ship.from_on


def ship_to(promise: Promise) -> date:
    """Latest day it ships."""
    return promise.ship.to_on


def deliver_from(promise: Promise) -> date:
    """Earliest day it arrives."""
    return promise.deliver.from_on


def deliver_to(promise: Promise) -> date:
    """Latest day it arrives."""
    return promise.deliver.to_on


def resting_on(promise: Promise) -> str:
    """The supplies under a promise: '2 from stock at main; 1 from PO-7 (ETA 2 Dec 2026, usable 4–9 Dec 2026)'."""
    return "; ".join(map(_supply, promise.basis))


def _supply(basis: Basis) -> str:
    if basis.source is Source.STOCK:
        return f"{basis.qty} from stock at {basis.ref}"
    eta = f"ETA {day(basis.eta)}" if basis.eta else "no ETA, by lead time"
    return f"{basis.qty} from {basis.ref} ({eta}, usable {days(basis.usable_from, basis.usable_to)})"


def steps(promise: Promise) -> str:
    """The components of a promise in working days: 'Receiving 1–2; Processing 1–2'."""
    return "; ".join(
        f"{words(part.name)} {part.from_days}"
        + (f"–{part.to_days}" if part.to_days != part.from_days else "")
        for part in promise.components
    )


def channels(sold: Sequence[ChannelSale]) -> str:
    """How a SKU is sold per channel: 'store: In stock, 12 listable'."""
    return "; ".join(f"{one.channel}: {words(one.sell_state)}, {one.listable_qty} listable" for one in sold)


def evidence_for(found: Sequence[Measured]) -> str:
    """Criteria that speak for letting a SKU wait, with their figures."""
    return _evidence(found, supports=True)


def evidence_against(found: Sequence[Measured]) -> str:
    """Criteria that speak against it."""
    return _evidence(found, supports=False)


def advice(found: Sequence[Measured]) -> str:
    """What the evidence recommends; a person decides (spec 2.3)."""
    return _ADVICE[recommend([evidence for evidence, _ in found]).may_wait]


_ADVICE = {True: "May wait", False: "Better not", None: "Open"}


def _evidence(found: Sequence[Measured], *, supports: bool) -> str:
    return "; ".join(
        words(evidence.criterion) + _in_brackets(figure(evidence, currency))
        for evidence, currency in found
        if evidence.supports is supports
    )


def _in_brackets(value: float | str | None) -> str:
    if value is None:
        return ""
    return f" ({value:.4g})" if isinstance(value, float) else f" ({value})"


def cost_of(choice: Choice) -> Callable[[Priced], float | int | None]:
    """The cost of one way in major units; empty when it is not allowed or unknown."""

    def cost(priced: Priced) -> float | int | None:
        for option, currency in priced:
            if option.choice is choice and option.allowed:
                return amount(option.cost, currency)
        return None

    return cost


def currency_of(priced: Priced) -> str | None:
    """The currency of the costs."""
    return priced[0][1] if priced else None


def possible(priced: Priced) -> str:
    """What is to be said about the ways that are allowed."""
    return _ways(priced, allowed=True)


def not_possible(priced: Priced) -> str:
    """The ways that are not allowed, each with its reasons."""
    return _ways(priced, allowed=False)


def _ways(priced: Priced, *, allowed: bool) -> str:
    return "; ".join(
        f"{words(option.choice)}: {', '.join(map(words, told_of_way(option.why, offered=option.offered)))}"
        for option, _ in priced
        if option.allowed is allowed and option.why
    )
