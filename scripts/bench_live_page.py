"""The live shop's figures on both databases, as they stand on the page."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.bench_areas import in_words

ROOT = Path(__file__).resolve().parents[1]
BEHIND = {
    "SQLite": (),
    "PostgreSQL": (str(ROOT / "scripts" / "with_postgres.py"), "--durable", sys.executable),
}
AIMS = {
    ("W1", "one by one"): (300, 150),
    ("W1", "500 at once"): (3_000, 1_500),
    ("W2", ""): (20_000, 20_000),
    ("W3", "one by one"): (2_000, 2_000),
    ("W3", "1,000 at once"): (100_000, 100_000),
}
"""What the project promises itself, a second, on SQLite and on PostgreSQL; a case belongs to what it begins with."""

WORKS = {
    "W1": "Orders of 3 lines, 40 % short: orders a second",
    "W2": "A receipt for 60 % of the lines that wait: lines a second",
    "W3": "What is available by a day, under the cap, and from when: SKUs a second",
}
WIDEST = 40


def on_both(module: str, says: str, *, quick: bool = False) -> dict[str, Any]:
    """What a bench of ours found, by database; it prints its own figures while it runs. `quick` = small, and on SQLite
    alone."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, behind in BEHIND.items():
            if quick and behind:
                continue
            told = Path(folder) / f"{name}.json"
            command = [sys.executable, *behind, "-m", module, "--json", str(told)]
            print(f"{says} on {name}:", flush=True)
            subprocess.run([*command, *(["--quick"] if quick else [])], check=True, cwd=ROOT)
            found[name] = json.loads(told.read_text(encoding="utf-8"))
    return found


def figures(found: Mapping[str, Any]) -> Iterator[str]:
    """The part of the page that is measured: a table for each work, growth, and where the time goes."""
    for work, title in WORKS.items():
        yield f"**{work}.** {title}."
        yield ""
        yield f"| |{''.join(f' {name} | at least | of the limit | by CPU |' for name in found)}"
        yield f"|---|{'---|---|---|---|' * len(found)}"
        yield from _rows(work, found)
        yield ""
    for name, told in found.items():
        yield from _growth(name, told["figures"])
    yield "Where the time goes, by a profile of our own process (waiting for the database is the database's):"
    yield ""
    for name, told in found.items():
        for case, shares in told["shares"].items():
            yield f"- {name}, {case[0].lower()}{case[1:]}: {in_words(shares)}"


def _rows(work: str, found: Mapping[str, Any]) -> Iterator[str]:
    for pairs in zip(*(told["figures"] for told in found.values()), strict=True):
        ours, _ = pairs[0]
        if ours["work"] == work:
            cells = (_cell(pair, place) for place, pair in enumerate(pairs))
            yield f"| {ours['case']} |{''.join(cells)}"


def _cell(pair: Any, place: int) -> str:
    ours, limit = pair
    aim = _aim(ours["work"], ours["case"])
    least = f"{aim[place]:,}" if aim else ""
    return f" {ours['wall']:,.0f} | {least} | {ours['wall'] / limit['wall']:.1%} | {ours['cpu']:,.0f} |"


def _aim(work: str, case: str) -> tuple[int, int] | None:
    return next((aim for (of, start), aim in AIMS.items() if of == work and case.startswith(start)), None)


def _growth(name: str, pairs: Any) -> Iterator[str]:
    """A bar for each receipt, as long as it is fast: flat = twice the lines take twice the time."""
    receipts = [pair for pair in pairs if pair[0]["work"] == "W2"]
    most = max(ours["cpu"] for ours, _ in receipts)
    yield f"Receipts on {name}, lines a second of CPU:"
    yield ""
    yield "```"
    for ours, _ in receipts:
        bar = "#" * max(1, round(WIDEST * ours["cpu"] / most))
        yield f"{ours['case']:24} {bar} {ours['cpu']:,.0f}"
    yield "```"
    yield ""
