"""Questions to a live shop at the command line: an answer for people, JSON for programs, and nothing changes."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner, Result

from makegood.cli.app import app
from makegood.db.models import Event, Order
from tests.cli_live.test_words import a_shop, order, told, typed


def asked(*typed_words: str) -> Result:
    """The command as it is typed."""
    return CliRunner().invoke(app, list(typed_words))


def answer(*typed_words: str) -> Any:
    """What it tells programs."""
    return json.loads(asked(*typed_words, "--json").stdout)


def test_what_may_be_promised_by_a_day() -> None:
    a_shop()
    told("take", order("1", 6))
    (mug,) = answer("availability", "MUG", "--today", "2026-11-23", "--on", "2026-12-31")
    assert (mug["on_hand"], mug["reserved"], mug["incoming"], mug["backordered"], mug["atp"]) == (
        4,
        4,
        10,
        2,
        8,
    )
    lines = asked("availability", "--today", "2026-11-23").stdout.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == ["sku", "CUP", "MUG"]
    assert max(map(len, lines)) <= 80
    assert lines[-1].endswith("3 Dec–10 Dec")
    assert asked("availability", "NONE").stderr == "There are no SKUs NONE here.\n"


def test_how_a_sku_is_sold_and_whether_it_is_ready() -> None:
    a_shop()
    (store,) = answer("sales", "MUG", "--today", "2026-11-23")
    assert (store["channel"], store["sell_state"], store["listable_qty"]) == ("store", "in_stock", 14)
    ran = asked("readiness", "MUG", "--channel", "ebay", "--json")
    (ready,) = json.loads(ran.stdout)
    assert (ran.exit_code, ready["go"], ready["channel"]) == (1, False, "ebay")
    told_people = asked("readiness", "MUG").stdout
    assert "nobody has decided whether it may wait" in " ".join(told_people.split())
    assert max(map(len, told_people.splitlines())) <= 80


def test_the_sell_gate_answers_and_takes_nothing() -> None:
    a_shop()
    (found,) = told("maysell", {"sku": "MUG", "quantity": 6, "country": "DE"})
    assert (found["yes"], found["now_qty"], found["wait_qty"]) == (True, 4, 2)
    assert not Order.objects.exists()
    (nothing,) = typed("maysell", {"sku": "MUG", "quantity": 0}).stderr.splitlines()
    assert nothing.startswith(
        "Order refused: SKU MUG, quantity 0, channel store: this is no quantity; found 0"
    )


def test_a_live_order_is_explained_and_an_unknown_one_is_not_there() -> None:
    a_shop()
    told("take", order("1", 6))
    before = Event.objects.count()
    ran = asked("explain", "--order", "1", "--today", "2026-11-23")
    assert ran.exit_code == 0
    assert ran.stdout.startswith("Order 1, placed on 23 November on store, to DE. Today is 23 November 2026.")
    missing = asked("explain", "--order", "1", "--order", "7")
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert missing.stderr == "There is no order '7'; numbers are compared exactly.\n"
    assert Event.objects.count() == before


def test_a_live_order_is_explained_to_programs() -> None:
    a_shop()
    told("take", order("1", 6))
    ran = asked("explain", "--order", "1", "--today", "2026-11-23")
    (found,) = json.loads(asked("explain", "--order", "1", "--today", "2026-11-23", "--json").stdout)
    assert (found["order"], found["channel"]) == ("1", "store")
    assert found["story"] == ran.stdout.splitlines()


def test_a_number_that_two_channels_use_is_explained_by_its_channel() -> None:
    a_shop()
    told("take", order("1", 6), order("1", 2) | {"channel": "ebay"})
    both = asked("explain", "--order", "1")
    assert (both.exit_code, both.stdout) == (2, "")
    assert both.stderr == "Two channels have an order 1; expected one of: ebay, store.\n"
    one = asked("explain", "--order", "1", "--channel", "ebay", "--today", "2026-11-23")
    assert one.stdout.startswith("Order 1, placed on 23 November on ebay")


def test_an_unknown_order_is_named_by_the_commands_that_change_it_too() -> None:
    a_shop()
    ran = typed("close", {"lines": [{"order": "7"}], "reason": "supplier_delay", "approved_by": "customer"})
    assert (ran.exit_code, ran.stderr) == (2, "There is no order '7'; numbers are compared exactly.\n")
