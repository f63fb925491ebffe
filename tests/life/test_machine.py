"""A life of a shop as a state machine: whatever can happen next happens, some of it twice."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from makegood.db.models import Item, Substitute
from makegood.domain.terms.errors import DomainError
from makegood.queries.shop import forget_supply
from makegood.services import release
from makegood.services.allocation import Allocate
from makegood.services.intake import NewLine, NewOrder, TakeOrders
from makegood.services.receipt.counting import Count, CountedStock
from tests.audited import assert_audited
from tests.life.model import Model
from tests.life.test_life import STEPS, Life
from tests.services.shop import arrive, everything, goods

NUMBERS: dict[str, Any] = {"which": st.integers(0, 8), "qty": st.integers(0, 5), "place": st.integers(0, 5)}
WITH_ORDERS = (
    "bring_back", "cancel", "confirm", "contact", "decide", "done", "edit", "firm", "forget", "mail", "publish",
    "reallocate", "recall", "release", "reopen", "settle", "ship", "silence", "unship", "withdraw",
)  # fmt: skip
WITHOUT = sorted(set(STEPS) - set(WITH_ORDERS) - {"take"})


class Followed(Life):
    """A life that the model follows."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()

    def do(self, command: Any) -> Any:
        """The command, now; then the database and the model came to the same."""
        outcome = super().do(command)
        self.model.follow(command, outcome)
        return outcome


class Shop(RuleBasedStateMachine):
    """The steps of `Life`, in any order that makes sense. All that an example wrote is taken back after it."""

    def __init__(self) -> None:
        super().__init__()
        whole: Any = transaction.atomic()
        whole._from_testcase = True  # as Django's own tests: a command inside is still outermost
        whole.__enter__()
        self.whole = whole
        goods("A")
        goods("B")
        goods("SET", A=2, B=1)
        for sku, place, other in (("A", 1, "B"), ("A", 2, "SET"), ("B", 1, "A")):
            item, instead = Item.objects.get(sku=sku), Item.objects.get(sku=other)
            Substitute.objects.create(item=item, substitute=instead, place=place)
        arrive("A", 5)
        arrive("B", 3, at="east")
        self.life = Followed()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)
        forget_supply()

    def has_orders(self) -> bool:
        """True when there is something to cancel, ship, decide."""
        return self.life.orders > 0

    def step(self, name: str, which: int, qty: int, place: int) -> None:
        before = everything()
        try:
            STEPS[name](self.life, which, qty, place)
        except DomainError:
            assert everything() == before
        else:
            assert_audited()

    @rule(**NUMBERS)
    def take(self, which: int, qty: int, place: int) -> None:
        """An order comes in."""
        self.step("take", which, qty, place)

    @rule(name=st.sampled_from(WITHOUT), **NUMBERS)
    def happen(self, name: str, which: int, qty: int, place: int) -> None:
        """Something happens that needs no order."""
        self.step(name, which, qty, place)

    @precondition(has_orders)
    @rule(name=st.sampled_from(WITH_ORDERS), **NUMBERS)
    def happen_to_an_order(self, name: str, which: int, qty: int, place: int) -> None:
        """Something happens to what was taken."""
        self.step(name, which, qty, place)

    @rule(which=st.integers(0, 3), qty=NUMBERS["qty"])
    def tell_twice(self, which: int, qty: int) -> None:
        """What is told again changes nothing."""
        new = NewOrder(
            number=f"twice {qty}", placed_at=self.life.now, lines=(NewLine(sku="A", quantity=qty + 1),)
        )
        count = Count(counts=(CountedStock(sku="B", counted_qty=qty, location="east"),))
        command = (TakeOrders(orders=(new,)), count, release.Release(), Allocate())[which]
        try:
            self.life.do(command)
        except DomainError:
            return
        before = everything()
        with suppress(DomainError):
            self.life.do(command)
        assert everything() == before
        assert_audited()


# No other name of the module may hold the case: pytest would run it once more, and with other settings.
TestShop: Any = Shop.TestCase
TestShop.pytestmark = [pytest.mark.long]
# On PostgreSQL a step takes several times as long: the suite's lives are shorter there, the soak's are not.
_SHORT = connection.vendor == "postgresql" and os.environ.get("HYPOTHESIS_PROFILE") != "soak"
TestShop.settings = settings(stateful_step_count=3 if _SHORT else 10)
