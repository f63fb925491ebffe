"""Synthetic shops for the bench: any number of order lines over any number of SKUs, the same every time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

TODAY = date(2026, 11, 23)
SUPPLIERS = 300
RECEIPTS = 30
_CHANNELS = ("store",) * 6 + ("shopify",) * 6 + ("amazon",) * 4 + ("ebay",) * 2 + ("wholesale",) * 2
_COUNTRIES = ("US",) * 5 + ("DE",) * 3 + ("GB", "FR", "NL", "AT", "CA", "CH")
_LINES_PER_ORDER = (1, 1, 2, 2, 3, 3, 4, 5)
_QUANTITIES = (1, 1, 1, 1, 2, 2, 3, 5)
_ORDERS = (
    "order_id,line_id,placed_at,sku,quantity,channel,customer,email,country,unit_price,currency,"
    "need_by,ship_by,promised_from,promised_to,notified_on,ship_complete"
)
_INBOUND = "po,sku,quantity,supplier,ordered_on,eta,first_eta,confirmed,received_on,received_quantity"


@dataclass(frozen=True, slots=True)
class Shop:
    """How large a shop is. Stock covers about 60 % of the lines, incoming lots most of the rest.

    `lots` = open lots per short SKU on average; `cover` = the share of its demand that a SKU has on hand, from and to.
    """

    lines: int
    skus: int = 50_000
    lots: float = 0.8
    cover: tuple[float, float] = (0.1, 1.25)
    seed: int = 1

    def write(self, folder: Path) -> dict[str, Path]:
        """Writes the four tables as CSV into `folder`; returns their paths by table."""
        luck = Random(self.seed)  # noqa: S311 - made-up shops
        wanted = [0] * self.skus
        tables = {
            "orders": (_ORDERS, self._orders(luck, wanted)),
            "stock": ("sku,on_hand,safety_stock", self._stock(luck, wanted)),
            "inbound": (_INBOUND, self._inbound(luck, wanted)),
            "items": ("sku,title,family,unit_price,unit_cost,substitutes", self._items(luck)),
        }
        paths: dict[str, Path] = {}
        # In this order: stock and lots depend on what was ordered.
        for name, (header, rows) in tables.items():
            paths[name] = folder / f"{name}.csv"
            with paths[name].open("w", encoding="utf-8", newline="") as file:
                file.writelines(f"{row}\n" for row in _headed(header, rows))
        return paths

    def _orders(self, luck: Random, wanted: list[int]) -> Iterator[str]:
        """Orders of the last 30 days, popular SKUs more often. `wanted` gathers the units of each SKU."""
        written = order = 0
        while written < self.lines:
            order += 1
            head, tail = _order(luck, order)
            for line in range(1, min(luck.choice(_LINES_PER_ORDER), self.lines - written) + 1):
                sku = int(self.skus * luck.random() ** 2)
                qty = luck.choice(_QUANTITIES)
                wanted[sku] += qty
                written += 1
                yield f"{head[0]},{line},{head[1]},{_sku(sku)},{qty},{head[2]},{_price(sku)},{tail}"

    def _stock(self, luck: Random, wanted: list[int]) -> Iterator[str]:
        for sku, units in enumerate(wanted):
            on_hand = round(units * luck.uniform(*self.cover)) if units else luck.randrange(20)
            wanted[sku] = units - on_hand
            yield f"{_sku(sku)},{on_hand},{luck.choice((0, 0, 0, 2))}"

    def _inbound(self, luck: Random, missing: list[int]) -> Iterator[str]:
        """What suppliers delivered within two years, then the open lots of SKUs that are short."""
        for number in range(SUPPLIERS * RECEIPTS):
            eta = _day(-luck.randrange(20, 730))
            late = min(19, max(-3, round(luck.gauss(number % SUPPLIERS % 9, 4))))
            ordered, received = eta - timedelta(days=30), eta + timedelta(days=late)
            sku, qty = luck.randrange(self.skus), luck.randrange(10, 200)
            supplier = f"Supplier {number % SUPPLIERS:03}"
            yield f"PAST-{number:06},{_sku(sku)},{qty},{supplier},{ordered},{eta},{eta},yes,{received},{qty}"
        number = 0
        for sku, units in enumerate(missing):
            if units <= 0:
                continue
            lots = int(self.lots) + (luck.random() < self.lots % 1)
            for _ in range(lots):
                number += 1
                eta = _day(luck.randrange(-5, 60))
                qty = max(1, round(units / lots * luck.uniform(0.6, 1.6)))
                supplier = f"Supplier {luck.randrange(SUPPLIERS):03}"
                confirmed = luck.choice(("yes", "no"))
                yield f"PO-{number:06},{_sku(sku)},{qty},{supplier},{_day(-20)},{eta},,{confirmed},,"

    def _items(self, luck: Random) -> Iterator[str]:
        for sku in range(self.skus):
            price, family = _price(sku), f"F{sku % 40:02}"
            other = _sku(luck.randrange(self.skus)) if sku % 4 == 0 else ""
            yield f'{_sku(sku)},"Item no. {sku}, blue",{family},{price},{price * 0.6:.2f},{other}'


def _order(luck: Random, number: int) -> tuple[tuple[str, str, str], str]:
    """What the lines of an order share: id, moment and customer; then currency, dates and one parcel."""
    placed = luck.randrange(1, 30)
    moment = f"{_day(-placed)}T{luck.randrange(24):02}:{luck.randrange(60):02}:00Z"
    customer = luck.randrange(1 + number // 2)
    channel = luck.choice(_CHANNELS)
    who = f"{channel},Customer {customer},c{customer}@example.com,{luck.choice(_COUNTRIES)}"
    kind = luck.randrange(10)
    need_by = str(_day(luck.randrange(2, 30))) if kind == 0 else ""
    ship_by = str(_day(3 - placed // 4)) if channel in ("amazon", "ebay") else ""
    promised = f"{_day(2 - placed)},{_day(8 - placed)}" if kind in (1, 2, 3) else ","
    notified = str(_day(-placed // 2)) if kind == 1 else ""
    together = "yes" if kind == 9 else ""
    return (f"SO-{number:07}", moment, who), f"USD,{need_by},{ship_by},{promised},{notified},{together}"


def _headed(header: str, rows: Iterable[str]) -> Iterator[str]:
    yield header
    yield from rows


def _sku(number: int) -> str:
    return f"SKU-{number:05}"


def _price(sku: int) -> float:
    return 5 + sku % 977 / 4


_DAYS = {days: TODAY + timedelta(days=days) for days in range(-1000, 100)}


def _day(days: int) -> date:
    return _DAYS[days]
