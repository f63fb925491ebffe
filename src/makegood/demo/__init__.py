"""A small shop that ships with the project: outdoor and kitchen gear, and all the usual trouble."""

from __future__ import annotations

from datetime import date
from pathlib import Path

# The day the sample files were written for: with it the plan is the same on every machine and in every year.
SHOP_TODAY = date(2026, 11, 23)
SHOP = Path(__file__).parent / "shop"
ORDERS, STOCK, INBOUND, ITEMS = (SHOP / f"{name}.csv" for name in ("orders", "stock", "inbound", "items"))
POLICY = SHOP / "policy.toml"
PASSWORD = "backorders made good"  # noqa: S105 - of a live shop that nobody buys from, told to all who build it
