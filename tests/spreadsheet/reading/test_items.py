"""Item rows: titles, prices, substitutes, bundles."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from makegood.domain.terms.demand import Item
from tests.spreadsheet.reading.shop import reading, told


def test_an_item_is_read_whole(tmp_path: Path) -> None:
    items = (
        "sku,title,family,unit_price,unit_cost,available_on,seasonal_until,fragile,unique,discontinued,"
        "substitutes,bundle_of\n"
        "MUG,Mug,kitchen,12.50,4,2026-01-01,2026-12-24,yes,no,y,TEE; TEE ;CUP,\nCUP,,,,,,,,,,,\n"
        "SET,,,,,,,,,,,MUG:2;CUP:1;MUG:1\n"
    )
    found = reading(tmp_path, items=items, currency="EUR")
    assert list(found.snapshot.items) == ["CUP", "MUG", "SET"]
    assert found.snapshot.items["MUG"] == Item(
        sku="MUG",
        title="Mug",
        family="kitchen",
        unit_price=1250,
        unit_cost=400,
        available_on=date(2026, 1, 1),
        seasonal_until=date(2026, 12, 24),
        fragile=True,
        discontinued=True,
        substitutes=("TEE", "CUP"),
    )
    assert found.snapshot.items["SET"].bundle_of == (("MUG", 3), ("CUP", 1))
    assert found.problems == ()


@pytest.mark.parametrize("cell", ["MUG", "MUG:", "MUG:0", "MUG:1.5", ":2", "MUG:-1", "MUG:2;TEE"])
def test_a_bundle_that_is_not_understood_is_left_out(tmp_path: Path, cell: str) -> None:
    found = reading(tmp_path, items=f'sku,bundle_of\nSET,"{cell}"\n')
    assert found.snapshot.items == {}
    assert told(found.problems) == [(2, "bundle_of", cell, "error")]


def test_bundles_that_lead_back_to_themselves_are_left_out(tmp_path: Path) -> None:
    found = reading(tmp_path, items="sku,bundle_of\nONE,TWO:1\nTWO,ONE:1;MUG:1\nOWN,OWN:2\nSET,MUG:1\n")
    assert list(found.snapshot.items) == ["SET"]
    assert told(found.problems) == [
        (2, "bundle_of", "ONE", "error"),
        (3, "bundle_of", "TWO", "error"),
        (4, "bundle_of", "OWN", "error"),
    ]


def test_skus_that_are_known_nowhere_are_a_warning(tmp_path: Path) -> None:
    found = reading(tmp_path, items="sku,substitutes,bundle_of\nMUG,TEE;GONE;MUG,\nSET,,TEE:1;LOST:1\n")
    assert found.snapshot.items["MUG"].substitutes == ("TEE", "GONE")
    assert told(found.problems) == [
        (2, "substitutes", "GONE", "warning"),
        (2, "substitutes", "MUG", "warning"),
        (3, "bundle_of", "LOST", "warning"),
    ]


def test_an_item_twice_is_one_and_two_that_disagree_are_none(tmp_path: Path) -> None:
    found = reading(tmp_path, items="sku,title\nMUG,Mug\nMUG,Mug\nTEE,Tee\nTEE,Shirt\n")
    assert list(found.snapshot.items) == ["MUG"]
    assert told(found.problems) == [
        (3, "sku", "MUG", "error"),
        (4, "sku", "TEE", "error"),
        (5, "sku", "TEE", "error"),
    ]
