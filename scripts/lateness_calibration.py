"""Does the 90 % promise hold 90 %? Simulated suppliers with known habits, learned from a few receipts each.

Writes docs/rules/lateness-calibration.md and .svg; the same every time. Run: python scripts/lateness_calibration.py
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import NormalDist, fmean, stdev
from typing import NamedTuple

from makegood.domain.terms.lateness import LatenessRecord, Reading, learn

LEVEL = 0.9
RECEIPTS = (3, 5, 10, 20)
SEEDS = (1, 2, 3, 4, 5)
HISTORIES = 80
KEPT = (0.88, 0.93)
WIDEST = 1.15
PAGE = Path(__file__).parents[1] / "docs" / "rules" / "lateness-calibration.md"

_NORMAL = NormalDist()
_Z = _NORMAL.inv_cdf(LEVEL)
_T3_LEVEL = 1.6377443572159065  # Student's t, 3 degrees of freedom, 90 %
_LOG_SD = 0.6
_LOG_MEAN = math.exp(_LOG_SD**2 / 2)
_LOG_SCALE = math.sqrt((math.exp(_LOG_SD**2) - 1) * math.exp(_LOG_SD**2))


@dataclass(frozen=True, slots=True)
class Shape:
    """A distribution of mean 0 and deviation 1: a draw, its distribution function, its 10 % and 90 % points."""

    name: str
    draw: Callable[[Random], float]
    below: Callable[[float], float]
    low: float
    high: float


def _t3_draw(luck: Random) -> float:
    return luck.gauss(0, 1) / math.sqrt(luck.gammavariate(1.5, 2))


def _t3_below(value: float) -> float:
    return 0.5 + (math.atan(value) + value / (1 + value * value)) / math.pi


def _log_below(value: float) -> float:
    days = value * _LOG_SCALE + _LOG_MEAN
    return _NORMAL.cdf(math.log(days) / _LOG_SD) if days > 0 else 0.0


def _log_point(z: float) -> float:
    return (math.exp(_LOG_SD * z) - _LOG_MEAN) / _LOG_SCALE


SHAPES = (
    Shape("normal", lambda luck: luck.gauss(0, 1), _NORMAL.cdf, -_Z, _Z),
    Shape(
        "log-normal",
        lambda luck: (math.exp(_LOG_SD * luck.gauss(0, 1)) - _LOG_MEAN) / _LOG_SCALE,
        _log_below,
        _log_point(-_Z),
        _log_point(_Z),
    ),
    Shape("heavy tails (t3)", _t3_draw, _t3_below, -_T3_LEVEL / math.sqrt(3), _T3_LEVEL / math.sqrt(3)),
)


@dataclass(frozen=True, slots=True)
class World:
    """What suppliers are like: mean lateness and its spread among them, spread within one and how that differs."""

    name: str = "as in the first table"
    suppliers: int = 25
    mean: float = 4.0
    among: float = 3.0
    within: float = 4.0
    unlike: float = 0.35

    def truths(self, luck: Random) -> list[tuple[float, float]]:
        """Mean and deviation of each supplier's lateness."""
        return [
            (luck.gauss(self.mean, self.among), self.within * math.exp(self.unlike * luck.gauss(0, 1)))
            for _ in range(self.suppliers)
        ]


class Outcome(NamedTuple):
    """One supplier: share of its next receipts kept and days of window; the same raw and for the plug-in normal."""

    kept: float
    days: float
    known_days: float
    raw_kept: float
    raw_days: float
    raw_known_days: float
    plug_kept: float
    plug_days: float

    def ratio(self) -> float:
        """The window against that of somebody who knows the true distribution."""
        return self.days / self.known_days


def study(*, shape: Shape, receipts: int, seed: int, histories: int, world: World) -> list[Outcome]:
    """Learn from simulated histories and see what share of each supplier's next receipts the window keeps.

    Lateness is in whole days. The share is worked out from the true distribution, not drawn once more.
    """
    luck = Random(f"{seed} {shape.name} {receipts}")  # noqa: S311 - a study, not a secret
    outcomes = []
    for _ in range(histories):
        truth = world.truths(luck)
        seen = [[round(mean + sd * shape.draw(luck)) for _ in range(receipts)] for mean, sd in truth]
        records = [LatenessRecord(f"S{name:03}", days) for name, late in enumerate(seen) for days in late]
        model = learn(records, service_level=LEVEL)
        for name, (mean, sd) in enumerate(truth):
            found = model.range(supplier=f"S{name:03}", confirmed=True)
            reading = model.suppliers[f"S{name:03}"]
            low, high = mean + sd * shape.low, mean + sd * shape.high
            usual = stdev(seen[name]) * _Z
            plug = _whole_days(fmean(seen[name]) - usual, fmean(seen[name]) + usual)
            known = _whole_days(low, high)
            outcomes.append(
                Outcome(
                    kept=shape.below((found.to_days + 0.5 - mean) / sd),
                    days=found.to_days - found.from_days,
                    known_days=known[1] - known[0],
                    raw_kept=shape.below((reading.high - mean) / sd),
                    raw_days=reading.high - reading.low,
                    raw_known_days=high - low,
                    plug_kept=shape.below((plug[1] + 0.5 - mean) / sd),
                    plug_days=plug[1] - plug[0],
                )
            )
    return outcomes


def _whole_days(low: float, high: float) -> tuple[int, int]:
    return Reading(low, high, "supplier", 0).whole_days()


@dataclass(frozen=True, slots=True)
class Cell:
    """One shape and number of receipts, over all seeds and seed by seed."""

    shape: Shape
    receipts: int
    mean: Outcome
    by_seed: tuple[Outcome, ...]

    def holds(self) -> bool:
        """Kept within the limits and no wider than asked."""
        return KEPT[0] <= self.mean.kept <= KEPT[1] and self.mean.ratio() <= WIDEST


def cell(
    *,
    shape: Shape,
    receipts: int,
    seeds: tuple[int, ...] = SEEDS,
    histories: int = HISTORIES,
    world: World = World(),
) -> Cell:
    """The study of one cell of the table."""
    runs = [
        _mean(study(shape=shape, receipts=receipts, seed=seed, histories=histories, world=world))
        for seed in seeds
    ]
    return Cell(shape, receipts, _mean(runs), tuple(runs))


def _mean(outcomes: list[Outcome]) -> Outcome:
    return Outcome(*map(fmean, zip(*outcomes, strict=True)))


def worlds() -> Iterator[tuple[World, tuple[Cell, ...]]]:
    """The same study where suppliers are not as in the main table: the windows that come out widest."""
    for world in (
        World("suppliers all alike", among=0.0, unlike=0.0),
        World("nearly on time (mean 0)", mean=0.0),
        World("within a supplier very unlike", unlike=0.7),
        World("suppliers twice as far apart as their receipts", among=8.0),
        World("six suppliers", suppliers=6),
    ):
        cells = (
            cell(shape=shape, receipts=receipts, seeds=(1,), histories=120, world=world)
            for shape in SHAPES
            for receipts in (3, 10)
        )
        yield world, tuple(cells)


def open_orders(*, shape: Shape, orders: int, histories: int = 60) -> tuple[float, float, float]:
    """Share of orders still open; share of next receipts kept with open orders counted, and with them left out.

    Orders were due over the last 20 working days and are seen today: those later than that are not here yet.
    """
    world, luck = World(), Random(f"open {shape.name} {orders}")  # noqa: S311 - a study, not a secret
    kept: dict[bool, list[float]] = {True: [], False: []}
    waiting: list[bool] = []
    for _ in range(histories):
        truth = world.truths(luck)
        records = []
        for name, (mean, sd) in enumerate(truth):
            for _ in range(orders):
                elapsed, late = luck.randint(1, 20), round(mean + sd * shape.draw(luck))
                here = late < elapsed
                records.append(LatenessRecord(f"S{name:03}", late if here else elapsed, open=not here))
        waiting += [record.open for record in records]
        for counted in (True, False):
            model = learn([record for record in records if counted or not record.open], service_level=LEVEL)
            for name, (mean, sd) in enumerate(truth):
                to_days = model.range(supplier=f"S{name:03}", confirmed=True).to_days
                kept[counted].append(shape.below((to_days + 0.5 - mean) / sd))
    return fmean(waiting), fmean(kept[True]), fmean(kept[False])


INTRODUCTION = """\
# Lateness: does 90 % hold 90 %?

Made by `python scripts/lateness_calibration.py`, the same every time. [Promise](promise.md) says what lateness is for.

25 simulated suppliers. Their mean lateness is 4 working days, give or take 3 from one to the next; the receipts of one
spread about its mean by 4 days, and that differs by 35 % from one to the next. Each is known by a few receipts in whole
days and asked for its window at service level 90 %.

- *Kept*: share of its next receipts no later than the window's end. Asked: 88 to 93 %.
- *Window*: the published one, first to last working day, against that of somebody who knows the true distribution,
  both averaged. Asked: at most 1.15.
- *Raw*: the same between the 10 % and the 90 % bound, before rounding to days and before the ETA cuts it off.
- *Plug-in*: mean ± 1.28 standard deviations of the supplier's own receipts, as shops usually do it.

Each row is 5 seeds of 80 histories of 25 suppliers; *seeds* shows the lowest and the highest of them alone.

**{held} of {rows} rows hold.**

![Share kept and width of the window, by receipts per supplier](lateness-calibration.svg)

| Lateness | Receipts | Kept | seeds | Window | seeds | Days | Raw kept | Raw window | Plug-in kept | Plug-in window |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"""

OTHER_SUPPLIERS = """
The plug-in is narrower where it breaks its word. Three receipts with heavy tails are the hardest: there the raw window
lies above 1.15, and a single seed may. Whole days make the published window keep a little more than the raw one.

## Other suppliers

Kept, and window against knowing, at 3 and at 10 receipts each. Where suppliers are very far apart, or only six, three
receipts each say little about anything: the window is wider than 1.15 then. It keeps its word all the same.
"""

STILL_OPEN = """
## Late orders still open

Orders due over the last 20 working days, as they look today: the latest are not here yet. Who reads only receipts sees
the punctual ones. Kept, with open orders counted and left out; with few orders, counting errs on the late side:

| Lateness | Orders | Still open | Counted | Left out |
|---|--:|--:|--:|--:|"""


def page(cells: list[Cell]) -> str:
    """The page: what was asked, what came out, and where it does not hold."""
    held = sum(found.holds() for found in cells)
    lines = [INTRODUCTION.format(held=held, rows=len(cells))]
    lines += [_row(found) for found in cells]
    lines.append(OTHER_SUPPLIERS)
    lines.append(
        "| Suppliers | " + " | ".join(f"{shape.name}, {n}" for shape in SHAPES for n in (3, 10)) + " |"
    )
    lines.append("|---|" + "--:|" * (2 * len(SHAPES)))
    for world, row in worlds():
        shown = " | ".join(f"{_percent(found.mean.kept)}, {found.mean.ratio():.2f}" for found in row)
        lines.append(f"| {world.name} | {shown} |")
    lines.append(STILL_OPEN)
    for shape in SHAPES:
        for orders in (5, 10, 20):
            shares = open_orders(shape=shape, orders=orders)
            lines.append(f"| {shape.name} | {orders} | {' | '.join(map(_percent, shares))} |")
    return "\n".join(lines) + "\n"


def _row(found: Cell) -> str:
    mean = found.mean
    kept, ratio = sorted(run.kept for run in found.by_seed), sorted(run.ratio() for run in found.by_seed)
    columns = (
        found.shape.name,
        str(found.receipts),
        f"**{_percent(mean.kept)}**",
        f"{_percent(kept[0])}–{_percent(kept[-1])}",
        f"**{mean.ratio():.2f}**",
        f"{ratio[0]:.2f}–{ratio[-1]:.2f}",
        f"{mean.days:.1f}",
        _percent(mean.raw_kept),
        f"{mean.raw_days / mean.raw_known_days:.2f}",
        _percent(mean.plug_kept),
        f"{mean.plug_days / mean.known_days:.2f}",
    )
    return f"| {' | '.join(columns)} |"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


STYLE = """text{font:13px system-ui,sans-serif;fill:#24292f}.quiet{fill:#57606a}.grid{stroke:#8c959f;stroke-opacity:.35}
.asked{fill:#2da44e;fill-opacity:.16}.ours{fill:#0969da}.plug{fill:none;stroke:#bc4c00;stroke-width:2}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.quiet{fill:#9198a1}.asked{fill:#3fb950;fill-opacity:.2}
.ours{fill:#58a6ff}.plug{stroke:#f0883e}}"""


def picture(cells: list[Cell]) -> str:
    """Two panels over the same rows: share kept with the band asked for, window against knowing with its limit."""
    kept = _panel(cells, left=190, low=0.78, high=0.96, asked=KEPT, ticks=(0.8, 0.85, 0.9, 0.95), kept=True)
    wide = _panel(
        cells, left=510, low=0.8, high=1.25, asked=(0.8, WIDEST), ticks=(0.9, 1.0, 1.15), kept=False
    )
    height = 96 + 24 * len(cells)
    names = [
        f'<text x="16" y="{_y(place) + 4}">{found.shape.name}, {found.receipts} receipts</text>'
        for place, found in enumerate(cells)
    ]
    foot = height - 16
    legend = (
        f'<circle class="ours" cx="200" cy="{foot}" r="5"/><text x="212" y="{foot + 4}">Makegood</text>',
        f'<circle class="plug" cx="300" cy="{foot}" r="4"/><text x="312" y="{foot + 4}">plug-in normal</text>',
        f'<rect class="asked" x="428" y="{foot - 8}" width="22" height="16"/>',
        f'<text x="458" y="{foot + 4}">asked</text>',
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 {height}" role="img" aria-labelledby="title">',
            '<title id="title">Share of receipts kept and width of the window; figures in the table</title>',
            f"<style>{STYLE}</style>",
            '<text x="190" y="22">Kept by a 90 % window</text>',
            '<text x="510" y="22">Window against knowing the truth</text>',
            *names,
            *kept,
            *wide,
            *legend,
            "</svg>\n",
        ]
    )


def _y(place: int) -> int:
    return 62 + 24 * place


def _panel(
    cells: list[Cell],
    *,
    left: int,
    low: float,
    high: float,
    asked: tuple[float, float],
    ticks: tuple[float, ...],
    kept: bool,
) -> list[str]:
    def x(value: float) -> float:
        return round(left + 270 * (value - low) / (high - low), 1)

    bottom = _y(len(cells) - 1) + 12
    width = round(x(asked[1]) - x(asked[0]), 1)
    shapes = [f'<rect class="asked" x="{x(asked[0])}" y="48" width="{width}" height="{bottom - 48}"/>']
    for tick in ticks:
        label = f"{tick:.0%}".replace("%", " %") if kept else f"{tick:g}×"
        shapes.append(f'<line class="grid" x1="{x(tick)}" y1="48" x2="{x(tick)}" y2="{bottom}"/>')
        shapes.append(f'<text class="quiet" x="{x(tick)}" y="42" text-anchor="middle">{label}</text>')
    for place, found in enumerate(cells):
        mean = found.mean
        ours, plug = mean.kept, mean.plug_kept
        if not kept:
            ours, plug = mean.ratio(), mean.plug_days / mean.known_days
        shapes.append(f'<circle class="plug" cx="{x(plug)}" cy="{_y(place)}" r="4"/>')
        shapes.append(f'<circle class="ours" cx="{x(ours)}" cy="{_y(place)}" r="5"/>')
    return shapes


def main() -> int:
    """Write the page and its picture. Exit code 1 when a row misses what is asked."""
    cells = [cell(shape=shape, receipts=receipts) for shape in SHAPES for receipts in RECEIPTS]
    PAGE.write_text(page(cells), encoding="utf-8")
    PAGE.with_suffix(".svg").write_text(picture(cells), encoding="utf-8")
    missed = [f"{found.shape.name}, {found.receipts} receipts" for found in cells if not found.holds()]
    print(f"{PAGE.name}: {len(cells) - len(missed)} of {len(cells)} rows hold", *missed, sep="\n  ")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
