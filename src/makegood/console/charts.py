"""What is drawn beside what is listed: shapes as numbers, laid out by templates as SVG without styles or scripts.

A chart is as wide as its place: x is a share of its width in per cent, y counts from the top in pixels of a fixed
height. Whoever cannot see it reads its table, which stands below every one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from makegood.wording.sentences import short_day

HIGH = 160
_TICKS = 5
_GAPS = 4
_DOT, _WIDEST = 4.0, 13.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One of several amounts: `share` = of the longest, per cent; `said` = the amount in words; `tone` = its colour."""

    name: str
    said: str
    share: float
    tone: str = ""
    link: str = ""
    note: str = ""


def bars(rows: Sequence[tuple[str, float, str, str, str]]) -> list[Bar]:
    """Name, amount, amount in words, tone and link of each; whatever is there is seen."""
    most = max((amount for _, amount, *_ in rows), default=0)
    return [
        Bar(name, said, max(1.5, round(100 * amount / most, 1)) if amount and most else 0, tone, link)
        for name, amount, said, tone, link in rows
    ]


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: where it begins and how wide it is, per cent."""

    name: str
    amount: int
    start: float
    wide: float
    tone: str


@dataclass(frozen=True, slots=True)
class Stack:
    """Parts that make up a whole, side by side; parts of nothing are left out."""

    whole: int
    parts: list[Share]


def stack(rows: Sequence[tuple[str, int, str]]) -> Stack:
    """Name, amount and tone of each part."""
    whole = sum(amount for _, amount, _ in rows)
    parts, start = [], 0.0
    for name, amount, tone in rows:
        if amount > 0:
            wide = 100 * amount / whole
            parts.append(Share(name, amount, round(start, 2), round(wide, 2), tone))
            start += wide
    return Stack(whole, parts)


@dataclass(frozen=True, slots=True)
class Curve:
    """A line of a chart as an SVG path in a box of 1000 × HIGH; `tone` = its colour."""

    name: str
    path: str
    tone: str
    area: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Curves over days. `above` = y of zero; `ticks`, `marks` = what stands on the axes, evenly apart."""

    title: str
    curves: list[Curve]
    days: list[str]
    levels: list[str]
    zero: float
    rows: list[tuple[str, list[str]]]
    names: list[str]
    high: int = HIGH


def over_days(
    title: str,
    days: Sequence[date],
    series: Sequence[tuple[str, str, Sequence[float | None]]],
    *,
    today: date,
    steps: bool = True,
    unit: str = "",
) -> Chart:
    """Values by day, one for each series (name, tone, values); None = not known, and the line has a gap there.

    `steps` = a value holds until the next one; else they are joined.
    """
    known = [value for _, _, values in series for value in values if value is not None]
    low, top = _scale(known)
    curves = [
        Curve(name, _path(values, low, top, steps), tone, _area(values, low, top, steps))
        for name, tone, values in series
    ]
    levels = [f"{top - (top - low) * at / _GAPS:,.10g}{unit}" for at in range(_GAPS + 1)]
    rows = [
        (
            short_day(day, today),
            ["" if values[at] is None else f"{values[at]:,.10g}{unit}" for _, _, values in series],
        )
        for at, day in enumerate(days)
    ]
    zero = round(HIGH * top / (top - low), 1)
    return Chart(title, curves, _ticks(days, today), levels, zero, rows, [name for name, _, _ in series])


def _scale(values: Collection[float]) -> tuple[float, float]:
    """A floor and a ceiling that gridlines divide into round numbers, zero among them; whole ones for whole values."""
    low, top = min(values, default=0), max(values, default=0)
    whole = all(value == int(value) for value in values)
    sizes = (part * 10.0**power for power in range(0 if whole else -4, 12) for part in (1, 2, 2.5, 5))
    for size in sizes:
        below, above = ceil(max(0, -low) / size), ceil(max(0, top) / size)
        if below + above <= _GAPS and not (whole and size % 1):
            return -below * size, (_GAPS - below) * size
    raise ValueError(f"no axis reaches from {low} to {top}")


def _path(values: Sequence[float | None], low: float, top: float, steps: bool) -> str:
    """One move for each run of known values."""
    parts: list[str] = []
    last: float | None = None
    wide = 1000 / max(1, len(values) - (0 if steps else 1))
    for at, value in enumerate(values):
        if value is None:
            last = None
            continue
        y, x = _y(value, low, top), round(at * wide, 1)
        if last is None:
            parts.append(f"M{x:g} {y:g}")
        elif steps:
            parts.append(f"V{y:g}")
        else:
            parts.append(f"L{x:g} {y:g}")
        if steps:
            parts.append(f"H{round(x + wide, 1):g}")
        last = value
    return "".join(parts)


def _area(values: Sequence[float | None], low: float, top: float, steps: bool) -> str:
    if any(value is None for value in values) or not values:
        return ""
    floor = _y(max(0.0, low), low, top)
    return f"{_path(values, low, top, steps)}V{floor:g}H0Z"


def _y(value: float, low: float, top: float) -> float:
    return round(HIGH * (top - value) / (top - low), 1)


def _ticks(days: Sequence[date], today: date) -> list[str]:
    if not days:
        return []
    span = (days[-1] - days[0]).days
    gaps = min(_TICKS - 1, max(1, span))
    found = [days[0] + timedelta(days=round(span * at / gaps)) for at in range(gaps + 1)]
    return [short_day(day, today) for day in found]


@dataclass(frozen=True, slots=True)
class Dot:
    """Cases at one place of a plot: `x` per cent of its width, `y` pixels from the top, `wide` = radius, whose area
    grows with their number; `said` = what they are, in words."""

    x: float
    y: float
    wide: float
    tone: str
    said: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Dots by day. `band` = top and height of the range that is expected, in pixels; `tones` = what colours mean."""

    title: str
    dots: list[Dot]
    band: tuple[float, float] | None
    band_said: str
    tones: list[tuple[str, str]]
    days: list[str]
    levels: list[str]
    zero: float
    high: int = HIGH


def dots(
    title: str,
    cases: Sequence[tuple[date, float, str, int, str]],
    *,
    today: date,
    tones: Sequence[tuple[str, str]],
    band: tuple[float, float] | None = None,
    band_said: str = "",
) -> Plot:
    """Cases (day, value, tone, how many, in words) on days up to today; `band` = the expected values from and to, drawn
    behind them half a step wider, so that a dot on its edge lies in it."""
    first = min((day for day, *_ in cases), default=today)
    last = max((today, *(day for day, *_ in cases)))
    first = min(first, last - timedelta(days=28))
    span = (last - first).days
    values = [value for _, value, *_ in cases] + list(band or ())
    low, top = _scale(values)
    ink = [
        Dot(
            round(100 * (day - first).days / span, 2),
            _y(value, low, top),
            round(min(_WIDEST, _DOT * number**0.5), 1),
            tone,
            said,
        )
        for day, value, tone, number, said in cases
    ]
    levels = [f"{top - (top - low) * at / _GAPS:,.10g}" for at in range(_GAPS + 1)]
    return Plot(
        title,
        ink,
        _strip(band, low, top) if band else None,
        band_said,
        list(tones),
        _ticks([first, last], today),
        levels,
        _y(0, low, top),
    )


def _strip(band: tuple[float, float], low: float, top: float) -> tuple[float, float]:
    above = _y(min(top, band[1] + 0.5), low, top)
    return above, round(_y(max(low, band[0] - 0.5), low, top) - above, 1)


@dataclass(frozen=True, slots=True)
class Spark:
    """A small curve without axes, in a box of 1000 × `high`."""

    path: str
    high: int = 40


def spark(values: Sequence[float | None]) -> Spark:
    """How a figure moved. Its floor is 0, so that a small change looks small."""
    most = max((value for value in values if value is not None), default=0) or 1
    wide = 1000 / max(1, len(values) - 1)
    parts, joined = [], False
    for at, value in enumerate(values):
        if value is None:
            joined = False
            continue
        parts.append(f"{'L' if joined else 'M'}{at * wide:.1f} {38 - 36 * value / most:.1f}")
        joined = True
    return Spark("".join(parts))
