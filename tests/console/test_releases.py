"""What may go, what is being picked, and parcels that leave, by hand and by file."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from makegood.console import clock
from makegood.console.keys import key_of
from makegood.console.pages.release import leaving, picklist
from makegood.console.pages.release import warehouse as warehouse_page
from makegood.db.models import Item, Shipment
from makegood.queries.releases import released_lines
from makegood.services.release import Recall, RecallLine
from tests.console.team import signed_in, text_of, told
from tests.services.shop import (
    NOW,
    arrive,
    do,
    everything,
    goods,
    let_go,
    line,
    release_of,
    send,
    shelf,
    take,
)

HOSTILE = '<script>alert("x")</script>'
WRONG, FORBIDDEN, SEE_OTHER = 422, 403, 303
HEAD = "order,line,qty,parcel,shipped_on,carrier,tracking\n"


def a_shelf() -> None:
    """Order 1 may go, order 2 waits for one of its lines."""
    goods("MUG")
    goods("CUP")
    arrive("MUG", 9)
    take("1", ("MUG", 3))
    take("2", ("MUG", 2), ("CUP", 1))


def warehouse() -> Client:
    return signed_in("warehouse", name="Walt")


def upload(client: Client, text: str, name: str = "parcels.csv"):  # type: ignore[no-untyped-def]
    """A file as a browser sends it."""
    file = BytesIO(text.encode())
    file.name = name
    return client.post("/releases/parcels", {"file": file})


def test_what_may_go_stands_on_top_and_the_rest_with_what_holds_it() -> None:
    a_shelf()
    client = warehouse()
    page = text_of(client.get("/releases"))
    assert "1 line may go, 1 line held back." in page
    assert page.index("1 store MUG 3 main") < page.index("2 store MUG 2 main")
    assert "The customer has not answered yet" in page
    assert "2 store" not in text_of(client.get("/releases?which=go")).partition("May it go")[2]
    rows = b"".join(client.get("/releases?as=csv")).decode().splitlines()
    assert rows[0] == "order,sku,qty,places,baseline,holds" and len(rows) == 3


def test_chosen_orders_are_released_and_it_is_said_what_stays_and_why() -> None:
    a_shelf()
    client = warehouse()
    answer = client.post("/releases", {"row": [key_of("store", "1"), key_of("store", "2")]})
    page = told(client, answer)
    assert "3 units handed to the warehouse, in 1 release." in page
    assert "2 lines stay: the customer has not answered yet; no stock is allocated" in page
    assert release_of("1").picking is False


def test_all_that_may_go_is_one_button_and_nothing_chosen_is_nothing() -> None:
    a_shelf()
    client = warehouse()
    assert "Nothing was chosen." in told(client, client.post("/releases", {}))
    assert "3 units handed" in told(client, client.post("/releases", {"do": "all"}))
    assert "Nothing may go yet." in told(client, client.post("/releases", {"do": "all"}))


def test_of_all_that_may_go_the_lines_that_stay_are_those_that_the_list_holds_back() -> None:
    a_shelf()
    take("3", ("CUP", 1))
    client = warehouse()
    assert "1 line may go, 1 line held back." in text_of(client.get("/releases"))
    page = told(client, client.post("/releases", {"do": "all"}))
    assert "1 line stays: the customer has not answered yet." in page
    assert "0 lines may go, 1 line held back." in page


def test_what_leaves_complete_and_lies_at_two_places_is_held_back_at_each_and_goes_from_all() -> None:
    for sku, place in (("MUG", "main"), ("CUP", "east")):
        goods(sku)
        arrive(sku, 1, at=place)
    take("1", ("MUG", 1), ("CUP", 1), ship_complete=True)
    client = warehouse()
    page = text_of(client.get("/releases?location=east"))
    assert "0 lines may go, 1 line held back." in page
    why = "t leaves complete, and the rest lies at another place: main"
    assert f"I{why}" in page
    page = told(client, client.post("/releases", {"location": "east", "row": key_of("store", "1")}))
    assert f"Nothing may go yet. 2 lines stay: i{why}." in page
    assert "2 lines may go, 0 lines held back." in text_of(client.get("/releases"))
    assert "in 2 releases" in told(client, client.post("/releases", {"do": "all"}))


def test_open_releases_show_their_age_and_which_are_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    a_shelf()
    let_go("1")
    client = warehouse()
    assert "1 store main 23 Nov 0 To pick" in text_of(client.get("/releases/open"))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=4))
    page = text_of(client.get("/releases/open"))
    assert "1 stuck." in page and "1 store main 23 Nov 4 Stuck: to pick" in page
    assert "Stuck: to pick" in text_of(client.get("/releases/open?which=stuck"))
    assert "Stuck" not in text_of(client.get("/releases/open?which=picking")).partition("Release Order")[2]


def test_releases_are_picked_shipped_whole_and_taken_back() -> None:
    a_shelf()
    let_go("1")
    client, pk = warehouse(), release_of("1").pk
    assert (
        client.post("/releases/open", {"row": pk, "do": "list"})["Location"]
        == f"/releases/pick-list?row={pk}"
    )
    assert "nobody takes their units now" in told(
        client, client.post("/releases/open", {"row": pk, "do": "pick"})
    )
    refused = told(client, client.post("/releases/open", {"row": pk, "do": "recall"}))
    assert "Stop the picker, and take them back with the reason why." in refused
    form = {"row": pk, "do": "recall", "stopped": "the customer called"}
    assert "3 units taken back" in told(client, client.post("/releases/open", form))
    let_go("1")
    form = {"row": release_of("1").pk, "do": "ship"}
    assert "1 parcel with 3 units shipped." in told(client, client.post("/releases/open", form))
    assert line("1") == {"shipped": 3}


def test_before_releases_are_told_to_have_left_whole_they_are_shown_with_their_units() -> None:
    a_shelf()
    let_go("1")
    client, pk = warehouse(), release_of("1").pk
    before = everything()
    assert 'name="do" value="leaving"' in client.get("/releases/open").content.decode()
    answer = client.post("/releases/open", {"row": pk, "do": "leaving"})
    said = text_of(answer)
    assert "Did all of this leave? 1 parcel with 3 units. Nothing is told yet." in said
    assert everything() == before
    shown = re.findall(r'name="shown" value="([^"]+)"', answer.content.decode())
    less = {"row": pk, "do": "ship", "shown": [f"{pk}:2"]}
    assert "changed since you looked" in told(client, client.post("/releases/open", less))
    assert everything() == before
    form = {"row": pk, "do": "ship", "shown": shown, "once": "a" * 32}
    assert "1 parcel with 3 units shipped." in told(client, client.post("/releases/open", form))
    twice = told(client, client.post("/releases/open", form))
    assert "That was done already; it was not done twice." in twice and "changed since" not in twice


def test_what_is_taken_back_at_the_last_moment_does_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    a_shelf()
    let_go("1")
    client, release = warehouse(), release_of("1").pk
    page = client.post("/releases/open", {"row": release, "do": "leaving"}).content.decode()
    shown = re.findall(r'name="shown" value="([^"]+)"', page)
    look = leaving.as_shown

    def then_somebody_takes_one_back(*asked: Any) -> bool:
        same = look(*asked)
        do(Recall(recalls=(RecallLine(release=release, line="1", qty=1),)))
        return same

    monkeypatch.setattr(leaving, "as_shown", then_somebody_takes_one_back)
    said = told(client, client.post("/releases/open", {"row": release, "do": "ship", "shown": shown}))
    assert "shipped" not in said.partition("With the warehouse")[0]
    assert line("1") == {"reserved": 3}


def test_no_more_releases_are_taken_at_once_than_can_be_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warehouse_page, "MOST", 2)
    a_shelf()
    for number in ("3", "4"):
        take(number, ("MUG", 1))
    let_go("1", "3", "4")
    rows = [release_of(number).pk for number in ("1", "3", "4")]
    client, before = warehouse(), everything()
    for deed in ("list", "pick", "leaving", "ship", "recall"):
        said = told(client, client.post("/releases/open", {"row": rows, "do": deed}))
        assert "3" in said and "at most 2" in said, deed
    assert everything() == before


def test_a_pick_list_that_is_not_all_of_them_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picklist, "MOST", 1)
    a_shelf()
    take("3", ("MUG", 1))
    let_go("1", "3")
    client = warehouse()
    assert "Only 1 release of 2, the oldest." in text_of(client.get("/releases/pick-list"))
    monkeypatch.setattr(picklist, "MOST", 2)
    assert "the oldest" not in text_of(client.get("/releases/pick-list"))


def test_the_pick_list_is_by_place_and_sku() -> None:
    a_shelf()
    Item.objects.filter(sku="MUG").update(title="A mug")
    take("3", ("MUG", 1))
    let_go("1", "3")
    page = text_of(warehouse().get("/releases/pick-list"))
    assert "4 units for 2 orders, by place and SKU." in page
    assert "main, 23 November 2026 Take SKU For orders 4 MUG A mug 3 × 1, 1 × 3" in page


def test_a_part_of_a_release_ships_as_a_parcel_with_its_tracking() -> None:
    a_shelf()
    let_go("1")
    client, place = warehouse(), f"/releases/{release_of('1').pk}"
    assert "MUG line 1 3" in text_of(client.get(place))
    form = {"qty0": "2", "carrier": "DHL", "tracking": "0034", "number": "P1", "do": "ship"}
    answer = client.post(place, form)
    assert "1 parcel with 2 units shipped." in told(client, answer)
    assert (answer["Location"], line("1")) == (place, {"shipped": 2, "reserved": 1})
    parcel = Shipment.objects.get()
    assert (parcel.carrier, parcel.tracking, parcel.number) == ("DHL", "0034", "P1")
    many = client.post(place, {"qty0": "9", "do": "ship", "carrier": "UPS"})
    assert (many.status_code, "more units than are released" in text_of(many).lower()) == (WRONG, True)
    assert 'value="UPS"' in many.content.decode()
    for typed in ("", "x"):
        assert client.post(place, {"qty0": typed, "do": "ship"}).status_code == WRONG
    answer = client.post(place, {"qty0": "1", "do": "ship"})
    assert answer["Location"] == "/releases/open"
    assert client.get(place).status_code == 404


def test_of_a_bundle_whole_sets_ship() -> None:
    goods("TEA")
    goods("POT")
    goods("SET", TEA=2, POT=1)
    arrive("TEA", 9)
    arrive("POT", 9)
    take("1", ("SET", 3))
    let_go("1")
    pk = release_of("1").pk
    assert [(each.sku, each.qty) for each in released_lines([pk])] == [("SET", 3)]
    client = warehouse()
    client.post(f"/releases/{pk}", {"qty0": "2", "do": "ship"})
    assert [(each.sku, each.qty) for each in released_lines([pk])] == [("SET", 1)]
    client.post(f"/releases/{pk}", {"qty0": "1", "do": "recall"})
    assert "1 store SET 1 main" in text_of(client.get("/releases"))


def test_a_parcel_that_did_not_leave_is_cancelled_once() -> None:
    a_shelf()
    let_go("1")
    send("1", "P1")
    client, pk = warehouse(), Shipment.objects.get().pk
    assert "1 store 23 Nov 3" in text_of(client.get("/releases/shipped"))
    form = {"row": pk, "why": "the carrier did not come"}
    answer = client.post("/releases/shipped", form)
    assert "1 parcel cancelled; 3 units lie there again" in told(client, answer)
    assert (line("1"), shelf("MUG")[0]) == ({"reserved": 3}, 9)
    assert "Cancelled" in text_of(client.get("/releases/shipped?order=1"))
    assert text_of(client.get("/releases/shipped?order=7")).count("store") == 0


def test_a_file_of_parcels_is_told_whole_and_counts_once() -> None:
    a_shelf()
    take("3", ("MUG", 1))
    let_go("1", "3")
    client = warehouse()
    text = HEAD + "1,1,2,P1,2026-11-20,DHL,0034\n3,,,P2,,,\n"
    assert "2 parcels with 3 units shipped." in told(client, upload(client, text))
    parcel = Shipment.objects.get(number="P1")
    assert (parcel.shipped_on, parcel.tracking) == (date(2026, 11, 20), "0034")
    assert (line("1"), line("3")) == ({"shipped": 2, "reserved": 1}, {"shipped": 1})
    again = told(client, upload(client, text))
    assert "0 parcels with 0 units shipped. 2 parcels had been told before." in again
    assert Shipment.objects.count() == 2


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("1,1,1,P1,,,\n1,1,x,P2,,,\n", "3 qty: found x; expected a whole number in digits"),
        ("1,1,1,P1,,,\n1,1,,P2,,,\n", "3 qty: found nothing; expected a line and its units"),
        ("1,1,1,P1,,,\n1,1,9,P2,,,\n", "3 More units than are released"),
        ("1,1,1,P1,,,\nNOPE,1,1,P2,,,\n", "3 There is no order 'NOPE'"),
        ("1,1,1,P1,,,\n1,7,1,P2,,,\n", "3 Nothing of it was handed to the warehouse: order 1, lines 7"),
        (
            "1,1,1,P1,2026-12-24,,\n",
            "2 The day the parcel left: found 2026-12-24; expected today or before",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_said_by_row_and_nothing_is_half_done(rows: str, said: str) -> None:
    a_shelf()
    let_go("1")
    client = warehouse()
    before = everything()
    answer = upload(client, HEAD + rows)
    assert (answer.status_code, everything()) == (WRONG, before)
    assert said in text_of(answer)
    assert "Nothing was shipped: 1 problem." in text_of(answer)


def test_a_file_that_is_none_is_refused_in_words() -> None:
    client = warehouse()
    assert "No file was chosen." in text_of(client.post("/releases/parcels", {}))
    assert "order" in text_of(upload(client, "a,b\n1,2\n")) and upload(client, "a,b\n").status_code == WRONG
    assert "The file has no rows." in text_of(upload(client, HEAD))
    assert "a PDF" in text_of(upload(client, "%PDF-1.4"))
    assert client.get("/releases/parcels?as=csv").content.decode().startswith(HEAD.strip())


def test_only_the_warehouse_releases_ships_and_cancels() -> None:
    a_shelf()
    let_go("1")
    client, pk = signed_in("operations_lead", "support", name="Olga"), release_of("1").pk
    before = everything()
    for place, form in (
        ("/releases", {"do": "all"}),
        ("/releases", {"row": key_of("store", "1")}),
        ("/releases/open", {"row": pk, "do": "pick"}),
        ("/releases/open", {"row": pk, "do": "ship"}),
        (f"/releases/{pk}", {"qty0": "1", "do": "ship"}),
        (f"/releases/{pk}", {"qty0": "1", "do": "recall"}),
        ("/releases/shipped", {"row": "1"}),
    ):
        assert client.post(place, form).status_code == FORBIDDEN
    assert upload(client, HEAD).status_code == FORBIDDEN
    assert "Release all that may go" not in text_of(client.get("/releases"))
    assert "This parcel has left" not in text_of(client.get(f"/releases/{pk}"))
    assert everything() == before


def test_hostile_names_stay_text() -> None:
    goods(HOSTILE)
    arrive(HOSTILE, 5)
    take(HOSTILE, (HOSTILE, 1))
    take("2", (HOSTILE, 1))
    let_go(HOSTILE)
    client = warehouse()
    pk = release_of(HOSTILE).pk
    for place in ("/releases", "/releases/open", f"/releases/{pk}", "/releases/pick-list"):
        assert "<script>alert" not in client.get(place).content.decode()
    page = upload(client, HEAD + '"' + HOSTILE.replace('"', '""') + '",9,1,,,,\n', name=HOSTILE)
    assert "<script>alert" not in page.content.decode()


def test_pages_ask_few_questions(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    goods("MUG")
    goods("CUP")
    arrive("MUG", 99)
    for number in range(30):
        take(str(number), ("MUG", 1), ("CUP", number % 2 + 1))
        take(f"w{number}", ("MUG", 1))
    let_go(*(f"w{number}" for number in range(20)))
    send("w0")
    client = warehouse()
    places = ("/releases", "/releases/open", "/releases/open?which=stuck", "/releases/pick-list")
    for place in (*places, "/releases/shipped", f"/releases/{release_of('w5').pk}"):
        with django_assert_max_num_queries(15):
            assert client.get(place).status_code == 200
