"""A customer's choice was confirmed; whoever decides otherwise later tells them so (spec 4.1, 5.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from makegood.db.models import Notice
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.services._orders import OrderName
from makegood.services.decision import Decide, DecidedBy, OrderChoice
from makegood.services.intake import EditOrder, EditOrders, NewLine
from makegood.services.policy import SetPolicy
from tests.portal.orders import ANN, a_late_order
from tests.services.notice.post import LATER, post
from tests.services.shop import NOW, arrive, do, goods, let_go, lot, take


def decide(
    choice: Choice, by: DecidedBy = DecidedBy.PERSON, *, days: int = 0, lines: tuple[str, ...] = ()
) -> None:
    """What is decided about order 1, or these lines of it."""
    do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=choice, by=by, lines=lines),)), days=days)


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


TOGETHER = "Everything now goes together, once it is complete. This holds also where you chose otherwise."
FIRST = "What is ready now goes first, and the rest later. This holds also where you chose otherwise."


def two_late_lines(*ready: tuple[str, int]) -> None:
    """An urn and pans are late; `ready` = what lies there of other lines, or of the urn's."""
    for sku, day in (("URN", 2), ("PAN", 3)):
        goods(sku)
        lot(sku, 5, eta=date(2026, 12, day), number=f"PO-{sku}")
    for sku, qty in ready:
        if sku not in ("URN", "PAN"):
            goods(sku)
        arrive(sku, qty)
    urns = 1 + dict(ready).get("URN", 0)
    others = [each for each in ready if each[0] != "URN"]
    take("1", ("URN", urns), ("PAN", 1), *others, customer=ANN, country="GB", each={"unit_price": 2000})
    told(days=0)


@pytest.mark.parametrize(
    ("theirs", "ours", "ready", "said", "gone"),
    [
        (Choice.SPLIT, Choice.HOLD, ("CUP", 1), TOGETHER, 0),
        (Choice.HOLD, Choice.SPLIT, ("CUP", 1), FIRST, 1),
        (Choice.SPLIT, Choice.HOLD, ("URN", 1), FIRST, 1),
    ],
)
def test_what_changes_for_one_of_two_lines_is_told_as_the_warehouse_sends(
    theirs: Choice, ours: Choice, ready: tuple[str, int], said: str, gone: int
) -> None:
    two_late_lines(ready)
    decide(theirs, DecidedBy.CUSTOMER, days=1)
    told(days=1)
    decide(ours, days=2, lines=("2",))
    (text,) = told(days=2)
    assert said in text
    kept = "We keep these for you and send everything in one parcel, unless you choose SPLIT."
    assert ("We send these without waiting for the rest." in text, kept in text) == (bool(gone), not gone)
    assert sum(qty for qty, _ in let_go("1", days=2).values()) == gone


def test_whoever_waits_for_the_rest_and_cancels_one_line_still_gets_one_parcel() -> None:
    two_late_lines(("CUP", 1))
    decide(Choice.HOLD, DecidedBy.CUSTOMER, days=1)
    told(days=1)
    decide(Choice.CANCEL, DecidedBy.CUSTOMER, days=2, lines=("2",))
    (text,) = told(days=2)
    assert "We keep these for you and send everything in one parcel, unless you choose SPLIT." in text
    assert sum(qty for qty, _ in let_go("1", days=4).values()) == 0


def test_a_late_line_that_joins_later_sends_nothing_that_the_customer_wants_kept() -> None:
    do(SetPolicy(document="[[decision.rules]]\nname = 'at once'\nchoose = ['split']\n"))
    two_late_lines(("CUP", 1))
    decide(Choice.HOLD, DecidedBy.CUSTOMER, days=1)
    told(days=1)
    more = NewLine(sku="PAN", quantity=1, unit_price=2000)
    do(EditOrders(edits=(EditOrder(order=OrderName("1"), add=(more,)),)), days=2)
    (text,) = told(days=2)
    assert text.count("× PAN") == 2
    assert "We keep these for you and send everything in one parcel, unless you choose SPLIT." in text
    assert sum(qty for qty, _ in let_go("1", days=2).values()) == 0


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
    cancel = OrderChoice(
        order=OrderName("1"), choice=Choice.CANCEL, approved_by=Approval.MANAGER, text="it will never come"
    )
    do(Decide(choices=(cancel,)), days=2)
    (text,) = told(days=2)
    assert text.startswith("Order 1: items were cancelled\n")
    assert not Notice.objects.filter(kind="choice_replaced").exists()
