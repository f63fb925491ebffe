"""Who looks after a backorder, and whom a task is asked of, on pages."""

from __future__ import annotations

import re
from datetime import date

from django.test import Client

from makegood.db.models import Backorder, Item, Task
from tests.console.team import person, signed_in, text_of, told
from tests.services.shop import NOW, everything, goods, lot, take


def one_waits() -> Backorder:
    """An order that waits, and an oversell that somebody is asked about."""
    goods("A")
    lot("A", 5, eta=date(2026, 12, 1))
    take("1", ("A", 2))
    take("2", ("A", 9))
    return Backorder.objects.order_by("pk")[0]


def test_a_backorder_is_handed_to_a_person_and_back() -> None:
    case, sara = one_waits(), person("support", name="Sara")
    client = signed_in("operations_lead")
    address = f"/backorders/{case.pk}"
    form = {"do": "assign", "form": "assign", "case": case.pk}
    assert "Somebody else has it now." in told(client, client.post(address, {**form, "person": sara.email}))
    page = text_of(client.get(address))
    assert "Sara" in page and "person:" not in page
    row = text_of(client.get(f"/backorders?owner=person:{sara.pk}"))
    assert "Sara" in row and "person:" not in row
    assert "Sara" in text_of(client.get("/backorders?as_board=1"))
    client.post(address, {**form, "person": ""})
    assert Backorder.objects.get(pk=case.pk).owner == "support"


def test_a_name_that_works_here_no_longer_is_told() -> None:
    case, client = one_waits(), signed_in("support")
    form = {"do": "assign", "form": "assign", "case": case.pk, "person": "eve@example.org"}
    answer = client.post(f"/backorders/{case.pk}", form)
    assert (answer.status_code, "There is nobody of the address" in text_of(answer)) == (422, True)


def test_others_are_not_shown_the_form_and_may_not_send_it() -> None:
    case, client = one_waits(), signed_in("warehouse")
    assert "Who looks after it" not in text_of(client.get(f"/backorders/{case.pk}"))
    form = {"do": "assign", "case": case.pk, "person": "warehouse@example.org"}
    assert client.post(f"/backorders/{case.pk}", form).status_code == 403
    assert Backorder.objects.get(pk=case.pk).owner == case.owner


def test_several_are_taken_over_and_found_again() -> None:
    one_waits()
    client = signed_in("support", name="Sara")
    rows = [str(pk) for pk in Backorder.objects.values_list("pk", flat=True)]
    answer = client.post("/backorders/several", {"do": "mine", "row": rows})
    assert "You look after 2 backorders." in told(client, answer)
    owners = set(Backorder.objects.values_list("owner", flat=True))
    assert len(owners) == 1
    assert f'value="{owners.pop()}"' in client.get("/backorders").content.decode()


def rows_of(client: Client, place: str = "/backorders") -> list[str]:
    """What the boxes of the list send."""
    page = client.get(place).content.decode()
    return re.findall(r'<input type="checkbox" name="row" value="([^"]+)"', page)


def test_what_somebody_took_over_meanwhile_stays_theirs() -> None:
    one_waits()
    sara, tom = signed_in("support", name="Sara"), signed_in("support", name="Tom")
    rows = rows_of(tom)
    sara.post("/backorders/several", {"do": "mine", "row": rows_of(sara)[:1]})
    before = everything()
    said = told(tom, tom.post("/backorders/several", {"do": "mine", "row": rows}))
    assert said.startswith("Somebody else changed this while you were looking. Nothing of yours was saved.")
    assert "It was handed to somebody else, by Sara" in said
    assert everything() == before
    assert "You look after 2 backorders." in told(
        tom, tom.post("/backorders/several", {"do": "mine", "row": rows_of(tom)})
    )


def test_a_reason_that_somebody_confirmed_meanwhile_stands() -> None:
    case = one_waits()
    sara, tom = signed_in("support", name="Sara"), signed_in("support", name="Tom")
    rows = rows_of(tom)
    sara.post("/backorders/several", {"do": "reason", "reason": "sync_issue", "row": rows_of(sara)[:1]})
    said = told(tom, tom.post("/backorders/several", {"do": "reason", "reason": "count_error", "row": rows}))
    assert "The reason was confirmed, by Sara" in said
    assert Backorder.objects.get(pk=case.pk).reason == "sync_issue"


def test_what_is_done_to_several_does_not_wait_for_what_has_nothing_to_do_with_it() -> None:
    one_waits()
    sara, tom = signed_in("support", name="Sara"), signed_in("support", name="Tom")
    rows = rows_of(tom)
    sara.post("/backorders/several", {"do": "reason", "reason": "sync_issue", "row": rows_of(sara)})
    assert "You look after 2 backorders." in told(
        tom, tom.post("/backorders/several", {"do": "mine", "row": rows})
    )


def test_a_task_is_handed_to_another_role() -> None:
    one_waits()
    task = Task.objects.filter(done_at=None).order_by("pk")[0]
    client = signed_in("operations_lead")
    sent = {"do": "assign", "row": task.pk, "to": "finance", "note": "ask them"}
    assert "1 task for finance now." in told(client, client.post("/tasks", sent))
    assert Task.objects.get(pk=task.pk).role == "finance"
    refused = told(client, client.post("/tasks", {**sent, "to": "nobody"}))
    assert "expected" in refused


def test_a_task_that_somebody_handed_over_meanwhile_stays_there() -> None:
    one_waits()
    olga, mia = signed_in("operations_lead", name="Olga"), signed_in("manager", name="Mia")
    rows = rows_of(mia, "/tasks")
    assert rows
    olga.post("/tasks", {"do": "assign", "row": rows_of(olga, "/tasks")[:1], "to": "finance"})
    before = everything()
    said = told(mia, mia.post("/tasks", {"do": "assign", "row": rows, "to": "warehouse"}))
    assert "It was handed to somebody else, by Olga" in said
    assert everything() == before
    assert "done." in told(mia, mia.post("/tasks", {"row": rows_of(mia, "/tasks")}))


def test_a_thousand_tasks_are_handed_over_at_once() -> None:
    """As many as there are records whose histories nobody else may have gone on with."""
    items = [Item(sku=f"I-{number}") for number in range(1_200)]
    Task.objects.bulk_create(
        Task(
            kind="ask_for_order",
            role="purchasing",
            due_on=NOW,
            opened_at=NOW,
            key=f"k:{item.sku}",
            item=item,
            data={},
        )
        for item in Item.objects.bulk_create(items)
    )
    mia = signed_in("manager", name="Mia")
    rows = [f"{task}:0" for task in Task.objects.values_list("pk", flat=True)]
    assert "1,200 tasks for finance now." in told(
        mia, mia.post("/tasks", {"do": "assign", "row": rows, "to": "finance"})
    )
