"""Deliveries at the dock: scanned, counted, looked at, taken in, undone."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from makegood.db.models import Event, Item, Receipt
from tests.console.forms import hidden, looked
from tests.console.team import signed_in, text_of, told
from tests.services.shop import TODAY, arrive, everything, goods, let_go, line, lot, send, shelf, take

HOSTILE = '<script>alert("x")</script>'
WRONG, FORBIDDEN, SEE_OTHER = 422, 403, 303


def a_dock() -> None:
    """Two orders wait for seven mugs; ten are expected, five of them today."""
    goods("MUG")
    arrive("MUG", 1)
    take("0", ("MUG", 1))
    take("1", ("MUG", 3))
    take("2", ("MUG", 4), channel="amazon")
    lot("MUG", 5, eta=TODAY, number="PO1")
    lot("MUG", 5, eta=date(2026, 12, 20), number="PO2")


def typed(**more: Any) -> dict[str, Any]:
    """One line as the form sends it."""
    return {"sku": "MUG", "lot": "1:PO1", "counted": "5", "damaged": "", "location": "main", **more}


def warehouse() -> Client:
    return signed_in("warehouse", name="Walt")


def received(client: Client, **more: str) -> Any:
    """A delivery that was looked at and taken in."""
    return client.post("/receive", looked(client, "/receive", typed(**more), do="receive"))


def test_it_shows_what_is_expected_by_today_and_what_came_last() -> None:
    a_dock()
    lot("MUG", 7, eta=TODAY - timedelta(days=3), number="LATE")
    page = text_of(warehouse().get("/receive"))
    assert "7 × MUG LATE, Acme 3 days ago 7 wait" in page
    assert "5 × MUG PO1, Acme today" in page
    assert "PO2" not in page
    assert "1 × MUG not announced" in page


def test_a_scanned_sku_adds_a_line_of_the_first_lot_and_another_scan_adds_a_unit() -> None:
    a_dock()
    client = warehouse()
    page = client.post("/receive", {"scan": "mug", "do": "add"}).content.decode()
    assert 'name="counted" value="1"' in page and '<option value="1:PO1" selected>' in page
    again = client.post("/receive", {**typed(counted="1"), "scan": "MUG", "do": "add"}).content.decode()
    assert 'name="counted" value="2"' in again and again.count('name="sku"') == 1
    more = client.post("/receive", {**typed(counted="2"), "scan": "MUG", "units": "10"}).content.decode()
    assert 'name="counted" value="12"' in more


def test_a_scanned_purchase_order_adds_what_is_still_to_come_of_it() -> None:
    a_dock()
    goods("CUP")
    lot("CUP", 9, eta=TODAY, number="PO1")
    page = warehouse().post("/receive", {"scan": "po1"}).content.decode()
    assert page.count('name="sku"') == 2
    assert 'name="counted" value=""' in page and "of 9" in page


def test_an_unknown_scan_is_kept_and_what_it_may_mean_is_offered() -> None:
    a_dock()
    goods("MUG-BLUE")
    answer = warehouse().post("/receive", {**typed(), "scan": "MUG-"})
    assert answer.status_code == WRONG
    assert "There is no SKU or purchase order “MUG-”. Did you mean:" in text_of(answer)
    assert 'name="meant" value="MUG-BLUE"' in answer.content.decode()
    assert 'name="counted" value="5"' in answer.content.decode()


def test_units_typed_with_an_unknown_scan_are_kept_for_what_was_meant() -> None:
    a_dock()
    goods("MUG-BLUE")
    client = warehouse()
    missed = client.post("/receive", {"scan": "MUG-", "units": "48"}).content.decode()
    (units,) = re.findall(r'<input id="units" name="units"[^>]* value="([^"]*)"', missed)
    meant = client.post("/receive", {"scan": "MUG-", "units": units, "meant": "MUG-BLUE"}).content.decode()
    assert 'name="counted" value="48"' in meant
    assert re.findall(r'<input id="units" name="units"[^>]* value="([^"]*)"', meant) == [""]


@pytest.mark.parametrize("page", ["/receive", "/receive/count"])
@pytest.mark.parametrize("units", ["12x", "-5", "0", "1.5"])
def test_units_that_are_no_whole_number_are_refused_where_they_stand(page: str, units: str) -> None:
    a_dock()
    answer = warehouse().post(page, {**typed(), "scan": "MUG", "units": units})
    assert answer.status_code == WRONG
    assert f"Found {units}; expected a whole number of units from 1." in text_of(answer)
    written = answer.content.decode()
    assert 'name="counted" value="5"' in written and f'placeholder="1" value="{units}"' in written
    assert 'value="MUG"' in written.partition('id="scan"')[2].partition(">")[0]


def test_an_expected_lot_is_one_tap_and_its_count_another() -> None:
    a_dock()
    client = warehouse()
    chosen = client.post("/receive", {"expect": "1:PO1"}).content.decode()
    assert 'name="counted" value=""' in chosen
    assert 'name="expect" value="1:PO1"' not in chosen
    filled = client.post("/receive", {**typed(counted=""), "fill": "0"}).content.decode()
    assert 'name="counted" value="5"' in filled
    assert 'name="sku"' not in client.post("/receive", {**typed(), "remove": "0"}).content.decode()


def test_the_preview_says_who_gets_what_and_who_does_not_and_why_and_writes_nothing() -> None:
    a_dock()
    client = warehouse()
    before = (everything(), Receipt.objects.count())
    page = text_of(client.post("/receive", {**typed(), "do": "preview"}))
    assert "Nothing is taken in yet." in page
    assert "As expected" in page
    assert "2 amazon MUG 4 main Channel that measures late shipments Tier 2" in page
    assert "1 store MUG 1 main In turn Tier 4" in page
    assert "1 store MUG 2 Better-ranked lines took what was on hand" in page
    assert (everything(), Receipt.objects.count()) == before


def test_taking_it_in_leads_to_what_it_came_to() -> None:
    a_dock()
    client = warehouse()
    answer = received(client, counted="4", damaged="1")
    receipt = Receipt.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (SEE_OTHER, f"/receive/done?receipts={receipt.pk}")
    page = told(client, answer)
    assert "1 receipt; 3 units went to orders that waited." in page
    assert "No better-ranked line was passed over." in page
    assert "3 × MUG For order 2, amazon" in page
    assert "1 × MUG Damaged: set apart" in page
    assert (shelf("MUG"), line("2")) == ((4, 4, 1), {"reserved": 3, "backordered": 1})


def test_sent_twice_it_is_taken_in_once() -> None:
    a_dock()
    client = warehouse()
    form = looked(client, "/receive", {**typed(), "once": "0" * 32}, do="receive")
    first, again = client.post("/receive", form), client.post("/receive", form)
    assert Receipt.objects.count() == 2
    assert (
        again["Location"] == first["Location"] == f"/receive/done?receipts={Receipt.objects.latest('pk').pk}"
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"counted": "five"}, "Found 'five'; expected a whole number of units."),
        ({"damaged": "9"}, "9 damaged of 5 counted; damaged ones count too."),
        ({"counted": ""}, "Nothing was counted yet"),
        ({"counted": "0"}, "Nothing was counted yet"),
        ({"lot": "1:NOPE"}, "no incoming lot fits; found NOPE"),
        ({"location": "moon"}, "there is no place moon"),
        ({"sku": "NOPE", "lot": ""}, "SKU unknown"),
    ],
)
def test_what_cannot_be_is_said_at_its_line_and_what_was_typed_stays(
    wrong: dict[str, str], said: str
) -> None:
    a_dock()
    client = warehouse()
    before = everything()
    answer = client.post("/receive", {**typed(**wrong), "do": "receive"})
    assert (answer.status_code, everything()) == (WRONG, before)
    assert said.lower() in text_of(answer).lower()
    assert f'name="sku" value="{wrong.get("sku", "MUG")}"' in answer.content.decode()


def test_nobody_but_the_warehouse_takes_anything_in() -> None:
    a_dock()
    others = [signed_in(role, name=role) for role in ("purchasing", "support", "operations_lead", "manager")]
    before = everything()
    for client in others:
        assert client.post("/receive", {**typed(), "do": "receive"}).status_code == FORBIDDEN
    assert everything() == before


def test_a_mistyped_receipt_is_undone_from_the_list() -> None:
    a_dock()
    client = warehouse()
    received(client)
    receipt = Receipt.objects.latest("pk")
    form = {"row": str(receipt.pk), "why": "50, not 5"}
    form["shown"] = hidden(client.post("/receive/receipts", {**form, "do": "preview"}), "shown")
    answer = client.post("/receive/receipts", form)
    assert "1 receipt undone. 5 units went back to waiting." in told(client, answer)
    assert (shelf("MUG")[0], line("2")) == (1, {"reserved": 1, "backordered": 3})
    assert f"Receipts {receipt.pk} were undone already." in told(
        client, client.post("/receive/receipts", form)
    )


def test_a_receipt_is_undone_only_with_a_reason() -> None:
    a_dock()
    client = warehouse()
    before = everything()
    row = str(Receipt.objects.latest("pk").pk)
    assert re.search(r'<input id="why"[^>]* required', client.get("/receive/receipts").content.decode())
    answer = client.post("/receive/receipts", {"row": row, "why": " "})
    assert "Say why in a few words" in told(client, answer)
    assert everything() == before


def test_others_see_what_came_in_and_undo_nothing() -> None:
    a_dock()
    receipt = Receipt.objects.latest("pk")
    client = signed_in("purchasing", name="Paul")
    assert "Only the warehouse undoes receipts." in text_of(client.get("/receive/receipts"))
    before = everything()
    assert client.post("/receive/receipts", {"row": str(receipt.pk)}).status_code == FORBIDDEN
    assert everything() == before


def test_receipts_are_a_file_too() -> None:
    a_dock()
    answer = warehouse().get("/receive/receipts?as=csv")
    (head, row) = b"".join(answer).decode().splitlines()
    assert head == "sku,counted_qty,damaged_qty,po,location,received_on,receipt"
    assert row.startswith("MUG,1,0,,main,2026-11-23,")


def test_hostile_names_stay_text() -> None:
    goods(HOSTILE)
    Item.objects.update(title=HOSTILE)
    arrive(HOSTILE, 2)
    take("1", (HOSTILE, 9))
    lot(HOSTILE, 5, eta=TODAY, number=HOSTILE)
    client = warehouse()
    form = typed(sku=HOSTILE, lot=f"1:{HOSTILE}", scan=HOSTILE)
    pages = [
        client.get("/receive"),
        client.post("/receive", form),
        client.post("/receive", {**form, "scan": HOSTILE[:5]}),
        client.post("/receive", {**form, "do": "preview"}),
        client.get("/receive/receipts"),
        client.get("/receive/done?receipts=1,2,x,,99999999999999999999"),
    ]
    for page in pages:
        assert "<script>alert" not in page.content.decode()


def test_pages_ask_few_questions(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    a_dock()
    for number in range(30):
        goods(f"S{number}")
        lot(f"S{number}", 5, eta=TODAY, number=f"P{number}")
    client = warehouse()
    with django_assert_max_num_queries(15):
        assert client.get("/receive").status_code == 200
    form = {name: [value] * 30 for name, value in typed().items()}
    form["sku"] = [f"S{number}" for number in range(30)]
    form["lot"] = [f"1:P{number}" for number in range(30)]
    with django_assert_max_num_queries(15):
        assert client.post("/receive", {**form, "fill": "3"}).status_code == 200
    with django_assert_max_num_queries(15):
        assert client.get("/receive/done?receipts=1,2,3").status_code == 200
    with django_assert_max_num_queries(15):
        assert client.get("/receive/receipts").status_code == 200


def test_a_count_shows_who_gives_back_and_is_then_the_truth() -> None:
    goods("MUG")
    arrive("MUG", 5)
    take("1", ("MUG", 2))
    take("2", ("MUG", 3))
    client = warehouse()
    form = {"sku": "MUG", "counted": "3", "location": "main", "why": "a shelf fell"}
    before = everything()
    page = text_of(client.post("/receive/count", {**form, "do": "preview"}))
    assert "MUG main -2 2" in page and "2 store MUG 2" in page
    assert everything() == before
    answer = client.post("/receive/count", looked(client, "/receive/count", form, do="count"))
    assert "1 count taken." in told(client, answer)
    assert (shelf("MUG"), line("2")) == ((3, 3, 0), {"reserved": 1, "backordered": 2})
    assert '"a shelf fell"' in Event.objects.filter(kind="receipt.counted").latest("pk").data


def test_a_count_that_makes_no_sense_changes_nothing() -> None:
    goods("MUG")
    arrive("MUG", 5)
    client = warehouse()
    before = everything()
    for wrong in ({"counted": "x"}, {"counted": ""}, {"counted": "3", "location": "moon"}):
        form = {"sku": "MUG", "location": "main", **wrong, "do": "preview"}
        assert client.post("/receive/count", form).status_code == WRONG
    assert everything() == before


def test_units_are_moved_and_whoever_waits_is_served() -> None:
    goods("MUG")
    arrive("MUG", 2)
    take("1", ("MUG", 3))
    client = warehouse()
    form = {"sku": "MUG", "qty": "1", "location": "main", "shelf": "on_hand", "to_shelf": "quarantine"}
    before = everything()
    assert "1 store MUG 1" in text_of(client.post("/receive/move", {**form, "do": "preview"}))
    assert everything() == before
    answer = client.post("/receive/move", {**form, "do": "move", "why": "a crack"})
    assert "1 unit of MUG moved. 1 unit went back to waiting." in told(client, answer)
    assert shelf("MUG") == (1, 1, 1)
    refused = client.post("/receive/move", {**form, "qty": "5", "do": "move"})
    assert (refused.status_code, "expected at most 1" in text_of(refused)) == (WRONG, True)
    thrown = client.post("/receive/move", {**form, "shelf": "quarantine", "to_shelf": "away", "do": "move"})
    assert (thrown.status_code, shelf("MUG")) == (SEE_OTHER, (1, 1, 0))


def test_what_came_back_counts_after_inspection() -> None:
    goods("MUG")
    arrive("MUG", 3)
    take("1", ("MUG", 3))
    let_go()
    send("1")
    client = warehouse()
    assert "MUG line 1, store 3" in text_of(client.get("/receive/returns?order=1"))
    form = {"order": "1", "came0": "2", "good0": "1", "location": "main", "number": "R1"}
    assert "2 units came back, 1 good" in told(client, client.post("/receive/returns", form))
    assert shelf("MUG") == (1, 0, 1)
    assert "counts once" in told(client, client.post("/receive/returns", form))
    before = everything()
    many = client.post("/receive/returns", {**form, "came0": "7", "number": ""})
    assert (many.status_code, everything()) == (WRONG, before)
    assert "More units than were shipped" in text_of(many)
    assert "Nothing of an order “9”" in text_of(client.get("/receive/returns?order=9"))


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"came0": "2", "good0": "one"}, "MUG: found 'one' good; expected a whole number of units."),
        ({"came0": "two"}, "MUG: found 'two' that came back; expected a whole number of units."),
        ({"came0": "", "good0": "1"}, "MUG: found 1 good, and not how many came back."),
    ],
)
def test_counts_of_a_return_that_make_no_sense_are_said(counts: dict[str, str], said: str) -> None:
    goods("MUG")
    arrive("MUG", 3)
    take("1", ("MUG", 3))
    let_go()
    send("1")
    client = warehouse()
    before = everything()
    answer = client.post("/receive/returns", {"order": "1", "location": "main", **counts})
    assert (answer.status_code, everything()) == (WRONG, before)
    assert said in text_of(answer)
    assert all(f'value="{each}"' in answer.content.decode() for each in counts.values())


@pytest.mark.parametrize("qty", ["abc", "-3", "0"])
@pytest.mark.parametrize("what", ["preview", "move"])
def test_units_to_move_that_make_no_sense_are_said_as_they_were_typed(qty: str, what: str) -> None:
    goods("MUG")
    arrive("MUG", 2)
    client = warehouse()
    before = everything()
    answer = client.post("/receive/move", {"sku": "MUG", "qty": qty, "location": "main", "do": what})
    assert (answer.status_code, everything()) == (WRONG, before)
    assert f"Found {qty}; expected a whole number of units from 1." in text_of(answer)


def test_nobody_else_counts_moves_or_takes_returns() -> None:
    goods("MUG")
    arrive("MUG", 2)
    client = signed_in("operations_lead", name="Olga")
    before = everything()
    for place in ("/receive/count", "/receive/move", "/receive/returns"):
        assert client.get(place).status_code == FORBIDDEN
        assert client.post(place, {"sku": "MUG", "counted": "1", "do": "count"}).status_code == FORBIDDEN
    assert everything() == before


def test_why_something_was_counted_or_moved_is_kept_whole() -> None:
    a_dock()
    client = warehouse()
    long = "a shelf fell " * 100
    form = {"sku": "MUG", "counted": "3", "location": "main", "why": long}
    counting = looked(client, "/receive/count", form, do="count")
    assert client.post("/receive/count", counting).status_code == 303
    assert Event.objects.filter(kind="receipt.counted").latest("pk").data.count(long.strip()) == 1
    way = {"shelf": "on_hand", "to_shelf": "quarantine", "to_location": "main"}
    moved = {**way, "sku": "MUG", "qty": "1", "location": "main", "why": long, "do": "move"}
    assert client.post("/receive/move", moved).status_code == 303
    assert Event.objects.filter(kind="receipt.moved").latest("pk").data.count(long.strip()) == 1
