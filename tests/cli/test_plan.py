"""makegood plan: exit codes, what it says, and that what cannot work is refused in words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.shop import ORDERS, files, makegood, through_the_shell

BAD_ROWS = ORDERS + "".join(f"20{number:02},1,2026-11-20,MUG,-{number},,,\n" for number in range(1, 8))


def test_through_the_shell_a_clean_shop_ends_with_0_and_a_summary(tmp_path: Path) -> None:
    ran = through_the_shell("plan", *files(tmp_path), "--out", str(tmp_path / "plan.json"))
    assert (ran.code, ran.err) == (0, "")
    assert "Open lines     3\n" in ran.out
    assert "Short          1 line, 2 units, in 1 order\n" in ran.out
    assert ran.out.endswith(f"Written to {tmp_path / 'plan.json'}\n")
    document = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert [
        (line["order_id"], line["reserved_qty"], line["backordered_qty"]) for line in document["lines"]
    ] == [
        ("1001", 4, 0),
        ("1002", 1, 2),
        ("1003", 1, 0),
    ]


def test_a_computer_without_time_zones_of_its_own_plans_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Windows and bare containers have none; the package tzdata brings them.
    monkeypatch.setenv("PYTHONTZPATH", "")
    (tmp_path / "policy.toml").write_text('[shop]\nzone = "Europe/Berlin"\n', encoding="utf-8")
    ran = through_the_shell(
        "plan",
        *files(tmp_path),
        "--policy",
        str(tmp_path / "policy.toml"),
        "--out",
        str(tmp_path / "plan.json"),
    )
    assert (ran.code, ran.err) == (0, "")


def test_through_the_shell_a_left_out_row_ends_with_1_and_is_named(tmp_path: Path) -> None:
    orders = ORDERS + "1004,1,2026-11-20,MUG,-3,,,\n"
    ran = through_the_shell("plan", *files(tmp_path, orders=orders), "--out", str(tmp_path / "plan"))
    assert ran.code == 1
    assert "1 row was left out:\n  orders.csv row 5, quantity: found '-3';" in ran.out
    assert len(list((tmp_path / "plan").iterdir())) == 8


def test_through_the_shell_an_unreadable_file_ends_with_2_and_no_traceback(tmp_path: Path) -> None:
    options = files(tmp_path)
    (tmp_path / "orders.csv").unlink()
    ran = through_the_shell("plan", *options, "--out", str(tmp_path / "plan"))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("orders.csv: found ") and "Traceback" not in ran.err
    assert not (tmp_path / "plan").exists()


def test_the_first_five_left_out_rows_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    ran = makegood("plan", *files(tmp_path, orders=BAD_ROWS), "--out", str(tmp_path / "plan.xlsx"))
    assert ran.code == 1
    assert "7 rows were left out:\n" in ran.out
    assert ran.out.count("orders.csv row ") == 5
    assert "  and 2 more: see the sheet Problems\n" in ran.out


def test_a_warning_does_not_change_the_exit_code(tmp_path: Path) -> None:
    orders = ORDERS.replace("country", "shoe_size")
    ran = makegood("plan", *files(tmp_path, orders=orders), "--out", str(tmp_path / "plan"))
    assert ran.code == 0
    assert "1 warning: see Problems.csv\n" in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--out", "{tmp}/plan.csv"], "plan.csv: expected .xlsx, .json or a folder."),
        (["--out", "{tmp}/orders.csv/plan"], "cannot be written"),
        (["--out", "{tmp}"], "this folder holds orders.csv, which is read as --orders"),
        (["--out", "{tmp}/plan", "--policy", "{tmp}/none.toml"], "none.toml: found "),
        (["--out", "{tmp}/plan", "--preset", "etsy"], "expected one of amazon, ebay, shopify, woocommerce."),
        (
            ["--out", "{tmp}/plan", "--today", "23.11.2026"],
            "--today: found '23.11.2026'; expected a day as YYYY-MM-DD.",
        ),
        ([], "--out"),
    ],
)
def test_what_cannot_work_ends_with_2_and_says_what_was_expected(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    options = files(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    ran = makegood("plan", *options, *[argument.format(tmp=tmp_path) for argument in arguments])
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_file_that_is_read_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "shop.xlsx").write_bytes(b"not a plan")
    ran = makegood("plan", "--book", str(tmp_path / "shop.xlsx"), "--out", str(tmp_path / "." / "shop.xlsx"))
    assert ran.code == 2
    assert "this file is read as --book" in ran.err
    assert (tmp_path / "shop.xlsx").read_bytes() == b"not a plan"


@pytest.mark.parametrize("out", ["shop", "shop/../shop", "link"])
@pytest.mark.parametrize("items", ["shop/Items.csv", "link/Items.csv"])
def test_a_folder_that_holds_a_file_that_is_read_is_never_replaced(
    tmp_path: Path, out: str, items: str
) -> None:
    # Named like a file of a plan, it would pass for one of ours.
    options = files(tmp_path)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "Items.csv").write_text("sku,title\nMUG,Mug\n", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "shop", target_is_directory=True)
    ran = makegood("plan", *options, "--items", str(tmp_path / items), "--out", str(tmp_path / out))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"--out {tmp_path / out}: this folder holds Items.csv, which is read as --items; expected another place.\n"
    )
    assert [path.name for path in (tmp_path / "shop").iterdir()] == ["Items.csv"]


def test_a_linked_file_in_the_folder_is_left_there_too(tmp_path: Path) -> None:
    options = files(tmp_path)
    (tmp_path / "shop").mkdir()
    (tmp_path / "items.csv").write_text("sku,title\nMUG,Mug\n", encoding="utf-8")
    linked = tmp_path / "shop" / "Items.csv"
    linked.symlink_to(tmp_path / "items.csv")
    ran = makegood("plan", *options, "--items", str(linked), "--out", str(tmp_path / "shop"))
    assert (ran.code, "which is read as --items" in ran.err) == (2, True)
    assert linked.is_symlink()


def test_what_a_file_says_reaches_the_terminal_as_text_on_one_line(tmp_path: Path) -> None:
    orders = 'order_id,"\x1b]0;owned\x07\x1b[2J\nsecond\u202eline\x9b1m Größe"\n1001,x\n'
    ran = makegood("plan", *files(tmp_path, orders=orders), "--out", str(tmp_path / "plan"))
    assert ran.code == 2
    assert ran.err.startswith(
        r"orders.csv: found the columns order_id, \x1b]0;owned\x07\x1b[2J second\u202eline\x9b1m Größe; "
    )
    assert ran.err.removesuffix("\n").isprintable()


def test_no_rows_at_all_is_nothing_to_plan(tmp_path: Path) -> None:
    header = ORDERS.split("\n", 1)[0] + "\n"
    ran = makegood("plan", *files(tmp_path, orders=header), "--out", str(tmp_path / "plan"))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "orders.csv: no row can be planned; expected at least one order line.\n"
    assert not (tmp_path / "plan").exists()


@pytest.mark.parametrize(
    ("good", "bad", "found"),
    [("2026-11-20", "20.11.2026", "placed_at: found '20.11.2026'"), ("18.00", "18,00", "unit_price")],
)
def test_where_every_row_is_bad_the_first_five_are_named(
    tmp_path: Path, good: str, bad: str, found: str
) -> None:
    header, row = ORDERS.split("\n")[0], "1,2026-11-20,MUG,1,18.00,,"
    orders = "\n".join(
        [header, *(f"{number},{row.replace(good, f'{chr(34)}{bad}{chr(34)}')}" for number in range(7)), ""]
    )
    ran = makegood("plan", *files(tmp_path, orders=orders), "--out", str(tmp_path / "plan"))
    assert (ran.code, ran.out) == (2, "")
    assert "7 rows were left out:\n" in ran.err
    assert [f"orders.csv row {number}, {found}" in ran.err for number in range(2, 9)] == [True] * 5 + [
        False
    ] * 2
    assert "  and 2 more\n" in ran.err


def test_rows_left_out_are_named_as_they_stand_in_the_file(tmp_path: Path) -> None:
    orders = ORDERS + "A,1,2026-11-20,MUG,none,,,\nB,1,20.11.2026,MUG,1,,,\nC,1,2026-11-20,MUG,-3,,,\n"
    ran = makegood("plan", *files(tmp_path, orders=orders), "--out", str(tmp_path / "plan"))
    assert ran.code == 1
    assert re.findall(r"orders.csv row (\d+)", ran.out) == ["5", "6", "7"]


def test_every_fault_of_a_policy_is_named_at_once(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('[shop]\ncurrency = "EURO"\n[promise]\nservice_level = 90\n', encoding="utf-8")
    ran = makegood("plan", *files(tmp_path), "--policy", str(policy), "--out", str(tmp_path / "plan"))
    assert ran.code == 2
    assert ran.err.startswith("policy.toml does not hold:\n")
    assert "shop.currency" in ran.err and "promise.service_level" in ran.err


def test_the_row_order_of_the_files_does_not_change_a_byte(tmp_path: Path) -> None:
    header, *rows = ORDERS.strip().split("\n")
    for name, orders in (("one", ORDERS), ("two", "\n".join([header, *reversed(rows)]) + "\n")):
        (tmp_path / name).mkdir()
        options = files(tmp_path / name, orders=orders)
        assert makegood("plan", *options, "--out", str(tmp_path / name / "plan.json")).code == 0
    assert (tmp_path / "one" / "plan.json").read_bytes() == (tmp_path / "two" / "plan.json").read_bytes()
