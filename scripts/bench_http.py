"""Orders through the API: a server of its own, one program and eight that take orders of 3 lines one by one.

python -m scripts.bench_http                 on SQLite, in a folder of its own
python -m scripts.bench_http --json FILE     also writes the figures there, for scripts.bench

Behind `python scripts/with_postgres.py --durable` it runs on PostgreSQL. Programs and server share the machine.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from scripts.bench_live import shop
from scripts.bench_live_page import ROOT

ORDERS = 1_600
PROGRAMS = (1, 8)
SKUS = [f"H-{number}" for number in range(200)]
PLACED_AT = "2026-11-23T09:00:00Z"
PATIENCE_SECONDS = 30


def figures(found: Mapping[str, Any]) -> Iterator[str]:
    """The part of the page."""
    yield "| Database | Programs | Orders a second | Median | 99th percentile | Longest |"
    yield "|---|---|---|---|---|---|"
    for name, rows in found.items():
        for row in rows:
            times = " | ".join(f"{row[each]:.1f} ms" for each in ("median", "p99", "longest"))
            yield f"| {name} | {row['programs']} | {row['each_second']:,.0f} | {times} |"


def main(arguments: Sequence[str]) -> None:
    """Prints each figure; see the module's text for its arguments."""
    orders = 40 if "--quick" in arguments else ORDERS
    rows = []
    with shop():
        secret = _stage()
        with _served() as port:
            for programs in PROGRAMS:
                rows.append(_row(port, secret, programs, orders))
                print("  ".join(f"{name} {value:,.1f}" for name, value in rows[-1].items()), flush=True)
    if "--json" in arguments:
        Path(arguments[arguments.index("--json") + 1]).write_text(json.dumps(rows), encoding="utf-8")


def _stage() -> str:
    """A shop in which 40 % of the lines will be short, and a key that may take orders."""
    from django.db import connections

    from makegood import flow
    from makegood.services.people.commands import AddPeople, IssueTokens, NewPerson, NewToken
    from scripts.bench_live_shop import NOW, Ours

    ours = Ours()
    ours.items(SKUS[:120], on_hand=10**6)
    ours.items(SKUS[120:], on_hand=0)
    person = NewPerson(email="kim@example.org", name="Kim", roles=("support",))
    flow.run(AddPeople(people=(person,)), actor="bench", now=NOW)
    token = NewToken(person=person.email, name="bench", scopes=("support",))
    (issued,) = flow.run(IssueTokens(tokens=(token,)), actor="bench", now=NOW)
    connections.close_all()
    return str(issued.secret)


@contextmanager
def _served() -> Iterator[int]:
    """The server's port."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "makegood", "serve", "--no-worker", "--port", str(port)]
    environ = {**os.environ, "MAKEGOOD_API_RATE": "1000000/sec"}
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, cwd=ROOT)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as line:
                line.request("GET", "/readyz")
                if line.getresponse().status == http.HTTPStatus.OK:
                    return
        except OSError:
            time.sleep(0.05)
    sys.exit("the server did not come")


def _row(port: int, secret: str, programs: int, orders: int) -> dict[str, float]:
    def program(number: int) -> list[float]:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
            return [_take(line, secret, f"{programs}-{number}-{n}", n) for n in range(orders // programs)]

    begun = time.perf_counter()
    with ThreadPoolExecutor(programs) as pool:
        times = sorted(each for found in pool.map(program, range(programs)) for each in found)
    seconds = time.perf_counter() - begun
    return {
        "programs": programs,
        "each_second": len(times) / seconds,
        "median": times[len(times) // 2] * 1000,
        "p99": times[int(len(times) * 0.99)] * 1000,
        "longest": times[-1] * 1000,
    }


def _take(line: http.client.HTTPConnection, secret: str, name: str, number: int) -> float:
    """Seconds that one order took, heard and read."""
    lines = [
        {"sku": SKUS[(number * 7 + each * 31) % len(SKUS)], "quantity": 1, "unit_price": 1000}
        for each in range(3)
    ]
    customer = {"email": f"{name}@example.org", "name": "Kim"}
    order = {"number": name, "placed_at": PLACED_AT, "country": "DE", "customer": customer, "lines": lines}
    body = json.dumps({"orders": [order]})
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    begun = time.perf_counter()
    line.request("POST", "/api/v1/intake/take-orders", body, headers)
    answer = line.getresponse()
    said = answer.read()
    if answer.status != http.HTTPStatus.OK or b'"refusal": null' not in said:
        sys.exit(f"an order was refused: {said[:300]!r}")
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(sys.argv[1:])
