"""Lists that every preview has: who gets units, who gives some back, and who still waits."""

from __future__ import annotations

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
