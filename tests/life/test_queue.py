"""Whoever waits and whoever holds: units come, go, and change hands, and nobody is overtaken in silence."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from makegood import flow
from makegood.db.models import AllocationRun, OrderLine, Stock
from makegood.domain.terms.errors import DomainError
from makegood.queries.allocations import gains
from makegood.services.allocation import Reallocate
from tests.audited import assert_audited
from tests.life.test_life import STEPS, Life, Step
from tests.services.shop import arrive, everything, goods
from tests.soaked import some

ABOUT_THE_QUEUE = (
    "count", "expect", "firm", "keep", "move", "night", "reallocate", "receive", "release", "take", "undo", "withdraw",
)  # fmt: skip


class Shown(Life):
    """A shop that looks before it leaps: what a command would do is what it then does."""

    def do(self, command: Any) -> Any:
        """The command, after its preview."""
        shown = flow.preview(command, actor="test", now=self.now)
        before = AllocationRun.objects.count()
        outcome = super().do(command)
        runs = list(AllocationRun.objects.order_by("pk").values_list("pk", flat=True))[before:]
        assert gains(runs) == shown.gains
        return outcome


def units() -> tuple[int, int]:
    """Ordered units that have not left and are still wanted, and units on the shelves."""
    lines = OrderLine.objects.values_list("reserved_qty", "backordered_qty")
    return sum(map(sum, lines)), sum(Stock.objects.values_list("on_hand", flat=True))


class TestQueue(TestCase):
    """Each example begins with the same shop: two items and a bundle of them, over two places."""

    @classmethod
    def setUpTestData(cls) -> None:
        goods("A")
        goods("B")
        goods("SET", A=2, B=1)
        arrive("A", 7)
        arrive("B", 4, at="east")

    @some(0.25)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(ABOUT_THE_QUEUE), st.integers(0, 8), st.integers(0, 5), st.integers(0, 5)
            ),
            min_size=6,
            max_size=14,
        )
    )
    def test_what_is_shown_is_what_happens_and_every_invariant_holds(self, steps: list[Step]) -> None:
        shop = Shown()
        for name, which, qty, place in steps:
            before = everything()
            try:
                STEPS[name](shop, which, qty, place)
            except DomainError:
                assert everything() == before
            else:
                assert_audited()
        open_units = units()
        shop.do(Reallocate())
        assert units() == open_units
        assert shop.do(Reallocate()).run is None
        assert_audited()
