"""What the files say of orders, and how it differs from what we have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from makegood.db import sql
from makegood.db.models import Channel, Item, Order, OrderLine
from makegood.domain.terms import demand
from makegood.services.cutover.commands import Difference, Imported

OrderKey = tuple[str, str]


def by_order(lines: Iterable[demand.OrderLine]) -> dict[OrderKey, list[demand.OrderLine]]:
    """Lines by channel and number of their order, in the order they came."""
    found: dict[OrderKey, list[demand.OrderLine]] = {}
    for line in sorted(lines, key=lambda line: (line.placed_at, line.order_id, line.line_id)):
        found.setdefault((line.channel, line.order_id), []).append(line)
    return found


def known_orders(keys: Iterable[OrderKey]) -> dict[OrderKey, Order]:
    """Orders that we have, by channel and number."""
    wanted = set(keys)
    names = dict(Channel.objects.values_list("pk", "name"))
    rows = sql.read(Order, "number IN_LIST(%s)", sorted({number for _, number in wanted}))
    keyed = {(names[row.channel_id], row.number): row for row in rows}
    return {key: row for key, row in keyed.items() if key in wanted}


def compare(
    known: Mapping[OrderKey, Order], told: Mapping[OrderKey, Sequence[demand.OrderLine]], found: Imported
) -> None:
    """Hold the lines of orders that we have against what the files say."""
    rows: dict[int, dict[str, OrderLine]] = {}
    for row in sql.read(OrderLine, "order_id IN_LIST(%s)", sql.ids(order.pk for order in known.values())):
        rows.setdefault(row.order_id, {})[row.line_id] = row
    skus = dict(Item.objects.values_list("pk", "sku")) if known else {}
    for key, order in known.items():
        ours = rows.get(order.pk, {})
        for line in told[key]:
            name = f"{order.number} / {line.line_id}"
            if line.line_id not in ours:
                found.differences.append(Difference("lines", name, "line_id", None, line.line_id))
                continue
            row = ours.pop(line.line_id)
            pairs: dict[str, tuple[object, object]] = {
                "sku": (skus[row.item_id], line.sku),
                "quantity": (row.ordered_qty, line.quantity),
                "shipped_quantity": (row.shipped_qty, line.shipped_qty),
                "cancelled_quantity": (row.cancelled_qty, cancelled(line)),
            }
            found.compare("lines", name, pairs)
        for line_id in ours:
            name = f"{order.number} / {line_id}"
            found.differences.append(Difference("lines", name, "line_id", line_id, None))


def cancelled(line: demand.OrderLine) -> int:
    """Units that are not wanted any more; of a closed line all that never shipped."""
    return line.quantity - line.kept_qty
