"""What our own people typed about whoever is forgotten is gone as well, and the history still proves itself (I23)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from makegood import flow
from makegood.db.models import AllocationRun, Backorder, Decision, Event, Order, Shipment, Task, TypedText
from makegood.db.sealed import check_evidence, seal_of
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.reason import Reason
from makegood.queries.audit import audit
from makegood.services._orders import OrderName
from makegood.services.allocation import HeldLine, Withdraw
from makegood.services.closure import Cancel, CancelLine
from makegood.services.decision import Decide, OrderChoice
from makegood.services.intake import EditLine, EditOrder, EditOrders, NewCustomer
from makegood.services.notice import Erase
from makegood.services.promise import AskForDates, DateWish
from makegood.services.review import AskForDeeds, CloseTasks, DeedWish
from tests.services.shop import NOW, arrive, dispute, do, goods, let_go, send, take

ANN = OrderName("1")
SAID = {
    "decision.decided": "Ann is ill and can wait",
    "promise.asked": "Ann moves house in March",
    "review.done": "rang Ann, 030 1234567",
    "intake.edited": "Ann's husband wants less",
    "closure.cancelled": "Ann has one already",
}


@pytest.fixture(autouse=True)
def _much_was_typed_about_ann(db: None) -> None:
    goods("MUG")
    for number, name in (("1", "Ann"), ("2", "Bob")):
        take(number, ("MUG", 4), customer=NewCustomer(name=name, email=f"{name.lower()}@example.org"))
    do(Decide(choices=(OrderChoice(order=ANN, choice=Choice.HOLD, text=SAID["decision.decided"]),)))
    do(AskForDates(wishes=(DateWish(order=ANN, line="1", why=SAID["promise.asked"]),)))
    asked = Task.objects.get(kind="date_asked")
    do(CloseTasks(tasks=(asked.pk,), note=SAID["review.done"]))
    less = EditOrder(order=ANN, lines=(EditLine(line="1", quantity=3),), text=SAID["intake.edited"])
    do(EditOrders(edits=(less,)))
    gone = CancelLine(order=ANN, line="1", qty=1)
    do(
        Cancel(
            lines=(gone,), reason=Reason.OTHER, approved_by=Approval.CUSTOMER, text=SAID["closure.cancelled"]
        )
    )


def stored() -> str:
    """Every column of every row that could hold it."""
    rows: list[Any] = []
    for model in (Event, TypedText, Decision, Backorder, Task, Order, AllocationRun, Shipment):
        rows += model._default_manager.values_list()
    return repr(rows)


def test_it_stands_beside_the_events_and_not_in_them() -> None:
    told = " ".join(Event.objects.values_list("data", flat=True))
    assert [text for text in SAID.values() if text in told] == []
    kept = set(TypedText.objects.values_list("text", flat=True))
    assert set(SAID.values()) <= kept


def test_all_of_it_is_gone_when_she_is_forgotten() -> None:
    assert [text for text in SAID.values() if text not in stored()] == []
    do(Erase(customers=("ann@example.org",)))
    assert "Ann" not in stored()
    assert set(TypedText.objects.values_list("salt", "text")) == {("", "")}, "no salt to try guesses with"
    assert audit() == []


def test_nothing_of_others_goes_with_it() -> None:
    do(Decide(choices=(OrderChoice(order=OrderName("2"), choice=Choice.HOLD, text="Bob can wait"),)))
    do(Erase(customers=("ann@example.org",)))
    assert Decision.objects.get(order__number="2").why == "Bob can wait"
    assert TypedText.objects.get(order__number="2").text == "Bob can wait"


def test_what_is_typed_about_her_afterwards_stays_hers_to_lose() -> None:
    do(Erase(customers=("ann@example.org",)))
    gone = CancelLine(order=ANN, line="1", qty=1)
    do(Cancel(lines=(gone,), reason=Reason.OTHER, approved_by=Approval.CUSTOMER, text="it was Ann Lee"))
    assert "Ann" not in stored()
    assert audit() == []


def test_what_colleagues_asked_of_each_other_about_her_is_gone_too() -> None:
    wish = DeedWish(
        verb="CancelByManager", order=ANN, detail="Ann's mugs", place="/orders/?q=Ann+Lee", why="Ann is angry"
    )
    flow.run(AskForDeeds(wishes=(wish,)), actor="person:1", now=NOW, roles=("support",))
    do(Erase(customers=("ann@example.org",)))
    assert "Ann" not in stored()
    flow.run(
        AskForDeeds(wishes=(replace(wish, why="Ann again"),)), actor="person:2", now=NOW, roles=("support",)
    )
    assert "Ann" not in stored()
    assert audit() == []


@pytest.mark.parametrize("name", ["said", "detail", "reason", "place"])
def test_the_audit_finds_whatever_a_task_still_says_of_her(name: str) -> None:
    do(Erase(customers=("ann@example.org",)))
    row = Task.objects.filter(order__number="1").earliest("pk")
    Task.objects.filter(pk=row.pk).update(data={**row.data, name: "Ann"})
    assert [each.found for each in audit()] == [f"task {row.pk}"]
    Task.objects.filter(pk=row.pk).update(data=row.data)


def test_the_same_words_have_another_digest_each_time() -> None:
    do(
        Decide(
            choices=(OrderChoice(order=OrderName("2"), choice=Choice.HOLD, text=SAID["decision.decided"]),)
        )
    )
    told = Event.objects.filter(kind="decision.decided").order_by("pk").values_list("data", flat=True)
    first, second = (json.loads(data)["text"]["digest"] for data in told)
    assert first != second


def withdraw() -> None:
    arrive("MUG", 3)
    held = HeldLine(order=ANN, line="1", qty=1)
    do(Withdraw(lines=(held,), why="Ann Lee is in hospital", first=(OrderName("2"),)))


def test_why_units_were_withdrawn_is_forgotten_also_where_the_queue_was_served() -> None:
    withdraw()
    assert "hospital" in repr(AllocationRun.objects.values_list("findings"))
    do(Erase(customers=("ann@example.org",)))
    assert "hospital" not in stored()
    assert audit() == []


def test_why_her_units_are_withdrawn_afterwards_is_not_kept_either() -> None:
    do(Erase(customers=("ann@example.org",)))
    withdraw()
    assert AllocationRun.objects.filter(mentions__order__number="1").exists()
    assert "hospital" not in stored()
    assert audit() == []


def test_the_same_number_on_another_channel_keeps_its_reason() -> None:
    goods("CUP")
    for number in ("1", "7"):
        take(number, ("CUP", 1), channel="amazon", customer=NewCustomer(ref=f"b-{number}"))
    arrive("CUP", 1)
    held = HeldLine(order=OrderName("1", "amazon"), line="1")
    do(Withdraw(lines=(held,), why="the buyer is abroad", first=(OrderName("7"),)))
    do(Erase(customers=("ann@example.org",)))
    assert "the buyer is abroad" in stored()
    do(Erase(customers=("amazon:b-1",)))
    assert "the buyer is abroad" not in stored()


def test_a_parcel_that_leaves_later_tells_no_way_to_her() -> None:
    arrive("MUG", 3)
    let_go("1")
    do(Erase(customers=("ann@example.org",)))
    send("1", "P1", carrier="DHL", tracking="JJD0001")
    assert "JJD0001" not in stored()
    assert audit() == []


def test_where_her_parcels_went_is_forgotten() -> None:
    arrive("MUG", 3)
    let_go("1")
    send("1", "P1", carrier="DHL", tracking="JJD0001")
    do(Erase(customers=("ann@example.org",)))
    assert "JJD0001" not in stored()
    assert audit() == []


def a_file() -> dict[str, Any]:
    order = Order.objects.get(number="1").pk
    return dispute(order)


def test_the_file_for_a_dispute_has_it_and_a_changed_word_shows() -> None:
    found = a_file()
    assert check_evidence(found) == []
    number = found["typed"][0]["seq"]
    found["typed"][0]["text"] += " "
    found["seal"] = seal_of(found)
    assert check_evidence(found) == [f"what was typed into event {number} was changed"]
    found["typed"].pop(0)
    found["seal"] = seal_of(found)
    assert check_evidence(found) == [f"what was typed into event {number} is missing"]


def test_the_file_holds_also_when_she_is_forgotten() -> None:
    do(Erase(customers=("ann@example.org",)))
    found = a_file()
    assert {each["text"] for each in found["typed"]} == {""}
    assert check_evidence(found) == []
