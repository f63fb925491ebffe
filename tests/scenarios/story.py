"""A story: what a shop's files say in the morning, and what the plan of `makegood plan` says of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

from tests.cli.shop import makegood

Row = dict[str, Any]


@dataclass(frozen=True)
class Story:
    """The plan as people and programs get it."""

    plan: Row

    def line(self, order_id: str, line_id: str = "1") -> Row:
        """One order line."""
        return _only(self.plan["lines"], order_id=order_id, line_id=line_id)

    def order(self, order_id: str) -> Row:
        """One order with a short line."""
        return _only(self.plan["orders"], order_id=order_id)

    def option(self, order_id: str, name: str) -> Row:
        """One of the four ways on of an order."""
        return _only(self.order(order_id)["options"], option=name)

    def item(self, sku: str) -> Row:
        """One SKU."""
        return _only(self.plan["items"], sku=sku)

    def on(self, sku: str, channel: str) -> tuple[str, int]:
        """How a SKU is sold on a channel: its sell state, and how many may be listed."""
        row = _only(self.item(sku)["channels"], channel=channel)
        return row["sell_state"], row["listable_qty"]

    def notice(self, order_id: str) -> Row:
        """The one notice an order is owed."""
        return _only(self.plan["notices"], order_id=order_id)

    def told(self) -> list[str]:
        """Orders that are owed a notice."""
        return [notice["order_id"] for notice in self.plan["notices"]]

    def given(self, sku: str) -> list[tuple[str, int, str]]:
        """Who got stock on hand, how many, and why; best rank first."""
        return [
            (row["order_id"], row["qty"], row["why"]) for row in self.plan["allocations"] if row["sku"] == sku
        ]

    def served(self, order_id: str, line_id: str = "1") -> tuple[int, int]:
        """Units reserved and backordered."""
        line = self.line(order_id, line_id)
        return line["reserved_qty"], line["backordered_qty"]

    def ships(self, order_id: str, line_id: str = "1") -> tuple[str, str] | None:
        """First and last day of shipping; None = no date."""
        promise = self.line(order_id, line_id)["promise"]
        return promise and (promise["ship_from"], promise["ship_to"])

    def arrives(self, order_id: str, line_id: str = "1") -> tuple[str, str] | None:
        """First and last day of delivery; None = no date."""
        promise = self.line(order_id, line_id)["promise"]
        return promise and (promise["deliver_from"], promise["deliver_to"])


def _only(rows: list[Row], **wanted: str) -> Row:
    (found,) = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    return found


def write_tables(folder: Path, tables: dict[str, str]) -> list[str]:
    """Writes each table as people would type it (indented, blanks around commas); the options that name the files."""
    options = []
    for name, text in tables.items():
        suffix = "toml" if name == "policy" else "csv"
        path = folder / f"{name}.{suffix}"
        body = dedent(text).strip()
        if suffix == "csv":
            body = "\n".join(",".join(cell.strip() for cell in line.split(",")) for line in body.splitlines())
        path.write_text(body + "\n", encoding="utf-8")
        options += [f"--{name}", str(path)]
    return options


def story(folder: Path, *, today: str = "2026-11-23", code: int = 0, **tables: str) -> Story:
    """Plans the tables (orders, stock, inbound, items, policy) as of Monday 23 November 2026."""
    target = folder / "plan.json"
    ran = makegood("plan", *write_tables(folder, tables), "--today", today, "--out", str(target))
    assert (ran.code, ran.err) == (code, ""), ran
    return Story(json.loads(target.read_text(encoding="utf-8")))
