"""Orders as they came: I19, each once, and I21, money that can be and adds up."""

from __future__ import annotations

from collections.abc import Iterable

from makegood.queries.audit.check import Fault, Scope, check, rows


@check(
    "I19",
    "One order of a channel is one order here, and one line of it one line.",
    how="order numbers per channel and line ids per order, blanks around them left out",
)
def orders_are_once(scope: Scope) -> Iterable[Fault]:
    """Each number of a channel, and each line id of an order."""
    yield from rows("""
        SELECT 'order ' || twice.number || ' of ' || channel.name, 1, twice.orders
        FROM (
            SELECT channel_id, TRIM(number) AS number, COUNT(*) AS orders FROM makegood_order
            GROUP BY channel_id, TRIM(number) HAVING COUNT(*) > 1
        ) twice JOIN makegood_channel channel ON channel.id = twice.channel_id
        """)
    yield from rows("""
        SELECT 'line ' || o.number || '/' || twice.line_id, 1, twice.lines
        FROM (
            SELECT order_id, TRIM(line_id) AS line_id, COUNT(*) AS lines FROM makegood_orderline
            GROUP BY order_id, TRIM(line_id) HAVING COUNT(*) > 1
        ) twice JOIN makegood_order o ON o.id = twice.order_id
        """)


@check(
    "I21",
    "Money is whole minor units of a currency and never less than nothing.",
    how="prices, costs and amounts of items, orders and lines, and the currency of each order",
)
def money_can_be(scope: Scope) -> Iterable[Fault]:
    """Each amount that is known."""
    for table, entity, columns in (
        ("makegood_item", "'item ' || x.sku", ("unit_price", "unit_cost")),
        ("makegood_order", "'order ' || x.number", ("value", "authorised_amount", "captured_amount")),
        (
            "makegood_orderline",
            "'line ' || x.line_id || ' of order #' || CAST(x.order_id AS text)",
            ("unit_price",),
        ),
    ):
        for column in columns:
            below = f"SELECT {entity}, '{column} from 0', x.{column} FROM {table} x WHERE x.{column} < 0"  # noqa: S608
            yield from rows(below)
    yield from rows("""
        SELECT 'order ' || x.number, 'a currency of three capital letters', x.currency FROM makegood_order x
        WHERE LENGTH(x.currency) <> 3 OR x.currency <> UPPER(x.currency)
        """)


@check(
    "I21",
    "What an order is worth is the price of what is still wanted of it.",
    how="`order.value` against `unit_price` of its lines times what was ordered less what was cancelled and "
    "substituted; what has no price counts nothing",
)
def values_add_up(scope: Scope) -> Iterable[Fault]:
    """Each order against its lines."""
    return rows("""
        SELECT 'order ' || o.number, 'a value of ' || CAST(COALESCE(wanted.value, 0) AS text), o.value
        FROM makegood_order o
        LEFT JOIN (
            SELECT order_id, SUM(unit_price * (ordered_qty - cancelled_qty - substituted_qty)) AS value
            FROM makegood_orderline GROUP BY order_id
        ) wanted ON wanted.order_id = o.id
        WHERE o.value <> COALESCE(wanted.value, 0)
        """)


CHECKS = (orders_are_once, money_can_be, values_add_up)
