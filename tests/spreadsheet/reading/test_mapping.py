"""Columns that a person told apart, and those that are recognised or guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet.mapping import Columns, Looked, look
from makegood.spreadsheet.reading import Reading, read
from tests.spreadsheet.reading.shop import TODAY, policy

ORDERS = "Order No,Day,Article,Pieces,sku\n1,2026-11-20,MUG,3,unused\n2,2026-11-20,TEE,many,unused\n"
SAID = {"order_id": "Order No", "placed_at": "Day", "sku": "Article", "quantity": "Pieces"}


def reading(folder: Path, columns: Columns = SAID, text: str = ORDERS) -> Reading:
    (folder / "orders.csv").write_text(text)
    (folder / "stock.csv").write_text("sku,on_hand\nMUG,1\nTEE,1\n")
    return read(
        orders=folder / "orders.csv",
        stock=folder / "stock.csv",
        policy=policy(),
        today=TODAY,
        calendars={},
        columns={"orders": columns},
    )


def looked(folder: Path, text: str, table: str = "orders") -> Looked:
    (folder / "file.csv").write_text(text)
    (found,) = look({table: folder / "file.csv"})
    return found


def test_rows_are_read_by_the_columns_that_were_said(tmp_path: Path) -> None:
    (line,) = reading(tmp_path).snapshot.lines
    assert (line.order_id, line.sku, line.quantity) == ("1", "MUG", 3)


def test_what_is_wrong_is_told_by_the_name_that_the_file_has_for_it(tmp_path: Path) -> None:
    (error,) = [each for each in reading(tmp_path).problems if each.severity == "error"]
    assert (error.row, error.column, error.value) == (3, "Pieces", "many")


def test_a_known_export_is_not_looked_for_where_a_person_said_it(tmp_path: Path) -> None:
    text = "Name,Created at,Lineitem sku,Lineitem quantity\n#1,2026-11-20,MUG,3\n"
    said = {
        "order_id": "Name", "placed_at": "Created at", "sku": "Lineitem sku", "quantity": "lineitem QUANTITY",
    }  # fmt: skip
    found = reading(tmp_path, said, text)
    assert (found.preset, found.snapshot.lines[0].channel) == ("by hand", "store")


@pytest.mark.parametrize(
    ("said", "found"),
    [({**SAID, "colour": "Day"}, "orders.colour"), ({**SAID, "email": "Mail"}, "Mail")],
)
def test_a_column_that_is_not_there_is_refused(tmp_path: Path, said: Columns, found: str) -> None:
    with pytest.raises(DomainError) as refused:
        reading(tmp_path, said)
    assert (refused.value.code, refused.value.data["found"]) == ("column_unknown", found)


def test_a_needed_column_that_was_not_said_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        reading(
            tmp_path, {**SAID, "quantity": "Pieces"} | {"sku": "Article"}, "Order No,Day,Article\n1,x,y\n"
        )
    assert refused.value.code == "column_unknown"
    with pytest.raises(DomainError) as refused:
        reading(tmp_path, {"order_id": "Order No"})
    # Their column that is called as one of ours was not meant for it.
    assert refused.value.data["columns"] == ["placed_at", "sku", "quantity"]


def test_our_own_names_are_found_and_others_guessed(tmp_path: Path) -> None:
    found = looked(tmp_path, "order_id,Order Date,Item No,Qty,Colour\n1,2026-11-20,MUG,3,red\n")
    assert found.columns == {
        "order_id": "order_id", "placed_at": "Order Date", "sku": "Item No", "quantity": "Qty",
    }  # fmt: skip
    assert sorted(found.guessed) == ["placed_at", "quantity", "sku"]
    assert found.missing == ()
    assert found.samples["Colour"] == ("red",)


def test_a_known_export_is_named_with_its_columns(tmp_path: Path) -> None:
    found = looked(tmp_path, "Name,Created at,Lineitem sku,Lineitem quantity\n#1,2026-11-20,MUG,3\n")
    assert (found.preset, found.columns["sku"], found.guessed) == (
        "Shopify orders export",
        "Lineitem sku",
        frozenset(),
    )
    stock = looked(tmp_path, "SKU,Location,On hand (current)\nMUG,main,3\n", "stock")
    assert (stock.preset, stock.columns["on_hand"]) == ("Shopify inventory export", "On hand (current)")


def test_what_cannot_be_guessed_is_missing(tmp_path: Path) -> None:
    found = looked(tmp_path, "a,b\n1,2\n", "stock")
    assert (dict(found.columns), found.missing) == ({}, ("sku", "on_hand"))
