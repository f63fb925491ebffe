"""Intake: bundles become demand for their components, and nonsense is named (docs/rules/intake.md)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.intake import (
    LineFault,
    LotFault,
    components,
    demands,
    endless_bundles,
    line_fault,
    lot_fault,
)
from makegood.domain.terms.demand import Item
from makegood.domain.terms.errors import DomainError
from tests.domain.facts import TODAY, line
from tests.domain.tables import date_in, table


def bundles(text: str) -> dict[str, Item]:
    """`SET = 2 MUG + TEE, BOX = SET` as items."""
    items = {}
    for bundle in filter(None, text.split(", ")):
        sku, parts = bundle.split(" = ")
        pairs = [part.split(" ") if " " in part else ["1", part] for part in parts.split(" + ")]
        items[sku] = Item(sku=sku, bundle_of=tuple((name, int(units)) for units, name in pairs))
    return items


@pytest.mark.parametrize("case", table("intake", "bundles"), ids=lambda case: case["bundles"] or case["line"])
def test_a_line_claims_its_components(case: dict[str, str]) -> None:
    units, sku = case["line"].split(" ")
    found = demands(
        line("1", sku, int(units), shipped_qty=int(case["shipped"]), picked_qty=int(case["picked"])),
        items=bundles(case["bundles"]),
    )
    assert ", ".join(f"{demand.qty} {demand.sku}" for demand in found) == case["needs"]
    assert ", ".join(f"{demand.firm_qty} {demand.sku}" for demand in found) == case["of which picked"]


def test_a_closed_line_and_a_shipped_one_claim_nothing() -> None:
    assert demands(line("1", "MUG", 3, closed=True), items={}) == ()
    assert demands(line("1", "MUG", 3, shipped_qty=2, cancelled_qty=1), items={}) == ()


@pytest.mark.parametrize("text", ["A = A", "A = B, B = A", "A = B, B = C + D, C = B"])
def test_a_bundle_without_end_is_refused(text: str) -> None:
    items = bundles(text)
    with pytest.raises(DomainError) as refused:
        demands(line(sku="A"), items=items)
    assert refused.value.code == "bundle_without_end"
    assert "A" in endless_bundles(items=items)


def test_shared_components_do_not_multiply_the_work() -> None:
    chain = {
        f"L{i}": Item(sku=f"L{i}", bundle_of=((f"L{i + 1}", 2), (f"R{i + 1}", 1))) for i in range(18)
    } | {f"R{i}": Item(sku=f"R{i}", bundle_of=((f"L{i + 1}", 1), (f"R{i + 1}", 2))) for i in range(18)}
    assert sum(components(sku="L0", items=chain).values()) == 3**18
    assert endless_bundles(items=chain) == frozenset()


@given(
    quantity=st.integers(1, 50),
    shipped=st.integers(0, 50),
    per=st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 5)), min_size=1, max_size=6),
)
def test_every_open_bundle_needs_all_its_components(
    quantity: int, shipped: int, per: list[tuple[str, int]]
) -> None:
    shipped = min(shipped, quantity)
    items = {"SET": Item(sku="SET", bundle_of=tuple(per))}
    found = demands(line("1", "SET", quantity, shipped_qty=shipped), items=items)
    assert sum(demand.qty for demand in found) == (quantity - shipped) * sum(units for _, units in per)
    assert [demand.sku for demand in found] == sorted({demand.sku for demand in found})


@pytest.mark.parametrize("case", table("intake", "order lines"), ids=lambda case: "-".join(case.values()))
def test_a_line_that_cannot_be_true_is_named(case: dict[str, str]) -> None:
    found = line_fault(
        quantity=int(case["quantity"]),
        shipped_qty=int(case["shipped"]),
        picked_qty=int(case["picked"]),
        cancelled_qty=int(case["cancelled"]),
        promised_from=date_in(case["promised from"]),
        promised_to=date_in(case["promised to"]),
        closed=case["closed"] == "yes",
    )
    assert found == (LineFault(case["fault"]) if case["fault"] else None)


@pytest.mark.parametrize("case", table("intake", "lots"), ids=lambda case: "-".join(case.values()))
def test_a_lot_that_cannot_be_true_is_named(case: dict[str, str]) -> None:
    found = lot_fault(
        today=TODAY,
        quantity=int(case["quantity"]),
        received_qty=int(case["received"]),
        cancelled_qty=int(case["cancelled"]),
        ordered_on=date_in(case["ordered on"]),
        received_on=date_in(case["received on"]),
    )
    assert found == (LotFault(case["fault"]) if case["fault"] else None)
