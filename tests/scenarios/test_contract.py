"""The contract of the plan, line by line: names as they were agreed, and the rules no story tells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from makegood.demo import INBOUND, ITEMS, ORDERS, POLICY, STOCK
from tests.cli.shop import makegood
from tests.scenarios.story import Story, story

# Copied by hand from the contract; `[]` = of each entry, `{}` = of the object.
TOP = "today policy_version summary lines orders items allocations notices purchasing problems"
NAMES = {
    "lines[]": (
        "order_id line_id sku channel ordered_qty shipped_qty cancelled_qty reserved_qty backordered_qty sell_state "
        "eligible eligibility oversell promise label reason rank tier baseline days_delayed expected_delay bucket "
        "next_review_on"
    ),
    "lines[].eligibility": "rule reasons",
    "lines[].promise": "ship_from ship_to deliver_from deliver_to basis components",
    "lines[].promise.basis[]": "source ref qty eta usable_from usable_to",
    "lines[].promise.components[]": "name from_days to_days source",
    "orders[]": "order_id recommendation options silent_default answer_by",
    "orders[].options[]": "option allowed cost currency why",
    "items[]": (
        "sku on_hand reserved safety_stock available incoming backordered cap cap_left next_from next_to sell_state "
        "listable_qty channels eligibility evidence"
    ),
    "items[].channels[]": "channel sell_state listable_qty",
    "items[].eligibility": "allowed rule reasons",
    "items[].evidence[]": "criterion value supports",
    "allocations[]": "sku location order_id line_id qty rank tier why",
    "notices[]": "order_id line_ids kind to channel language subject text next_update_on",
    "purchasing[]": "supplier po sku units_waiting value_waiting oldest_days eta ask",
    "problems[]": "file row column value expected severity",
}
CODES = {
    "lines[].sell_state": "in_stock backorder preorder out_of_stock",
    "lines[].label": (
        "escalation_required awaiting_inbound_confirmation substitution_offered split_approved customer_notified "
        "estimated_ship_date allocated shipped cancelled substituted"
    ),
    "lines[].reason": (
        "supplier_delay inbound_shortage sync_issue demand_spike damaged count_error policy_exception "
        "planned_backorder preorder other unknown"
    ),
    "lines[].bucket": "0-3 4-7 8-14 15+",
    "lines[].promise.basis[].source": "stock lot lead_time",
    "orders[].recommendation": "hold split substitute cancel",
    "problems[].severity": "error warning",
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The sample shop, with a row that is left out."""
    folder = tmp_path_factory.mktemp("sample")
    (folder / "orders.csv").write_bytes(
        ORDERS.read_bytes() + b"BAD,1,2026-11-20T10:00:00Z,store" + b"," * 17 + b"\n"
    )
    return planned(folder, orders=folder / "orders.csv")


def planned(folder: Path, *, orders: Path = ORDERS) -> Any:
    tables = {"orders": orders, "stock": STOCK, "inbound": INBOUND, "items": ITEMS, "policy": POLICY}
    options = [part for name, path in tables.items() for part in (f"--{name}", str(path))]
    makegood("plan", *options, "--today", "2026-11-23", "--out", str(folder / "plan.json"))
    return json.loads((folder / "plan.json").read_text(encoding="utf-8"))


def at(found: Any, path: str) -> list[Any]:
    """Every value at a path like lines[].promise.basis[]; what is null is left out."""
    values = [found]
    for step in path.split("."):
        name, listed = step.removesuffix("[]"), step.endswith("[]")
        values = [value[name] for value in values if value is not None]
        if listed:
            values = [entry for value in values if value is not None for entry in value]
    return [value for value in values if value is not None]


def test_the_top_holds_exactly_what_was_agreed(sample: Any) -> None:
    assert list(sample) == TOP.split()


@pytest.mark.parametrize("path", NAMES)
def test_every_entry_has_exactly_the_agreed_names(sample: Any, path: str) -> None:
    entries = at(sample, path)
    assert entries
    assert {tuple(sorted(entry)) for entry in entries} == {tuple(sorted(NAMES[path].split()))}


@pytest.mark.parametrize("path", CODES)
def test_codes_are_those_of_the_contract(sample: Any, path: str) -> None:
    values = at(sample, path)
    assert values
    assert set(values) <= set(CODES[path].split())


def test_all_four_ways_on_are_always_shown_in_one_order(sample: Any) -> None:
    for order in sample["orders"]:
        assert [option["option"] for option in order["options"]] == ["hold", "split", "substitute", "cancel"]


def test_the_item_is_sold_as_on_the_store(sample: Any) -> None:
    for item in sample["items"]:
        (store,) = [channel for channel in item["channels"] if channel["channel"] == "store"]
        assert (item["sell_state"], item["listable_qty"]) == (store["sell_state"], store["listable_qty"])


def test_a_line_that_is_not_short_has_no_reason_bucket_or_review(sample: Any) -> None:
    fine = [line for line in sample["lines"] if not line["backordered_qty"]]
    assert fine
    for line in fine:
        assert (line["reason"], line["bucket"], line["next_review_on"]) == (None, None, None)
        assert line["label"] in {"allocated", "shipped", "cancelled"}


@pytest.mark.parametrize("suffix", ["", ".xlsx"])
def test_a_folder_has_a_file_per_sheet_and_the_book_the_same_sheets(tmp_path: Path, suffix: str) -> None:
    sheets = "Summary Backorders Decisions Notices Items Allocations Purchasing Problems".split()
    target = tmp_path / f"plan{suffix}"
    options = [
        part for name, path in {"orders": ORDERS, "stock": STOCK}.items() for part in (f"--{name}", str(path))
    ]
    makegood("plan", *options, "--today", "2026-11-23", "--out", str(target))
    if suffix:
        assert CalamineWorkbook.from_path(target).sheet_names == sheets
    else:
        assert sorted(path.name for path in target.iterdir()) == sorted(f"{name}.csv" for name in sheets)


ONE = "order_id, placed_at, sku, quantity\nA, 2026-11-20, MUG, 1"
NONE_LEFT = "sku, on_hand\nMUG, 0"


def one(folder: Path, lot: str, *, policy: str = "") -> Story:
    """One mug ordered, none on hand, one lot: supplier, ordered_on, eta, confirmed."""
    inbound = f"po, sku, quantity, supplier, ordered_on, eta, confirmed\nPO-1, MUG, 5, {lot}"
    return story(folder, orders=ONE, stock=NONE_LEFT, inbound=inbound, policy=policy)


@pytest.mark.parametrize(
    "lot,policy,ships,source",
    [
        # Mon 30 Nov + 0..3, receiving 1..2, processing 1..2.
        ("Acme, , 2026-11-30, yes", "", ("2026-12-02", "2026-12-09"), "lot"),
        # Unconfirmed 0..10: Mon 30 + 10 = Mon 14; + 2 = Wed 16; + 2 = Fri 18. Empty is unknown, treated as no.
        ("Acme, , 2026-11-30, no", "", ("2026-12-02", "2026-12-18"), "lot"),
        ("Acme, , 2026-11-30, ", "", ("2026-12-02", "2026-12-18"), "lot"),
        # No ETA: Mon 16 Nov + 10..15 = Mon 30..Mon 7; receiving = Tue 1..Wed 9; processing = Wed 2..Fri 11.
        (
            "Acme, 2026-11-16, , yes",
            "[suppliers.Acme]\nlead_time = [10, 15]",
            ("2026-12-02", "2026-12-11"),
            "lead_time",
        ),
        # No ETA and nothing known of Acme's lead time; no ETA and no order day: no date.
        ("Acme, 2026-11-16, , yes", "", None, None),
        ("Acme, , , yes", "[suppliers.Acme]\nlead_time = [10, 15]", None, None),
        # Thanksgiving (Thu 26) and the day after are not worked by this shop: Tue 24 + 0..3 = 24, 25, Mon 30, Tue 1;
        # receiving 1..2 = Wed 25..Thu 3; processing 1..2 = Mon 30..Mon 7.
        (
            "Acme, , 2026-11-24, yes",
            "[calendars.default]\nholidays = [2026-11-26, 2026-11-27]",
            ("2026-11-30", "2026-12-07"),
            "lot",
        ),
    ],
)
def test_what_is_credible_and_when_it_ships(
    tmp_path: Path, lot: str, policy: str, ships: tuple[str, str] | None, source: str | None
) -> None:
    told = one(tmp_path, lot, policy=policy)
    assert told.ships("A") == ships
    promise = told.line("A")["promise"]
    assert (promise and promise["basis"][0]["source"]) == source


def test_an_eta_that_has_passed_never_promises_the_past(tmp_path: Path) -> None:
    promise = one(tmp_path, "Acme, , 2026-11-02, yes").line("A")["promise"]
    (basis,) = promise["basis"]
    assert basis["eta"] == "2026-11-02"
    assert basis["usable_from"] >= "2026-11-24" and promise["ship_from"] >= "2026-11-25"


@pytest.mark.parametrize(
    "facts,baseline,tier",
    [
        # Fri 20 + 2 = Tue 24.
        ({}, "2026-11-24", 4),
        ({"placed_at": "2026-11-18"}, "2026-11-20", 1),
        ({"placed_at": "2026-11-19"}, "2026-11-23", 4),
        # The first window wins over ship-by, ship-by over the rest.
        ({"promised_to": "2026-12-04", "ship_by": "2026-11-20"}, "2026-12-04", 2),
        ({"ship_by": "2026-11-25", "need_by": "2026-12-31"}, "2026-11-25", 2),
        ({"promised_to": "2026-11-20"}, "2026-11-20", 1),
        # Tue 1 Dec - 5 = Tue 24; Wed 2 Dec - 5 = Wed 25: the later of the two. Inside seven days: tier 3.
        ({"need_by": "2026-12-02"}, "2026-11-25", 4),
        ({"need_by": "2026-12-01"}, "2026-11-24", 4),
        ({"need_by": "2026-11-30"}, "2026-11-24", 3),
        ({"need_by": "2026-11-10"}, "2026-11-24", 3),
        ({"channel": "amazon"}, "2026-11-24", 2),
        ({"channel": "ebay"}, "2026-11-24", 2),
        ({"channel": "shopify"}, "2026-11-24", 4),
    ],
)
def test_baseline_and_tier(tmp_path: Path, facts: dict[str, str], baseline: str, tier: int) -> None:
    row = {"order_id": "A", "placed_at": "2026-11-20", "sku": "MUG", "quantity": "1"} | facts
    told = story(tmp_path, orders=f"{','.join(row)}\n{','.join(row.values())}", stock=NONE_LEFT)
    line = told.line("A")
    assert (line["baseline"], line["tier"]) == (baseline, tier)


@pytest.mark.parametrize(
    "baseline,days,bucket",
    [
        ("2026-11-23", 0, "0-3"),
        ("2026-11-20", 3, "0-3"),
        ("2026-11-19", 4, "4-7"),
        ("2026-11-16", 7, "4-7"),
        ("2026-11-15", 8, "8-14"),
        ("2026-11-09", 14, "8-14"),
        ("2026-11-08", 15, "15+"),
    ],
)
def test_days_and_buckets_and_the_fifteenth_day_escalates(
    tmp_path: Path, baseline: str, days: int, bucket: str
) -> None:
    orders = f"order_id, placed_at, sku, quantity, promised_to\nA, 2026-11-02, MUG, 1, {baseline}"
    line = story(tmp_path, orders=orders, stock=NONE_LEFT).line("A")
    assert (line["days_delayed"], line["bucket"]) == (days, bucket)
    escalated = "escalation_required" if bucket == "15+" else "awaiting_inbound_confirmation"
    assert line["label"] == escalated


@pytest.mark.parametrize(
    "on_hand,available_on,lot,policy,state",
    [
        (3, "", "", "", "in_stock"),
        (1, "", "", "", "out_of_stock"),
        (1, "", "2026-11-30", "", "backorder"),
        (1, "", "2026-11-30", '[[eligibility.rules]]\nsku = "MUG"\nallowed = false', "out_of_stock"),
        (1, "", "2026-11-30", '[[eligibility.rules]]\nsku = "MUG"\ncap_units = 0', "out_of_stock"),
        (3, "2026-12-01", "", "", "preorder"),
        (3, "2026-11-23", "", "", "in_stock"),
    ],
)
def test_how_it_is_sold(
    tmp_path: Path, on_hand: int, available_on: str, lot: str, policy: str, state: str
) -> None:
    inbound = "po, sku, quantity, eta, confirmed" + (f"\nPO-1, MUG, 5, {lot}, yes" if lot else "")
    told = story(
        tmp_path,
        orders=ONE,
        stock=f"sku, on_hand\nMUG, {on_hand}",
        inbound=inbound,
        items=f"sku, available_on\nMUG, {available_on}",
        policy=policy,
    )
    assert told.item("MUG")["sell_state"] == told.line("A")["sell_state"] == state


def test_a_sku_absent_from_stock_has_none_and_says_so(tmp_path: Path) -> None:
    told = story(tmp_path, orders=ONE.replace("MUG", "GHOST"), stock=NONE_LEFT)
    assert told.served("A") == (0, 1)
    (problem,) = told.plan["problems"]
    assert (problem["value"], problem["severity"]) == ("GHOST", "warning")
