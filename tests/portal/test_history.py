"""What happened so far, as the customer's page tells it: by the days on which it did."""

from __future__ import annotations

from datetime import timedelta

from makegood.services.cutover.telling import Telling
from tests.portal.orders import a_late_order, link_to, shown
from tests.services.cutover.test_import import imported, on_hand, shop, wants
from tests.services.cutover.test_telling import choose
from tests.services.shop import TODAY, decide, let_go, send


def history(link: str) -> str:
    """The last part of the page."""
    return shown(link).partition("What happened so far")[2].strip()


def test_what_left_before_we_knew_the_order_has_no_day() -> None:
    line = wants("1", 3, shipped_qty=1, email="kim@example.org", language="en")
    imported(shop(line, stock=on_hand(0)))
    choose(Telling.ALREADY_TOLD)
    assert history(link_to("1")) == "We sent a parcel You ordered on 20 November"


def test_a_parcel_is_told_with_the_day_on_which_it_left() -> None:
    link = a_late_order()
    decide("1", "split")
    let_go("1")
    send("1", "P1", days=3, shipped_on=TODAY + timedelta(days=1), carrier="DHL")
    assert "on 24 November" in history(link)
