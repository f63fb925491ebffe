"""The limit beside which the live shop is measured: the same work as bare set-based SQL.

It has the same orders, lines, reservations, cases and allocations, its keys and its indexes of the queue, and one
transaction for each command. It has no rules, promises, notices, events or checks, and no locks: one program alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

Order = tuple[str, Sequence[str]]
"""Its number, and a line of one unit for each SKU."""


_TABLES = """
    CREATE TABLE bare_item (id {key}, sku text NOT NULL UNIQUE, on_hand bigint NOT NULL DEFAULT 0,
        reserved bigint NOT NULL DEFAULT 0, waiting bigint NOT NULL DEFAULT 0);
    CREATE TABLE bare_lot (id {key}, item_id bigint NOT NULL, open_qty bigint NOT NULL, eta text NOT NULL);
    CREATE INDEX bare_lot_of_item ON bare_lot (item_id);
    CREATE TABLE bare_order (id {key}, number text NOT NULL UNIQUE, placed_at text NOT NULL, email text NOT NULL);
    CREATE TABLE bare_line (id {key}, order_id bigint NOT NULL, item_id bigint NOT NULL, qty bigint NOT NULL,
        reserved bigint NOT NULL, waiting bigint NOT NULL);
    CREATE INDEX bare_line_of_order ON bare_line (order_id);
    CREATE TABLE bare_backorder (id {key}, line_id bigint NOT NULL, item_id bigint NOT NULL, qty bigint NOT NULL,
        state text NOT NULL);
    CREATE INDEX bare_queue ON bare_backorder (item_id, id) WHERE state = 'open';
    CREATE TABLE bare_allocation (id {key}, backorder_id bigint NOT NULL, line_id bigint NOT NULL,
        item_id bigint NOT NULL, qty bigint NOT NULL);
"""
_ORDERS = "INSERT INTO bare_order (number, placed_at, email) SELECT {n}, '2026-11-23', {n} FROM {orders}"
# Who comes first takes first: the running sum tells what those before it in the batch have taken.
_LINES = """
    INSERT INTO bare_line (order_id, item_id, qty, reserved, waiting)
    SELECT order_id, item_id, qty, given, qty - given FROM (
        SELECT order_id, item_id, qty, {greatest}(0, {least}(qty, free - (running - qty))) AS given FROM (
            SELECT o.id AS order_id, i.id AS item_id, v.qty, i.on_hand - i.reserved AS free,
                sum(v.qty) OVER (PARTITION BY i.id ORDER BY o.id) AS running
            FROM ({lines}) v JOIN bare_order o ON o.number = v.number JOIN bare_item i ON i.sku = v.sku
        ) AS queued
    ) AS split
"""
_COUNT_LINES = """
    UPDATE bare_item SET reserved = bare_item.reserved + s.given, waiting = bare_item.waiting + s.short
    FROM (SELECT item_id, sum(reserved) AS given, sum(waiting) AS short FROM bare_line WHERE id > {mark}
        GROUP BY item_id) s
    WHERE bare_item.id = s.item_id
"""
_CASES = """
    INSERT INTO bare_backorder (line_id, item_id, qty, state)
    SELECT id, item_id, waiting, 'open' FROM bare_line WHERE id > {mark} AND waiting > 0
"""
_PUT = "UPDATE bare_item SET on_hand = on_hand + {mark} WHERE sku {among}"
_GIVE = """
    INSERT INTO bare_allocation (backorder_id, line_id, item_id, qty)
    SELECT id, line_id, item_id, qty FROM (
        SELECT b.id, b.line_id, b.item_id, b.qty, i.on_hand - i.reserved AS free,
            sum(b.qty) OVER (PARTITION BY b.item_id ORDER BY b.id) AS running
        FROM bare_backorder b JOIN bare_item i ON i.id = b.item_id
        WHERE b.state = 'open' AND i.sku {among}
    ) AS queued WHERE running <= free
"""
_AFTER = (
    """
    UPDATE bare_backorder SET state = 'allocated'
    WHERE id IN (SELECT backorder_id FROM bare_allocation WHERE id > {mark})
    """,
    """
    UPDATE bare_line SET reserved = reserved + waiting, waiting = 0
    WHERE id IN (SELECT line_id FROM bare_allocation WHERE id > {mark})
    """,
    """
    UPDATE bare_item SET reserved = bare_item.reserved + s.given, waiting = bare_item.waiting - s.given
    FROM (SELECT item_id, sum(qty) AS given FROM bare_allocation WHERE id > {mark} GROUP BY item_id) s
    WHERE bare_item.id = s.item_id
    """,
)
_AVAILABLE = """
    SELECT i.sku, i.on_hand - i.reserved - i.waiting + coalesce(sum(l.open_qty), 0)
    FROM bare_item i LEFT JOIN bare_lot l ON l.item_id = i.id AND l.open_qty > 0 AND l.eta <= '2026-12-21'
    WHERE i.sku {among} GROUP BY i.id, i.sku, i.on_hand, i.reserved, i.waiting
"""
_SQLITE = {
    "key": "integer PRIMARY KEY",
    "n": "value",
    "orders": "json_each(?)",
    "lines": "SELECT value ->> 0 AS number, value ->> 1 AS sku, value ->> 2 AS qty FROM json_each(?)",
    "greatest": "max",
    "least": "min",
    "mark": "?",
    "text": "?",
    "among": "IN (SELECT value FROM json_each(?))",
}
_POSTGRESQL = {
    "key": "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    "n": "n",
    "orders": "unnest(%s::text[]) AS v(n)",
    "lines": "SELECT * FROM unnest(%s::text[], %s::text[], %s::bigint[]) AS u(number, sku, qty)",
    "greatest": "greatest",
    "least": "least",
    "mark": "%s::bigint",
    "text": "%s::text",
    "among": "= ANY(%s::text[])",
}


class Limit:
    """The bare program on Django's own connection, so that both are measured on the same server and file."""

    def __init__(self, database: Any) -> None:
        database.ensure_connection()
        self._own = database.connection
        self._words = _SQLITE if database.vendor == "sqlite" else _POSTGRESQL
        for statement in _TABLES.split(";"):
            if statement.strip():
                self._run(statement)

    def items(self, skus: Sequence[str], *, on_hand: int) -> None:
        """SKUs with so much on hand and a lot to come."""
        with self._transaction():
            for sku in skus:
                self._run("INSERT INTO bare_item (sku, on_hand) SELECT {text}, {mark}", sku, on_hand)
            self._run(
                "INSERT INTO bare_lot (item_id, open_qty, eta)"
                " SELECT id, 1000000, '2026-12-10' FROM bare_item WHERE sku {among}",
                list(skus),
            )

    def command(self, orders: Sequence[Order]) -> object:
        """The orders as `take` wants them."""
        return orders

    def take(self, orders: Sequence[Order]) -> None:
        """Take orders, split by what is there, in one transaction."""
        lines = [(number, sku, 1) for number, skus in orders for sku in skus]
        with self._transaction():
            self._run(_ORDERS, [number for number, _ in orders])
            last = self._last("bare_line")
            if self._words is _SQLITE:
                self._run(_LINES, lines)
            else:
                self._run(_LINES, *map(list, zip(*lines, strict=True)))
            self._run(_COUNT_LINES, last)
            self._run(_CASES, last)

    def receive(self, skus: Sequence[str], qty: int) -> None:
        """So many units of each SKU come in and go to who waits longest, in one transaction."""
        with self._transaction():
            last = self._last("bare_allocation")
            self._run(_PUT, qty, list(skus))
            self._run(_GIVE, list(skus))
            for statement in _AFTER:
                self._run(statement, last)

    def available(self, skus: Sequence[str]) -> int:
        """How many SKUs it could answer for: units that may be promised by a day."""
        return len(self._run(_AVAILABLE, list(skus)).fetchall())

    def allocated(self) -> int:
        """Units given so far."""
        ((units,),) = self._run("SELECT coalesce(sum(qty), 0) FROM bare_allocation").fetchall()
        return int(units)

    def _last(self, table: str) -> int:
        ((last,),) = self._run(f"SELECT coalesce(max(id), 0) FROM {table}").fetchall()  # noqa: S608
        return int(last)

    def _run(self, sql: str, *values: Any) -> Any:
        text = sql.format(**self._words)
        if self._words is _SQLITE:
            # Below Django's own cursor, which writes marks in another way.
            return self._own.execute(text, [json.dumps(v) if isinstance(v, list) else v for v in values])
        from psycopg import Cursor

        return Cursor(self._own).execute(text, values or None, prepare=True)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if self._words is _SQLITE:
            self._own.execute("BEGIN IMMEDIATE")
            yield
            self._own.execute("COMMIT")
        else:
            with self._own.transaction():
                yield
