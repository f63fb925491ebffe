"""Lines of one order are decided apart: finance captures what goes by it, and not what is kept (spec 4.5, I21)."""

from __future__ import annotations

from datetime import date

import pytest

from makegood.db.models import Decision
from makegood.domain.decision.outcome import Choice
from makegood.services._orders import OrderName
from makegood.services.decision import Decide, OrderChoice, Undecide
from tests.services.closure.test_captured_by_parcel import asked, captured, tick
from tests.services.shop import arrive, do, goods, let_go, lot, send, take


@pytest.fixture(autouse=True)
def _one_of_two_is_here(db: None) -> None:
    """Two A, of which one is here, a B that is not, and a C that is: 10.00 each, and their authorisation ends before
    the rest comes."""
    for sku in ("A", "B", "C"):
        goods(sku)
    arrive("A", 1)
    arrive("C", 1)
    lot("A", 5, eta=date(2026, 12, 20))
    lot("B", 5, eta=date(2026, 12, 20))
    paid = {"authorised_amount": 4000, "authorised_until": date(2026, 11, 30), "captured_amount": 0}
    take("1", ("A", 2), ("B", 1), ("C", 1), each={"unit_price": 1000}, **paid)


def choose(choice: Choice, *lines: str) -> None:
    """Support decides, of the order or of some of its lines."""
    do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=choice, lines=lines),)))


def test_what_waits_by_a_later_word_about_its_line_is_not_captured_by_the_split_of_the_others() -> None:
    choose(Choice.SPLIT)
    assert asked() == [("partial_capture", 2000), ("renew_authorisation", 2000)]
    choose(Choice.HOLD, "1")
    assert asked() == [("renew_authorisation", 4000)]
    assert not any(qty for qty, _ in let_go("1").values()), "nothing leaves"


def test_a_split_of_one_line_captures_nothing_of_another_that_waits() -> None:
    choose(Choice.HOLD, "1")
    choose(Choice.SPLIT, "2")
    assert asked() == [("partial_capture", 1000), ("renew_authorisation", 3000)]
    assert {line: qty for line, (qty, _) in let_go("1").items() if qty} == {"1/3": 1}
    send("1", "P1")
    tick()
    arrive("A", 1)
    arrive("B", 1)
    let_go("1")
    send("1", "P2")
    tick()
    assert (captured(), asked()) == (4000, [])


def test_a_split_that_is_taken_back_leaves_the_capture_of_what_goes_by_another() -> None:
    choose(Choice.SPLIT, "2")
    choose(Choice.SPLIT, "1")
    assert asked()[0] == ("partial_capture", 2000)
    do(Undecide(decisions=(Decision.objects.latest("pk").pk,)))
    # A split of the other line stands, and by it all that is here goes.
    assert asked()[0] == ("partial_capture", 2000)
    assert {line: qty for line, (qty, _) in let_go("1").items() if qty} == {"1/1": 1, "1/3": 1}
