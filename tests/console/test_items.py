"""Items: the list, and one of them: how it stands, who waits, whether it may, where it lies."""

from __future__ import annotations

import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from makegood.db.models import Event, Item, Stock, Substitute
from makegood.services.policy import SetPolicy
from tests.console.team import signed_in, text_of, told
from tests.services.shop import arrive, do, goods, lot, take

BAD_NAME = '<script>alert("x")</script>'


@pytest.fixture
def shop(db: None) -> None:
    """Mugs of which more waits than comes, kettles enough, a set of both."""
    do(SetPolicy(document="[promise]\npublish_within_days = 60\n"))
    goods("MUG")
    goods("KETTLE")
    goods("SET", MUG=2, KETTLE=1)
    Item.objects.filter(sku="MUG").update(family="mug", title=BAD_NAME)
    arrive("KETTLE", 10)
    arrive("MUG", 3)
    take("1", ("MUG", 5))
    take("2", ("MUG", 4))
    lot("MUG", 5, eta=date(2026, 12, 1))


def test_each_item_with_its_figures(shop: None) -> None:
    page = text_of(signed_in("support").get("/items"))
    assert "MUG" in page
    assert BAD_NAME in page
    # On hand 3, all of it reserved, 5 incoming, 6 wait: 6 too few today.
    assert "mug 3 3 0 5 6 -6 0 Out of stock" in page
    assert "10 0 10 0 0 10 10 In stock" in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("q=MU", ["MUG"]),
        ("q=mu", ["MUG"]),
        ("q=X", []),
        ("family=mug", ["MUG"]),
        ("only=waiting", ["MUG"]),
        ("only=short", ["MUG"]),
    ],
)
def test_the_list_is_narrowed(shop: None, asked: str, shown: list[str]) -> None:
    answer = signed_in("warehouse").get(f"/items?{asked}&as=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert [line.partition(",")[0] for line in lines[1:]] == shown


def test_a_search_without_a_hit_says_so_and_leads_back(shop: None) -> None:
    assert "No item fits. Show all" in text_of(signed_in("finance").get("/items?q=NOTHING"))


def test_an_empty_shop_says_where_items_come_from(db: None) -> None:
    assert "There are no items yet." in text_of(signed_in().get("/items"))


def test_the_list_is_a_workbook_too(shop: None) -> None:
    answer = signed_in("purchasing").get("/items?as=xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["sku", "title", "family"]
    assert [row[0] for row in rows[1:]] == ["KETTLE", "MUG", "SET"]


def test_a_long_list_is_read_page_by_page(shop: None) -> None:
    for number in range(60):
        goods(f"Z{number:03}")
    client = signed_in()
    first = client.get("/items")
    assert "Z046" in text_of(first)
    assert "Z047" not in text_of(first)
    more = first.context["sheet"].more
    assert "Z047" in text_of(client.get(f"/items{more}"))


def test_a_page_asks_the_database_little(shop: None, django_assert_max_num_queries: object) -> None:
    for number in range(60):
        goods(f"Z{number:03}", MUG=1)
    client = signed_in()
    for asked in ("/items", "/items?only=short", "/items?q=Z"):
        with django_assert_max_num_queries(15):  # type: ignore[operator]
            assert client.get(asked).status_code == 200


@pytest.mark.parametrize("view", ["", "&view=queue", "&view=rules", "&view=stock"])
@pytest.mark.parametrize("sku", ["MUG", "KETTLE", "SET"])
def test_every_view_of_an_item_asks_little_and_opens_for_everybody(
    shop: None, view: str, sku: str, django_assert_max_num_queries: object
) -> None:
    take("3", ("SET", 2))
    client = signed_in("engineer")
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        answer = client.get(f"/items/one?sku={sku}{view}")
    assert answer.status_code == 200


def test_an_unknown_sku_is_said_to_be_unknown(db: None) -> None:
    for view in ("", "&view=queue", "&view=rules", "&view=stock"):
        answer = signed_in(name=f"O{view[6:]}").get(f"/items/one?sku={BAD_NAME}{view}")
        assert answer.status_code == 404
        assert "<script>alert" not in answer.content.decode()


def test_how_it_goes_on_day_by_day(shop: None) -> None:
    answer = signed_in().get("/items/one?sku=MUG")
    days = answer.context["found"].days
    assert len(days) == 61
    # Six wait; what comes on 1 December can surely be used on the 8th, three working days late and two to put away.
    assert (days[0].there, days[0].atp) == (0, -6)
    turn = next(each for each in days if each.comes)
    assert (turn.on, turn.comes, turn.there, turn.atp) == (date(2026, 12, 8), 5, 5, -1)
    assert days[-1].owed == 6
    page = text_of(answer)
    assert "ATP today -6" in page
    assert "Out of stock." in page, "no date is shown where nothing is left to sell"


def test_each_channel_with_what_it_may_list_and_whether_it_is_ready(shop: None) -> None:
    take("w1", ("KETTLE", 1), channel="wholesale")
    page = text_of(signed_in().get("/items/one?sku=KETTLE"))
    assert "In stock: ships" in page
    assert "wholesale In stock" in page
    assert "Not ready on any channel:" in page
    assert "no incoming units are confirmed" in page


def test_who_waits_stands_in_the_order_of_the_queue(shop: None) -> None:
    take("3", ("SET", 1))
    answer = signed_in().get("/items/one?sku=MUG&view=queue")
    page = text_of(answer)
    assert "Lines that wait 3 8 units" in page
    file = signed_in(name="Walt").get("/items/one?sku=MUG&view=queue&as=csv")
    lines = b"".join(file.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert [line.split(",")[:4] for line in lines[1:]] == [
        ["1", "1", "2", "0"],
        ["2", "2", "4", "2"],
        ["3", "3", "2", "6"],
    ], "two mugs of the set wait behind six"


def test_the_rule_says_who_made_it_and_the_record_what_it_recommends(shop: None) -> None:
    rule = '[[eligibility.rules]]\nsku = "MUG"\ncap_units = 20\ndecided_by = "Olivia"\nwhy = "They sell"\n'
    do(SetPolicy(document=rule, note="before the season"))
    do(SetPolicy(document=rule + '[[eligibility.rules]]\nsku = "KETTLE"\nallowed = false\n'))
    page = text_of(signed_in("support").get("/items/one?sku=MUG&view=rules"))
    assert "May wait by its own rule" in page
    assert "20: 6 wait, 14 left" in page
    assert "by Olivia “They sell”" in page
    assert "in revision 1 of the policy “before the season”" in page, (
        "the later change left this rule as it was"
    )
    assert "Price per unit against below 10.00 USD" in page
    kettle = text_of(signed_in("support", name="Sara").get("/items/one?sku=KETTLE&view=rules"))
    assert "May not wait by its own rule" in kettle
    assert "in revision 2 of the policy" in kettle


def test_whoever_may_says_how_much_is_kept_back(shop: None) -> None:
    client = signed_in("operations_lead")
    page = client.get("/items/one?sku=KETTLE&view=stock").content.decode()
    assert 'name="kept"' in page
    sent = {"sku": "KETTLE", "do": "keep", "location": ["main"], "kept": ["4"]}
    assert "What is kept back is changed." in told(client, client.post("/items/one", sent))
    assert Stock.objects.get(item__sku="KETTLE").safety_stock == 4


@pytest.mark.parametrize("typed", ["-1", "many", "", "9" * 30, "1.5"])
def test_what_is_no_number_of_units_keeps_nothing_back(shop: None, typed: str) -> None:
    client = signed_in("operations_lead")
    sent = {"sku": "KETTLE", "do": "keep", "location": ["main"], "kept": [typed]}
    assert "quantity below 0" in told(client, client.post("/items/one", sent))
    assert Stock.objects.get(item__sku="KETTLE").safety_stock == 0


@pytest.mark.parametrize("what", ["keep", "instead"])
def test_a_role_that_may_not_is_not_offered_it_and_is_refused(shop: None, what: str) -> None:
    client = signed_in("support")
    page = client.get("/items/one?sku=KETTLE&view=stock").content.decode()
    assert 'name="kept"' not in page
    assert 'name="instead"' not in page
    before = Event.objects.count()
    sent = {"sku": "KETTLE", "do": what, "location": ["main"], "kept": ["4"], "instead": "MUG"}
    assert client.post("/items/one", sent).status_code == 403
    assert Event.objects.count() == before


def test_what_may_go_instead_is_changed_and_nothing_else_of_the_item(shop: None) -> None:
    client = signed_in("purchasing")
    before = Item.objects.get(sku="MUG")
    sent = {"sku": "MUG", "do": "instead", "instead": "KETTLE, SET\nKETTLE"}
    assert "What may go instead is changed." in told(client, client.post("/items/one", sent))
    found = Substitute.objects.filter(item__sku="MUG").order_by("place")
    assert list(found.values_list("substitute__sku", flat=True)) == ["KETTLE", "SET"]
    after = Item.objects.get(sku="MUG")
    assert (after.title, after.family, after.unit_price) == (before.title, before.family, before.unit_price)
    assert "Goes instead of MUG" in text_of(client.get("/items/one?sku=KETTLE&view=stock"))


def test_a_substitute_that_is_unknown_is_refused_and_what_was_typed_stays(shop: None) -> None:
    client = signed_in("purchasing")
    answer = client.post("/items/one", {"sku": "MUG", "do": "instead", "instead": "KETTLE, NOPE"})
    assert answer.status_code == 422
    assert 'value="KETTLE, NOPE"' in answer.content.decode()
    assert "NOPE" in text_of(answer)
    assert not Substitute.objects.exists()


def test_the_second_of_two_people_is_told_what_changed(shop: None) -> None:
    first, second = signed_in("operations_lead"), signed_in("operations_lead", name="Otto")
    page = second.get("/items/one?sku=KETTLE&view=stock").content.decode()
    item = Item.objects.get(sku="KETTLE")
    seen = f"item:{item.pk}:{item.event_count}"
    assert seen in page
    first.post("/items/one", {"sku": "KETTLE", "do": "keep", "location": ["main"], "kept": ["4"]})
    sent = {"sku": "KETTLE", "do": "keep", "location": ["main"], "kept": ["2"], "seen": seen}
    assert "Safety stock was set, by Olivia" in told(second, second.post("/items/one", sent))
    assert Stock.objects.get(item__sku="KETTLE").safety_stock == 4


def test_the_last_moves_with_their_reasons(shop: None) -> None:
    page = text_of(signed_in("warehouse").get("/items/one?sku=KETTLE&view=stock"))
    assert "Receipt" in page
    answer = signed_in("warehouse", name="Will").get("/items/one?sku=KETTLE&view=stock&as=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "at,qty,cause,ref,location,shelf"
    assert lines[1].split(",")[1:] == ["10", "Receipt", "", "main", "On hand"]
