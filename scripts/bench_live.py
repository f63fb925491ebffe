"""Time of orders, receipts and questions in a live shop, through the use-cases, with every rule, event and constraint.

python -m scripts.bench_live    on SQLite

Behind `python scripts/with_postgres.py` it runs on a PostgreSQL that does not wait for the disk.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BATCH = 500


def main() -> None:
    """Prints one line for each figure."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("MAKEGOOD_DATABASE", f"sqlite:///{Path(folder) / 'bench.db'}")
        os.environ["DJANGO_SETTINGS_MODULE"] = "makegood.config.settings"
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0)
        print(f"{connection.vendor}, {os.cpu_count()} cores")
        _taking()
        asked = [f"Q{number}" for number in range(1_000)]
        _items(asked, on_hand=5)
        _take([_order(f"W3-{n}", [asked[n % 1_000]]) for n in range(10_000)], BATCH)
        _asking(asked)
        for number, (lines, skus) in enumerate(
            ((500, 1), (2_000, 1), (10_000, 1), (10_000, 200), (100_000, 1))
        ):
            _receiving(lines, skus, prefix=f"R{number}-")
        _asking(asked)
        connection.close()


def _taking() -> None:
    """W1: orders of 3 lines of which 40 % are short, one by one and in batches."""
    skus = [f"W{number}" for number in range(200)]
    _items(skus[:120], on_hand=500)
    _items(skus[120:], on_hand=0)
    orders = [_order(f"W1-{n}", [skus[(n * 7 + k * 31) % 200] for k in range(3)]) for n in range(6_300)]
    for size, some in ((1, orders[:300]), (BATCH, orders[300:])):
        seconds = _take(some, size)
        print(f"W1  {size:3} at once  {len(some) / seconds:8,.0f} orders/s")


def _receiving(lines: int, skus: int, *, prefix: str) -> None:
    """W2: a receipt that covers 60 % of the lines that wait."""
    from makegood import flow
    from makegood.services.receipt.receive import Delivered, Receive

    names = [f"{prefix}{number}" for number in range(skus)]
    _items(names, on_hand=0)
    _take([_order(f"{prefix}{n}", [names[n % skus]]) for n in range(lines)], BATCH)
    covered = lines * 6 // 10 // skus
    began = time.perf_counter()
    for name in names:
        delivery = Delivered(sku=name, counted_qty=covered)
        flow.run(Receive(deliveries=(delivery,)), actor="bench", now=NOW)
    seconds = time.perf_counter() - began
    print(f"W2  {lines:7,} waiting lines, {skus:3} SKUs  {lines / seconds:8,.0f} lines/s")


def _asking(skus: Sequence[str]) -> None:
    """W3: what is available of SKUs by a day, under the cap and from when; and how they are sold on every channel."""
    from makegood.db.models import OrderLine
    from makegood.queries.availability import availability, sales

    today, lines = NOW.date(), OrderLine.objects.count()
    for size, rounds in ((1, 1), (len(skus), 10)):
        parts = [skus[start : start + size] for start in range(0, len(skus), size)] * rounds
        began = time.perf_counter()
        for part in parts:
            availability(part, today=today, on=date(2026, 12, 21))
        until = time.perf_counter()
        for part in parts:
            sales(part, today=today)
        seconds, units = until - began, len(skus) * rounds
        sold = time.perf_counter() - until
        print(
            f"W3  {size:5} at once, {lines:,} lines  {units / seconds:8,.0f} SKUs/s available"
            f"  {units / sold:8,.0f} SKUs/s as listed"
        )


def _items(skus: Sequence[str], *, on_hand: int) -> None:
    from makegood import flow
    from makegood.domain.terms.demand import Item
    from makegood.services.catalogue import AddPlaces, SetItems
    from makegood.services.receipt.expect import Expect, ExpectedLot, ExpectedOrder
    from makegood.services.receipt.receive import Delivered, Receive

    items = tuple(Item(sku=sku, unit_price=1000) for sku in skus)
    lots = tuple(ExpectedLot(sku=sku, quantity=10**6, eta=date(2026, 12, 10), confirmed=True) for sku in skus)
    order = ExpectedOrder(number=f"PO-{skus[0]}", supplier="Acme", lots=lots, ordered_on=date(2026, 11, 2))
    flow.run(AddPlaces(names=("main",)), actor="bench", now=NOW)
    flow.run(SetItems(items=items), actor="bench", now=NOW)
    flow.run(Expect(orders=(order,)), actor="bench", now=NOW)
    if on_hand:
        deliveries = tuple(Delivered(sku=sku, counted_qty=on_hand) for sku in skus)
        flow.run(Receive(deliveries=deliveries), actor="bench", now=NOW)


def _order(number: str, skus: Sequence[str]) -> object:
    from makegood.services.intake import NewCustomer, NewLine, NewOrder

    lines = tuple(NewLine(sku=sku, quantity=1, unit_price=1000) for sku in skus)
    customer = NewCustomer(email=f"{number}@example.org", name="Kim")
    return NewOrder(number=number, placed_at=NOW, lines=lines, country="DE", customer=customer)


def _take(orders: Sequence[object], size: int) -> float:
    """Seconds for all of them, so many at a time."""
    from makegood import flow
    from makegood.services.intake import TakeOrders

    began = time.perf_counter()
    for start in range(0, len(orders), size):
        some: tuple[object, ...] = tuple(orders[start : start + size])
        drafts = flow.run(TakeOrders(orders=some), actor="bench", now=NOW)  # type: ignore[arg-type]
        assert not any(draft.refusal for draft in drafts)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
