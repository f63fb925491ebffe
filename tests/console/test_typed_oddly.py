"""No page ends in a fault over what somebody writes into its address or its form: not all of it is text or a number to
PostgreSQL."""

from __future__ import annotations

import pytest

import makegood.console.pages  # noqa: F401 - pages put themselves down
from makegood.console.door import ADDRESSES
from tests.console.team import signed_in
from tests.services.shop import goods

ASKED = (
    "actor", "all", "area", "as", "backorder", "bucket", "channel", "count", "family", "from", "kind", "line", "list",
    "location", "look", "name", "number", "of", "on", "only", "order", "po", "q", "receipts", "ref", "revision", "role",
    "run", "search", "since", "sku", "stream", "supplier", "until", "view", "week", "which",
)  # fmt: skip
"""What pages read from their addresses, but for `cursor`, which is refused before anything else."""


@pytest.mark.parametrize("typed", ["a\0b", "-1", "9" * 400, "2026-99-99", "\N{GRINNING FACE}'\"%_"])
def test_no_page_falls_over_what_somebody_writes_into_its_address(typed: str) -> None:
    goods("MUG")
    client = signed_in()
    found: dict[object, int] = {}
    for address in {each.route for each in ADDRESSES if "GET" in each.methods and "<" not in each.route}:
        found[address] = client.get(f"/{address}", dict.fromkeys(ASKED, typed)).status_code
    for address in ("receive", "receive/count", "receive/move", "receive/returns", "items/one"):
        form = {**dict.fromkeys((*ASKED, "why"), typed), "counted": "1", "qty": "1", "location": "main"}
        for deed in ("add", "preview", "move"):
            found[address, deed] = client.post(f"/{address}", {**form, "sku": typed, "do": deed}).status_code
    assert {where: status for where, status in found.items() if status >= 500} == {}
    assert 200 in found.values()
