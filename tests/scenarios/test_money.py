"""Money: several currencies side by side, never added up, never off by a cent."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.story import story

STOCK = """
    sku, on_hand
    MUG, 0
    """
LOT = """
    po,   supplier, sku, quantity, eta,        confirmed
    PO-1, Acme,     MUG, 500,      2026-11-30, yes
    """


def test_every_currency_has_its_own_sum_in_its_own_decimals(tmp_path: Path) -> None:
    told = story(
        tmp_path,
        orders="""
            order_id, placed_at,  sku, quantity, unit_price, currency
            usd-1,    2026-11-20, MUG, 7,        19.99,      USD
            usd-2,    2026-11-20, MUG, 1,        0.10,       USD
            usd-3,    2026-11-20, MUG, 1,        0.20,       USD
            usd-4,    2026-11-20, MUG, 100,      0.29,       USD
            eur,      2026-11-20, MUG, 3,        1.10,       EUR
            jpy,      2026-11-20, MUG, 2,        3600,       JPY
            kwd,      2026-11-20, MUG, 3,        1.234,      KWD
            free,     2026-11-20, MUG, 1,        0,          USD
            unpriced, 2026-11-20, MUG, 5,        ,           EUR
            """,
        stock=STOCK,
        inbound=LOT,
    )
    # 7 x 19.99 = 139.93; + 0.10 + 0.20 = 140.23; + 100 x 0.29 = 169.23. 3 x 1.10 = 3.30. 2 x 3600. 3 x 1.234 = 3.702.
    waiting = {"EUR": 3.3, "JPY": 7200, "KWD": 3.702, "USD": 169.23}
    assert told.plan["summary"]["value_waiting"] == waiting
    written = (tmp_path / "plan.json").read_text(encoding="utf-8")
    assert "169.23" in written and "3.702" in written and "7200" in written
    # A supplier is asked in the shop's money only: the dollars.
    (row,) = told.plan["purchasing"]
    assert (row["units_waiting"], row["value_waiting"]) == (123, 169.23)


def test_the_cost_of_each_way_by_hand(tmp_path: Path) -> None:
    told = story(
        tmp_path,
        orders="""
            order_id, placed_at,  sku, quantity, unit_price, country, promised_from, promised_to
            A,        2026-11-02, MUG, 3,        20.00,      US,      2026-11-20,    2026-11-23
            E,        2026-11-02, POT, 1,        20.00,      US,      2026-11-20,    2026-11-23
            """,
        stock="sku, on_hand\nMUG, 1\nPOT, 0",
        inbound="""
            po,   sku, quantity, eta,        confirmed
            PO-1, MUG, 2,        2026-11-24, yes
            PO-2, POT, 1,        2026-11-24, yes
            """,
        items="sku, unit_price, unit_cost\nMUG, 20.00, 12.00\nPOT, 20.00,",
    )
    # Tue 24 + 3 = Fri 27; + 2 = Tue 1; + 2 = Thu 3 December: 10 days past Mon 23.
    # Chance that a customer leaves over 10 days at 1.2 % a day: 1 - 0.988^10 = 11.372 %.
    # hold: 0.11372 x 24.00 (margin 8.00 of three, fee included) = 2.73; x 10.00 recovery = 1.14; contacts
    #   0.75 x 10/7 = 1.07; storage 0.05 x 1 unit x 10/7 = 0.07; together 5.01.
    # split: 8.00 + 3.50; 0.11372 x 16.00 = 1.82; 1.14; 1.07: 15.53. cancel: 16.00 + 10.00 = 26.00.
    assert told.ships("A") == ("2026-11-26", "2026-12-03")
    options = {option["option"]: option for option in told.order("A")["options"]}
    assert {name: option["cost"] for name, option in options.items()} == {
        "hold": 5.01,
        "split": 15.53,
        "substitute": None,
        "cancel": 26.0,
    }
    assert (told.order("A")["recommendation"], options["hold"]["currency"]) == ("hold", "USD")
    # One unknown input, no cost at all; then hold.
    assert {option["cost"] for option in told.order("E")["options"]} == {None}
    assert told.order("E")["recommendation"] == "hold"


def test_costs_are_not_guessed_across_currencies(tmp_path: Path) -> None:
    told = story(
        tmp_path,
        orders="""
            order_id, placed_at,  sku, quantity, unit_price, currency
            eur,      2026-11-20, MUG, 1,        20.00,      EUR
            usd,      2026-11-20, MUG, 1,        20.00,      USD
            """,
        stock=STOCK,
        inbound=LOT,
        items="sku, unit_price, unit_cost\nMUG, 20.00, 12.00",
    )
    assert {(option["cost"], option["currency"]) for option in told.order("eur")["options"]} == {
        (None, "EUR")
    }
    assert told.option("usd", "hold")["cost"] is not None
    assert told.order("eur")["recommendation"] == "hold"


def test_only_the_shops_own_money_makes_an_order_a_priority(tmp_path: Path) -> None:
    told = story(
        tmp_path,
        orders="""
            order_id, line_id, placed_at,  sku, quantity, unit_price, currency
            just,     1,       2026-11-20, MUG, 5,        10.00,      USD
            just,     2,       2026-11-20, TEA, 1,        50.00,      USD
            below,    1,       2026-11-20, MUG, 1,        99.99,      USD
            foreign,  1,       2026-11-20, MUG, 9,        900.00,     EUR
            """,
        stock="sku, on_hand\nMUG, 0\nTEA, 1",
        inbound=LOT,
        policy="""
            [allocation]
            value_line = 100.00
            """,
    )
    # 5 x 10.00 + 50.00 = 100.00, the line itself; 99.99 is below; euros do not count.
    tiers = {(line["order_id"], line["line_id"]): line["tier"] for line in told.plan["lines"]}
    assert tiers == {("just", "1"): 3, ("just", "2"): 3, ("below", "1"): 4, ("foreign", "1"): 4}
