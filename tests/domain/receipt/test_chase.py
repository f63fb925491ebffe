"""Whom purchasing has to chase, with which question, and in which order."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from makegood.domain.receipt.chase import Ask, Chase, Waiting, chase
from makegood.domain.terms.stock import IncomingLot
from tests.domain.facts import TODAY
from tests.domain.tables import date_in, table

CONFIRMED = {"yes": True, "no": False, "": None}


def lot(po: str, **facts: object) -> IncomingLot:
    return IncomingLot(po=po, sku="S", quantity=10, supplier="Acme", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("row", table("receipt", "ask"))
def test_each_lot_asks_its_most_pressing_question(row: dict[str, str]) -> None:
    waiting: list[Waiting] = [(2, 100, 0), (3, 100, int(row["oldest days late"]))]
    found = chase(
        lots=[(lot("PO1", eta=date_in(row["eta"]), confirmed=CONFIRMED[row["confirmed"]]), waiting)],
        uncovered=[],
        today=TODAY,
    )
    assert [row.ask for row in found] == [row["ask"]]


def test_a_row_says_how_much_waits_and_how_long() -> None:
    found = chase(
        lots=[(lot("PO1", eta=TODAY), [(2, 500, 3), (1, None, 9), (4, 250, 0)])],
        uncovered=[("S", "unknown", [(5, None, 1)])],
        today=TODAY,
    )
    assert found == [
        Chase("Acme", "PO1", "S", 7, 750, 9, TODAY, Ask.CONFIRM_QUANTITY),
        Chase("unknown", None, "S", 5, None, 1, None, Ask.ORDER_MORE),
    ]


def test_nobody_is_chased_for_what_nobody_waits_for() -> None:
    assert chase(lots=[(lot("PO1"), [])], uncovered=[("S", "Acme", [])], today=TODAY) == []


def test_most_money_comes_first_then_the_oldest_then_the_most_units() -> None:
    rows: list[tuple[IncomingLot, list[Waiting]]] = [
        (lot("F"), [(9, None, 99)]),
        (lot("C"), [(2, 100, 5)]),
        (lot("A"), [(1, 900, 0)]),
        (lot("B"), [(1, 100, 6)]),
        (lot("E"), [(1, 100, 5)]),
        (lot("D"), [(1, 100, 5)]),
        (lot("Z"), [(1, 0, 0)]),
    ]
    found = chase(lots=rows, uncovered=[("S", "Acme", [(1, 100, 5)])], today=TODAY)
    assert [row.po for row in found] == ["A", "B", "C", None, "D", "E", "Z", "F"]


def test_of_two_deliveries_of_one_order_the_earlier_comes_first() -> None:
    rows: list[tuple[IncomingLot, list[Waiting]]] = [
        (lot("A"), [(1, 100, 1)]),
        (lot("A", eta=date(2026, 12, 9)), [(1, 100, 1)]),
        (lot("A", eta=date(2026, 12, 1)), [(1, 100, 1)]),
    ]
    found = chase(lots=rows, uncovered=[], today=TODAY)
    assert [row.eta for row in found] == [date(2026, 12, 1), date(2026, 12, 9), None]


def test_the_order_of_the_input_does_not_matter() -> None:
    rows: list[tuple[IncomingLot, list[Waiting]]] = [(lot(po), [(1, 100, 1)]) for po in "ABCD"]
    orders = {tuple(chase(lots=order, uncovered=[], today=TODAY)) for order in permutations(rows)}
    assert len(orders) == 1
