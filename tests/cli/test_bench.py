"""The bench runs, on shops that are the same every time and of which no row is left out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from makegood.almanac import work_calendars
from makegood.domain.plan.compute import plan
from makegood.domain.terms.policy import Policy
from makegood.spreadsheet.reading import read
from scripts.bench import Case, Measured, row
from scripts.bench_live_page import figures
from scripts.bench_shop import TODAY, Shop

ROOT = Path(__file__).parents[2]


@pytest.mark.long
def test_a_quick_bench_plans_each_shop_and_measures_a_live_one_beside_its_limit() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.bench", "--quick"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert (done.returncode, done.stderr) == (0, "")
    plans, live = done.stdout.split("The live shop on SQLite:\n")
    assert [line.split("|")[1].strip() for line in plans.splitlines()] == ["100", "1,000", "1,000 on one SKU"]
    measured = [line.split("  ")[:2] for line in live.splitlines() if "% of" in line]
    assert measured == [
        ["W1", "one by one"],
        ["W1", "500 at once"],
        ["W2", "25 lines, 1 SKU"],
        ["W2", "25 lines, 5 SKUs"],
        ["W2", "50 lines, 1 SKU"],
        ["W2", "50 lines, 5 SKUs"],
        ["W3", "one by one, 50 lines open"],
        ["W3", "20 at once, 50 lines open"],
        ["W3", "one by one, 150 lines open"],
        ["W3", "20 at once, 150 lines open"],
        ["W1", "one by one, 150 lines open"],
    ]


def test_live_figures_stand_beside_their_aim_and_their_limit() -> None:
    ours = {"work": "W2", "case": "500 lines, 1 SKU", "wall": 21_000.4, "cpu": 30_000.0}
    pair = [ours, {**ours, "wall": 210_000.0}]
    shares = {"Orders one by one": {"database": 0.6, "rules": 0.4}}
    found = list(figures({"SQLite": {"figures": [pair], "shares": shares}}))
    assert "| 500 lines, 1 SKU | 21,000 | 20,000 | 10.0% | 30,000 |" in found
    assert "- SQLite, orders one by one: database 60%, rules 40%" in found


def test_a_shop_is_written_the_same_every_time(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        Shop(lines=300, skus=40).write(folder)
    assert {path.name: path.read_text() for path in first.iterdir()} == {
        path.name: path.read_text() for path in second.iterdir()
    }


def test_two_lines_in_five_are_short(tmp_path: Path) -> None:
    policy = Policy()
    calendars = work_calendars(policy=policy, years=range(TODAY.year - 5, TODAY.year + 4))
    tables = Shop(lines=3_000, skus=500).write(tmp_path)
    reading = read(
        orders=tables["orders"],
        stock=tables["stock"],
        inbound=tables["inbound"],
        items=tables["items"],
        policy=policy,
        today=TODAY,
        calendars=calendars,
    )
    found = plan(reading.snapshot).summary
    assert reading.problems == ()
    assert found.open_lines == 3_000
    assert 0.35 < found.short_lines / found.open_lines < 0.45


def test_growth_is_counted_from_the_next_smaller_shop_with_as_many_skus() -> None:
    runs = [
        Measured(Case("10 k", Shop(lines=10_000)), wall=2.0, cpu=1.5, memory=100),
        Measured(Case("one SKU", Shop(lines=11_000, skus=1)), wall=9.0, cpu=9.0, memory=100),
        Measured(Case("20 k", Shop(lines=20_000), limit=4), wall=3.0, cpu=2.5, memory=1_200),
    ]
    assert row(runs) == "| 20 k | 50,000 | 3.0 s | 4 s | 2.5 s | 0.100 s | 1,200 MB |"
