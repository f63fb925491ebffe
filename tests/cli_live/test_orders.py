"""Orders and notices listed at the command line: a table for people, JSON for programs, and nothing of who ordered."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from makegood.cli.app import app
from makegood.domain.notice.outcome import Kind
from tests.cli_live.test_words import AT, a_shop, order, told


def asked(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def rows(*words: str) -> Any:
    """The same, as programs hear it."""
    return json.loads(asked(*words, "--json").stdout)


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lists are asked for on the day of their orders."""
    monkeypatch.setattr("makegood.cli.orders.now", lambda: datetime.fromisoformat(AT))


def test_orders_are_listed_with_where_their_units_are() -> None:
    a_shop()
    told("take", order("1", 6), order("2", 1))
    assert asked("orders").stdout.splitlines() == [
        "order channel placed line sku qty held waits stands",
        "2     store   23 Nov 1    MUG   1 none     1 backordered, with estimated ship",
        "                                             date; ships 3 Dec–10 Dec",
        "1     store   23 Nov 1    MUG   6    4     2 backordered, with estimated ship",
        "                                             date; ships 3 Dec–10 Dec",
    ]
    (first,) = rows("orders", "1")
    assert (first["order"], first["open"], first["placed_at"]) == ("1", True, "2026-11-23T09:00:00+00:00")
    (line,) = first["lines"]
    assert (line["reserved_qty"], line["backordered_qty"]) == (4, 2)
    assert line["promise"]["ship"] == {"from_on": "2026-12-03", "to_on": "2026-12-10"}
    assert [each["label"] for each in line["cases"]] == ["estimated_ship_date"]


def test_an_order_of_another_year_says_which() -> None:
    a_shop()
    told("take", order("1", 1) | {"placed_at": "2024-11-23T09:00+00:00"})
    assert "23 Nov 2024" in asked("orders").stdout


def test_orders_are_chosen_and_so_many_told() -> None:
    a_shop()
    told("take", order("1", 4), order("2", 1), order("3", 1))
    assert [each["order"] for each in rows("orders", "--only", "backordered")] == ["3", "2"]
    assert [each["order"] for each in rows("orders", "--limit", "1")] == ["3"]
    assert rows("orders", "--sku", "CUP") == rows("orders", "--sku", "CUP", "--channel", "store") == []
    assert asked("orders", "--sku", "CUP").stdout == "Nothing.\n"
    assert "nothing is missing" in asked("orders", "1").stdout


def test_notices_are_listed() -> None:
    a_shop()
    told("take", order("1", 6), order("2", 1))
    (second, first) = rows("notices")
    assert (first["order"], first["kind"], first["state"], first["why_not"]) == ("1", "first", "queued", "")
    assert rows("notices", "--order", "1") == [first]
    assert rows("notices", "--state", "queued", "--kind", "first", "--limit", "1") == [second]
    lines = asked("notices").stdout.splitlines()
    assert [line.split()[1:5] for line in lines[-2:]] == [
        ["2", "store", "First", "notice"],
        ["1", "store", "First", "notice"],
    ]
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("notices", "--state", "lost"),
            "state: found lost; expected one of queued, claimed, sent, failed, uncertain, withheld.\n",
        ),
        (("orders", "--only", "closed"), "only: found closed; expected one of open, backordered.\n"),
        (
            ("orders", "--channel", "stroe"),
            "There is no channel stroe; expected one of: amazon, ebay, store.\n",
        ),
        (("orders", "--sku", "MGU"), "There are no SKUs MGU here.\n"),
        (
            ("notices", "--kind", "frist"),
            f"kind: found frist; expected one of {', '.join(Kind)}.\n",
        ),
        (
            ("notices", "--channel", "stroe"),
            "There is no channel stroe; expected one of: amazon, ebay, store.\n",
        ),
        (("notices", "--order", "7"), "There is no order '7'; numbers are compared exactly.\n"),
        (("chase", "--supplier", "Acne"), "There is no supplier Acne.\n"),
        (
            ("releases", "--location", "mian"),
            "There is no place mian; expected one of: main. `makegood place` adds one.\n",
        ),
        (
            ("readiness", "--channel", "ebya"),
            "There is no channel ebya; expected one of: amazon, ebay, store.\n",
        ),
        (("measures", "--behind", "waiting", "--sku", "MGU"), "There are no SKUs MGU here.\n"),
        (("measures", "--behind", "waiting", "--supplier", "Acne"), "There is no supplier Acne.\n"),
        (("review", "--sku", "MGU"), "There are no SKUs MGU here.\n"),
    ],
)
def test_what_is_no_choice_is_refused_with_those_there_are(words: tuple[str, ...], said: str) -> None:
    a_shop()
    ran = asked(*words)
    assert (ran.exit_code, ran.stdout, ran.stderr) == (2, "", said)


def test_a_channel_that_only_the_policy_names_is_there() -> None:
    a_shop()
    policy = CliRunner().invoke(app, ["policy", "import", "-"], input="[channels.fair]\nstrict = true\n")
    assert policy.exit_code == 0, policy.output
    assert rows("orders", "--channel", "fair") == rows("notices", "--channel", "fair") == []
    assert "expected one of: amazon, ebay, fair, store" in asked("orders", "--channel", "faire").stderr
