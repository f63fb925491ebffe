"""Numbers and days that nobody has are read as none: whoever sends them gets an answer, not a fault."""

from __future__ import annotations

import pytest

from makegood.db.models import Event
from tests.console.team import signed_in
from tests.services.shop import TODAY, goods, lot

HUGE = "9" * 5000


@pytest.mark.parametrize(
    "page", ["/proposals", "/tasks", "/health", "/inbound/one", "/receive/receipts", "/releases/shipped"]
)
def test_a_row_of_five_thousand_digits_is_none(page: str) -> None:
    goods("MUG")
    lot("MUG", 5, eta=TODAY)
    client = signed_in()
    before = Event.objects.count()
    answer = client.post(page, {"po": "PO1", "row": HUGE, "do": "publish", "why": "x"})
    assert (answer.status_code, Event.objects.count()) == (303, before)


def test_all_windows_up_to_five_thousand_digits_are_none() -> None:
    goods("MUG")
    lot("MUG", 5, eta=TODAY)
    client = signed_in()
    answer = client.post("/inbound/one", {"po": "PO1", "all": "1", "upto": HUGE, "do": "publish"})
    assert answer.status_code == 303


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "9999-W52-7", "soon"])
def test_a_day_at_the_ends_of_time_is_none(day: str) -> None:
    client = signed_in()
    assert client.get(f"/measures?week={day}").status_code == 422
    assert client.get(f"/history?since={day}&until={day}").status_code == 200
    assert client.get(f"/inbound?on={day}&from={day}").status_code == 200
