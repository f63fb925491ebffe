"""The ageing board as a browser asks for it: what is listed, what is done to several at once, and what is refused."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.console import doing
from makegood.db.models import Backorder, Decision, Event, Item, Order, OrderLine, SavedView, Substitute, Task
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.services._orders import OrderName
from makegood.services.decision import Decide, DecidedBy, OrderChoice
from makegood.services.review import Review
from tests.console.team import signed_in, text_of, told
from tests.services.shop import NOW, TODAY, arrive, do, everything, goods, lot, take

HOSTILE = '"><script>alert(1)</script>'


def shop_with(*numbers: str, sku: str = "MUG") -> None:
    """Each order wants three of an item of which there are two."""
    goods(sku)
    arrive(sku, 2)
    lot(sku, 50, eta=date(2026, 12, 7))
    for number in numbers:
        take(number, (sku, 3))


def case(number: str) -> Backorder:
    """The open case of an order."""
    return Backorder.objects.get(order__number=number, state="open")


def late(number: str, days: int) -> None:
    """It should have shipped so many days ago."""
    day = TODAY - timedelta(days=days)
    OrderLine.objects.filter(order__number=number).update(baseline=day)


def rows_of(client: Client, query: str) -> list[str]:
    """The orders that the list shows, by their numbers."""
    page = client.get(f"/backorders?{query}").content.decode()
    return re.findall(r'href="/orders/one\?[^"]*number=([^"&]+)"', page)


def test_the_latest_stand_on_top_and_each_bucket_is_counted() -> None:
    shop_with("1", "2", "3")
    for number, days in (("1", 2), ("2", 20), ("3", 5)):
        late(number, days)
    client = signed_in()
    assert rows_of(client, "") == ["2", "3", "1"]
    said = text_of(client.get("/backorders"))
    assert "3 lines wait" in said
    for bar in ("0-3 days 1 line,", "4-7 days 1 line,", "8-14 days 0 lines,", "15+ days 1 line,"):
        assert bar in said


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("bucket=15%2B", ["2"]),
        ("bucket=15+", ["2"]),
        ("bucket=4-7", []),
        ("bucket=nonsense", []),
        ("which=undated", ["3"]),
        ("which=nonsense", []),
        ("search=2", ["2"]),
        ("search=mug", ["2", "1"]),
        ("search=%00", []),
        ("sku=CUP", ["3"]),
        ("channel=elsewhere", []),
        ("owner=finance", []),
        ("label=awaiting_inbound_confirmation&owner=", []),
    ],
)
def test_a_filter_shows_what_it_says(query: str, shown: list[str]) -> None:
    shop_with("1", "2")
    goods("CUP")
    take("3", ("CUP", 1))
    late("1", 1)
    late("2", 30)
    late("3", 2)
    Backorder.objects.update(escalated_on=date(2026, 11, 1), owner="support")
    assert rows_of(signed_in(), query) == shown


def test_a_label_finds_the_cases_that_wear_it() -> None:
    shop_with("1", "2")
    OrderLine.objects.filter(order__number="2").update(published_from=None, published_to=None)
    found = {
        label: rows_of(signed_in(name=label), f"label={label}")
        for label in ("awaiting_inbound_confirmation", "estimated_ship_date", "escalation_required")
    }
    Backorder.objects.update(bucket="0-3")
    assert found["awaiting_inbound_confirmation"] == ["2"]
    assert found["escalation_required"] == []
    assert found["estimated_ship_date"] == ["1"]


def test_today_leads_to_lists_of_the_same_length() -> None:
    shop_with("1", "2", "3")
    late("2", 30)
    OrderLine.objects.filter(order__number="2").update(
        published_from=date(2026, 1, 1), published_to=date(2026, 1, 2)
    )
    client = signed_in()
    assert rows_of(client, "which=broken") == ["2"]
    today = client.get("/")
    assert "Past their window 1" in text_of(today)
    buckets = re.findall(r'href="/backorders\?(bucket=[^"]+)"', today.content.decode())
    assert [len(rows_of(client, each)) for each in buckets] == [2, 0, 0, 1]


def test_a_column_for_each_bucket() -> None:
    shop_with("1", "2")
    late("2", 10)
    page = signed_in().get("/backorders?as_board=1")
    assert b'?as_board=1" aria-current="page">All</a>' in page.content and b">Clear<" not in page.content
    assert "8-14 days 1 3 × MUG 2 · store" in text_of(page)
    assert "15+ days 0 Nothing." in text_of(page)


def test_the_list_goes_into_a_file_whole() -> None:
    shop_with("1", "2")
    answer = signed_in().get("/backorders?as=csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["order"], row["sku"], row["qty"], row["owner"]) for row in rows] == [
        ("1", "MUG", "1", "manager"),
        ("2", "MUG", "3", "manager"),
    ]
    workbook = signed_in(name="Walt").get("/backorders?as=xlsx").content
    assert workbook[:2] == b"PK"


def test_names_from_outside_stay_text() -> None:
    item = goods(HOSTILE)
    item.title = HOSTILE
    item.save()
    take(HOSTILE, (HOSTILE, 1), channel=HOSTILE)
    client = signed_in()
    for path in ("/backorders", "/backorders?as_board=1", f"/backorders?search={HOSTILE}", "/orders"):
        page = client.get(path).content.decode()
        assert HOSTILE not in page
        assert "&lt;script&gt;" in page


def test_an_empty_shop_says_so() -> None:
    assert "0 lines wait" in text_of(signed_in().get("/backorders"))


@pytest.mark.parametrize(
    "path",
    [
        "/backorders",
        "/backorders?which=review",
        "/backorders?label=escalation_required",
        "/backorders?as_board=1",
        "/orders",
    ],
)
def test_many_lines_ask_no_more_than_fifteen_questions(path: str) -> None:
    shop_with(*(str(number) for number in range(60)))
    client = signed_in()
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    assert len(asked) <= 15


def several(client: Client, wanted: str, *numbers: str, **more: Any) -> Any:
    """What the bar below the list sends."""
    rows = [case(number).pk for number in numbers]
    return client.post("/backorders/several", {"do": wanted, "row": rows, **more})


def test_several_orders_are_decided_after_a_look() -> None:
    shop_with("1", "2", "3")
    client = signed_in("support")
    before = (everything(), Event.objects.count())
    look = several(client, "preview", "1", "2", way="hold")
    assert "2 of 2 orders would be decided" in text_of(look)
    assert (everything(), Event.objects.count()) == before
    answer = several(client, "decide", "1", "2", way="hold")
    assert "2 orders decided." in told(client, answer)
    assert set(Decision.objects.values_list("order__number", "choice")) == {("1", "hold"), ("2", "hold")}


def test_what_needs_the_customers_word_is_not_decided_for_many() -> None:
    shop_with("1", sku="CUP")
    goods("MUG")
    arrive("MUG", 9)
    Item.objects.update(unit_cost=600)
    Substitute.objects.create(
        item=Item.objects.get(sku="CUP"), substitute=Item.objects.get(sku="MUG"), place=1
    )
    look = text_of(several(signed_in(), "preview", "1", way="recommended"))
    assert "0 of 1 order would be decided" in look
    assert (
        "left as it is recommended is to substitute, which needs the customer's word: decide it on its own page"
        in look
    )


def test_no_more_than_three_ways_are_taken_for_many() -> None:
    shop_with("1")
    client = signed_in()
    before = everything()
    for way in ("cancel", "substitute", "nonsense", ""):
        assert "Way: found" in told(client, several(client, "decide", "1", way=way))
    assert everything() == before
    assert not Decision.objects.exists()


def test_what_stood_before_is_put_back() -> None:
    shop_with("1", "2")
    client = signed_in()
    several(client, "decide", "1", "2", way="hold")
    several(client, "decide", "1", way="split")
    assert "1 order can be put back as it was before." in text_of(client.get("/backorders"))
    assert "1 order put back" in told(client, client.post("/backorders/several", {"do": "undo"}))
    stands = set(Decision.objects.filter(replaced_at=None).values_list("order__number", "choice"))
    assert stands == {("1", "hold"), ("2", "hold")}
    assert "can be put back" not in text_of(client.get("/backorders"))


def test_a_first_decision_is_taken_back_beside_one_that_stood_before() -> None:
    shop_with("1", "2")
    client = signed_in()
    several(client, "decide", "1", way="split")
    several(client, "decide", "1", "2", way="hold")
    assert "2 orders can be put back as they were before." in text_of(client.get("/backorders"))
    assert "2 orders put back" in told(client, client.post("/backorders/several", {"do": "undo"}))
    stands = Decision.objects.filter(replaced_at=None).values_list("order__number", "choice")
    assert set(stands) == {("1", "split")}


@pytest.mark.parametrize("by", [DecidedBy.PERSON, DecidedBy.CUSTOMER])
@pytest.mark.parametrize("stood", [False, True])
def test_what_somebody_decided_since_is_not_put_back(by: DecidedBy, stood: bool) -> None:
    shop_with("1")
    shop_with("2", sku="CUP")
    client = signed_in()
    if stood:
        several(client, "decide", "1", "2", way="split")
    several(client, "decide", "1", "2", way="hold")
    do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=Choice.SPLIT, by=by),)), days=1)
    theirs = Decision.objects.get(order__number="1", replaced_at=None).pk
    said = told(client, client.post("/backorders/several", {"do": "undo"}))
    assert "1 order put back as before." in said
    assert "Order 1 was decided anew since; that stays." in said
    stands = Decision.objects.filter(replaced_at=None)
    assert stands.get(order__number="1").pk == theirs
    assert [each.choice for each in stands.filter(order__number="2")] == (["split"] if stood else [])
    assert "can be put back" not in text_of(client.get("/backorders"))


def test_one_that_stays_keeps_no_other_from_being_put_back() -> None:
    shop_with("1")
    shop_with("2", sku="CUP")
    client = signed_in()
    several(client, "decide", "1", "2", way="split")
    Task.objects.filter(kind="split_decided", order__number="1").update(done_at=NOW, done_by="person:1")
    said = told(client, client.post("/backorders/several", {"do": "undo"}))
    assert "1 order put back as before." in said and "others did already what it asked for" in said
    assert Decision.objects.get(replaced_at=None).order.number == "1"


def test_what_was_refused_for_now_is_offered_again(monkeypatch: pytest.MonkeyPatch) -> None:
    shop_with("1")
    client = signed_in()
    several(client, "decide", "1", way="split")

    def busy(*_: Any, **__: Any) -> None:
        raise DomainError("busy")

    with monkeypatch.context() as patched:
        patched.setattr(doing, "unless_changed", busy)
        client.post("/backorders/several", {"do": "undo"})
    assert "1 order can be put back" in text_of(client.get("/backorders"))
    assert "1 order put back" in told(client, client.post("/backorders/several", {"do": "undo"}))


def test_many_are_put_back_in_one_step_that_asks_no_more_of_the_database() -> None:
    client = signed_in()

    def asked(*numbers: str) -> int:
        several(client, "decide", *numbers, way="hold")
        with CaptureQueriesContext(connection) as queries:
            said = told(client, client.post("/backorders/several", {"do": "undo"}))
        assert f"{len(numbers)} order" in said
        return len(queries)

    shop_with(*map(str, range(1, 13)))
    few = asked("1", "2")
    many = asked(*map(str, range(3, 13)))
    assert many <= few
    assert not Decision.objects.filter(replaced_at=None).exists()


def test_why_a_first_decision_stays_is_said() -> None:
    shop_with("1")
    client = signed_in()
    several(client, "decide", "1", way="split")
    Task.objects.filter(kind="split_decided").update(done_at=NOW, done_by="person:1")
    assert "others did already what it asked for" in told(
        client, client.post("/backorders/several", {"do": "undo"})
    )
    assert Decision.objects.filter(replaced_at=None).count() == 1


def test_whoever_decides_for_many_overtakes_nobody() -> None:
    shop_with("1")
    client = signed_in()
    order = Order.objects.get(number="1")
    stale = f"order:{order.pk}:{order.event_count - 1}"
    answer = several(client, "decide", "1", way="hold", seen=stale)
    assert "Somebody else changed this while you were looking." in told(client, answer)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("role", ["finance", "purchasing", "warehouse"])
def test_a_role_without_authority_decides_nothing(role: str) -> None:
    shop_with("1")
    client = signed_in(role)
    before = everything()
    assert several(client, "decide", "1", way="hold").status_code == 403
    assert (everything(), Decision.objects.count()) == (before, 0)


def test_so_many_that_nobody_reads_them_are_not_taken_at_once() -> None:
    client = signed_in()
    answer = client.post("/backorders/several", {"do": "decide", "way": "hold", "row": list(range(1, 502))})
    assert "Row: found 501; expected at most 500" in told(client, answer)


def test_looking_at_several_sets_their_next_day() -> None:
    shop_with("1", "2")
    for number in ("1", "2"):
        late(number, 9)
    do(Review(), days=7)
    assert Task.objects.filter(done_at=None, kind="ageing").count() >= 2
    client = signed_in()
    assert "done; each line has its next day." in told(client, several(client, "looked", "1", "2"))
    assert not Task.objects.filter(done_at=None, kind="ageing").exists()
    assert "Nobody in your roles" in told(client, several(client, "looked", "1"))


def test_a_reason_is_confirmed_for_several() -> None:
    shop_with("1", "2")
    client = signed_in("purchasing")
    several(client, "reason", "1", "2", reason="supplier_delay")
    assert set(Backorder.objects.filter(state="open").values_list("reason", "reason_confirmed")) == {
        ("supplier_delay", True)
    }
    assert several(signed_in("warehouse", name="Walt"), "reason", "1", reason="other").status_code == 403


def test_nothing_chosen_is_said() -> None:
    client = signed_in()
    assert "Nothing was chosen." in told(client, client.post("/backorders/several", {"do": "decide"}))
    assert "What to do: found" in told(client, client.post("/backorders/several", {"do": "burn", "row": "1"}))


def test_a_view_is_kept_for_oneself_alone() -> None:
    olivia, sara = signed_in(), signed_in("support", name="Sara")
    answer = olivia.post(
        "/views", {"page": "backorders", "name": HOSTILE, "query": "which=broken&channel=store"}
    )
    assert answer.status_code == 303
    page = olivia.get("/backorders?channel=store&which=broken").content.decode()
    assert "&lt;script&gt;" in page
    assert HOSTILE not in page
    assert "script" not in text_of(sara.get("/backorders"))
    olivia.post("/views", {"page": "backorders", "name": HOSTILE, "do": "drop"})
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("page", "name", "said"),
    [
        ("backorders", "", "A view needs another name: found “”"),
        ("backorders", "x" * 61, "expected 1 to 60 characters"),
        ("secrets", "mine", "expected one of backorders, orders"),
    ],
)
def test_a_view_that_makes_no_sense_is_refused(page: str, name: str, said: str) -> None:
    client = signed_in()
    answer = client.post("/views", {"page": page, "name": name, "query": ""})
    assert said in told(client, answer)
    assert not SavedView.objects.exists()
