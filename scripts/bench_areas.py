"""Where the time of a live shop goes: shares of a profile by area of the code."""

from __future__ import annotations

import cProfile
import pstats
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from scripts.limit_sql import Order

# The first that fits says where a function belongs.
AREAS = (
    ("sqlite3.", "database"),
    ("psycopg", "database"),
    ("json", "history"),
    ("sha256", "history"),
    ("HASH", "history"),
    ("makegood/db/chain", "history"),
    ("makegood/domain", "rules"),
    ("makegood/db", "rows"),
    ("makegood/queries", "rows"),
    ("makegood/services", "use-cases"),
    ("makegood/flow", "use-cases"),
    ("django", "Django"),
)


class Shop(Protocol):
    """What is profiled."""

    def items(self, skus: Sequence[str], *, on_hand: int) -> None:
        """SKUs with so much on hand."""

    def command(self, orders: Sequence[Order]) -> Any:
        """Orders as `take` wants them."""

    def take(self, command: Any) -> None:
        """Take orders in one transaction."""

    def receive(self, skus: Sequence[str], qty: int) -> None:
        """So many units of each SKU come in."""


class Sizes(Protocol):
    """How much."""

    @property
    def singles(self) -> int:
        """Orders one by one."""

    @property
    def waiting(self) -> Sequence[int]:
        """Lines that wait for a receipt."""


def areas(shop: Shop, sizes: Sizes) -> dict[str, dict[str, float]]:
    """Shares by area, largest first, of orders one by one, of orders in a batch and of a receipt."""
    skus = [f"P-{number}" for number in range(200)]
    shop.items(skus[:120], on_hand=10**6)
    shop.items(skus[120:], on_hand=0)
    singles = [shop.command([each]) for each in _orders("P-S", skus, sizes.singles)]
    batches = [shop.command(_orders(f"P-B-{number}", skus, 500)) for number in range(4)]
    lines = sizes.waiting[-2]
    shop.items(["P-R"], on_hand=0)
    shop.take(shop.command([(f"P-R-{n}", ["P-R"]) for n in range(lines)]))

    def take(commands: Sequence[Any]) -> None:
        for command in commands:
            shop.take(command)

    return {
        "Orders one by one": _shares(lambda: take(singles)),
        "500 orders at once": _shares(lambda: take(batches)),
        f"A receipt for {lines:,} lines": _shares(lambda: shop.receive(["P-R"], lines * 6 // 10)),
    }


def in_words(shares: dict[str, float]) -> str:
    """rules 31 %, database 20 %, …"""
    return ", ".join(f"{area} {share:.0%}" for area, share in shares.items())


def _orders(prefix: str, skus: Sequence[str], count: int) -> list[Order]:
    return [(f"{prefix}-{n}", [skus[(n * 7 + k * 31) % len(skus)] for k in range(3)]) for n in range(count)]


def _shares(work: Callable[[], object]) -> dict[str, float]:
    profile = cProfile.Profile()
    profile.runcall(work)
    spent: Counter[str] = Counter()
    for place, (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        area = _area(place)
        if area is not None:
            spent[area] += own
            continue
        # Python's own parts belong to whoever calls them.
        for caller, (_, _, part, _) in callers.items():
            spent[_area(caller) or "Python"] += part
    whole = sum(spent.values())
    return {area: seconds / whole for area, seconds in spent.most_common()}


def _area(place: tuple[str, int, str]) -> str | None:
    path, _, name = place
    text = f"{path.replace(chr(92), '/')} {name}"
    return next((area for part, area in AREAS if part in text), None)
