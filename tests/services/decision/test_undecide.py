"""A decision that nothing came of is taken back, and everything is as before anybody decided."""

from __future__ import annotations

from typing import Any

import pytest

from makegood import flow
from makegood.db.models import Backorder, Decision, Event, Task
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.services._orders import OrderName
from makegood.services.decision import OrderChoice, Undecide, Undecided
from tests.services.decision.test_decide import by_customer, choose, mugs_and_cups
from tests.services.notice.post import post
from tests.services.shop import NOW, everything, let_go, take


def back(*decisions: int, **by: Any) -> list[Undecided]:
    """Take them back."""
    found: list[Undecided] = flow.run(
        Undecide(decisions=decisions, text="too early"), actor="test", now=NOW, **by
    )
    return found


def stays(*decisions: int, **by: Any) -> DomainError:
    """Why nothing changed."""
    before, events = everything(), Event.objects.count()
    with pytest.raises(DomainError) as error:
        back(*decisions, **by)
    assert (everything(), Event.objects.count()) == (before, events)
    assert not Decision.objects.filter(pk__in=decisions, replaced_at__isnull=False).exists()
    return error.value


@pytest.mark.parametrize("choice", ["hold", "split"])
def test_nothing_stands_any_more_and_nobody_is_asked_for_anything(choice: str) -> None:
    mugs_and_cups()
    tasks = Task.objects.filter(done_at=None).count()
    made = choose("1", choice)
    assert back(made.decision) == [Undecided("1", made.decision, Choice(choice), False)]
    assert not Decision.objects.filter(replaced_at=None).exists()
    assert Task.objects.filter(done_at=None).count() == tasks
    assert not Backorder.objects.filter(split_approved=True).exists()
    event = Event.objects.get(kind="decision.taken_back")
    assert "too early" not in event.data
    assert back(made.decision) == [Undecided("1", made.decision, Choice(choice), True)]
    assert Event.objects.filter(kind="decision.taken_back").count() == 1


def test_it_can_be_decided_again_and_the_rest_may_not_go_until_then() -> None:
    mugs_and_cups()
    made = choose("1", "split")
    back(made.decision)
    assert all(qty == 0 for qty, _ in let_go("1").values())
    again = choose("1", "split")
    assert (again.known, again.decision != made.decision) == (False, True)
    assert any(qty for qty, _ in let_go("1").values())


def test_what_a_customer_chose_is_theirs() -> None:
    mugs_and_cups()
    error = stays(by_customer("1", "split").decision)
    assert (error.code, error.data["found"]) == ("decision_stays", "it is the customer's own word")


def test_what_replaced_a_customers_choice_stays_until_somebody_decides_otherwise() -> None:
    mugs_and_cups()
    by_customer("1", "split")
    ours = choose("1", "hold")
    assert stays(ours.decision).data["found"] == "it replaced the customer's own word"
    choose("1", "split")
    assert Decision.objects.get(replaced_at=None).choice == "split"


def test_what_ended_units_stays() -> None:
    mugs_and_cups()
    assert stays(by_customer("1", "cancel").decision).data["found"] == "it ended units"


def test_what_others_acted_on_stays() -> None:
    mugs_and_cups()
    made = choose("1", "split")
    let_go("1")
    assert stays(made.decision).data["found"] == "the warehouse was told since"


def test_what_the_customer_read_stays() -> None:
    mugs_and_cups()
    made = choose("1", "hold")
    post()
    assert stays(made.decision).data["found"] == "the customer was written to since"


def test_what_was_done_for_it_stays() -> None:
    mugs_and_cups()
    made = choose("1", "split")
    Task.objects.filter(kind="split_decided").update(done_at=NOW, done_by="person:1")
    assert stays(made.decision).data["found"] == "others did already what it asked for"


def test_only_whoever_may_decide_so_takes_it_back() -> None:
    mugs_and_cups()
    made = choose("1", "hold")
    assert stays(made.decision, roles=["finance"]).code == "not_allowed"
    assert stays(made.decision, 99).code == "decision_unknown"
    assert back(made.decision, roles=["manager"])[0].known is False


def test_what_is_chosen_again_in_the_same_step_is_refused_with_it() -> None:
    mugs_and_cups()
    made = choose("1", "hold")
    take("2", ("MUG", 1))
    wrong = OrderChoice(order=OrderName("2"), choice=Choice.SPLIT)
    before, events = everything(), Event.objects.count()
    with pytest.raises(DomainError):
        flow.run(Undecide(decisions=(made.decision,), again=(wrong,)), actor="test", now=NOW)
    assert (everything(), Event.objects.count()) == (before, events)
    right = OrderChoice(order=OrderName("1"), choice=Choice.SPLIT)
    flow.run(Undecide(decisions=(), again=(right,)), actor="test", now=NOW)
    assert Decision.objects.get(order__number="1", replaced_at=None).choice == "split"


def test_all_of_them_or_none() -> None:
    mugs_and_cups()
    ours, theirs = choose("1", "hold"), by_customer("1", "split")
    assert stays(theirs.decision).code == "decision_stays"
    # What was replaced stands no more anyhow.
    assert back(ours.decision)[0].known is True
