"""docs/rules/shortage.md, run."""

from __future__ import annotations

import pytest

from makegood.domain.shortage import Shortage, split
from makegood.domain.terms.demand import Demand
from makegood.domain.terms.errors import DomainError
from tests.domain.facts import line
from tests.domain.tables import table


@pytest.mark.parametrize("row", table("shortage", "split"))
def test_a_line_is_split_by_quantity(row: dict[str, str]) -> None:
    ordered = line(quantity=int(row["ordered"]))
    demands = [
        Demand(ordered, f"part {place}", ordered.quantity * int(per), 0, int(per))
        for place, per in enumerate(row["one needs"].split())
    ]
    given = [int(units) for units in row["components given"].split()]
    expected = Shortage(reserved_qty=int(row["reserved"]), backordered_qty=int(row["backordered"]))
    assert split(open_qty=ordered.quantity, demands=demands, reserved=given) == expected


def test_more_than_was_asked_for_is_refused() -> None:
    ordered = line(quantity=2)
    with pytest.raises(DomainError, match="reserved_exceeds_demand"):
        split(open_qty=2, demands=[Demand(ordered, "MUG", 2, 0, 1)], reserved=[3])
