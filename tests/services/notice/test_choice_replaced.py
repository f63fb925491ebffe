"""A customer's choice was confirmed; whoever decides otherwise later tells them so (spec 4.1, 5.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from makegood.db.models import Notice
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.services._orders import OrderName
from makegood.services.decision import Choose, Decide, DecidedBy
from tests.portal.orders import ANN, a_late_order
from tests.services.notice.post import LATER, post
from tests.services.shop import NOW, arrive, do, goods, lot, take


def decide(
    choice: Choice, by: DecidedBy = DecidedBy.PERSON, *, days: int = 0, lines: tuple[str, ...] = ()
) -> None:
    """What is decided about order 1, or these lines of it."""
    do(Decide(choices=(Choose(order=OrderName("1"), choice=choice, by=by, lines=lines),)), days=days)


def told(*, days: int) -> list[str]:
    """The subjects and texts that go after a day's work."""
    return [f"{ready.subject}\n{ready.text}" for ready in post(at=NOW + timedelta(days=days) + LATER)]


def chosen_and_confirmed(language: str = "en") -> None:
    """Ann knows of the delay, chose two parcels, and that was confirmed."""
    a_late_order(customer=replace(ANN, language=language))
    told(days=0)
    decide(Choice.SPLIT, DecidedBy.CUSTOMER, days=1)
    assert len(told(days=1)) == 1


def test_they_are_told_what_changes_and_may_choose_again() -> None:
    chosen_and_confirmed()
    decide(Choice.HOLD, days=2)
    (text,) = told(days=2)
    assert text.startswith("Order 1: we send it in another way\n")
    assert (
        "Everything now goes together, once it is complete. This holds also where you chose otherwise."
        in text
    )
    assert "YOUR CHOICE" in text
    assert Notice.objects.latest("pk").kind == "choice_replaced"


def test_in_their_language() -> None:
    chosen_and_confirmed("de")
    decide(Choice.HOLD, days=2)
    (text,) = told(days=2)
    assert text.startswith("Bestellung 1: Wir verschicken sie anders\n")
    assert "Alles geht jetzt zusammen auf den Weg, sobald es vollständig ist." in text


def test_and_again_when_what_they_chose_holds_after_all() -> None:
    chosen_and_confirmed()
    decide(Choice.HOLD, days=2)
    told(days=2)
    decide(Choice.SPLIT, days=3)
    (text,) = told(days=3)
    assert "What is ready now goes first, and the rest later." in text


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [(Choice.SPLIT, Choice.HOLD), (Choice.HOLD, Choice.SPLIT)],
    ids=lambda each: each.value,
)
def test_what_changes_for_one_of_two_lines_is_told_as_the_order_goes(theirs: Choice, ours: Choice) -> None:
    goods("URN")
    goods("PAN")
    lot("URN", 5, eta=date(2026, 12, 2))
    lot("PAN", 5, eta=date(2026, 12, 3), number="PO2")
    goods("CUP")
    arrive("CUP", 1)
    take("1", ("URN", 1), ("PAN", 1), ("CUP", 1), customer=ANN, country="GB", each={"unit_price": 2000})
    told(days=0)
    decide(theirs, DecidedBy.CUSTOMER, days=1)
    told(days=1)
    decide(ours, days=2, lines=("2",))
    (text,) = told(days=2)
    assert (
        "What is ready now goes first, and the rest later. This holds also where you chose otherwise." in text
    )
    assert "We send these without waiting for the rest." in text


def test_the_same_again_is_no_news() -> None:
    chosen_and_confirmed()
    decide(Choice.SPLIT, days=2)
    assert told(days=2) == []


def test_what_nobody_chose_is_ours_to_decide() -> None:
    a_late_order()
    told(days=0)
    decide(Choice.SPLIT, days=1)
    decide(Choice.HOLD, days=2)
    assert told(days=2) == []


def test_a_cancellation_by_a_manager_is_told_as_one() -> None:
    chosen_and_confirmed()
    cancel = Choose(
        order=OrderName("1"), choice=Choice.CANCEL, approved_by=Approval.MANAGER, text="it will never come"
    )
    do(Decide(choices=(cancel,)), days=2)
    (text,) = told(days=2)
    assert text.startswith("Order 1: items were cancelled\n")
    assert not Notice.objects.filter(kind="choice_replaced").exists()
