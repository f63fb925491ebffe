"""Somebody else looks after it: a waiting line becomes a person's, a task another role's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from makegood import flow
from makegood.db.models import Backorder, Event, Task
from makegood.domain.terms.errors import DomainError
from makegood.queries.board import Wanted, board
from makegood.queries.shop import shop_now
from makegood.services.people import AddPeople, Deactivate, NewPerson
from makegood.services.policy import SetPolicy
from makegood.services.review import AssignCases, Assigned, AssignTasks, CloseTasks, Review
from tests.services.shop import NOW, TODAY, arrive, do, goods, let_go, lot, send, take


def case() -> Backorder:
    """The one that there is."""
    return Backorder.objects.order_by("pk").first() or Backorder()


def one_waits() -> int:
    """An order waits for a lot, and Sara works here."""
    goods("A")
    lot("A", 5, eta=date(2026, 12, 1))
    take("1", ("A", 2))
    (sara,) = do(AddPeople(people=(NewPerson(email="sara@example.org", name="Sara", roles=("support",)),)))
    return int(sara.pk)


def refused(command: Any, **by: Any) -> DomainError:
    """Why nothing changed."""
    before = (list(Backorder.objects.values()), list(Task.objects.values()), Event.objects.count())
    with pytest.raises(DomainError) as caught:
        flow.run(command, actor="test", now=NOW, **by)
    assert (list(Backorder.objects.values()), list(Task.objects.values()), Event.objects.count()) == before
    return caught.value


def test_a_person_has_it_until_somebody_else_does() -> None:
    sara, pk = one_waits(), case().pk
    assert do(AssignCases(backorders=(pk,), person=" Sara@example.org", note="knows them")) == [
        Assigned(pk, f"person:{sara}", False)
    ]
    assert case().owner == f"person:{sara}"
    event = Event.objects.get(kind="review.assigned")
    assert "knows them" not in event.data
    do(Review(), days=1)
    assert case().owner == f"person:{sara}"
    assert do(AssignCases(backorders=(pk,), person="sara@example.org")) == [
        Assigned(pk, f"person:{sara}", True)
    ]
    assert Event.objects.filter(kind="review.assigned").count() == 1


def test_nobody_in_particular_is_the_role_of_its_age() -> None:
    one_waits()
    before, pk = case().owner, case().pk
    assert do(AssignCases(backorders=(pk,))) == [Assigned(pk, before, True)]
    do(AssignCases(backorders=(pk,), person="sara@example.org"))
    do(AssignCases(backorders=(pk,)))
    assert case().owner == "support"
    do(Review(), days=1)
    assert case().owner == before


def test_the_list_names_them_and_shows_what_is_theirs() -> None:
    sara, pk = one_waits(), case().pk
    do(AssignCases(backorders=(pk,), person="sara@example.org"))
    policy = shop_now(year=2026).policy
    (row,) = board(Wanted(owner=f"person:{sara}"), policy=policy, today=TODAY)
    assert (row.backorder, row.owner_name) == (pk, "Sara")
    assert list(board(Wanted(owner="support"), policy=policy, today=TODAY)) == []


def test_who_does_not_work_here_gets_none() -> None:
    one_waits()
    assert refused(AssignCases(backorders=(case().pk,), person="eve@example.org")).code == "person_unknown"
    do(Deactivate(people=("sara@example.org",)))
    assert refused(AssignCases(backorders=(case().pk,), person="sara@example.org")).code == "person_unknown"


def test_what_does_not_wait_any_more_is_nobodys() -> None:
    one_waits()
    pk = case().pk
    arrive("A", 2)
    error = refused(AssignCases(backorders=(pk, 99), person="sara@example.org"))
    assert (error.code, error.data) == ("backorder_unknown", {"backorders": [pk, 99]})


def test_whoever_leaves_gives_back_also_what_waits_no_more() -> None:
    one_waits()
    do(AssignCases(backorders=(case().pk,), person="sara@example.org"))
    arrive("A", 2)
    let_go("1")
    send("1", "P1")
    do(Deactivate(people=("sara@example.org",)))
    assert case().owner == "support"


def a_task() -> Task:
    """Somebody is asked to look at a window that nobody kept."""
    one_waits()
    do(Review(), days=30)
    return Task.objects.filter(done_at=None).order_by("pk")[0]


def test_a_task_is_asked_of_another_role_which_does_it() -> None:
    task = a_task()
    error = refused(CloseTasks(tasks=(task.pk,)), roles=["finance"])
    assert error.code == "not_allowed"
    do(AssignTasks(tasks=(task.pk,), role="finance", note="it is about money"))
    again = Task.objects.get(pk=task.pk)
    assert (again.role, again.due_on, again.done_at) == ("finance", task.due_on, None)
    assert Event.objects.filter(kind="review.assigned").count() == 1
    flow.run(CloseTasks(tasks=(task.pk,)), actor="test", now=NOW + timedelta(days=30), roles=["finance"])
    assert Task.objects.get(pk=task.pk).done_by == "test"
    assert refused(AssignTasks(tasks=(task.pk,), role="support")).code == "task_unknown"


def test_only_whoever_is_asked_and_who_leads_hand_a_task_over() -> None:
    task = a_task()
    others = {"purchasing", "support", "warehouse", "finance"} - {task.role, task.data.get("asked_first")}
    for role in others:
        assert refused(AssignTasks(tasks=(task.pk,), role=role), roles=[role]).code == "not_allowed"
    assert refused(AssignTasks(tasks=(task.pk,), role="engineer")).code == "entry_invalid"
    flow.run(
        AssignTasks(tasks=(task.pk,), role="purchasing"), actor="test", now=NOW, roles=["operations_lead"]
    )
    assert Task.objects.get(pk=task.pk).role == "purchasing"


@pytest.mark.parametrize("kind", ["goodwill", "refund", "silence"])
def test_an_approval_and_money_go_to_no_role_without_the_authority(kind: str) -> None:
    do(SetPolicy(document='[decision.goodwill]\napprover = "manager"\n'))
    task = a_task()
    own = {"goodwill": "manager", "refund": "finance", "silence": "manager"}[kind]
    Task.objects.filter(pk=task.pk).update(kind=kind, role=own)
    away = AssignTasks(tasks=(task.pk,), role="operations_lead")
    assert refused(away, roles=["operations_lead"]).code == "not_allowed"
    assert refused(away, roles=["manager"]).code == "not_allowed"
    do(AssignTasks(tasks=(task.pk,), role="manager"))
    do(AssignTasks(tasks=(task.pk,), role=own))
    assert Task.objects.get(pk=task.pk).role == own
