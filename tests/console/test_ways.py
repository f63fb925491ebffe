"""The decision sheet says what the customer's page says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from django.test import Client

from makegood.db.models import Item
from makegood.services.policy import SetPolicy
from tests.console.team import signed_in, told
from tests.portal.orders import ANN, a_late_order, one_late_one_coming_in_time
from tests.services.shop import do, goods, line, lot, take

NO_GOLD_CANCELS = '[[decision.rules]]\nname = "gold"\ncustomer_tiers = ["gold"]\nforbid = ["cancel"]\n'


def cancel_on_the_sheet(client: Client, country: str) -> str:
    """How the sheet shows to cancel an order, which a rule of the shop forbids."""
    do(SetPolicy(document=NO_GOLD_CANCELS))
    a_late_order(customer=replace(ANN, tier="gold"), country=country)
    page = client.get("/orders/ways?number=1&channel=store").content.decode()
    return re.split(r'aria-labelledby="way-', page)[-1]


def test_a_cancellation_that_is_the_customers_right_is_offered_and_may_be_written_down() -> None:
    client = signed_in("support")
    way = cancel_on_the_sheet(client, "DE")
    assert "not possible" not in way
    assert "the customer may all the same" in way
    assert re.findall(r'<option value="(\w+)"', way)[:2] == ["customer", "law"]
    answer = client.post(
        "/orders/one?number=1&channel=store",
        {"do": "decide", "form": "decide-cancel", "choice": "cancel", "line": "1", "approved_by": "customer"},
    )
    assert "Decided: cancel." in told(client, answer)
    assert line("1")["cancelled"] == 1


def test_ticked_are_the_lines_that_the_customer_knows_to_be_late() -> None:
    one_late_one_coming_in_time()
    page = signed_in("support").get("/orders/ways?number=1&channel=store").content.decode()
    for way in re.split(r'aria-labelledby="way-', page)[1:]:
        if "<form" in way:
            assert re.findall(r'name="line" value="(\d)"( checked)?', way) == [("1", " checked"), ("2", "")]
    assert page.count("<fieldset>") >= 2


def test_where_no_law_gives_it_the_shops_rule_holds() -> None:
    way = cancel_on_the_sheet(signed_in("support"), "GB")
    assert "not possible" in way
    assert "all the same" not in way
    assert "<select" not in way


def test_of_a_way_that_is_closed_only_what_is_against_it_is_said() -> None:
    do(SetPolicy(document="[decision.goodwill]\nafter_days = 1\n"))
    goods("KETTLE")
    Item.objects.update(unit_cost=500)
    lot("KETTLE", 5, eta=date(2026, 12, 20))
    take("1", ("KETTLE", 1), customer=ANN, country="GB", each={"unit_price": 2000})
    page = signed_in("support").get("/orders/ways?number=1&channel=store").content.decode()
    hold, split, substitute, _ = re.split(r'aria-labelledby="way-', page)[1:]
    assert "includes a goodwill credit" in hold and "<dt>Goodwill credit</dt>" in hold
    for closed, why in ((split, "there is one unit only"), (substitute, "no substitute is named")):
        assert "not possible" in closed
        assert re.findall(r'<p class="soft why">(.*?)\.</p>', closed) == [why]
        assert "<dl" not in closed and "USD" not in closed
