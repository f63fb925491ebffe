"""What asks for a yes or a no is never only ticked off: a credit is granted or refused, with a look and a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from makegood import flow
from makegood.db.models import Event, Item, Notice, Task
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.services._orders import OrderName
from makegood.services.decision import Decide, DecidedBy, OrderChoice, Undecide
from makegood.services.policy import SetPolicy
from makegood.services.review import Answered, AnswerTasks, AssignTasks, CloseTasks, TaskAnswer
from tests.services.shop import NOW, arrive, do, everything, goods, lot, take


def a_credit() -> Task:
    """A long wait was decided on, and its credit waits for its approver."""
    do(SetPolicy(document="[decision.goodwill]\nafter_days = 0\n"))
    goods("MUG")
    Item.objects.update(unit_cost=600)
    lot("MUG", 9, eta=date(2027, 1, 20))
    take("1", ("MUG", 4))
    do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=Choice.HOLD),)))
    return Task.objects.get(kind="goodwill")


def answer(task: Task, *, yes: bool, reason: str = "", **by: Any) -> list[Answered]:
    command = AnswerTasks(answers=(TaskAnswer(task=task.pk, yes=yes, reason=reason),))
    found: list[Answered] = flow.run(command, actor="person:1", now=NOW, **by)
    return found


def refused(do_it: Any) -> DomainError:
    """Why nothing changed."""
    before = (everything(), list(Task.objects.values()), Event.objects.count())
    with pytest.raises(DomainError) as caught:
        do_it()
    assert (everything(), list(Task.objects.values()), Event.objects.count()) == before
    return caught.value


def test_a_credit_is_not_granted_by_saying_that_its_task_is_done() -> None:
    task = a_credit()
    error = refused(lambda: do(CloseTasks(tasks=(task.pk,))))
    assert (error.code, error.data) == ("task_needs_answer", {"tasks": [task.pk]})


def test_a_credit_that_is_granted_is_finance_to_pay_once() -> None:
    task = a_credit()
    for _ in range(2):
        answer(task, yes=True)
    paid = Task.objects.get(kind="pay_goodwill")
    assert (paid.role, paid.data) == ("finance", {"amount": 200, "currency": "USD"})
    assert (paid.order_id, paid.due_on) == (task.order_id, date(2026, 11, 25))
    (closed,) = do(CloseTasks(tasks=(paid.pk,)))
    assert (closed.kind, closed.known) == ("pay_goodwill", False)


def test_a_wait_that_is_chosen_once_more_asks_for_no_credit_that_was_granted() -> None:
    task = a_credit()
    answer(task, yes=True)
    theirs = OrderChoice(order=OrderName("1"), choice=Choice.HOLD, by=DecidedBy.CUSTOMER)
    do(Decide(choices=(theirs,)))
    assert Task.objects.filter(kind="goodwill").count() == 1


def test_a_credit_that_is_refused_is_paid_by_nobody() -> None:
    answer(a_credit(), yes=False, reason="not for this one")
    assert not Task.objects.filter(kind="pay_goodwill").exists()


def chosen_anew(share: str) -> list[int]:
    """Two parcels, then waiting, are chosen where such a share of the price is credited; what is asked for."""
    do(SetPolicy(document=f"[decision.goodwill]\nafter_days = 0\nshare = {share}\n"))
    for choice in (Choice.SPLIT, Choice.HOLD):
        do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=choice),)))
    asked = Task.objects.filter(kind="goodwill", done_at=None)
    return [each["amount"] for each in asked.values_list("data", flat=True)]


def test_a_credit_that_was_refused_is_not_asked_for_again_unless_it_is_more() -> None:
    answer(a_credit(), yes=False, reason="not for this one")
    arrive("MUG", 1)
    assert chosen_anew("0.05") == []
    assert chosen_anew("0.06") == []
    assert chosen_anew("0.08") == [240]
    answer(Task.objects.get(kind="goodwill", done_at=None), yes=True)
    assert chosen_anew("0.05") == []
    # What goes beyond the one that was granted was never refused.
    assert chosen_anew("0.09") == [30]
    answer(Task.objects.get(kind="goodwill", done_at=None), yes=False, reason="enough")
    assert chosen_anew("0.09") == []
    assert chosen_anew("0.10") == [60]


def test_a_credit_is_granted_once_and_its_history_says_so() -> None:
    task = a_credit()
    assert answer(task, yes=True) == [Answered(task.pk, "goodwill", True, "person:1", False)]
    event = Event.objects.get(kind="review.answered")
    assert '"answer": "yes"' in event.data or '"answer":"yes"' in event.data
    assert answer(task, yes=False, reason="no") == [Answered(task.pk, "goodwill", True, "person:1", True)]
    assert Event.objects.filter(kind="review.answered").count() == 1


def test_who_refuses_says_why_and_nobody_is_told_of_a_credit() -> None:
    task = a_credit()
    assert refused(lambda: answer(task, yes=False)).code == "answer_reason_missing"
    notices = Notice.objects.count()
    (found,) = answer(task, yes=False, reason="had one in May")
    assert (found.yes, Notice.objects.count()) == (False, notices)
    data = Task.objects.get(pk=task.pk).data
    assert (data["answer"], data["reason"]) == ("no", "had one in May")


def test_a_refused_credit_keeps_no_decision_from_being_taken_back() -> None:
    task = a_credit()
    answer(task, yes=False, reason="no")
    do(Undecide(decisions=(task.data["decision"],)))


def test_more_than_the_policy_gives_on_one_order_is_not_granted() -> None:
    task = a_credit()
    do(SetPolicy(document="[decision.goodwill]\nafter_days = 0\nlimit = 1.00\n"))
    error = refused(lambda: answer(task, yes=True))
    assert (error.code, error.data["found"], error.data["limit"]) == ("goodwill_over_limit", 200, 100)


def test_only_its_approver_and_a_manager_answer() -> None:
    task = a_credit()
    assert refused(lambda: answer(task, yes=True, roles=["support"])).code == "not_allowed"
    assert answer(task, yes=True, roles=["manager"])[0].known is False


def test_what_is_no_question_takes_no_answer() -> None:
    task = a_credit()
    Task.objects.filter(pk=task.pk).update(kind="refund")
    assert refused(lambda: answer(task, yes=True)).code == "task_takes_no_answer"
    error = refused(lambda: do(AnswerTasks(answers=(TaskAnswer(task=999, yes=True),))))
    assert (error.code, error.data) == ("task_unknown", {"tasks": [999]})
    assert refused(lambda: do(AssignTasks(tasks=(task.pk,), role="nobody"))).code == "entry_invalid"
