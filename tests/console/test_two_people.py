"""Two people at one record: the second is told what changed, and nothing is overwritten. Who is out is out."""

from __future__ import annotations

from django.contrib.sessions.models import Session

from makegood.db.models import Event, Order, Task
from makegood.services._orders import OrderName
from makegood.services.intake import EditLine, EditOrder, EditOrders
from makegood.services.people import Deactivate
from tests.console.team import person, signed_in, told
from tests.services.shop import NOW, do, everything, goods, take


def a_task_about_an_order() -> Task:
    """Somebody is to look at order 1."""
    goods("MUG")
    take("1", ("MUG", 3))
    order = Order.objects.get()
    return Task.objects.create(
        kind="refund", role="finance", due_on=NOW.date(), order=order, opened_at=NOW, key="refund:1", data={}
    )


def seen_of(order: Order) -> str:
    return f"order:{order.pk}:{order.event_count}"


def edit(quantity: int) -> None:
    """Somebody at the machine changes the order."""
    line = EditLine(line="1", quantity=quantity)
    do(EditOrders(edits=(EditOrder(order=OrderName("1"), lines=(line,)),)))


def test_the_second_is_told_what_happened_meanwhile_and_nothing_of_theirs_is_written() -> None:
    task = a_task_about_an_order()
    seen = seen_of(Order.objects.get())
    client = signed_in("finance")
    edit(2)
    before = (everything(), Event.objects.count())
    said = told(client, client.post("/tasks", {"row": [task.pk], "seen": seen}))
    assert said.startswith(
        "Somebody else changed this while you were looking. Nothing of yours was saved. Since then:"
    )
    assert "by test" in said
    task.refresh_from_db()
    assert (task.done_at, (everything(), Event.objects.count())) == (None, before)


def test_who_looked_last_is_done() -> None:
    task = a_task_about_an_order()
    client = signed_in("finance")
    edit(2)
    said = told(client, client.post("/tasks", {"row": [task.pk], "seen": seen_of(Order.objects.get())}))
    assert said.startswith("1 task done.")


def test_what_one_does_oneself_is_no_surprise() -> None:
    task = a_task_about_an_order()
    client = signed_in("finance")
    seen = seen_of(Order.objects.get())
    assert told(client, client.post("/tasks", {"row": [task.pk], "seen": seen})).startswith("1 task done.")
    assert Order.objects.get().event_count > int(seen.rpartition(":")[2]), (
        "closing it is told in the order's history"
    )


def test_what_was_never_ours_in_a_form_is_left_out() -> None:
    task = a_task_about_an_order()
    client = signed_in("finance")
    strange = ["order:x:1", "nothing:1:1", "order:1", "", "order:1:1; DROP TABLE", "order:99999999:0"]
    said = told(client, client.post("/tasks", {"row": [task.pk], "seen": strange, "once": "not one of ours"}))
    assert said.startswith("1 task done.")


def test_a_key_of_somebody_else_is_not_mine() -> None:
    first = a_task_about_an_order()
    form = {"row": [first.pk], "once": "a" * 32}
    fay, kim = signed_in("finance", name="Fay"), signed_in("finance", name="Kim")
    assert told(fay, fay.post("/tasks", form)).startswith("1 task done.")
    assert not told(kim, kim.post("/tasks", form)).startswith("That was done already")


def test_somebody_who_is_shut_out_is_out_at_once() -> None:
    client = signed_in("finance", name="Fay")
    person("engineer", name="Emil")
    assert client.get("/tasks").status_code == 200
    do(Deactivate(people=("fay@example.org",)))
    assert client.get("/tasks").status_code == 302


def test_no_row_of_a_session_opens_anything() -> None:
    client = signed_in("finance")
    key = client.cookies["sessionid"].value
    (row,) = Session.objects.all()
    assert key not in (row.session_key, row.session_data)
    stolen = signed_in("engineer", name="Eve")
    stolen.cookies["sessionid"] = row.session_key
    assert stolen.get("/tasks").status_code == 302
