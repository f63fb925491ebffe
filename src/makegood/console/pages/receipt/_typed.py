"""Lines that somebody types or scans at the dock: as they were typed, so that nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from makegood.queries.arrivals import Arrival, lots_of
from makegood.queries.catalogue import titles
from makegood.queries.finding import Found, find
from makegood.queries.stock import places

MOST_LINES = 500
MOST_UNITS = 10_000_000


@dataclass(frozen=True, slots=True)
class Typed:
    """One line as it stands in the form. `lot` = the number of its line in a purchase order, a colon and the purchase
    order; empty = nothing announced it. `wrong` = what is wrong with it."""

    sku: str
    lot: str = ""
    counted: str = ""
    damaged: str = ""
    location: str = ""
    last: bool = False
    wrong: str = ""

    @property
    def counts(self) -> bool:
        """Whether something came of it, or it is told to be all: nothing counted says as little as no count."""
        return bool(whole(self.counted)) or self.last

    @property
    def po(self) -> str | None:
        """The purchase order it belongs to."""
        return self.lot.partition(":")[2] or None

    @property
    def po_line(self) -> int | None:
        """The line of it."""
        return whole(self.lot.partition(":")[0])


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is shown: what it is called, the lots it may be of, and the one that it is of."""

    typed: Typed
    title: str
    lots: Sequence[Arrival]
    lot: Arrival | None


@dataclass(slots=True)
class Sheet:
    """Everything typed so far. `unknown` = what was scanned last and is nothing of ours, `near` = what it may mean;
    `text`, `units` = a scan that was not taken, as it was typed, `wrong` = what is wrong with its units."""

    lines: list[Typed] = field(default_factory=list)
    unknown: str = ""
    near: Found | None = None
    said: str = ""
    text: str = ""
    units: str = ""
    wrong: str = ""

    def shown(self) -> list[Line]:
        """The lines with what is known of them."""
        skus = {each.sku for each in self.lines}
        names = titles(skus)
        lots: dict[str, list[Arrival]] = {}
        for lot in lots_of(skus=skus) if skus else ():
            lots.setdefault(lot.sku, []).append(lot)
        return [_line(each, names, lots.get(each.sku, ())) for each in self.lines]


def whole(text: str) -> int | None:
    """A whole number from 0; None for anything else."""
    text = text.strip()
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
    return number if 0 <= number <= MOST_UNITS else None


def key_of(lot: Arrival) -> str:
    """How a form names a lot."""
    return f"{lot.line}:{lot.po}"


def read(form: QueryDict) -> Sheet:
    """What the form holds; more than MOST_LINES are not taken."""
    columns = ("sku", "lot", "counted", "damaged", "location")
    rows = zip(*(_filled(form, name, len(form.getlist("sku"))) for name in columns), strict=True)
    last = set(form.getlist("last"))
    typed = [
        Typed(sku, lot, counted, damaged, location, last=str(number) in last)
        for number, (sku, lot, counted, damaged, location) in enumerate(rows)
    ]
    return Sheet(typed[:MOST_LINES])


def followed(po: str) -> Sheet:
    """The sheet of whoever comes from the page of a purchase order: what is still to come of it; empty = of none."""
    sheet = Sheet()
    if po:
        _take_order(sheet, po)
    return sheet


def changed(sheet: Sheet, form: QueryDict) -> Sheet:
    """The sheet after what its button asked for: a scan, an expected lot, one count or all as announced, a line
    less."""
    if (number := whole(form.get("remove", ""))) is not None:
        sheet.lines[number : number + 1] = []
    elif (number := whole(form.get("fill", ""))) is not None:
        _fill(sheet, number)
    elif form.get("do") == "announced":
        _fill_all(sheet)
    elif key := form.get("expect", ""):
        _expect(sheet, key)
    elif scanned := (form.get("meant") or form.get("scan", "")).strip()[:200]:
        _scan(sheet, scanned, form.get("units", "").strip()[:20])
    return sheet


def _scan(sheet: Sheet, text: str, typed: str) -> None:
    units = whole(typed or "1")
    if not units:
        # What was meant is asked rather than guessed: a wrong count is goods that are not there.
        sheet.text, sheet.units = text, typed
        sheet.wrong = f"Found {typed}; expected a whole number of units from 1."
        return
    _take(sheet, text, units)
    if sheet.unknown:
        sheet.text, sheet.units = text, typed


def _take(sheet: Sheet, text: str, units: int) -> None:
    """A scanned SKU adds a line, or so many units to the line it has; a purchase order adds what is
    still to come of it."""
    found = find(text)
    skus = [each.sku for each in found.items if each.sku.lower() == text.lower()]
    if skus:
        _count(sheet, skus[0], units)
        return
    orders = [each.number for each in found.purchase_orders if each.number.lower() == text.lower()]
    if orders:
        _take_order(sheet, orders[0])
        return
    sheet.unknown, sheet.near = text, found


def _take_order(sheet: Sheet, po: str) -> None:
    _add_lots(sheet, lots_of(po=po))
    sheet.said = "" if sheet.lines else f"Nothing of {po} is still to come."


def problems(sheet: Sheet) -> bool:
    """Write to each line what is wrong with it; True when something is."""
    sheet.lines = [replace(each, wrong=_wrong(each)) for each in sheet.lines]
    return any(each.wrong for each in sheet.lines)


def counted(sheet: Sheet) -> list[Typed]:
    """The lines of which something came, or that are told to be all."""
    return [each for each in sheet.lines if each.counts]


def refused(sheet: Sheet, told: Mapping[int, str]) -> None:
    """Write to the counted lines why they were refused, by their number from 1."""
    numbers = iter(range(1, len(sheet.lines) + 1))
    sheet.lines = [
        replace(each, wrong=told.get(next(numbers), "")) if each.counts else each for each in sheet.lines
    ]


def _filled(form: QueryDict, name: str, wanted: int) -> list[str]:
    found = [each.strip()[:200] for each in form.getlist(name)][:wanted]
    return found + [""] * (wanted - len(found))


def _line(typed: Typed, names: Mapping[str, str], lots: Sequence[Arrival]) -> Line:
    own = next((lot for lot in lots if key_of(lot) == typed.lot), None)
    return Line(typed, names.get(typed.sku, ""), lots, own)


def _count(sheet: Sheet, sku: str, units: int) -> None:
    for at, each in enumerate(sheet.lines):
        if each.sku == sku:
            total = (whole(each.counted) or 0) + units
            # The line that was scanned last stands on top, where one looks.
            sheet.lines.insert(0, replace(sheet.lines.pop(at), counted=str(total)))
            return
    lots = lots_of(skus=(sku,))
    usual = places()[:1]
    lot = lots[0] if lots else None
    place = lot.location if lot else (usual[0] if usual else "")
    line = Typed(sku, key_of(lot) if lot else "", counted=str(units), location=place)
    sheet.lines.insert(0, line)


def _add_lots(sheet: Sheet, lots: Sequence[Arrival]) -> None:
    there = {(each.sku, each.lot) for each in sheet.lines}
    sheet.lines += [
        Typed(lot.sku, key_of(lot), location=lot.location)
        for lot in lots
        if (lot.sku, key_of(lot)) not in there
    ]


def _expect(sheet: Sheet, key: str) -> None:
    _add_lots(sheet, [lot for lot in lots_of(po=key.partition(":")[2]) if key_of(lot) == key])


def _fill(sheet: Sheet, number: int) -> None:
    for at, line in enumerate(sheet.shown()):
        if at == number and line.lot is not None:
            sheet.lines[at] = replace(sheet.lines[at], counted=str(line.lot.open_qty))


def _fill_all(sheet: Sheet) -> None:
    """What was counted already stays: only who counts knows that it is less."""
    sheet.lines = [
        replace(line.typed, counted=str(line.lot.open_qty))
        if line.lot and not line.typed.counted
        else line.typed
        for line in sheet.shown()
    ]


def _wrong(each: Typed) -> str:
    return next(_faults(each), "")


def _faults(each: Typed) -> Iterator[str]:
    counted_qty, damaged_qty = whole(each.counted or "0"), whole(each.damaged or "0")
    if counted_qty is None:
        yield f"Found {each.counted!r}; expected a whole number of units."
    elif damaged_qty is None:
        yield f"Found {each.damaged!r} damaged; expected a whole number of units."
    elif damaged_qty > counted_qty:
        yield f"{damaged_qty} damaged of {counted_qty} counted; damaged ones count too."
