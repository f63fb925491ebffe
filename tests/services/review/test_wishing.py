"""What is not for one's own roles can be asked for, once; whoever may does it or declines, and the answer is kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from makegood import flow
from makegood.db.models import Event, Person, Task
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.queries import wishes
from makegood.queries.wishes import wishes_of
from makegood.services._orders import OrderName
from makegood.services.closure import Cancel, CancelLine
from makegood.services.decision import Decide, OrderChoice
from makegood.services.people import AddPeople, IssueTokens, NewPerson, NewToken
from makegood.services.policy import SetPolicy
from makegood.services.review import (
    AnswerTasks,
    AskForDeeds,
    AssignTasks,
    DeedAsked,
    DeedWish,
    Review,
    TaskAnswer,
)
from tests.services.shop import NOW, arrive, do, everything, goods, take

CLERK, BOSS = "person:1", "person:2"
ONE = OrderName("1")


def short() -> None:
    goods("MUG")
    arrive("MUG", 1)
    take("1", ("MUG", 3))


def ask(wish: DeedWish, *, by: str = CLERK, roles: tuple[str, ...] = ("support",)) -> DeedAsked:
    (found,) = flow.run(AskForDeeds(wishes=(wish,)), actor=by, now=NOW, roles=roles)
    assert isinstance(found, DeedAsked)
    return found


def refused(wish: DeedWish, **by: Any) -> DomainError:
    before = (everything(), list(Task.objects.values()), Event.objects.count())
    with pytest.raises(DomainError) as caught:
        ask(wish, **by)
    assert (everything(), list(Task.objects.values()), Event.objects.count()) == before
    return caught.value


def decline(task: int, reason: str = "not this time") -> None:
    answer = TaskAnswer(task=task, yes=False, reason=reason)
    flow.run(AnswerTasks(answers=(answer,)), actor=BOSS, now=NOW, roles=["manager"])


OWN_WORD = DeedWish(verb="CancelByManager", order=ONE, line="1", why="the customer is very angry")


def test_whoever_may_do_it_has_a_task_with_a_day() -> None:
    short()
    found = ask(OWN_WORD)
    assert (found.role, found.due_on, found.known) == ("manager", date(2026, 11, 24), False)
    task = Task.objects.get(pk=found.task)
    assert (task.kind, task.order and task.order.number) == ("deed_asked", "1")
    assert (task.data["verb"], task.data["said"], task.data["asked_by"]) == (
        "CancelByManager",
        "the customer is very angry",
        [CLERK],
    )
    assert Event.objects.filter(kind="review.deed_asked").count() == 1


def test_the_policy_says_how_soon_and_the_backup_is_asked_after_that() -> None:
    short()
    do(SetPolicy(document="[handoffs]\nwish_days = 3\n"))
    found = ask(DeedWish(verb="Publish", order=ONE))
    assert (found.role, found.due_on) == ("operations_lead", date(2026, 11, 26))
    do(Review(), days=5)
    task = Task.objects.get(pk=found.task)
    assert (task.role, task.data["asked_first"]) == ("manager", "operations_lead")


def test_somebody_is_asked_who_is_there() -> None:
    short()
    do(AddPeople(people=(NewPerson(email="max@example.org", name="Max", roles=("manager",)),)))
    assert ask(DeedWish(verb="Publish", order=ONE)).role == "manager"


def test_the_same_wish_is_not_put_twice_and_both_who_asked_see_the_answer() -> None:
    short()
    first = ask(OWN_WORD)
    again = ask(OWN_WORD, by="person:3")
    assert (again.task, again.known, Task.objects.filter(kind="deed_asked").count()) == (first.task, True, 1)
    decline(first.task)
    for actor in (CLERK, "person:3"):
        (wish,) = wishes_of(actor, now=NOW)
        assert (wish.yes, wish.data["reason"], wish.answered_by) == (False, "not this time", BOSS)
    assert wishes_of(CLERK, now=NOW + timedelta(days=8)) == []
    assert wishes_of(BOSS, now=NOW) == []


def test_what_was_declined_is_asked_for_again_only_with_another_reason() -> None:
    short()
    first = ask(OWN_WORD)
    decline(first.task)
    again = ask(OWN_WORD)
    assert (again.known, again.declined, again.reason) == (True, True, "not this time")
    other = ask(DeedWish(verb="CancelByManager", order=ONE, line="1", why="a lawyer wrote"))
    assert (other.known, other.task != first.task) == (False, True)


def test_who_does_it_has_answered_it() -> None:
    short()
    first = ask(OWN_WORD)
    word = Cancel(
        lines=(CancelLine(order=ONE),),
        reason=Reason.POLICY_EXCEPTION,
        approved_by=Approval.MANAGER,
        text="to keep the peace",
    )
    flow.run(word, actor=BOSS, now=NOW, roles=["manager"])
    (wish,) = wishes_of(CLERK, now=NOW)
    assert (wish.task, wish.yes, wish.answered_by) == (first.task, True, BOSS)
    assert Event.objects.filter(kind="review.answered").count() == 1


def test_another_deed_or_another_choice_answers_nothing() -> None:
    short()
    ask(DeedWish(verb="Decide", choice=Choice.SPLIT, order=ONE), roles=("warehouse",))
    do(Decide(choices=(OrderChoice(order=ONE, choice=Choice.HOLD),)))
    assert Task.objects.get(kind="deed_asked").done_at is None
    do(Decide(choices=(OrderChoice(order=ONE, choice=Choice.SPLIT),)))
    assert Task.objects.get(kind="deed_asked").data["answer"] == "yes"


def test_nobody_is_asked_for_what_one_may_do_or_what_there_is_not() -> None:
    short()
    assert refused(DeedWish(verb="Cancel", order=ONE)).code == "may_do_it"
    assert refused(DeedWish(verb="Fly")).code == "wish_unknown"
    assert refused(DeedWish(verb="Publish", order=OrderName("9"))).code == "order_unknown"
    assert refused(DeedWish(verb="Publish", sku="NONE")).code == "sku_unknown"


def test_a_wish_about_no_order_is_the_same_by_its_words_and_its_place() -> None:
    policy = DeedWish(verb="SetPolicy", place="/policies", detail="area notice")
    first, again = ask(policy), ask(policy)
    assert (again.task, again.known) == (first.task, True)
    assert ask(DeedWish(verb="SetPolicy", place="/policies", detail="area review")).known is False


def test_a_wish_is_handed_only_to_who_may_do_it() -> None:
    short()
    found = ask(OWN_WORD)
    with pytest.raises(DomainError) as caught:
        do(AssignTasks(tasks=(found.task,), role="support"))
    assert caught.value.code == "not_allowed"


def two_short_lines() -> None:
    goods("MUG")
    goods("POT")
    take("1", ("MUG", 3), ("POT", 2))


def waits(task: int) -> bool:
    return Task.objects.get(pk=task).done_at is None


def test_who_does_another_line_has_not_done_what_was_asked() -> None:
    two_short_lines()
    wish = ask(DeedWish(verb="CancelByManager", order=ONE, line="2"))
    for line, left in (("1", True), ("2", False)):
        word = Cancel(
            lines=(CancelLine(order=ONE, line=line),),
            reason=Reason.POLICY_EXCEPTION,
            approved_by=Approval.MANAGER,
            text="to keep the peace",
        )
        flow.run(word, actor=BOSS, now=NOW, roles=["manager"])
        assert waits(wish.task) is left


def test_a_decision_about_some_lines_or_about_another_order_answers_no_other_wish() -> None:
    two_short_lines()
    two = OrderName("2")
    take("2", ("MUG", 1), ("POT", 1))
    of_a_line = ask(DeedWish(verb="Decide", choice=Choice.CANCEL, order=ONE, line="2"), roles=("warehouse",))
    of_other = ask(DeedWish(verb="Decide", choice=Choice.CANCEL, order=two), roles=("warehouse",))

    def cancel(*lines: str) -> OrderChoice:
        return OrderChoice(
            order=ONE,
            choice=Choice.CANCEL,
            lines=lines,
            approved_by=Approval.CUSTOMER,
            reason=Reason.SUPPLIER_DELAY,
        )

    do(Decide(choices=(cancel("1"), OrderChoice(order=two, choice=Choice.HOLD))))
    assert (waits(of_a_line.task), waits(of_other.task)) == (True, True)
    do(Decide(choices=(cancel("2"),)))
    assert (waits(of_a_line.task), waits(of_other.task)) == (False, True)


def test_what_is_said_beside_the_same_wish_is_read_by_who_answers_it() -> None:
    short()
    first = ask(DeedWish(verb="CancelByManager", order=ONE, line="1", detail="units: 2", why="angry"))
    again = ask(
        DeedWish(verb="CancelByManager", order=ONE, line="1", detail="units: 1", why="a lawyer wrote"),
        by="person:3",
    )
    assert (again.task, again.known) == (first.task, True)
    data = Task.objects.get(pk=first.task).data
    assert (data["detail"], data["said"]) == ("units: 2; units: 1", "angry; a lawyer wrote")
    events = Event.objects.count()
    assert ask(DeedWish(verb="CancelByManager", order=ONE, line="1", why="angry")).task == first.task
    assert Event.objects.count() == events


def test_other_units_are_asked_for_anew_after_a_no() -> None:
    short()
    first = ask(DeedWish(verb="CancelByManager", order=ONE, line="1", detail="units: 2"))
    decline(first.task)
    other = ask(DeedWish(verb="CancelByManager", order=ONE, line="1", detail="units: 1"))
    assert (other.known, other.declined) == (False, False)


def test_a_line_that_the_order_has_not_is_nothing_to_ask_for() -> None:
    short()
    assert refused(DeedWish(verb="Withdraw", order=ONE, line="77")).code == "line_unknown"


def test_what_a_person_asked_by_a_key_they_see_themselves() -> None:
    short()
    do(AddPeople(people=(NewPerson(email="sara@example.org", name="Sara", roles=("support",)),)))
    sara = f"person:{Person.objects.get().pk}"
    token = NewToken(person="sara@example.org", name="script", scopes=("support",))
    (issued,) = do(IssueTokens(tokens=(token,)))
    found = ask(OWN_WORD, by=f"token:{issued.token}")
    assert [each.task for each in wishes_of(sara, now=NOW)] == [found.task]
    assert [each.task for each in wishes_of(f"token:{issued.token}", now=NOW)] == [found.task]
    assert wishes_of("cli", now=NOW) == []


def test_of_all_wishes_only_ones_own_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in ("person:1", "person:12", "person:112"):
        ask(DeedWish(verb="SetPolicy", detail=f"what {each} wants"), by=each)
    read, make = [], wishes.Wish

    def making(*row: Any) -> wishes.Wish:
        read.append(row[0])
        return make(*row)

    monkeypatch.setattr(wishes, "Wish", making)
    (found,) = wishes_of("person:1", now=NOW)
    assert (found.data["detail"], read) == ("what person:1 wants", [found.task])
