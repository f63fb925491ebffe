"""Time and memory of `makegood plan` on synthetic shops, each run in a process of its own, as from the shell; then the
speed of a live shop, of its API and of its pages on both databases.

python -m scripts.bench            all sizes, a quarter of an hour
python -m scripts.bench --write    also writes the figures into docs/reference/performance.md
python -m scripts.bench --live     the live shop only; so --plans, --http and --pages
python -m scripts.bench --quick    100 and 1,000 lines, and a small live shop on SQLite: does it run?
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts import bench_http, bench_live_page, bench_pages
from scripts.bench_shop import TODAY, Shop

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "performance.md"
BEGIN, END = "<!-- figures: written by scripts.bench --write -->", "<!-- end of figures -->"
BEGIN_LIVE = "<!-- figures of the live shop: written by scripts.bench --write -->"
BEGIN_HTTP = "<!-- figures of the API: written by scripts.bench --write -->"
BEGIN_PAGES = "<!-- figures of the console: written by scripts.bench --write -->"
STEPS_OF = "100 k"
LOOK_EVERY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Case:
    """A shop and how its plan is written. `limit` = most seconds it may take, as the project promises itself."""

    name: str
    shop: Shop
    out: str = "plan"
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: seconds on the clock, seconds of CPU (user and system), peak memory in MB."""

    case: Case
    wall: float
    cpu: float
    memory: int


ONE_SKU = Shop(lines=100_000, skus=1, lots=2_000, cover=(0.6, 0.6))
CASES = (
    Case("100", Shop(lines=100, skus=100), limit=1),
    Case("10 k", Shop(lines=10_000)),
    Case("100 k", Shop(lines=100_000), limit=12),
    Case("1 M", Shop(lines=1_000_000), limit=120),
    Case("100 k on one SKU", ONE_SKU, limit=12),
    Case("100 k as JSON", Shop(lines=100_000), out="plan.json"),
    Case("100 k as a workbook", Shop(lines=100_000), out="plan.xlsx"),
)
QUICK = (
    Case("100", Shop(lines=100, skus=100)),
    Case("1,000", Shop(lines=1_000, skus=500)),
    Case("1,000 on one SKU", Shop(lines=1_000, skus=1, lots=20, cover=(0.6, 0.6))),
)


def main(arguments: Sequence[str]) -> None:
    """Runs the bench; see the module's text for its arguments."""
    quick = "--quick" in arguments
    only = [name for name in ("plans", "live", "http", "pages") if f"--{name}" in arguments]
    parts = {}
    if not only or "plans" in only:
        parts[BEGIN] = list(plans(QUICK if quick else CASES))
    if not only or "live" in only:
        live = bench_live_page.on_both("scripts.bench_live", "The live shop", quick=quick)
        parts[BEGIN_LIVE] = [f"Measured on {machine()}.", "", *bench_live_page.figures(live)]
    if not only or "http" in only:
        answered = bench_live_page.on_both("scripts.bench_http", "The API", quick=quick)
        parts[BEGIN_HTTP] = [f"Measured on {machine()}.", "", *bench_http.figures(answered)]
    if not only or "pages" in only:
        looked = bench_live_page.on_both("scripts.bench_pages", "The console", quick=quick)
        parts[BEGIN_PAGES] = [f"Measured on {machine()}.", "", *bench_pages.figures(looked)]
    if "--write" in arguments:
        for begin, lines in parts.items():
            write_page("\n".join(lines), begin)


def plans(cases: Sequence[Case]) -> Iterator[str]:
    """Runs the command on each shop and prints its line; then the part of the page."""
    found: list[Measured] = []
    steps: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            tables = case.shop.write(Path(folder))
            found.append(measure(case, tables, Path(folder) / case.out))
            print(row(found), flush=True)
            if case.name == STEPS_OF:
                steps = measure_steps(Path(folder))
                print(f"  of which, seconds of CPU: {in_words(steps)}", flush=True)
    yield from figures(found, steps)


def measure(case: Case, tables: dict[str, Path], out: Path) -> Measured:
    """One run of the command. A run that leaves rows out or fails ends the bench."""
    command = [
        str(Path(sys.executable).with_name("makegood")),
        "plan",
        "--today",
        str(TODAY),
        "--out",
        str(out),
    ]
    for table, path in tables.items():
        command += [f"--{table}", str(path)]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    memory = looked = 0.0
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        time.sleep(0.01)
        if (now := time.perf_counter()) - looked > LOOK_EVERY_SECONDS:
            memory, looked = max(memory, memory_of_all(process.pid)), now
    wall = time.perf_counter() - started
    _, status, used = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{case.name}: the command ended with {process.returncode}")
    # Linux counts in KiB, macOS in bytes.
    memory = max(memory, used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))
    return Measured(case, wall, used.ru_utime + used.ru_stime, round(memory))


def memory_of_all(process: int) -> float:
    """MB that a process and those it started hold now, what they share counted once. Linux only; 0 elsewhere."""
    held = 0
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
        for each in (process, *children):
            told = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii")
            held += int(told.split("\nPss:")[1].split()[0])
    except (OSError, IndexError):
        # It has ended meanwhile, or this system does not tell.
        return 0.0
    return held / 2**10


def measure_steps(shop: Path) -> dict[str, float]:
    """CPU seconds of start, read, plan and write for the tables in the folder."""
    command = [sys.executable, "-m", "scripts.bench_steps", str(shop), str(TODAY), str(shop / "steps")]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=PAGE.parents[2])
    steps: dict[str, float] = json.loads(done.stdout)
    return steps


def row(found: Sequence[Measured]) -> str:
    """The last run as a line of the table. Growth is counted from the next smaller shop with as many SKUs."""
    last = found[-1]
    shop = last.case.shop
    limit = f"{last.case.limit} s" if last.case.limit else ""
    smaller = [
        each
        for each in found[:-1]
        if each.case.shop.skus == shop.skus
        and each.case.out == last.case.out
        and each.case.shop.lines < shop.lines
    ]
    growth = ""
    if smaller:
        more = shop.lines - smaller[-1].case.shop.lines
        growth = f"{(last.cpu - smaller[-1].cpu) * 1000 / more:.3f} s"
    cells = (
        last.case.name,
        f"{shop.skus:,}",
        f"{last.wall:.1f} s",
        limit,
        f"{last.cpu:.1f} s",
        growth,
        f"{last.memory:,} MB",
    )
    return f"| {' | '.join(cells)} |"


def in_words(steps: dict[str, float]) -> str:
    """start 0.2 s, read 1.7 s, …"""
    return ", ".join(f"{step} {seconds:.1f} s" for step, seconds in steps.items())


def figures(found: Sequence[Measured], steps: dict[str, float]) -> Iterator[str]:
    """The part of the page that is measured."""
    yield f"Measured on {machine()}."
    yield ""
    yield "| Order lines | SKUs | Takes | At most | CPU | each 1,000 lines more | Peak memory |"
    yield "|---|---|---|---|---|---|---|"
    yield from (row(found[: place + 1]) for place in range(len(found)))
    yield ""
    yield f"Of the {STEPS_OF} lines, seconds of CPU: {in_words(steps)}."


def machine() -> str:
    """What it ran on, without its name and its folders."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB, {platform.system()}, {python}"


def write_page(text: str, begin: str) -> None:
    """Puts figures between their marks."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(begin)
    after = rest.split(END, 1)[1]
    PAGE.write_text(f"{before}{begin}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
