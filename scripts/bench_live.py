"""Speed of a live shop: orders, receipts and questions, through the use-cases and beside a bare SQL program.

python -m scripts.bench_live                on SQLite, in a folder of its own
python -m scripts.bench_live --quick        a hundredth of the size: does it run?
python -m scripts.bench_live --json FILE    also writes the figures there, for scripts.bench

Behind `python scripts/with_postgres.py --durable` it runs on PostgreSQL. Both databases wait for the disk.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from scripts.bench_areas import areas, in_words
from scripts.limit_sql import Order

BATCH = 500


class Side(Protocol):
    """What is measured: the live shop, or the bare program."""

    def items(self, skus: Sequence[str], *, on_hand: int) -> None:
        """SKUs with so much on hand and a lot to come."""

    def command(self, orders: Sequence[Order]) -> Any:
        """Orders as `take` wants them."""

    def take(self, command: Any) -> None:
        """Take orders in one transaction."""

    def receive(self, skus: Sequence[str], qty: int) -> None:
        """So many units of each SKU come in, in one transaction."""

    def available(self, skus: Sequence[str]) -> int:
        """How many SKUs it could answer for."""

    def allocated(self) -> int:
        """Units given to those who waited."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured, and how often: orders, lines that wait for a receipt, SKUs asked about, lines that are open
    meanwhile."""

    singles: int = 300
    orders: int = 3_000
    waiting: tuple[int, ...] = (500, 2_000, 10_000, 100_000)
    spread: int = 200
    asked: int = 1_000
    open_lines: tuple[int, ...] = (10_000, 1_000_000)
    rounds: int = 3


QUICK = Sizes(singles=2, orders=10, waiting=(25, 50), spread=5, asked=20, open_lines=(50, 150), rounds=1)


@dataclass(frozen=True, slots=True)
class Figure:
    """The best of some rounds: units a second by the clock, and by the CPU of us and of the database's process."""

    work: str
    case: str
    wall: float
    cpu: float


class Bench:
    """One side on one database."""

    def __init__(self, side: Side, sizes: Sizes, cpu: Callable[[], float]) -> None:
        self._side = side
        self._sizes = sizes
        self._cpu = cpu

    def run(self) -> Iterator[Figure]:
        """Every figure, as it is measured."""
        yield from self._taking()
        for lines in self._sizes.waiting:
            for skus in (1, self._sizes.spread):
                yield self._receiving(lines, skus)
        yield from self._asking()

    def _taking(self) -> Iterator[Figure]:
        """W1: orders of 3 lines, of which 40 % are short."""
        skus = [f"W1-{number}" for number in range(200)]
        self._side.items(skus[:120], on_hand=10**6)
        self._side.items(skus[120:], on_hand=0)
        yield self._best("W1", "one by one", self._orders("W1-S", skus, self._sizes.singles, 1))
        yield self._best("W1", f"{BATCH} at once", self._orders("W1-B", skus, self._sizes.orders, BATCH))

    def _orders(self, prefix: str, skus: Sequence[str], count: int, size: int) -> Iterator[Callable[[], int]]:
        for turn in range(self._sizes.rounds):
            orders = [
                (f"{prefix}-{turn}-{n}", [skus[(n * 7 + k * 31) % len(skus)] for k in range(3)])
                for n in range(count)
            ]
            commands = [self._side.command(some) for some in _parts(orders, size)]

            def take(commands: Sequence[Any] = commands) -> int:
                for command in commands:
                    self._side.take(command)
                return count

            yield take

    def _receiving(self, lines: int, skus: int) -> Figure:
        """W2: a receipt that covers 60 % of the lines that wait."""
        return self._best("W2", f"{lines:,} lines, {skus} SKU{'s' * (skus > 1)}", self._receipts(lines, skus))

    def _receipts(self, lines: int, skus: int) -> Iterator[Callable[[], int]]:
        for turn in range(1 if lines > 20_000 else self._sizes.rounds):
            names = [f"W2-{lines}-{skus}-{turn}-{number}" for number in range(skus)]
            self._side.items(names, on_hand=0)
            self._fill([(f"{names[0]}-{n}", [names[n % skus]]) for n in range(lines)])
            before, covered = self._side.allocated(), lines * 6 // 10 // skus

            def receive(names: Sequence[str] = names, covered: int = covered) -> int:
                self._side.receive(names, covered)
                return lines

            yield receive
            if self._side.allocated() - before != covered * skus:
                raise SystemExit("a receipt went to somebody else")

    def _asking(self) -> Iterator[Figure]:
        """W3: what is available of SKUs by a day; at last, what orders cost in so long a queue."""
        skus = [f"W3-{number}" for number in range(self._sizes.asked)]
        self._side.items(skus, on_hand=0)
        there = 0
        for lines in self._sizes.open_lines:
            each = 1 if not there else 20
            self._fill(
                (f"W3-{lines}-{n}", [skus[(n * each + k) % len(skus)] for k in range(each)])
                for n in range((lines - there) // each)
            )
            there = lines
            for size, how in ((1, "one by one"), (len(skus), f"{len(skus):,} at once")):
                parts = _parts(skus, size) * (1 if size == 1 else 10)
                yield self._best(
                    "W3", f"{how}, {lines:,} lines open", [self._questions(parts)] * self._sizes.rounds
                )
        orders = self._orders("W1-Q", skus, self._sizes.singles, 1)
        yield self._best("W1", f"one by one, {there:,} lines open", orders)

    def _questions(self, parts: Sequence[Sequence[str]]) -> Callable[[], int]:
        return lambda: sum(self._side.available(part) for part in parts)

    def _fill(self, orders: Iterable[Order]) -> None:
        for some in _parts(list(orders), BATCH):
            self._side.take(self._side.command(some))

    def _best(self, work: str, case: str, rounds: Iterable[Callable[[], int]]) -> Figure:
        walls, cpus = [], []
        for each in rounds:
            wall, cpu = time.perf_counter(), self._cpu()
            units = each()
            walls.append(units / (time.perf_counter() - wall))
            cpus.append(units / max(self._cpu() - cpu, 1e-6))
        return Figure(work, case, max(walls), max(cpus))


def _parts(whole: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [whole[start : start + size] for start in range(0, len(whole), size)]


def main(arguments: Sequence[str]) -> None:
    """Prints each figure; see the module's text for its arguments."""
    sizes = QUICK if "--quick" in arguments else Sizes()
    found: list[tuple[Figure, ...]] = []
    with shop() as (database, cpu):
        from scripts.bench_live_shop import Ours
        from scripts.limit_sql import Limit

        ours, limit = Ours(), Limit(database)
        # Side by side, so that a neighbour's load weighs on both.
        for pair in zip(*(Bench(each, sizes, cpu).run() for each in (ours, limit)), strict=True):
            found.append(pair)
            print(line(*pair), flush=True)
        shares = areas(ours, sizes)
        for case, share in shares.items():
            print(f"{case}: {in_words(share)}", flush=True)
    if "--json" in arguments:
        path = Path(arguments[arguments.index("--json") + 1])
        told = {"figures": [[asdict(each) for each in pair] for pair in found], "shares": shares}
        path.write_text(json.dumps(told), encoding="utf-8")


def line(ours: Figure, limit: Figure) -> str:
    """Ours beside the limit, in units a second."""
    ratio = f"{ours.wall / limit.wall:6.1%} of {limit.wall:10,.0f}/s"
    return f"{ours.work}  {ours.case:32} {ours.wall:10,.0f}/s  {ratio}  {ours.cpu:10,.0f} per second of CPU"


@contextmanager
def shop() -> Iterator[tuple[Any, Callable[[], float]]]:
    """An empty shop: Django's connection to its database, and the seconds of CPU used so far."""
    with tempfile.TemporaryDirectory() as folder:
        # Never the shop that the caller's shell names.
        own = f"sqlite:///{Path(folder) / 'bench.db'}"
        os.environ["MAKEGOOD_DATABASE"] = os.environ.get("MAKEGOOD_TEST_DATABASE", own)
        os.environ["DJANGO_SETTINGS_MODULE"] = "makegood.config.settings"
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        call_command("migrate", verbosity=0)
        database = connections["default"]
        with database.cursor() as cursor:
            server = None
            if database.vendor == "postgresql":
                cursor.execute("SELECT pg_backend_pid()")
                (server,) = cursor.fetchone()
        yield database, lambda: time.process_time() + cpu_of(server)
        connections.close_all()


def cpu_of(process: int | None) -> float:
    """Seconds of CPU of another process so far. Linux only; 0 elsewhere."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(sys.argv[1:])
