"""plan.json: every name of the contract, in order, null where unknown, the same bytes every time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet.problems import Problem
from makegood.spreadsheet.writing import write
from tests.spreadsheet.writing.plans import line_plan, order_line, output, promise

NAMES = {
    "lines": "order_id line_id sku channel ordered_qty shipped_qty cancelled_qty reserved_qty backordered_qty"
    " sell_state eligible eligibility oversell promise label reason rank tier baseline days_delayed expected_delay"
    " bucket next_review_on",
    "orders": "order_id recommendation options silent_default answer_by",
    "items": "sku on_hand reserved safety_stock available incoming backordered cap cap_left next_from next_to"
    " sell_state listable_qty channels eligibility evidence",
    "allocations": "sku location order_id line_id qty rank tier why",
    "notices": "order_id line_ids kind to channel language subject text next_update_on",
    "purchasing": "supplier po sku units_waiting value_waiting oldest_days eta ask",
    "problems": "file row column value expected severity",
}
TOP = ["today", "policy_version", "summary", *NAMES]
PROBLEM = Problem("orders.csv", 7, "quantity", "-3", "a whole number above 0", "error")


def written(tmp_path: Path, **made: Any) -> dict[str, Any]:
    write(output(**made), to=tmp_path / "plan.json")
    document: dict[str, Any] = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    return document


def test_the_document_has_the_contracts_names_in_order(tmp_path: Path) -> None:
    document = written(tmp_path, problems=(PROBLEM,))
    assert list(document) == TOP
    for table, names in NAMES.items():
        assert document[table], table
        assert {tuple(row) for row in document[table]} == {tuple(names.split())}


def test_nested_values_have_the_contracts_names(tmp_path: Path) -> None:
    document = written(tmp_path)
    line, order, item = document["lines"][0], document["orders"][0], document["items"][0]
    assert list(line["eligibility"]) == ["rule", "reasons"]
    assert list(line["promise"]) == [
        "ship_from",
        "ship_to",
        "deliver_from",
        "deliver_to",
        "basis",
        "components",
    ]
    assert list(line["promise"]["basis"][0]) == ["source", "ref", "qty", "eta", "usable_from", "usable_to"]
    assert list(line["promise"]["components"][0]) == ["name", "from_days", "to_days", "source"]
    assert [option["option"] for option in order["options"]] == ["hold", "split", "substitute", "cancel"]
    assert list(order["options"][0]) == ["option", "allowed", "cost", "currency", "why"]
    assert list(item["channels"][0]) == ["channel", "sell_state", "listable_qty"]
    assert list(item["eligibility"]) == ["allowed", "rule", "reasons"]
    assert list(item["evidence"][0]) == ["criterion", "value", "supports"]


def test_unknown_is_null_and_money_is_in_major_units(tmp_path: Path) -> None:
    document = written(tmp_path)
    undated, allocated = document["lines"][1], document["lines"][2]
    assert undated["promise"] is None and undated["expected_delay"] is None
    assert allocated["reason"] is None and allocated["bucket"] is None and allocated["next_review_on"] is None
    assert [option["cost"] for option in document["orders"][0]["options"]] == [5.12, 8.99, None, None]
    assert [lot["value_waiting"] for lot in document["purchasing"]] == [79.96, None]
    assert document["purchasing"][1]["po"] is None
    assert document["summary"]["value_waiting"] == {"USD": 139.93, "JPY": 500}
    assert document["items"][0]["evidence"] == [
        {"criterion": "replenishment_frequent", "value": 7.5, "supports": True},
        {"criterion": "low_price", "value": None, "supports": None},
        {"criterion": "bought_together", "value": 0.8333, "supports": False},
    ]


def test_values_are_plain_codes_and_iso_dates(tmp_path: Path) -> None:
    line = written(tmp_path)["lines"][0]
    assert (line["label"], line["sell_state"], line["bucket"]) == ("estimated_ship_date", "backorder", "4-7")
    assert line["promise"]["ship_from"] == "2026-11-30"
    assert (line["eligible"], line["oversell"]) == (True, False)


@pytest.mark.parametrize(
    "text", ["Łódź 漢字", 'quote " back \\ slash', "line\nbreak", "\x00\x1f", "=1+1", "\udc80"]
)
def test_any_text_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    document = written(tmp_path, lines=[line_plan(order_line(order_id=text))])
    assert document["lines"][0]["order_id"] == text


def test_the_same_plan_gives_the_same_bytes_ending_in_one_newline(tmp_path: Path) -> None:
    for name in ("one.json", "two.json"):
        write(output(), to=tmp_path / name)
    one = (tmp_path / "one.json").read_bytes()
    assert one == (tmp_path / "two.json").read_bytes()
    assert one.endswith(b"}\n") and not one.endswith(b"\n\n")


def test_an_empty_list_is_an_empty_list(tmp_path: Path) -> None:
    assert written(tmp_path)["problems"] == []


def test_more_lines_than_one_chunk_are_all_there_once(tmp_path: Path) -> None:
    lines = [
        line_plan(order_line(number), promised=promise(weeks=number % 5), rank=number)
        for number in range(1, 4501)
    ]
    document = written(tmp_path, lines=lines)
    assert [line["rank"] for line in document["lines"]] == list(range(1, 4501))
    assert [line["promise"]["basis"][1]["ref"] for line in document["lines"][:6]] == [
        f"PO-{number % 5}" for number in range(1, 7)
    ]


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "plan.json"
    target.write_text("old")
    nothing: Any = None
    broken = line_plan(order_line())._replace(eligibility=nothing)
    with pytest.raises(AttributeError):
        write(output(lines=[broken]), to=target)
    assert target.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["plan.json"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("plan.csv", "output_kind_unknown"),
        ("plan.XLS", "output_kind_unknown"),
        ("there.json", "output_is_folder"),
    ],
)
def test_a_target_that_cannot_be_is_refused(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "there.json").mkdir()
    with pytest.raises(DomainError) as refused:
        write(output(), to=tmp_path / name)
    assert refused.value.code == code
    assert [entry.name for entry in tmp_path.iterdir()] == ["there.json"]
