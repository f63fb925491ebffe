"""A morning at the command line: the commands as they are typed, what they print, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from makegood.cli.app import app
from makegood.db.models import Location, Order, OrderLine, Promise, Stock

AT = "2026-11-23T09:00+00:00"


def typed(word: str, *entries: Any, options: tuple[str, ...] = ()) -> Result:
    """The command with its entries on standard input."""
    return CliRunner().invoke(app, [word, "-", "--at", AT, *options], input=json.dumps(list(entries)))


def told(word: str, *entries: Any, options: tuple[str, ...] = ()) -> Any:
    """What the command tells programs."""
    ran = typed(word, *entries, options=("--json", *options))
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def a_shop() -> None:
    """Mugs, four of them here and ten to come."""
    assert CliRunner().invoke(app, ["place", "main"]).exit_code == 0
    told("items", {"sku": "CUP"}, {"sku": "MUG", "unit_price": 900, "substitutes": ["CUP"]})
    told(
        "expect",
        {
            "number": "PO1",
            "supplier": "Acme",
            "ordered_on": "2026-11-02",
            "lots": [{"sku": "MUG", "quantity": 10, "eta": "2026-12-01", "confirmed": True}],
        },
    )
    told("receive", {"sku": "MUG", "counted_qty": 4})
    told("keep", {"sku": "MUG", "safety_stock": 0})


def order(number: str, qty: int) -> dict[str, Any]:
    """An order of mugs."""
    return {"number": number, "placed_at": AT, "lines": [{"sku": "MUG", "quantity": qty}], "country": "DE"}


def test_an_order_is_taken_received_for_released_and_shipped() -> None:
    a_shop()
    (taken,) = told("take", order("1", 6))
    assert taken["lines"] == [
        {"line": "1", "sku": "MUG", "reserved": 4, "backordered": 2, "ship": ["2026-12-03", "2026-12-10"]}
    ]
    told("receive", {"sku": "MUG", "counted_qty": 2, "po": "PO1"})
    assert told("release", {})[0]["qty"] == 6
    (shipped,) = told("ship", {"order": "1", "number": "P1"})
    assert (shipped["units"], OrderLine.objects.get().shipped_qty) == ({"1": 6}, 6)


def test_a_delivery_says_who_got_its_units() -> None:
    a_shop()
    told("take", order("1", 6), *(order(str(number), 1) for number in range(2, 9)))
    (first,) = told("receive", {"sku": "MUG", "counted_qty": 1})
    assert [(each["order"], each["line"], each["qty"]) for each in first["served"]] == [("1", "1", 1)]
    ran = typed("receive", {"sku": "MUG", "counted_qty": 8})
    assert "  order 1, line 1: 1 unit of MUG at main\n" in ran.stdout
    assert ran.stdout.endswith("  and 3 more, who got 3 units; --json names all\n")
    assert typed("receive", {"sku": "CUP", "counted_qty": 1}).stdout.endswith(
        "Nobody who waits got any of these units.\n"
    )


def test_a_preview_names_who_gets_and_who_waits_and_writes_nothing() -> None:
    a_shop()
    told("take", order("1", 6), order("2", 3))
    found = told("receive", {"sku": "MUG", "counted_qty": 3}, options=("--preview",))
    assert [(each.get("gets"), each.get("waits"), each["order"]) for each in found] == [
        (2, None, "1"),
        (1, None, "2"),
        (None, 2, "2"),
    ]
    assert OrderLine.objects.get(order__number="2").reserved_qty == 0
    seen = typed("receive", {"sku": "MUG", "counted_qty": 3}, options=("--preview",)).stdout
    assert [row.split()[:1] for row in seen.splitlines()] == [
        ["Would"], ["order"], ["1"], ["2"], ["Would"], ["published"], ["order"], ["2"]
    ]  # fmt: skip


def test_proposals_are_listed_rejected_and_published_by_their_numbers() -> None:
    a_shop()
    told("take", order("1", 6))
    told("eta", {"po": "PO1", "line": 1, "eta": "2027-01-20", "confirmed": True})
    (first,) = run_list("proposals")
    assert (first["order"], first["line"], first["sku"], first["why"]) == ("1", "1", "MUG", "ChangeEta")
    assert run("reject", str(first["proposal"]), "--why", "too late") == [{"rejected": first["proposal"]}]
    assert run_list("proposals") == []
    told("eta", {"po": "PO1", "line": 1, "eta": "2027-01-27", "confirmed": True})
    (second,) = run_list("proposals")
    (published,) = run("publish", str(second["proposal"]))
    assert (published["order"], published["version"]) == ("1", 2)
    assert [each["po"] for each in run_list("arrivals")] == ["PO1"]
    assert [(each["po"], each["units_waiting"]) for each in run_list("chase")] == [("PO1", 2)]


def test_a_parcel_that_did_not_leave_is_taken_back() -> None:
    a_shop()
    told("take", order("1", 4))
    told("release", {})
    (release,) = run_list("releases")
    assert (release["order"], release["picking"]) == ("1", False)
    assert run("pick", str(release["release"])) == [{"picking": release["release"]}]
    told("ship", {"order": "1", "number": "P1"})
    assert run_list("releases") == []
    (back,) = told("unship", {"shipments": [{"order": "1", "number": "P1"}], "why": "wrong label"})
    assert (back["order"], back["cancelled"]) == ("1", True)
    assert OrderLine.objects.get().reserved_qty == 4
    assert [each["counted_qty"] for each in run_list("receipts")] == [4]


def run_list(word: str) -> Any:
    """A list, as programs read it."""
    ran = CliRunner().invoke(app, [word, "--json"])
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def test_a_preview_of_units_that_nobody_wants_says_so() -> None:
    a_shop()
    found = typed("receive", {"sku": "CUP", "counted_qty": 3}, options=("--preview",))
    assert found.stdout == "Nobody would get any of these units.\nNobody would still wait for them.\n"


def run(*words: str) -> Any:
    """A command without a file, as programs hear it."""
    ran = CliRunner().invoke(app, [*words, "--at", AT, "--json"])
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def test_units_are_withdrawn_for_somebody_and_firm_ones_stay(tmp_path: Path) -> None:
    a_shop()
    told("take", order("1", 4), order("2", 2))
    assert told("firm", {"lines": [{"order": "1", "line": "1"}], "on": True}) == [{"order": "1", "line": "1"}]
    wish = {"lines": [{"order": "1", "line": "1", "qty": 1}], "why": "asked for", "first": ["2"]}
    assert typed("withdraw", wish).exit_code == 2
    told("firm", {"lines": [{"order": "1", "line": "1"}], "on": False})
    assert told("withdraw", wish)[0]["qty"] == 1
    assert OrderLine.objects.get(order__number="2").reserved_qty == 1
    policy = tmp_path / "fair.toml"
    policy.write_text('[allocation]\nmethod = "fair_share"\n')
    assert [each["order"] for each in run("reallocate", "--preview")] == ["1", "2"]
    (won, lost) = run("reallocate", "--sku", "MUG", "--note", "by rank")
    assert ((won["order"], won["wins"]), (lost["order"], lost["loses"])) == (("1", 1), ("2", 1))
    assert [each["order"] for each in run("reallocate", "--policy", str(policy))] == ["2", "1"]


def test_safety_stock_is_kept_at_a_place_that_is_there() -> None:
    a_shop()
    assert CliRunner().invoke(app, ["place", "north"]).exit_code == 0
    kept = [{"sku": "MUG", "safety_stock": 1}, {"sku": "MUG", "location": "noth", "safety_stock": 1}]
    ran = typed("keep", *kept)
    assert (ran.exit_code, ran.stderr) == (
        2,
        "There is no place noth; expected one of: main, north. `makegood place` adds one.\n",
    )
    assert list(Location.objects.values_list("name", flat=True).order_by("name")) == ["main", "north"]
    assert not Stock.objects.exclude(safety_stock=0).exists()


def test_no_units_are_not_withdrawn_and_not_too_many() -> None:
    a_shop()
    told("take", order("1", 3))
    ran = typed("withdraw", {"lines": [{"order": "1", "line": "1", "qty": 0}], "why": "miscounted"})
    assert (ran.exit_code, ran.stderr) == (
        2,
        "This is no quantity: order 1, line 1, quantity 0; expected at least 1\n",
    )


def test_why_is_said_in_words_and_to_programs_by_its_code() -> None:
    a_shop()
    told("take", order("1", 4), order("2", 2), order("3", 1))
    told("withdraw", {"lines": [{"order": "1", "line": "1", "qty": 1}], "why": "asked for", "first": ["2"]})
    assert told("release", {"orders": ["2"]})[0]["holds"] == ["answer_pending"]
    said = typed("release", {"orders": ["2"]}).stdout
    assert said.endswith("holds: the customer has not answered yet\n")
    said = CliRunner().invoke(app, ["reallocate", "--preview", "--at", AT]).stdout
    assert [line.rpartition("why: ")[2] for line in said.splitlines()] == [
        "in turn",
        "better-ranked lines took what was on hand",
    ]


def test_of_what_leaves_complete_a_place_is_told_where_the_rest_lies() -> None:
    a_shop()
    assert CliRunner().invoke(app, ["place", "east"]).exit_code == 0
    told("receive", {"sku": "CUP", "counted_qty": 2, "location": "east"})
    lines = [{"sku": "MUG", "quantity": 1}, {"sku": "CUP", "quantity": 1}]
    told("take", order("1", 1) | {"lines": lines, "ship_complete": True})
    asked = {"orders": ["1"], "location": "east"}
    said = typed("release", asked).stdout.splitlines()
    assert [line.partition("holds: ")[2] for line in said] == [
        "it leaves complete, and the rest lies at another place  rest at: main"
    ] * 2
    assert told("release", asked)[0]["rest_at"] == ["main"]
    assert [each["qty"] for each in told("release", {"orders": ["1"]})] == [1, 1]


def test_the_queue_is_served_units_are_moved_and_receipts_undone() -> None:
    a_shop()
    told("take", order("1", 6))
    (came,) = told("receive", {"sku": "MUG", "counted_qty": 2, "damaged_qty": 2})
    told("move", {"sku": "MUG", "qty": 1, "shelf": "quarantine", "why": "a scratch, no more"})
    assert OrderLine.objects.get().reserved_qty == 5
    assert run("allocate", "--sku", "MUG") == []
    assert CliRunner().invoke(app, ["undo", str(came["receipt_id"]), "--at", AT]).exit_code == 2
    told("move", {"sku": "MUG", "qty": 1, "to_shelf": "quarantine"})
    (undone,) = run("undo", str(came["receipt_id"]), "--why", "another customer's goods")
    assert undone["damaged_qty"] == 2


def test_a_slip_is_proposed_and_published() -> None:
    a_shop()
    told("take", order("1", 6))
    told("eta", {"po": "PO1", "line": 1, "eta": "2026-12-15", "confirmed": True})
    number = Promise.objects.get(state="proposed").pk
    ran = CliRunner().invoke(app, ["publish", str(number), "--at", AT])
    assert (ran.exit_code, ran.stdout.split("  ")[2:]) == (
        0,
        ["version: 2", "ship from: 2026-12-17", "ship to: 2026-12-24\n"],
    )


def test_a_refused_order_ends_with_1_and_the_others_are_taken() -> None:
    a_shop()
    ran = typed("take", {**order("1", 1), "lines": [{"sku": "NOPE", "quantity": 1}]}, order("2", 1))
    assert ran.exit_code == 1
    assert ran.stdout.splitlines()[0].startswith("order: 1  refused: SKU unknown  line: 1  found: NOPE")
    assert [row.number for row in Order.objects.all()] == ["2"]


def test_what_is_no_entry_ends_with_2_and_says_where() -> None:
    a_shop()
    cases = {
        "count": (
            {"sku": "MUG", "counted_qty": "four"},
            'standard input[1].counted_qty: found "four"; expected a whole number.',
        ),
        "receive": (
            {"sku": "MUG", "qty": 4},
            "standard input[1].qty: found 4; expected one of sku, counted_qty",
        ),
        "eta": (
            {"po": "PO1", "line": 1, "eta": "soon"},
            'standard input[1].eta: found "soon"; expected YYYY-MM-DD.',
        ),
        "ship": ({"number": "P"}, "standard input[1].order: found nothing; expected a value."),
        "close": (
            {"lines": [{"order": "1"}], "reason": "boredom", "approved_by": "customer"},
            'standard input[1].reason: found "boredom"; expected one of supplier_delay',
        ),
    }
    for word, (entry, said) in cases.items():
        ran = typed(word, entry)
        assert (ran.exit_code, ran.stderr[: len(said)]) == (2, said)


def test_a_file_that_is_no_json_or_not_there_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "orders.json"
    broken.write_text("{", encoding="utf-8")
    for name in (broken, tmp_path / "none.json"):
        ran = CliRunner().invoke(app, ["take", str(name)])
        assert (ran.exit_code, name.name in ran.stderr) == (2, True)


def test_a_moment_without_its_zone_is_refused() -> None:
    ran = CliRunner().invoke(app, ["release", "-", "--at", "2026-11-23T09:00"], input="{}")
    assert (ran.exit_code, ran.stderr[:40]) == (2, "--at: found '2026-11-23T09:00'; expected")


def test_an_order_is_cancelled() -> None:
    a_shop()
    told("take", order("1", 6))
    entry = {
        "lines": [{"order": "1", "line": "1", "qty": 2}],
        "reason": "supplier_delay",
        "approved_by": "customer",
    }
    (found,) = told("close", entry)
    assert (found["qty"], OrderLine.objects.get().cancelled_qty) == (2, 2)


def test_an_order_of_the_future_is_refused_and_says_when_now_is() -> None:
    a_shop()
    ran = typed("take", order("1", 1) | {"placed_at": "2027-11-23T09:00+00:00"})
    found, expected = "2027-11-23T09:00:00+00:00", "no more than a day after 2026-11-23 09:00 UTC"
    said = f"refused: the moment it was placed lies in the future  found: {found}  expected: {expected}"
    assert (ran.exit_code, ran.stdout) == (1, f"order: 1  {said}\n")
    assert not Order.objects.exists()


def test_an_order_that_is_refused_says_why_in_words_and_to_programs_by_its_code() -> None:
    a_shop()
    told("take", order("1", 1))
    ran = typed("take", order("1", 2))
    assert (ran.exit_code, ran.stdout.split("  ")[1]) == (
        1,
        "refused: an order of that number is known, and is another one",
    )
    (refused,) = json.loads(typed("take", order("1", 2), options=("--json",)).stdout)
    assert refused["refused"] == "order_known"
