"""Windows that wait for the owner of dates: seen, previewed, published, rejected; and two people at once."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from makegood.db.models import Event, Letter, Notice, Promise
from makegood.services.policy import SetPolicy
from makegood.services.promise import Publish
from makegood.services.receipt.expect import ChangeEta, NewEta
from tests.console.team import signed_in, text_of, told
from tests.services.shop import do, everything, goods, lot, take

ONCE = "0" * 32


def three_windows() -> list[int]:
    """Three orders for what was to come on 1 December and comes two weeks later; their new windows wait."""
    do(SetPolicy(document="[promise]\npublish_within_days = 60\n"))
    goods("MUG")
    lot("MUG", 9, eta=date(2026, 12, 1))
    for number in ("1", "2", "3"):
        take(number, ("MUG", 2))
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=date(2026, 12, 15)),)))
    return list(Promise.objects.filter(state="proposed").order_by("pk").values_list("pk", flat=True))


def states() -> list[str]:
    """What became of each window that was proposed when the supplier was late."""
    rows = Promise.objects.filter(why="ChangeEta").order_by("pk")
    return list(rows.values_list("state", flat=True))


def test_all_that_wait_are_listed_with_what_they_would_change() -> None:
    three_windows()
    said = text_of(signed_in("support").get("/proposals"))
    assert "3 windows. Nothing is sent" in said
    assert "Windows to approve" in said
    assert said.count("25 days later") == 3
    assert "Only the owner of dates publishes." in said


def test_some_are_published_and_the_others_still_wait() -> None:
    first, second, third = three_windows()
    client = signed_in("operations_lead")
    answer = client.post("/proposals", {"row": [first, third], "do": "publish", "once": ONCE})
    assert told(client, answer).startswith("2 windows published.")
    assert states() == ["published", "proposed", "published"]
    assert second in set(Promise.objects.filter(state="proposed").values_list("pk", flat=True))


def test_a_double_click_publishes_once() -> None:
    first, *_ = three_windows()
    client = signed_in("operations_lead")
    form = {"row": [first], "do": "publish", "once": ONCE}
    assert told(client, client.post("/proposals", form)).startswith("1 window published.")
    before = Event.objects.count()
    assert told(client, client.post("/proposals", form)).startswith("That was done already;")
    assert Event.objects.count() == before


def test_the_second_of_two_people_is_told_and_changes_nothing() -> None:
    first, second, _ = three_windows()
    client = signed_in("operations_lead")
    do(Publish(proposals=(first,)))
    before = everything()
    said = told(client, client.post("/proposals", {"row": [first, second], "do": "publish"}))
    assert said.startswith(f"Proposals {first}: found none that waits")
    assert everything() == before


def test_the_messages_are_shown_before_anything_is_sent() -> None:
    first, *_ = three_windows()
    client = signed_in("manager")
    before = (everything(), Notice.objects.count(), Letter.objects.count())
    said = text_of(client.post("/proposals", {"row": [first], "do": "preview"}))
    assert "What customers would read" in said
    assert "Publish 1 window" in said
    assert (everything(), Notice.objects.count(), Letter.objects.count()) == before


def test_a_rejected_window_leaves_what_the_customer_holds() -> None:
    first, *_ = three_windows()
    client = signed_in("operations_lead")
    answer = client.post("/proposals", {"row": [first], "do": "reject", "why": "Too late"})
    assert told(client, answer).startswith("1 window rejected; what customers hold stands.")
    assert states() == ["rejected", "proposed", "proposed"]


@pytest.mark.parametrize("wanted", ["publish", "reject", "preview"])
def test_who_does_not_own_dates_is_refused_and_nothing_changes(wanted: str) -> None:
    first, *_ = three_windows()
    client = signed_in("support", "purchasing", "warehouse", "finance", "engineer")
    before = everything()
    answer = client.post("/proposals", {"row": [first], "do": wanted})
    assert answer.status_code == 403
    assert everything() == before


def test_nothing_chosen_is_said() -> None:
    three_windows()
    client = signed_in("operations_lead")
    assert told(client, client.post("/proposals", {"do": "publish"})).startswith("Nothing was chosen.")


def test_the_list_is_a_file_too() -> None:
    three_windows()
    client = signed_in("support")
    rows = list(csv.reader(io.StringIO(b"".join(client.get("/proposals?as=csv")).decode())))
    assert rows[0] == ["order", "sku", "published_to", "ship_from", "ship_to", "days_later", "why"]
    assert [row[:2] for row in rows[1:]] == [["1", "MUG"], ["2", "MUG"], ["3", "MUG"]]
    assert client.get("/proposals?as=xlsx").content[:2] == b"PK"


def test_a_page_that_others_named_leads_nowhere_else() -> None:
    first, *_ = three_windows()
    lead = signed_in("operations_lead")
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
        answer = lead.post("/proposals", {"row": [first], "do": "reject", "next": elsewhere})
        assert answer["Location"] == "/proposals"


def test_where_nothing_waits_it_is_said_what_would() -> None:
    client = signed_in()
    goods("MUG")
    assert "No window waits. One is proposed when" in text_of(client.get("/proposals"))
    assert "There are no orders yet. They come with your files" in text_of(client.get("/orders"))
    take("1", ("MUG", 2))
    assert "No order fits. Show all" in text_of(client.get("/orders?search=9"))
