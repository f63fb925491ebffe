"""Today, and the tasks: what needs me now, for my role; counts that match their lists."""

from __future__ import annotations

import re
from datetime import date

import pytest
from pytest_django.asserts import assertNumQueries  # noqa: F401 - so that the plugin's helpers are there

from makegood.db.models import Event, Order, Release, Task
from makegood.domain.notice.outcome import Handed
from makegood.services.intake import NewCustomer
from tests.console.team import signed_in, text_of, told
from tests.console.test_notices import a_wait
from tests.services.shop import NOW, arrive, goods, let_go, lot, take

ONCE = "1" * 32


def a_task(role: str, kind: str = "refund", *, number: str = "1", due: date = date(2026, 11, 23)) -> Task:
    """Somebody is asked to do something about an order."""
    if not Order.objects.filter(number=number).exists():
        if not Order.objects.exists():
            goods("MUG")
            lot("MUG", 9, eta=date(2026, 12, 1))
        take(number, ("MUG", 1))
    order = Order.objects.get(number=number)
    return Task.objects.create(
        kind=kind, role=role, due_on=due, order=order, opened_at=NOW, key=f"{kind}:{number}:{role}", data={}
    )


def test_everybody_sees_what_their_own_roles_are_asked_and_nothing_else() -> None:
    Task.objects.all().delete()
    a_task("finance")
    a_task("warehouse", "stuck_release")
    Task.objects.exclude(kind__in=("refund", "stuck_release")).delete()
    said = text_of(signed_in("finance").get("/"))
    assert "1 thing needs you." in said
    assert "Refund what was paid" in said
    assert "Find out why a release has not left" not in said


def test_what_is_overdue_stands_on_top_and_is_counted() -> None:
    a_task("finance", number="1", due=date(2026, 11, 25))
    a_task("finance", number="2", due=date(2026, 11, 20))
    Task.objects.exclude(kind="refund").delete()
    page = signed_in("finance").get("/tasks?role=mine").content.decode()
    assert re.findall(r"number=(\d)\"", page) == ["2", "1"]
    assert "2 things need you; 1 overdue." in text_of(signed_in("finance", name="Fay").get("/"))


def test_the_number_on_today_is_the_length_of_its_list() -> None:
    for number in range(1, 16):
        a_task("finance", number=str(number))
    Task.objects.exclude(kind="refund").delete()
    client = signed_in("finance")
    assert "15 things need you." in text_of(client.get("/"))
    assert client.get("/tasks?role=mine").content.decode().count('name="row"') == 15


def test_who_has_two_roles_sees_each_kind_once_with_all_of_its_tasks() -> None:
    for role in ("finance", "support"):
        a_task(role, number="1")
        a_task(role, number="2")
    Task.objects.exclude(kind="refund").delete()
    client = signed_in("finance", "support")
    page = client.get("/").content.decode()
    assert re.findall(r'href="/tasks\?([^"]*kind=refund)"', page) == ["role=mine&amp;kind=refund"]
    assert "Refund what was paid 4" in text_of(client.get("/"))
    assert client.get("/tasks?role=mine&kind=refund").content.decode().count('name="row"') == 4


STILL = {
    "Releases that should have left": "/releases/open?which=stuck",
    "Customers whose mail was refused": "/tasks?kind=customer_not_reached",
    "Messages of which nobody knows whether they went": "/notices?state=uncertain",
}


def what_stands_still() -> None:
    """Two releases that nobody shipped, two messages that were refused, and one of which nobody knows."""
    goods("POT")
    arrive("POT", 2)
    for number in "89":
        take(number, ("POT", 1))
        let_go(number)
    Release.objects.update(released_on=date(2026, 11, 2))
    for number, handed in zip("345", (Handed.REFUSED, Handed.REFUSED, Handed.UNCLEAR), strict=True):
        a_wait(number, handed)


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("support", [2, 2, 1]),
        ("operations_lead", [2, 2, 1]),
        ("manager", [2, 2, 1]),
        ("warehouse", [2]),
        ("finance", []),
        ("purchasing", []),
    ],
)
def test_what_stands_still_is_named_to_whom_it_concerns_and_counted_as_it_is_listed(
    role: str, sees: list[int]
) -> None:
    what_stands_still()
    client = signed_in(role)
    page = client.get("/").content.decode()
    said = text_of(client.get("/"))
    shown = [(name, number) for name, number in zip(STILL, [2, 2, 1], strict=True)][: len(sees)]
    for name, number in shown:
        assert f"{name} {number}" in said
        assert f'href="{STILL[name]}"' in page
        listed = client.get(STILL[name]).content.decode()
        assert listed.count('name="row"') == number
    assert [name for name in STILL if name in said] == [name for name, _ in shown]
    assert "kind=stuck_release" not in page


LISTS = {
    "Releases to pick and ship": "/releases/open",
    "Lots expected by today": "/receive",
    "Lots whose ETA has gone by": "/inbound?only=overdue",
}


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("warehouse", ["Releases to pick and ship 2", "Lots expected by today 3"]),
        ("purchasing", ["Lots whose ETA has gone by 1"]),
        ("operations_lead", ["Lots whose ETA has gone by 1"]),
        ("finance", []),
    ],
)
def test_work_that_is_no_task_stands_on_today_of_who_does_it_as_long_as_its_list(
    role: str, sees: list[str]
) -> None:
    goods("POT")
    arrive("POT", 2)
    for number in "89":
        take(number, ("POT", 1))
        let_go(number)
    for day, number in ((20, "LATE"), (23, "NOW"), (23, "ALSO"), (24, "NEXT")):
        lot("POT", 1, eta=date(2026, 11, day), number=number)
    client = signed_in(role)
    page, said = client.get("/").content.decode(), text_of(client.get("/"))
    assert [name for name in LISTS if name in said] == [each.rpartition(" ")[0] for each in sees]
    assert all(each in said and f'href="{LISTS[each.rpartition(" ")[0]]}"' in page for each in sees)
    assert ("Nothing needs you right now." in said) is not bool(sees)
    assert ("No task is open for you; your lists are below." in said) is bool(sees)
    if role == "warehouse":
        assert client.get("/releases/open").content.decode().count('name="row"') == 2
        assert client.get("/receive").content.decode().count('name="expect"') == 3
    elif sees:
        assert "LATE" in text_of(client.get(LISTS["Lots whose ETA has gone by"]))


def test_what_stands_still_needs_somebody_also_before_a_task_says_so() -> None:
    what_stands_still()
    assert not Task.objects.filter(kind="stuck_release").exists()
    client = signed_in("warehouse")
    assert "2 things need you." in text_of(client.get("/"))
    a_task("warehouse", number="7")
    assert "3 things need you." in text_of(client.get("/"))


def test_a_customer_who_was_reached_by_somebody_stands_still_no_longer() -> None:
    what_stands_still()
    support = signed_in("support", name="Sara")
    rows = list(Task.objects.filter(kind="customer_not_reached").values_list("pk", flat=True))
    assert len(rows) == 2
    support.post("/tasks", {"row": rows[:1], "note": "rang them"})
    manager = signed_in("manager")
    assert "Customers whose mail was refused 1" in text_of(manager.get("/"))
    support.post("/tasks", {"row": rows[1:], "note": "rang them", "once": "2" * 32})
    assert "Customers whose mail was refused" not in text_of(manager.get("/"))


def test_done_from_the_list_itself_with_a_note_and_only_once() -> None:
    task = a_task("finance")
    client = signed_in("finance")
    form = {"row": [task.pk], "note": "Paid back by card", "once": ONCE, "next": "/"}
    answer = client.post("/tasks", form)
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert told(client, answer).startswith("1 task done.")
    task.refresh_from_db()
    assert task.done_at == NOW
    events = Event.objects.count()
    assert told(client, client.post("/tasks", form)).startswith("That was done already;")
    assert Event.objects.count() == events


def test_another_roles_task_is_not_closed() -> None:
    task = a_task("finance")
    client = signed_in("warehouse")
    answer = client.post("/tasks", {"row": [task.pk]})
    task.refresh_from_db()
    assert (answer.status_code in (303, 403), task.done_at) == (True, None)


def test_tasks_are_filtered_by_role_and_kind() -> None:
    a_task("finance")
    a_task("warehouse", "stuck_release")
    Task.objects.exclude(kind__in=("refund", "stuck_release")).delete()
    client = signed_in("support")
    assert client.get("/tasks").content.decode().count('name="row"') == 2
    assert client.get("/tasks?role=warehouse").content.decode().count('name="row"') == 1
    assert client.get("/tasks?kind=refund").content.decode().count('name="row"') == 1
    assert "Nothing here." in text_of(client.get("/tasks?role=purchasing"))


def test_a_long_list_goes_on_where_it_ended() -> None:
    for number in range(1, 61):
        a_task("finance", number=str(number))
    Task.objects.exclude(kind="refund").delete()
    client = signed_in("finance")
    first = client.get("/tasks?role=finance").content.decode()
    (more,) = re.findall(r'href="(\?role=finance&amp;cursor=[^"]+)"', first)
    second = client.get("/tasks" + more.replace("&amp;", "&")).content.decode()
    assert (first.count('name="row"'), second.count('name="row"')) == (50, 10)
    assert "Show more" not in second


@pytest.mark.parametrize("address", ["/", "/tasks", "/proposals", "/find?q=zzz"])
def test_a_page_asks_few_questions_however_much_there_is(
    address: str, django_assert_max_num_queries: object
) -> None:
    for number in range(1, 31):
        a_task("finance", number=str(number))
    client = signed_in()
    client.get(address)
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        assert client.get(address).status_code == 200


def test_what_was_typed_is_found_at_once_or_listed() -> None:
    a_task("finance", number="1042")
    take("1043", ("MUG", 1))
    client = signed_in("support")
    assert client.get("/find?q=1042")["Location"] == "/orders/one?channel=store&number=1042"
    assert client.get("/find?q=mug")["Location"] == "/items/one?sku=MUG"
    assert client.get("/find?q=PO1")["Location"] == "/inbound/one?po=PO1"
    assert client.get("/find?q=104").content.decode().count("/orders/one?") == 2
    assert "No order, SKU or purchase order begins with that" in text_of(client.get("/find?q=zzz"))
    assert client.get("/find?q=%00").status_code == 200


def test_whoever_calls_is_found_by_their_address_by_those_who_may_read_what_they_wrote() -> None:
    goods("MUG")
    ann = NewCustomer(name="Ann Lee", email="Ann@Example.org", language="en")
    take("7", ("MUG", 1), customer=ann)
    sara = signed_in("support")
    assert sara.get("/find?q=ann@example.org")["Location"] == "/orders/one?channel=store&number=7"
    take("8", ("MUG", 1), customer=ann)
    assert re.findall(r">(\d)</a>", sara.get("/find?q=+ANN@example.org").content.decode()) == ["8", "7"]
    assert "no customer has that e-mail address" in text_of(sara.get("/find?q=bob@example.org"))
    assert "SKU or customer" in sara.get("/").content.decode()
    walt = signed_in("warehouse", name="Walt")
    said = walt.get("/find?q=ann@example.org").content.decode()
    assert "No order, SKU or purchase order begins with that." in said
    assert "e-mail" not in said


def test_whoever_calls_is_found_by_their_name_by_those_who_may_read_what_they_wrote(
    django_assert_max_num_queries: object,
) -> None:
    goods("MUG")
    take("7", ("MUG", 1), customer=NewCustomer(name="Ann Lee", email="ann@example.org"))
    sara, walt = signed_in("support"), signed_in("warehouse", name="Walt")
    assert sara.get("/find?q=ann+l")["Location"] == "/orders/one?channel=store&number=7"
    for each in range(100, 121):
        take(str(each), ("MUG", 1), customer=NewCustomer(name="Ann Lee", email=f"{each}@example.org"))
    page = sara.get("/find?q=ann+l")
    assert text_of(page).count("Order 1") == 20 and "store, Ann Lee" in text_of(page)
    assert "The first 20 of each kind; type more to see others." in text_of(page)
    for number in ("8", "9"):
        take(number, ("MUG", 1), customer=NewCustomer(name="Özge Müller", email="oezge@example.org"))
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        assert re.findall(r">(\d)</a>", sara.get("/find?q=özge").content.decode()) == ["9", "8"]
    assert "no customer's first or last name does" in text_of(sara.get("/find?q=bob"))
    assert "of a customer's first or last name" in text_of(sara.get("/find"))
    for address in ("/find?q=ann+l", "/find"):
        said = text_of(walt.get(address))
        assert "customer" not in said and "Order 1" not in said
