"""The form that changes the quantities of an order: what it says before anybody types is what is wanted."""

from __future__ import annotations

import re

from tests.console.team import signed_in
from tests.console.test_record import ORDER, a_short_order, act
from tests.services.shop import everything, line


def test_a_line_that_was_raised_is_one_field_which_says_all_that_is_wanted_of_it() -> None:
    a_short_order()
    client = signed_in("support")
    act(client, ORDER, "edit", **{"line": "0:1", "qty:0": "7"})
    assert line("1", "1.1") == {"backordered": 2}
    page = client.get(ORDER).content.decode()
    fields = dict(re.findall(r'name="(qty:[0-9]+)"[^>]*value="([0-9]+)"', page))
    assert fields == {"qty:0": "7"}
    named = re.findall(r'name="line" value="([0-9]+:[^"]+)"', page)
    before = everything()
    act(client, ORDER, "edit", line=named, **fields)
    assert everything() == before
