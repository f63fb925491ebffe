"""The console's pages with 100,000 open backorders: milliseconds at the server's side, questions, and bytes.

python -m scripts.bench_pages                 on SQLite, in a folder of its own
python -m scripts.bench_pages --json FILE     also writes the figures there, for scripts.bench
python -m scripts.bench_pages --keep FILE     leaves the shop there, to be looked at

Behind `python scripts/with_postgres.py --durable` it runs on PostgreSQL. Each page is asked for by its view, as a
browser of somebody in every role would; the median of five is told.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import Any

from scripts.bench_live import shop

CASES, LINES, SKUS, BATCH = 100_000, 3, 400, 500
LIMIT_MS, PART_MS, MOST_QUESTIONS = 200, 2_000, 15
_PARTS = ("count=",)
"""What a page asks for by itself when it is there already, and says so: it may take longer."""
TIMES = 5
CHANNELS = ("store", "wholesale", "amazon", "ebay")


def figures(found: Mapping[str, Any]) -> Iterator[str]:
    """The part of the page: a row for each address, the slowest first."""
    for name, rows in found.items():
        slow = sum(row["ms"] > _most_ms(row["page"]) for row in rows)
        many = sum(row["questions"] > MOST_QUESTIONS for row in rows)
        more = f"{many} with more than {MOST_QUESTIONS} questions"
        yield f"{name}: {len(rows)} pages, {slow} that take too long, {more}."
        yield ""
        yield "| Page | Median | Questions | Compressed |"
        yield "|---|---|---|---|"
        for row in sorted(rows, key=lambda each: -each["ms"]):
            size = f"{row['bytes'] / 1000:,.1f} KB"
            yield f"| `{row['page']}` | {row['ms']:,.0f} ms | {row['questions']} | {size} |"
        yield ""


def _most_ms(page: str) -> int:
    return PART_MS if any(each in page for each in _PARTS) else LIMIT_MS


def main(arguments: Sequence[str]) -> None:
    """Prints each figure; see the module's text for its arguments."""
    cases, looks = (500, 1) if "--quick" in arguments else (CASES, TIMES)
    with shop():
        begun = time.perf_counter()
        _stage(cases)
        print(f"{cases:,} open backorders after {time.perf_counter() - begun:,.0f} s", flush=True)
        rows = list(_measured(looks))
        over = sum(any(_too_much(row)) for row in rows)
        print(f"{len(rows)} pages, {over} that take too long or ask too much", flush=True)
        if "--keep" in arguments:
            _keep(arguments[arguments.index("--keep") + 1])
    if "--json" in arguments:
        Path(arguments[arguments.index("--json") + 1]).write_text(json.dumps(rows), encoding="utf-8")


def _keep(file: str) -> None:
    from django.db import connection

    Path(file).unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [file])


def _stage(cases: int) -> None:
    """Orders of 3 lines on four channels, of all of which nothing is there; a third of them wait for lots that come."""
    from datetime import timedelta

    from django.db import connections

    from makegood import flow
    from makegood.console.clock import now
    from makegood.db.models.access import ROLES
    from makegood.db.sql import count_anew
    from makegood.domain.terms.demand import Item
    from makegood.services.catalogue import AddPlaces, SetItems
    from makegood.services.intake import NewCustomer, NewLine, NewOrder, TakeOrders
    from makegood.services.people import AddPeople, NewPerson
    from makegood.services.receipt.expect import Expect, ExpectedLot, ExpectedOrder

    at = now()

    def run(command: Any) -> None:
        flow.run(command, actor="bench", now=at)

    skus = [f"P-{number}" for number in range(SKUS)]
    run(AddPlaces(names=("main",)))
    run(AddPeople(people=(NewPerson(email="kim@example.org", name="Kim", roles=tuple(ROLES)),)))
    run(SetItems(items=tuple(Item(sku=sku, title=f"Item {sku}", unit_price=1000) for sku in skus)))
    for number in range(40):
        lots = tuple(
            ExpectedLot(
                sku=sku,
                quantity=300 if number % 10 else 40,
                eta=(at + timedelta(days=3 + number % 30)).date(),
                confirmed=True,
            )
            for sku in skus[number::40]
        )
        order = ExpectedOrder(
            number=f"PO-{number}",
            supplier=f"Supplier {number % 12}",
            lots=lots,
            ordered_on=(at - timedelta(days=20)).date(),
        )
        run(Expect(orders=(order,)))
    orders = [
        NewOrder(
            number=f"O-{number}",
            channel=CHANNELS[number % 4],
            external=True,
            placed_at=at - timedelta(minutes=number % 40_000),
            lines=tuple(
                NewLine(sku=skus[(7 * number + 131 * line) % SKUS], quantity=1 + number % 3, unit_price=1000)
                for line in range(LINES)
            ),
            country="DE",
            customer=NewCustomer(email=f"{number}@example.org", name="Kim"),
        )
        for number in range(cases // LINES + 1)
    ]
    for begin in range(0, len(orders), BATCH):
        run(TakeOrders(orders=tuple(orders[begin : begin + BATCH])))
        if begin == 10 * BATCH:
            count_anew()
    _work(run, skus[-1], at)
    count_anew()
    connections.close_all()


def _work(run: Callable[[Any], None], sku: str, at: datetime) -> None:
    """One of everything that a page is about: a policy, a receipt and who was given what came, and what left."""
    from makegood.domain.terms.demand import Item
    from makegood.services._orders import OrderName
    from makegood.services.catalogue import SetItems
    from makegood.services.intake import NewLine, NewOrder, TakeOrders
    from makegood.services.policy import SetPolicy
    from makegood.services.receipt.receive import Delivered, Receive
    from makegood.services.release import Parcel, Release, Ship

    run(SetPolicy(document="[notice]\nbrake = 60\n", note="as it is here"))
    run(SetItems(items=(Item(sku="READY", title="Item READY", unit_price=1000),)))
    run(Receive(deliveries=(Delivered(sku=sku, counted_qty=60), Delivered(sku="READY", counted_qty=10))))
    names = [OrderName(f"R-{number}", "store") for number in range(10)]
    line = NewLine(sku="READY", quantity=1, unit_price=1000)
    run(
        TakeOrders(
            orders=tuple(
                NewOrder(number=each.number, channel="store", placed_at=at, lines=(line,)) for each in names
            )
        )
    )
    run(Release(orders=tuple(names)))
    run(Ship(parcels=tuple(Parcel(order=each) for each in names[:5])))


def _measured(looks: int) -> Iterator[dict[str, Any]]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from makegood.db.models import Person
    from makegood.queries.measures import kept
    from scripts.console_pages import addresses, bring_files

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(Person.objects.get())
    bring_files(client)
    for address in addresses():
        kept.forget()
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        # Now: the next request empties what was written down.
        questions = len(asked)
        if answer.status_code != HTTPStatus.OK:
            sys.exit(f"{address}: answered {answer.status_code}")
        times = []
        for _ in range(looks):
            kept.forget()
            begun = time.perf_counter()
            client.get(address)
            times.append(1000 * (time.perf_counter() - begun))
        row = {
            "page": address,
            "ms": median(times),
            "questions": questions,
            "bytes": len(gzip.compress(answer.content)),
        }
        told = f"{row['ms']:8.1f} ms {row['questions']:4} questions {row['bytes']:8,} bytes  {address}"
        print(told + "".join(f"   TOO MUCH: {each}" for each in _too_much(row)), flush=True)
        yield row


def _too_much(row: Mapping[str, Any]) -> Iterator[str]:
    most = _most_ms(row["page"])
    if row["ms"] > most:
        yield f"more than {most:,} ms"
    if row["questions"] > MOST_QUESTIONS:
        yield f"more than {MOST_QUESTIONS} questions"


if __name__ == "__main__":
    main(sys.argv[1:])
