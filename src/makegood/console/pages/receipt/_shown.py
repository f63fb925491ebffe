"""Lists that every preview has: who gets units, who gives some back, and who still waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from makegood.console.columns import order_column, sku_column
from makegood.console.tables import Column, Table
from makegood.queries.allocations import Gain, Loss, Wait
from makegood.wording import words

GAINS: Table[Gain] = Table(
    name="gains",
    columns=(
        order_column(),
        sku_column(),
        Column("qty", "Gets", lambda row: row.qty),
        Column("location", "At", lambda row: row.location, wide=True),
        Column("why", "Because", lambda row: words(row.why), note=lambda row: f"Tier {row.tier}", wide=True),
    ),
)
LOSSES: Table[Loss] = Table(
    name="losses",
    columns=(
        order_column(),
        sku_column(),
        Column("qty", "Gives back", lambda row: row.qty),
        Column("published_to", "Promised by", lambda row: row.published_to, wide=True),
    ),
)
WAITS: Table[Wait] = Table(
    name="waits",
    columns=(
        order_column(),
        sku_column(),
        Column("qty", "Waits for", lambda row: row.qty),
        Column("why", "Because", lambda row: words(row.why) if row.why else None, wide=True),
        Column("published_to", "Promised by", lambda row: row.published_to, wide=True),
    ),
)


def to_orders(good: Mapping[tuple[str, str], int], gains: Iterable[Gain]) -> tuple[int, int]:
    """Of the units that orders got: how many are of those that came (good ones, by SKU and place), and how many lay
    there already, as other components of a set do."""
    got: Counter[tuple[str, str]] = Counter()
    for each in gains:
        got[each.sku, each.location] += each.qty
    came = sum(min(qty, got[heap]) for heap, qty in good.items())
    return came, got.total() - came
