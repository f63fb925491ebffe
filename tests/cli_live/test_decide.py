"""Short orders at the command line: the ways that are open, and what is chosen."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from makegood.cli.app import app
from makegood.db.models import OrderLine, Task
from tests.cli_live.test_words import AT, a_shop, order, run, told, typed


def a_short_order() -> None:
    """Order 1 lacks two mugs; cups are free."""
    a_shop()
    told(
        "items",
        {"sku": "CUP", "unit_price": 800, "unit_cost": 300},
        {"sku": "MUG", "unit_price": 900, "unit_cost": 400, "substitutes": ["CUP"]},
    )
    told("receive", {"sku": "CUP", "counted_qty": 5})
    told("take", {**order("1", 6), "lines": [{"sku": "MUG", "quantity": 6, "unit_price": 900}]})


def test_the_ways_are_shown_as_a_table_and_as_json() -> None:
    a_short_order()
    ran = CliRunner().invoke(app, ["decide", "--show", "--at", AT])
    assert ran.exit_code == 0, ran.output
    head, *ways = ran.stdout.splitlines()
    assert head == "order 1 (store), line 1: 2 units short"
    assert [way.split()[0].lstrip("*") or way.split()[1] for way in ways] == [
        "hold",
        "split",
        "substitute",
        "cancel",
    ]
    (found,) = run("decide", "--show", "--order", "1")
    assert (found["short"], found["options"][2]["substitutes"]) == ({"1": 2}, {"1": "CUP"})
    assert sum("*" in way for way in ways) == 1


def test_a_choice_is_made_and_the_same_again_is_known() -> None:
    a_short_order()
    wish = {"order": "1", "choice": "substitute", "by": "customer", "instead": [{"line": "1", "sku": "CUP"}]}
    (made,) = told("decide", wish)
    assert (made["instead"], made["finance"]) == ({"1": "CUP as line 1.1"}, [])
    assert OrderLine.objects.get(line_id="1.1").reserved_qty == 2
    assert told("decide", wish)[0]["known"] is True
    assert Task.objects.get(role="warehouse").kind == "substitute_decided"


def test_what_needs_the_customer_ends_with_2_and_says_so() -> None:
    a_short_order()
    ran = typed("decide", {"order": "1", "choice": "cancel"})
    assert (ran.exit_code, "customer" in ran.stderr) == (2, True)
    assert CliRunner().invoke(app, ["decide"]).exit_code == 2
    assert json.loads(CliRunner().invoke(app, ["decide", "--show", "--json", "--at", AT]).stdout)


def test_a_way_that_is_closed_is_refused_with_what_is_against_it_in_words() -> None:
    a_shop()
    told("take", order("1", 4), order("2", 1))
    ran = typed("decide", {"order": "2", "choice": "split"})
    assert (ran.exit_code, ran.stderr) == (
        2,
        "This way is forbidden: order 2, choice split, why there is one unit only, allowed hold, cancel\n",
    )


def test_whose_word_the_policy_can_bring_is_said() -> None:
    a_shop()
    told("take", order("1", 6))
    choice = {"order": "1", "choice": "cancel", "by": "policy", "approved_by": "manager", "text": "so be it"}
    ran = typed("decide", choice)
    assert (ran.exit_code, ran.stderr) == (
        2,
        "The word that it needs was not named (cancel); expected that of one of: law.\n",
    )
