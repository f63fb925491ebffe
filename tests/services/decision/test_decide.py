"""A short order is decided about: held, split, given something else, or cancelled in its delayed part; once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood import flow
from makegood.db.models import (
    Backorder,
    Decision,
    Event,
    Item,
    Notice,
    Order,
    OrderLine,
    Stock,
    Substitute,
    Task,
)
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.queries.decisions import decisions
from makegood.services._orders import OrderName
from makegood.services.decision import Decide, Decided, DecidedBy, Instead, OrderChoice
from makegood.services.policy import SetPolicy
from tests.services.shop import (
    NOW,
    TODAY,
    arrive,
    cases,
    do,
    everything,
    goods,
    let_go,
    line,
    lot,
    release_of,
    send,
    shelf,
    take,
)  # fmt: skip


def choose(number: str, choice: str, *lines: str, **rest: Any) -> Decided:
    """A person's choice for an order, or for some of its lines."""
    (found,) = do(
        Decide(choices=(OrderChoice(order=OrderName(number), choice=Choice(choice), lines=lines, **rest),))
    )
    assert isinstance(found, Decided)
    return found


def by_customer(number: str, choice: str, *lines: str, **rest: Any) -> Decided:
    """What the customer chose."""
    return choose(number, choice, *lines, by=DecidedBy.CUSTOMER, **rest)


def refused(number: str, choice: str, *lines: str, **rest: Any) -> DomainError:
    """What is said to a choice that cannot be; nothing has changed."""
    before, decided = everything(), Decision.objects.count()
    with pytest.raises(DomainError) as error:
        choose(number, choice, *lines, **rest)
    assert (everything(), Decision.objects.count()) == (before, decided)
    return error.value


def mugs_and_cups(*, cups: int = 5) -> None:
    """Order 1 wants three mugs of which one is here, and a tea; cups could go instead, and cost less."""
    goods("MUG")
    goods("TEA")
    goods("CUP")
    Item.objects.filter(sku="CUP").update(unit_price=800)
    Item.objects.update(unit_cost=400)
    Substitute.objects.create(
        item=Item.objects.get(sku="MUG"), substitute=Item.objects.get(sku="CUP"), place=1
    )
    arrive("MUG", 1)
    arrive("TEA", 1)
    if cups:
        arrive("CUP", cups)
    lot("MUG", 10, eta=date(2026, 12, 7))
    take("1", ("MUG", 3), ("TEA", 1), each={"unit_price": 1000}, country="DE")


def test_the_four_ways_stand_beside_their_figures_and_one_is_recommended() -> None:
    mugs_and_cups()
    (found,) = decisions(today=TODAY)
    ways = {option.choice.value: option.allowed for option in found.recommendation.options}
    assert ways == {"hold": True, "split": True, "substitute": True, "cancel": True}
    (swap,) = (each for each in found.recommendation.options if each.choice is Choice.SUBSTITUTE)
    assert (swap.substitutes, swap.cost is not None) == ((("1", "CUP"),), True)
    assert ways[found.recommendation.choice.value]


def test_only_units_nobody_waits_for_are_offered_instead() -> None:
    mugs_and_cups(cups=4)
    Stock.objects.filter(item__sku="CUP").update(safety_stock=3)
    (found,) = decisions(today=TODAY)
    (swap,) = (each for each in found.recommendation.options if each.choice is Choice.SUBSTITUTE)
    assert (swap.allowed, swap.why[0]) == (False, "substitute_short")
    Stock.objects.filter(item__sku="CUP").update(safety_stock=0)


def test_only_units_that_may_be_sent_to_the_customer_are_offered_instead() -> None:
    do(SetPolicy(document='[locations.paris]\ncountries = ["FR"]\n'))
    mugs_and_cups(cups=0)
    arrive("CUP", 9, at="paris")
    take("2", ("MUG", 2), each={"unit_price": 1000}, country="FR")
    here, there = decisions(today=TODAY)
    swaps = [option for each in (here, there) for option in each.recommendation.options]
    assert [each.allowed for each in swaps if each.choice is Choice.SUBSTITUTE] == [False, True]
    assert refused("1", "substitute", approved_by=Approval.CUSTOMER).code == "substitute_gone"


def test_an_answer_of_many_orders_costs_as_many_questions_as_one(django_assert_max_num_queries: Any) -> None:
    mugs_and_cups()
    for number in range(2, 30):
        take(str(number), ("MUG", 2), each={"unit_price": 1000})
    with django_assert_max_num_queries(20):
        assert len(decisions(today=TODAY)) == 29


@pytest.mark.parametrize("choice", list(Choice))
def test_deciding_about_many_orders_costs_as_many_statements_as_about_two(choice: Choice) -> None:
    mugs_and_cups(cups=50)
    for number in range(2, 24):
        take(str(number), ("MUG", 2), ("TEA", 1), each={"unit_price": 1000}, captured_amount=3000)
    arrive("TEA", 50)

    def statements(numbers: range) -> int:
        choices = (
            OrderChoice(order=OrderName(str(each)), choice=choice, by=DecidedBy.CUSTOMER) for each in numbers
        )
        with CaptureQueriesContext(connection) as asked:
            do(Decide(choices=tuple(choices)))
        return len(asked)

    few = statements(range(2, 4))
    assert statements(range(4, 24)) <= few + 2


def test_a_split_lets_go_what_is_here_and_says_so_on_the_case() -> None:
    mugs_and_cups()
    assert set(let_go("1")["1/1"][1]) == {"answer_pending"}
    found = choose("1", "split")
    assert (found.lines, found.choice.value, found.known) == (("1",), "split", False)
    assert Backorder.objects.get().split_approved
    assert let_go("1")["1/1"] == (1, ())
    row = Decision.objects.get()
    assert (row.by, row.lines, len(row.options), row.policy_revision) == ("person", ["1"], 4, 0)
    assert Event.objects.filter(kind="decision.decided").count() == 1


def test_a_hold_keeps_all_of_the_order_and_takes_the_split_back() -> None:
    mugs_and_cups()
    choose("1", "split")
    by_customer("1", "hold")
    assert not Backorder.objects.get().split_approved
    assert set(let_go("1")["1/1"][1]) == {"hold_decided"}
    first, second = Decision.objects.order_by("pk")
    assert (first.replaced_at is not None, second.replaced_at, second.approved_by) == (True, None, "customer")


@pytest.mark.parametrize("choice", ["hold", "split", "substitute", "cancel"])
def test_the_same_choice_again_changes_nothing(choice: str) -> None:
    mugs_and_cups()
    first = by_customer("1", choice)
    before = everything()
    again = by_customer("1", choice)
    assert (first.known, again.known, everything()) == (False, True, before)
    assert Decision.objects.count() == 1


def test_a_substitute_leaves_the_queue_and_is_reserved_at_once_at_the_lower_price() -> None:
    mugs_and_cups()
    found = by_customer("1", "substitute")
    assert found.instead == (("1", "1.1", "CUP"),)
    assert (line("1", "1"), line("1", "1.1")) == ({"reserved": 1, "substituted": 2}, {"reserved": 2})
    assert (cases("1"), shelf("CUP"), Item.objects.get(sku="MUG").backordered_qty) == (
        [("substituted", 2)],
        (5, 2, 0),
        0,
    )
    new, old = OrderLine.objects.get(line_id="1.1"), OrderLine.objects.get(line_id="1")
    assert (new.replaces_id, new.unit_price, new.baseline) == (old.pk, 800, old.baseline)
    assert Order.objects.get().value == 1000 + 2 * 800 + 1000
    ended = Backorder.objects.get(state="substituted")
    assert (ended.approved_by, ended.reason) == ("customer", "planned_backorder")
    assert set(let_go("1").values()) == {(1, ()), (2, ())}


def test_policy_may_have_the_customer_pay_the_price_of_the_substitute() -> None:
    mugs_and_cups()
    Item.objects.filter(sku="CUP").update(unit_price=1200)
    do(SetPolicy(document="[decision.costs]\nsubstitute_at_lower_price = false\n"))
    by_customer("1", "substitute")
    assert OrderLine.objects.get(line_id="1.1").unit_price == 1200


def test_a_substitute_that_is_gone_meanwhile_is_refused() -> None:
    mugs_and_cups(cups=3)
    take("2", ("CUP", 2))
    error = refused("1", "substitute", by=DecidedBy.CUSTOMER)
    assert error.code == "substitute_gone"
    error = refused("1", "substitute", by=DecidedBy.CUSTOMER, instead=(Instead("1", "CUP"),))
    assert error.code == "substitute_gone"


def test_two_who_choose_the_last_substitutes_get_them_once() -> None:
    mugs_and_cups(cups=3)
    take("2", ("MUG", 2), each={"unit_price": 1000})
    both = tuple(
        OrderChoice(order=OrderName(number), choice=Choice.SUBSTITUTE, by=DecidedBy.CUSTOMER)
        for number in "12"
    )
    before = everything()
    with pytest.raises(DomainError) as error:
        do(Decide(choices=both))
    assert (error.value.code, error.value.data["free_qty"], everything()) == ("substitute_gone", 1, before)
    by_customer("1", "substitute")
    assert refused("2", "substitute", by=DecidedBy.CUSTOMER).code == "substitute_gone"


def test_silence_never_substitutes_and_cancels_only_where_the_law_does() -> None:
    mugs_and_cups()
    for approved_by in (None, Approval.LAW, Approval.MANAGER):
        error = refused("1", "substitute", approved_by=approved_by, text="so be it")
        assert error.code == "approval_required"
    silence = {"by": DecidedBy.POLICY}
    assert refused("1", "substitute", approved_by=Approval.CUSTOMER, **silence).code == "approval_required"
    assert refused("1", "cancel", approved_by=Approval.CUSTOMER, **silence).code == "approval_required"
    assert refused("1", "cancel").code == "approval_required"
    assert refused("1", "cancel", approved_by=Approval.MANAGER).code == "text_required"
    choose("1", "cancel", approved_by=Approval.LAW, **silence)
    assert line("1") == {"reserved": 1, "cancelled": 2}
    assert Backorder.objects.get().approved_by == "law"


def test_the_delayed_part_is_cancelled_and_a_queued_notice_about_it_does_not_go() -> None:
    mugs_and_cups()
    assert Notice.objects.get().state == "queued"
    choose(
        "1", "cancel", approved_by=Approval.MANAGER, reason=Reason.SUPPLIER_DELAY, text="the last lot burnt"
    )
    assert (line("1"), cases("1")) == ({"reserved": 1, "cancelled": 2}, [("cancelled", 2)])
    (ended,) = Backorder.objects.all()
    assert (ended.reason, ended.reason_confirmed, ended.reason_text) == (
        "supplier_delay",
        True,
        "the last lot burnt",
    )
    told = Notice.objects.get()
    assert (told.state, told.why_not) == ("withheld", "not_short")


def test_a_customer_need_not_say_why_the_units_were_missing() -> None:
    goods("MUG")
    take("1", ("MUG", 3))
    by_customer("1", "cancel")
    (ended,) = Backorder.objects.all()
    assert (ended.reason, ended.reason_confirmed, ended.reason_text) == (
        "other",
        False,
        "cancel, chosen by customer",
    )


def test_a_person_who_decides_confirms_the_reason_that_stands() -> None:
    mugs_and_cups()
    suggested = Backorder.objects.get().reason
    choose("1", "cancel", approved_by=Approval.CUSTOMER, text="wrote to us")
    ended = Backorder.objects.get()
    assert (ended.reason == suggested, suggested == "unknown", ended.reason_confirmed) == (True, False, True)


def test_a_customers_own_choice_passes_nobody_elses_word_on() -> None:
    mugs_and_cups()
    before = everything()
    for approved_by in (Approval.MANAGER, Approval.LAW):
        error = refused("1", "cancel", by=DecidedBy.CUSTOMER, approved_by=approved_by, text="so be it")
        assert (error.code, error.data["approved_by"]) == ("approval_contradicts", approved_by.value)
    assert everything() == before


def test_a_later_choice_is_told_what_was_chosen() -> None:
    mugs_and_cups()
    by_customer("1", "substitute")
    error = refused("1", "cancel", by=DecidedBy.CUSTOMER)
    assert (error.code, error.data["chosen"]) == ("already_decided", "substitute")
    assert refused("1", "hold").data["chosen"] == "substitute"
    take("2", ("TEA", 1))
    arrive("TEA", 1)
    assert refused("2", "hold").code == "nothing_short"


def test_what_policy_or_channel_forbids_is_no_choice() -> None:
    mugs_and_cups()
    take("2", ("MUG", 2), ("TEA", 1), channel="amazon", ship_complete=True)
    error = refused("2", "split")
    assert (error.code, "ship_complete" in str(error.data["why"])) == ("choice_forbidden", True)
    assert refused("2", "cancel", by=DecidedBy.CUSTOMER).code == "choice_forbidden"
    choose("2", "cancel", approved_by=Approval.MANAGER, text="it cannot be had")
    assert line("2")["cancelled"] == 2


def test_some_lines_are_decided_apart_from_the_others() -> None:
    mugs_and_cups()
    goods("JAR")
    take("2", ("MUG", 2), ("JAR", 2), ("TEA", 2), each={"unit_price": 500})
    choose("2", "hold", "2")
    by_customer("2", "substitute", "1")
    assert (line("2", "1"), line("2", "1.1"), line("2", "2")) == (
        {"substituted": 2},
        {"reserved": 2},
        {"backordered": 2},
    )
    standing = Decision.objects.filter(replaced_at=None).order_by("pk")
    assert [(row.choice, row.lines) for row in standing] == [("hold", ["2"]), ("substitute", ["1"])]
    assert refused("2", "split", "9").code == "line_unknown"


def test_only_the_role_that_the_policy_names_decides_and_a_manager() -> None:
    mugs_and_cups()
    do(SetPolicy(document='[decision.authority]\nsplit = "warehouse"\n'))
    split = Decide(choices=(OrderChoice(order=OrderName("1"), choice=Choice.SPLIT),))
    with pytest.raises(DomainError) as error:
        flow.run(split, actor="person:1", now=NOW, roles=("support",))
    assert (error.value.code, error.value.data["may"]) == ("not_allowed", ["warehouse", "manager"])
    (made,) = flow.run(split, actor="person:2", now=NOW, roles=("warehouse",))
    assert (made.known, Decision.objects.get().actor) == (False, "person:2")
    given = OrderChoice(
        order=OrderName("1"), choice=Choice.CANCEL, approved_by=Approval.MANAGER, text="no more"
    )
    with pytest.raises(DomainError) as error:
        flow.run(Decide(choices=(given,)), actor="person:1", now=NOW, roles=("support",))
    assert error.value.data["may"] == ["manager"]


def test_an_authorisation_that_ends_before_the_promise_is_a_task_of_finance_at_once() -> None:
    mugs_and_cups()
    paid = {"authorised_amount": 4000, "authorised_until": date(2026, 11, 30), "captured_amount": 0}
    take("2", ("MUG", 3), ("TEA", 1), each={"unit_price": 1000}, **paid)
    found = choose("2", "hold")
    assert [(need.action.value, need.amount) for need in found.finance] == [("renew_authorisation", 4000)]
    task = Task.objects.get(order__number="2", role="finance")
    assert (task.kind, task.data["amount"], task.due_on) == ("renew_authorisation", 4000, date(2026, 11, 30))
    arrive("TEA", 1)
    choose("2", "split")
    tasks = Task.objects.filter(order__number="2", role="finance", done_at=None).order_by("pk")
    assert [(each.kind, each.data["amount"]) for each in tasks] == [
        ("partial_capture", 1000),
        ("renew_authorisation", 3000),
    ]
    assert Task.objects.filter(order__number="2", kind="split_decided", role="warehouse").count() == 1


def test_captured_money_of_units_that_end_goes_back_to_the_cent() -> None:
    mugs_and_cups()
    take("2", ("MUG", 3), each={"unit_price": 1000}, authorised_amount=3490, captured_amount=3490)
    by_customer("2", "substitute")
    refunds = Task.objects.filter(order__number="2", kind="refund").order_by("pk")
    # Three cups at 8.00 instead of three mugs at 10.00; the shipping of 4.90 stays.
    assert [task.data["amount"] for task in refunds] == [600]
    send_all("2")
    take("3", ("MUG", 3), each={"unit_price": 1000}, authorised_amount=3490, captured_amount=2500)
    by_customer("3", "cancel")
    # Nothing of it is left, shipping neither: what was taken goes back.
    assert Task.objects.get(order__number="3", kind="refund").data["amount"] == 2500


def send_all(number: str) -> None:
    """All that is reserved for an order leaves."""
    let_go(number)
    assert release_of(number).pk
    assert send(number).units


@pytest.mark.parametrize("choice", ["cancel", "substitute"])
def test_the_reason_other_says_nothing_without_a_text(choice: str) -> None:
    mugs_and_cups()
    error = refused("1", choice, reason=Reason.OTHER, approved_by=Approval.CUSTOMER)
    assert (error.code, error.data["reason"]) == ("text_required", "other")
    choose("1", choice, reason=Reason.OTHER, approved_by=Approval.CUSTOMER, text="the mould broke")
