"""What is not for one's role is refused politely and can be asked for; credits are granted or refused with a look."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

from makegood.db.models import Backorder, Task
from tests.console.team import signed_in, text_of, told
from tests.services.review.test_answering import a_credit
from tests.services.shop import arrive, everything, goods, take


def a_short_order() -> Backorder:
    goods("MUG")
    arrive("MUG", 1)
    take("1", ("MUG", 3))
    return Backorder.objects.get()


def form_of(page: Any, action: str) -> dict[str, str]:
    """The hidden fields of the form that is sent there."""
    html = page.content.decode()
    start = html.index(f'action="{action}"')
    inside = html[start : html.index("</form>", start)]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', inside)
    return {name: unescape(value) for name, value in found}


def refused_cancel(client: Client, **more: str) -> Any:
    """A clerk gives a manager's word."""
    form = {
        "do": "cancel",
        "form": "cancel",
        "line": "1",
        "qty": "2",
        "approved_by": "manager",
        "text": "angry",
    }
    return client.post("/orders/one?number=1&channel=store", {**form, **more})


def test_a_clerk_is_refused_asks_and_the_manager_does_it() -> None:
    a_short_order()
    clerk = signed_in("support", name="Sara")
    before = everything()
    refusal = refused_cancel(clerk)
    said = text_of(refusal)
    assert (refusal.status_code, everything()) == (403, before)
    assert "Ask the manager to do it" in said
    assert "order 1, line 1 (units: 2; note: angry)" in said
    sent = form_of(refusal, "/wishes")
    assert sent["place"] == "/orders/one?number=1&channel=store"
    answer = clerk.post("/wishes", {**sent, "why": "it is their third mail"})
    assert answer["Location"] == "/orders/one?number=1&channel=store"
    assert told(clerk, answer).startswith("Asked: the manager has it, to answer by 24 Nov.")
    assert "What you asked for Cancel without the customer's word" in text_of(clerk.get("/"))

    boss = signed_in("manager", name="Max")
    today = text_of(boss.get("/"))
    assert "Sara asked: cancel without the customer's word" in today
    assert "Order: 1, store, line 1 · Wanted: units: 2; note: angry · due tomorrow" in today
    assert "“it is their third mail”" in today
    assert refused_cancel(boss).status_code == 303
    assert "Yes or no?" not in text_of(boss.get("/"))
    assert "Max, 09:00 done" in text_of(clerk.get("/"))


def test_the_manager_says_no_and_why_and_the_same_is_not_asked_again() -> None:
    a_short_order()
    clerk, boss = signed_in("support", name="Sara"), signed_in("manager", name="Max")
    sent = form_of(refused_cancel(clerk), "/wishes")
    clerk.post("/wishes", sent)
    again = {**sent, "once": "2" * 32}
    assert "It was asked for before; the manager has it." in told(clerk, clerk.post("/wishes", again))
    task = Task.objects.get(kind="deed_asked")
    form = {"task": task.pk, "answer": "no", "next": "/"}
    assert "expected a reason" in told(boss, boss.post("/tasks/answer", form))
    done = boss.post("/tasks/answer", {**form, "reason": "they get it on Friday"})
    assert told(boss, done).startswith("Declined; whoever asked sees why.")
    assert "“they get it on Friday” declined" in text_of(clerk.get("/"))
    once_more = {**sent, "once": "3" * 32}
    assert "declined: “they get it on Friday”" in told(clerk, clerk.post("/wishes", once_more))
    assert Task.objects.filter(kind="deed_asked").count() == 1


def test_a_page_that_is_not_for_one_can_be_asked_about_too() -> None:
    a_short_order()
    clerk = signed_in("support")
    refusal = clerk.get("/people")
    assert "Ask the engineer" in text_of(refusal) or "Ask the manager" in text_of(refusal)
    sent = form_of(refusal, "/wishes")
    assert (sent["verb"], sent["place"], sent["order"]) == ("people", "/people", "")
    clerk.post("/wishes", sent)
    assert Task.objects.get(kind="deed_asked").data["place"] == "/people"


def test_another_roles_task_is_nothing_to_ask_for() -> None:
    a_short_order()
    task = Task.objects.create(
        kind="refund", role="finance", due_on="2026-11-23", opened_at="2026-11-23T09:00Z", key="r", data={}
    )
    refusal = signed_in("warehouse").post("/tasks", {"row": [task.pk]})
    assert (refusal.status_code, "/wishes" in refusal.content.decode()) == (403, False)


def test_a_place_that_is_not_ours_is_no_link() -> None:
    a_short_order()
    clerk = signed_in("support", name="Sara")
    sent = form_of(refused_cancel(clerk), "/wishes")
    clerk.post("/wishes", {**sent, "place": "https://evil.example/"})
    assert "evil.example" not in signed_in("manager", name="Max").get("/").content.decode()


def test_a_credit_is_granted_or_refused_on_today_and_on_its_order() -> None:
    task = a_credit()
    lead = signed_in("operations_lead", name="Lea")
    for page in ("/", "/orders/one?number=1&channel=store", "/tasks"):
        said = text_of(lead.get(page))
        assert "Grant a credit of 2.00 USD?" in said
        assert "Order: 1, store" in said
        assert "Granted on it before: 0.00 USD · Most on one order: 10.00 USD" in said
        assert "Refuse" in said
    page = lead.get("/orders/one?number=1&channel=store").content.decode()
    assert "Done: Approve a goodwill credit" not in page
    other = text_of(signed_in("support", name="Sara").get("/orders/one?number=1&channel=store"))
    assert "Approve a goodwill credit: 2.00 USD" in other
    assert "Grant a credit" not in other
    done = lead.post("/tasks", {"row": [task.pk]})
    assert "asks for a yes or a no" in told(lead, done)
    said = told(lead, lead.post("/tasks/answer", {"task": task.pk, "answer": "yes", "next": "/"}))
    assert said.startswith("The credit is granted.")
    assert Task.objects.get(pk=task.pk).data["answer"] == "yes"


def test_a_long_note_or_a_long_address_keeps_nobody_from_asking() -> None:
    a_short_order()
    clerk = signed_in("support", name="Sara")
    sent = form_of(refused_cancel(clerk, text="angry " * 330, next=f"/backorders?q={'x' * 400}"), "/wishes")
    assert told(clerk, clerk.post("/wishes", sent)).startswith("Asked: the manager has it")
    data = Task.objects.get(kind="deed_asked").data
    assert (data["place"], len(data["detail"]) > 1900) == ("", True)


def test_a_list_of_one_kind_asks_about_that_kind_alone() -> None:
    a_credit()
    lead = signed_in("operations_lead", name="Lea")
    assert "Grant a credit" in text_of(lead.get("/tasks?kind=goodwill"))
    assert "Grant a credit" not in text_of(lead.get("/tasks?kind=deed_asked"))
    assert "Grant a credit" not in text_of(lead.get("/tasks?kind=refund"))


def test_today_says_how_many_questions_there_are_besides_those_it_shows() -> None:
    task = a_credit()
    for number in range(6):
        Task.objects.create(
            kind=task.kind,
            role=task.role,
            due_on=task.due_on,
            opened_at=task.opened_at,
            order=task.order,
            key=f"goodwill:more:{number}",
            data=task.data,
        )
    assert "Yes or no? 5 of 7" in text_of(signed_in("operations_lead", name="Lea").get("/"))


def test_who_asks_a_team_reads_it_as_one_speaks_of_it() -> None:
    a_short_order()
    walt = signed_in("warehouse", name="Walt")
    form = {"do": "edit", "form": "edit", "line": "0:1", "qty:0": "2"}
    refusal = walt.post("/orders/one?number=1&channel=store", form)
    assert "Ask support to do it" in text_of(refusal)
    answer = walt.post("/wishes", form_of(refusal, "/wishes"))
    assert told(walt, answer).startswith("Asked: support has it, to answer by")
    assert "support answers by" in text_of(walt.get("/"))
    assert "the support" not in text_of(walt.get("/"))


def test_a_reason_that_is_typed_can_only_be_sent_as_a_no() -> None:
    task = a_credit()
    lead = signed_in("operations_lead", name="Lea")
    page = lead.get("/").content.decode()
    forms = re.findall(r'<form[^>]*action="/tasks/answer".*?</form>', page, re.DOTALL)
    # Enter in a field presses the first button of its form.
    told_by_enter = [re.findall(r'name="answer" value="(\w+)"', form) for form in forms if "reason" in form]
    assert told_by_enter == [["no"]]
    long = "we owe them nothing " * 90
    answer = lead.post("/tasks/answer", {"task": task.pk, "answer": "no", "reason": long, "next": "/"})
    assert told(lead, answer).startswith("The credit is refused.")
    assert Task.objects.get(pk=task.pk).data["reason"] == long.strip()


def test_of_all_that_is_ticked_off_the_questions_stay_and_the_rest_is_done() -> None:
    credit = a_credit()
    other = Task.objects.create(
        kind="no_date",
        role=credit.role,
        due_on=credit.due_on,
        opened_at=credit.opened_at,
        key="other",
        data={},
    )
    lead = signed_in("operations_lead", name="Lea")
    said = told(lead, lead.post("/tasks", {"row": [credit.pk, other.pk]}))
    assert "1 task asks for a yes or a no and stayed: answer under “Yes or no?”" in said
    assert "1 task done." in said
    assert (Task.objects.get(pk=credit.pk).done_at, Task.objects.get(pk=other.pk).done_by != "") == (
        None,
        True,
    )
