"""makegood explain, policy, demo and --version."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from makegood import __version__
from makegood.domain.terms.errors import DomainError
from makegood.wording import failures
from makegood.wording.failures import sentences
from tests.cli.shop import files, makegood, through_the_shell

SHEETS = ["Summary", "Backorders", "Decisions", "Notices", "Items", "Allocations", "Purchasing", "Problems"]


def test_the_version_is_the_packages() -> None:
    ran = through_the_shell("--version")
    assert (ran.code, ran.out, ran.err) == (0, f"makegood {__version__}\n", "")


def test_explain_tells_the_chain_of_an_order(tmp_path: Path) -> None:
    ran = makegood("explain", *files(tmp_path), "--order", "1002")
    assert (ran.code, ran.err) == (0, "")
    for said in (
        "3 ordered, 0 shipped, 1 reserved, 2 backordered, 0 cancelled",
        "1 unit of MUG on hand at main kept for it",
        "Place 2 in the queue for MUG",
        "Served from stock before it: order 1001 (4 units)",
        "2 units must arrive before it is whole",
        "2 units from incoming lot PO-7: supplier ETA 1 December",
        "A notice is owed by e-mail to ben@example.com",
        "  | Hello,",
    ):
        assert said in ran.out, said


def test_explain_tells_programs_too(tmp_path: Path) -> None:
    said = makegood("explain", *files(tmp_path), "--order", "1002").out
    found = json.loads(makegood("explain", *files(tmp_path), "--order", "1002", "--json").out)
    assert found == [{"order": "1002", "channel": "store", "story": said.splitlines()}]


def test_explain_of_a_served_order_owes_nothing(tmp_path: Path) -> None:
    ran = makegood("explain", *files(tmp_path), "--order", "1003")
    assert ran.code == 0
    assert "Recommended" not in ran.out
    assert "  No notice is owed: nothing is missing.\n" in ran.out


def test_explain_tells_several_orders_each_once(tmp_path: Path) -> None:
    both = makegood("explain", *files(tmp_path), "--order", "1002", "--order", "1003", "--order", "1002")
    one, other = (makegood("explain", *files(tmp_path), "--order", name).out for name in ("1002", "1003"))
    assert (both.code, both.out) == (0, f"{one}\n\n{other}")


def test_explain_of_several_orders_tells_nothing_when_one_is_unknown(tmp_path: Path) -> None:
    ran = makegood("explain", *files(tmp_path), "--order", "1002", "--order", "9")
    assert (ran.code, ran.out) == (2, "")


def test_explain_of_an_unknown_order_ends_with_2(tmp_path: Path) -> None:
    ran = makegood("explain", *files(tmp_path), "--order", "01001")
    assert (ran.code, ran.out) == (2, "")
    assert "There is no order '01001'" in ran.err


def test_the_policy_shown_holds_and_shows_the_same_again(tmp_path: Path) -> None:
    shown = makegood("policy", "show")
    file = tmp_path / "policy.toml"
    file.write_text(shown.out, encoding="utf-8")
    checked = makegood("policy", "check", str(file))
    assert (checked.code, checked.err) == (0, "")
    assert checked.out.startswith("policy.toml holds: policy ")
    assert makegood("policy", "show", str(file)).out == shown.out


@pytest.mark.parametrize(
    "text",
    [
        "[shop",
        "[shopp]\n",
        '[shop]\nzone = "Mars/Olympus"\n',
        '[calendars.germany]\nholidays_of = "Germany"\n',
        '[calendars.germany]\nholidays_of = "DE-XX"\n',
        "\x00",
        "\udcff",
    ],
)
def test_a_policy_that_does_not_hold_ends_with_2(tmp_path: Path, text: str) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(text, encoding="utf-8", errors="surrogateescape")
    ran = makegood("policy", "check", str(file))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("policy.toml") and "expected" in ran.err
    planned = makegood("plan", *files(tmp_path), "--policy", str(file), "--out", str(tmp_path / "plan"))
    assert (planned.code, planned.err) == (2, ran.err)


def test_the_demo_plans_without_a_row_left_out_and_says_what_is_in_the_workbook(tmp_path: Path) -> None:
    ran = makegood("demo", "--plan", "--out", str(tmp_path / "demo"))
    assert (ran.code, ran.err) == (0, "")
    assert f"Written to {tmp_path / 'demo' / 'plan.xlsx'}\n" in ran.out
    assert "left out:" not in ran.out
    for sheet in SHEETS:
        assert f"\n  {sheet} " in ran.out


def test_the_demo_is_the_same_every_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert makegood("demo", "--plan", "--out", str(tmp_path / name)).code == 0
    assert (tmp_path / "one" / "plan.xlsx").read_bytes() == (tmp_path / "two" / "plan.xlsx").read_bytes()


def test_a_fault_of_ours_is_admitted_and_ends_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path | None) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("makegood.cli.policy.read_policy", broken)
    ran = makegood("policy", "show")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(
        "This is a fault of Makegood, not of your files: ZeroDivisionError: by nothing\n"
    )


def test_a_computer_that_refuses_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path | None) -> None:
        raise OSError(28, "No space left on device", "plan.xlsx")

    monkeypatch.setattr("makegood.cli.policy.read_policy", full)
    ran = makegood("policy", "show")
    assert (ran.code, ran.err) == (2, "The computer refused: No space left on device (plan.xlsx).\n")


def test_an_error_without_words_of_its_own_still_says_its_data() -> None:
    error = DomainError("bundle_without_end", {"sku": "SET", "deepest": 8})
    assert sentences(error) == [
        "A bundle holds itself, or bundles in bundles without end: SKU SET, deepest 8"
    ]


def test_what_explain_prints_cannot_steer_the_terminal(tmp_path: Path) -> None:
    orders = "order_id,line_id,placed_at,sku,quantity,customer\n1002,1,2026-11-03,MUG,9,Ann \x1b[2J\n"
    ran = makegood("explain", "--order", "1002", *files(tmp_path, orders=orders))
    assert ran.code == 0
    assert "\x1b" not in ran.out


def test_a_refusal_names_fields_in_words_and_says_what_was_expected() -> None:
    too_few = {"order": "1", "line": "2", "qty": 1, "shipped_qty": 3}
    assert sentences(DomainError("qty_below_shipped", too_few)) == [
        "Order 1, line 2: found 1; expected at least 3, for so many units left already."
    ]
    count = {"delivery": 1, "sku": "MUG", "problem": "count_invalid", "expected": "0 <= damaged <= counted"}
    assert sentences(DomainError("delivery_refused", {"problems": [count]})) == [
        "Delivery refused:",
        (
            "  delivery 1, SKU MUG: the counted and the damaged units do not fit together; "
            "expected at least 1 counted unit, and no more damaged ones than counted ones"
        ),
    ]
    assert sentences(DomainError("qty_invalid", {"line": "1", "qty": 0, "expected": "at least 1"})) == [
        "This is no quantity: line 1, quantity 0; expected at least 1"
    ]


def test_a_moment_is_told_in_utc_wherever_it_was_meant() -> None:
    assert failures.said(datetime.fromisoformat("2026-11-23T09:00+01:00")) == "2026-11-23 08:00 UTC"


@pytest.mark.parametrize(
    ("content", "found"),
    [(None, "no such file"), ("folder", "a folder"), (b"\xff\xfe\x00", "bytes that are not UTF-8")],
)
def test_a_file_that_cannot_be_read_is_one_clear_sentence(
    tmp_path: Path, content: bytes | str | None, found: str
) -> None:
    path = tmp_path / "policy.toml"
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    ran = makegood("policy", "check", str(path))
    assert (ran.code, ran.err) == (2, f"policy.toml: found {found}; expected a TOML file.\n")
