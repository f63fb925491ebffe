"""The audit log: every event, by whom, of what kind, about what and when."""

from __future__ import annotations

from typing import Any

from makegood.console.links import order_at
from makegood.db.models import Event, Order
from makegood.domain.closure.ending import Approval
from makegood.services._orders import OrderName
from makegood.services.closure import Cancel, CancelLine
from makegood.services.people import SetRoles
from makegood.services.people.commands import NewRoles
from tests.console.team import person, signed_in, text_of
from tests.services.shop import arrive, do, goods, let_go, take


def a_past() -> None:
    """An order came and a part of it was cancelled a day later; somebody got other roles."""
    goods("MUG")
    take("77", ("MUG", 3))
    line = CancelLine(order=OrderName("77"), line="1", qty=1)
    do(Cancel(lines=(line,), reason=None, approved_by=Approval.CUSTOMER, text="too late"), days=1)
    sam = person("support", name="Sam")
    do(SetRoles(people=(NewRoles(person=sam.email, roles=("finance",)),)))


def test_everything_stands_there_newest_first_with_who_and_what() -> None:
    a_past()
    client = signed_in("manager")
    said = text_of(client.get("/history")).partition("Set off by")[2]
    assert (
        said.index("Their roles changed")
        < said.index("Units were cancelled")
        < said.index("The order was taken")
    )
    assert "roles finance" in said
    link = order_at("77", "store").replace("&", "&amp;")
    assert f'href="{link}"' in client.get("/history").content.decode()


def test_of_an_order_it_is_said_in_the_words_of_its_own_page() -> None:
    goods("MUG")
    arrive("MUG", 4)
    take("1", ("MUG", 4))
    let_go("1")
    said = text_of(signed_in("manager").get("/history?kind=release"))
    assert "4 units of line 1" in said and "releases" not in said.partition("Set off by")[2]


def test_it_is_asked_by_kind_word_stream_row_and_day() -> None:
    a_past()
    client = signed_in("engineer")
    taken, cancelled = "The order was taken", "Units were cancelled"
    order = Order.objects.get()

    def rows(asked: str) -> str:
        return text_of(client.get(f"/history?{asked}")).partition("Set off by")[2]

    assert taken in rows("kind=intake.taken") and cancelled not in rows("kind=intake.taken")
    assert cancelled in rows("kind=closure") and taken not in rows("kind=closure")
    assert "roles" in rows("stream=person") and taken not in rows("stream=person")
    assert taken in rows(f"stream=order&ref={order.pk}")
    assert "Nothing here." in text_of(client.get("/history?stream=order&ref=999999"))
    assert taken in rows("until=2026-11-23") and cancelled not in rows("until=2026-11-23")
    assert cancelled in rows("since=2026-11-24") and taken not in rows("since=2026-11-24")
    assert taken in rows("actor=test")
    assert "Nothing here." in text_of(client.get("/history?actor=worker"))


def test_nonsense_is_no_fault() -> None:
    client = signed_in("engineer")
    for asked in (
        "since=x&until=2026-99-99",
        "ref=-1",
        "ref=" + "9" * 40,
        "kind=%00",
        "actor=%00",
        "stream=%00x",
    ):
        assert client.get(f"/history?{asked}").status_code == 200
    assert client.get("/history?cursor=x").status_code == 400


def test_all_of_it_is_a_file() -> None:
    a_past()
    client = signed_in("engineer")
    rows = b"".join(client.get("/history?as=csv")).decode().splitlines()
    assert rows[0] == "at,what,about,by,because"
    assert len(rows) == Event.objects.count() + 1


def test_it_is_not_for_everybody() -> None:
    assert signed_in("support").get("/history").status_code == 403


def test_a_page_asks_few_questions(django_assert_max_num_queries: Any) -> None:
    a_past()
    client = signed_in()
    with django_assert_max_num_queries(15):
        assert client.get("/history").status_code == 200
