"""Sentences that every story of an order is made of: the same ones for a plan from files and for a live shop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from makegood.domain.allocation.why_not import Blocker, Place, WhyNot
from makegood.domain.decision.outcome import Why
from makegood.domain.promise.outcome import Basis, Component
from makegood.domain.terms.dates import Window
from makegood.domain.terms.pegging import Source
from makegood.wording.clean import one_line
from makegood.wording.codes import inside, words
from makegood.wording.english import ENGLISH

_MOST_NAMED = 3
_LONGEST = 2000
_HALF_A_YEAR = 183
_AGAINST = frozenset(
    {
        Why.ORDER_ON_HOLD,
        Why.PAST_CANCEL_AFTER,
        Why.SHIP_COMPLETE,
        Why.SINGLE_UNIT,
        Why.NOTHING_ON_TRACK,
        Why.BUNDLE,
        Why.CHANNEL_FORBIDS,
        Why.NO_SUBSTITUTE,
        Why.SUBSTITUTE_SHORT,
        Why.PREORDER,
        Why.NOTHING_MORE_COMES,
    }
)


def queue_answer(answer: WhyNot, *, reserved_qty: int) -> Iterator[str]:
    """Why a line waits, who was served before it, and what would change it."""
    yield f"  Place {answer.place} in the queue for {answer.sku}. Why not yet: {_blockers(answer, reserved_qty)}."
    if answer.served_before:
        yield f"  Served from stock before it: {_places(answer.served_before)}."
    if answer.served_after:
        yield f"  Served although ranked lower: {_places(answer.served_after)}."
    needed = ""
    if Blocker.PAST_CANCEL_AFTER not in answer.blockers:
        units = units_of(answer.units_needed)
        needed = f"{units} must arrive before it is whole, those for better-ranked lines included. "
    yield f"  {needed}What would change it: {joined(answer.changes)}."


def _blockers(answer: WhyNot, reserved_qty: int) -> str:
    if reserved_qty and answer.blockers == (Blocker.NOTHING_ON_HAND,):
        return "nothing more is on hand"
    return joined(answer.blockers)


def _places(places: Sequence[Place]) -> str:
    named = ", ".join(f"order {each.order_id} ({units_of(each.given_qty)})" for each in places[:_MOST_NAMED])
    more = len(places) - _MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named


def basis_said(basis: Basis, *, component: str, today: date) -> str:
    """What a window rests on; `component` = the SKU of a bundle that it brings, else empty."""
    units = units_of(basis.qty) + (f" of {component}" if component else "")
    if basis.source is Source.STOCK:
        return f"{units} from stock at {basis.ref}."
    usable = between(Window(basis.usable_from, basis.usable_to), today)
    dated = f"supplier ETA {day_of(basis.eta, today)}" if basis.eta else "no supplier ETA, dated by lead time"
    return f"{units} from incoming lot {basis.ref}: {dated}, usable {usable}."


def component_said(part: Component) -> str:
    """One step of a window: its working days and where they come from."""
    span = f"{part.from_days}" if part.from_days == part.to_days else f"{part.from_days} to {part.to_days}"
    unit = "day" if span == "1" else "days"
    return f"{words(part.name)}: {span} working {unit} ({inside(part.source)})."


def age(baseline: date, *, bucket: str, today: date) -> str:
    """How late a line is, and in which ageing bucket."""
    by = day_of(baseline, today)
    if today > baseline:
        where = f", in bucket {bucket}" if bucket else ""
        return f"It should have shipped by {by}: {days_of((today - baseline).days)} ago{where}."
    return f"It should ship by {by}."


def because(codes: Sequence[str]) -> str:
    """The reasons as a sentence of its own; nothing when there are none."""
    return f" Because: {joined(codes)}." if codes else ""


def joined(codes: Sequence[str]) -> str:
    """Codes as words in one sentence."""
    return "; ".join(map(inside, codes))


def told_of_way(why: Sequence[str], *, offered: bool) -> Sequence[str]:
    """What there is to say of a way. What goes with it, or what its cost lacks, says nothing of one that is closed."""
    return why if offered else [code for code in why if code in _AGAINST or ":" in code]


def safe(said: str) -> str:
    """Ids, names and titles come from outside: none of them breaks a line or moves a cursor."""
    indent = len(said) - len(said.lstrip(" "))
    return " " * indent + one_line(said, longest=_LONGEST)


def units_of(qty: int) -> str:
    """A quantity with its unit."""
    return f"{qty:,} unit" if qty == 1 else f"{qty:,} units"


def days_of(days: int) -> str:
    """A number of days."""
    return f"{days} day" if days == 1 else f"{days} days"


def day_of(day: date, today: date) -> str:
    """A day; its year only when it is another one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {ENGLISH.dates.months[day.month - 1]}{year}"


def short_day(day: date, near: date) -> str:
    """A day in a column; its year only where it lies more than half a year from the day `near`."""
    return f"{day.day} {day:%b}" + (f" {day.year}" if abs((day - near).days) > _HALF_A_YEAR else "")


def short_window(window: Window, near: date) -> str:
    """A window in a column: 29–31 Dec; 27 Nov – 16 Dec."""
    first, last = window.from_on, window.to_on
    if first == last:
        return short_day(last, near)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{short_day(last, near)}"
    return f"{short_day(first, near)} – {short_day(last, near)}"


def between(window: Window, today: date) -> str:
    """A window in words."""
    return ENGLISH.dates.window(window, near=today)
