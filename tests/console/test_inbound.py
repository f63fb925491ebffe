"""What is on its way, by day and lot by lot; a purchase order that is written down by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from makegood.db.models import IncomingLot, PurchaseOrder
from makegood.services.catalogue import AddPlaces
from tests.console.team import signed_in, text_of, told
from tests.services.shop import TODAY, do, goods, lot, take

HOSTILE = "<b onclick=alert(1)>PO</b>"


@pytest.fixture
def shop(db: None) -> None:
    """Five lots: one overdue, one unconfirmed, one without a day, one that somebody waits for."""
    do(AddPlaces(names=("main",)))
    for sku in ("MUG", "KETTLE", "LAMP"):
        goods(sku)
    lot("MUG", 10, eta=date(2026, 11, 20), number="LATE")
    lot("KETTLE", 20, eta=date(2026, 12, 1), number="PO1", confirmed=False)
    lot("MUG", 30, eta=date(2026, 12, 1), number="PO2")
    lot("LAMP", 7, eta=date(2027, 3, 1), number="FAR")
    lot("LAMP", 8, eta=date(2027, 3, 1), number="NEVER")
    IncomingLot.objects.filter(purchase_order__number="NEVER").update(eta=None)
    take("1", ("MUG", 4))


def orders_of(answer: object) -> list[str]:
    """The purchase orders of a CSV's rows."""
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    return [line.partition(",")[0] for line in text.splitlines()[1:]]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", ["LATE", "PO1", "PO2", "FAR", "NEVER"]),
        ("only=overdue", ["LATE"]),
        ("only=unconfirmed", ["PO1"]),
        ("only=awaited", ["LATE", "PO2"]),
        ("supplier=Acme", ["LATE", "PO1", "PO2", "FAR", "NEVER"]),
        ("supplier=Nobody", []),
        ("sku=LAMP", ["FAR", "NEVER"]),
        ("on=2026-12-01", ["PO1", "PO2"]),
        ("on=nonsense", ["LATE", "PO1", "PO2", "FAR", "NEVER"]),
    ],
)
def test_open_lots_in_order_of_their_day(shop: None, asked: str, shown: list[str]) -> None:
    assert orders_of(signed_in("warehouse").get(f"/inbound?{asked}&as=csv")) == shown


def test_what_comes_stands_on_its_day(shop: None) -> None:
    answer = signed_in("support").get("/inbound")
    weeks = answer.context["weeks"]
    assert (len(weeks), {len(week) for week in weeks}) == (5, {7})
    assert weeks[0][0].on == TODAY, "the week begins on Monday"
    days = {each.on: each for week in weeks for each in week if each.first}
    assert list(days) == [date(2026, 12, 1)]
    square = days[date(2026, 12, 1)]
    assert [(each.po, tone) for each, _, tone in square.first] == [("PO2", "info"), ("PO1", "late")]
    assert square.units == 50
    page = text_of(answer)
    assert "3 days overdue" in page
    assert "no date" in page


def test_other_weeks_are_one_step_away(shop: None) -> None:
    client = signed_in()
    later = client.get(client.get("/inbound").context["later"])
    assert later.context["weeks"][0][0].on == TODAY + timedelta(weeks=5)
    far = client.get("/inbound?from=2027-03-03").context["weeks"]
    assert [each.po for each, *_ in far[0][0].first] == ["FAR"]
    for odd in ("0001-01-01", "9999-12-31", "x"):
        assert client.get(f"/inbound?from={odd}").status_code == 200


def test_a_full_day_names_four_and_leads_to_all(shop: None) -> None:
    for number in range(6):
        lot("MUG", 1, eta=date(2026, 12, 2), number=f"M{number}")
    client = signed_in()
    square = next(
        each for week in client.get("/inbound").context["weeks"] for each in week if each.on.day == 2
    )
    assert (len(square.first), square.more) == (4, 2)
    assert len(orders_of(client.get(f"{square.all_at}&as=csv"))) == 6


def test_names_are_shown_as_they_are(shop: None) -> None:
    lot("MUG", 1, eta=date(2026, 12, 2), number=HOSTILE)
    for address in ("/inbound", "/inbound?on=2026-12-02"):
        page = signed_in(name=f"O{len(address)}").get(address).content.decode()
        assert HOSTILE not in page
        assert "&lt;b onclick=alert(1)&gt;" in page


def test_nothing_on_order_says_what_to_do(db: None) -> None:
    client = signed_in("purchasing")
    assert "Nothing is on order. Write a purchase order down" in text_of(client.get("/inbound"))
    assert "No open lot fits." in text_of(client.get("/inbound?only=overdue"))


def test_the_page_asks_the_database_little(shop: None, django_assert_max_num_queries: object) -> None:
    for number in range(80):
        lot("MUG", 1, eta=date(2026, 12, 2), number=f"M{number}")
    client = signed_in()
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        assert client.get("/inbound").status_code == 200


TYPED = {
    "number": "PO77",
    "supplier": "Bolt & Sons",
    "ordered_on": "2026-11-23",
    "sku": ["MUG", "KETTLE", ""],
    "quantity": ["12", "6", ""],
    "eta": ["2026-12-10", "", ""],
    "confirmed": ["yes", "", ""],
    "location": ["main", "main", "main"],
    "do": "save",
}


def test_a_purchase_order_is_written_down(shop: None) -> None:
    client = signed_in("purchasing")
    assert 'value="Bolt"' in client.get("/inbound/new?supplier=Bolt").content.decode()
    answer = client.post("/inbound/new", TYPED)
    assert "PO77 is written down." in told(client, answer)
    found = PurchaseOrder.objects.get(number="PO77")
    assert (found.supplier.name, found.ordered_on) == ("Bolt & Sons", TODAY)
    rows = found.lots.order_by("line").values_list("item__sku", "quantity", "eta", "confirmed")
    assert list(rows) == [("MUG", 12, date(2026, 12, 10), True), ("KETTLE", 6, None, None)]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"number": " "}, "Expected the number that your supplier knows it by."),
        ({"supplier": ""}, "Expected the supplier's name."),
        ({"ordered_on": "soon"}, "Expected a day such as 2026-12-31, or nothing."),
        (
            {"ordered_on": "2026-11-24"},
            "the day it was placed lies in the future; found 2026-11-24; expected today or before",
        ),
        ({"sku": ["", "", ""], "quantity": ["", "", ""], "eta": ["", "", ""]}, "Expected at least one SKU"),
        ({"sku": ["MUG", "", ""]}, "The SKU is missing."),
        ({"quantity": ["0", "6", ""]}, "Units: found 0; expected a whole number from 1."),
        ({"quantity": ["many", "6", ""]}, "Units: found many; expected a whole number from 1."),
        ({"eta": ["31.12.", "", ""]}, "Supplier ETA: found 31.12.; expected a day"),
        ({"sku": ["NOPE", "KETTLE", ""]}, "NOPE"),
        ({"number": "PO1"}, "found PO1"),
    ],
)
def test_what_cannot_be_written_down_is_said_and_what_was_typed_stays(
    shop: None, wrong: dict[str, object], why: str
) -> None:
    before = PurchaseOrder.objects.count()
    answer = signed_in("purchasing").post("/inbound/new", {**TYPED, **wrong})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert why in text_of(answer) or wrong == {"number": "PO1"}
    assert 'value="12"' in page or "quantity" in wrong
    assert PurchaseOrder.objects.count() == before


def test_a_day_that_is_past_is_kept_and_asked_about(shop: None) -> None:
    client = signed_in("purchasing")
    page = told(client, client.post("/inbound/new", {**TYPED, "eta": ["2026-11-22", "2026-11-23", ""]}))
    assert "PO77 is written down." in page
    assert "1 line with a supplier ETA that is past: is the day right?" in page
    assert PurchaseOrder.objects.get(number="PO77").lots.get(line=1).eta == date(2026, 11, 22)


def test_more_lines_are_added_and_nothing_is_lost(shop: None) -> None:
    answer = signed_in("purchasing").post("/inbound/new", {**TYPED, "do": "more"})
    assert (answer.status_code, len(answer.context["rows"])) == (200, 6)
    assert 'value="KETTLE"' in answer.content.decode()
    assert not PurchaseOrder.objects.filter(number="PO77").exists()


def test_a_form_that_is_sent_twice_writes_one_order(shop: None) -> None:
    client = signed_in("purchasing")
    sent = {**TYPED, "once": "0" * 32}
    client.post("/inbound/new", sent)
    assert client.post("/inbound/new", sent).status_code == 303
    assert PurchaseOrder.objects.filter(number="PO77").count() == 1


def test_support_may_look_and_not_write(shop: None) -> None:
    client = signed_in("support")
    assert "New purchase order" not in text_of(client.get("/inbound"))
    assert client.post("/inbound/new", TYPED).status_code == 403
    assert not PurchaseOrder.objects.filter(number="PO77").exists()


def test_far_more_than_was_ever_ordered_is_asked_about_once(shop: None) -> None:
    client = signed_in("purchasing")
    form = {**TYPED, "quantity": ["200000", "6", ""]}
    asked = client.post("/inbound/new", form)
    assert (asked.status_code, PurchaseOrder.objects.filter(number="PO77").exists()) == (422, False)
    assert "Is that meant? 200,000 × MUG" in text_of(asked)
    assert "PO77 is written down." in told(
        client, client.post("/inbound/new", {**form, "sure": "MUG=200000"})
    )
